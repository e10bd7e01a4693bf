"""A whole sector: evidence of many authorities in columns, derived, matched and judged together."""
