"""Several assessors' scores of one authority: how far they agree, where they do not, and what hangs on it."""
