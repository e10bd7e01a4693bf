"""What programs take: tables for a data team, and the reports of checks for those who keep rulebooks under version control."""
