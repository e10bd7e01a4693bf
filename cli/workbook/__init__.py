"""The workbook as a command: made, filled, read, its state told, copies brought together, results given back in it."""
