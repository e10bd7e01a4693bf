"""`peerbench improve`: what would move an authority up, as text, pages, tables and data."""
