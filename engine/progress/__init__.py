"""What became of last year's recommendations: what is claimed, beside what evidence dated since shows."""
