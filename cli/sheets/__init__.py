"""A page of sections, entries and tables, made once and shown as text and as HTML."""
