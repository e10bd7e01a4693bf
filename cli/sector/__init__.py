"""`peerbench sector`: every authority of a sector under a benchmark, and what the whole of it looks like."""
