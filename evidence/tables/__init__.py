"""Tables as evidence: CSV, XLSX and Parquet, read through a small mapping file."""
