"""What is not known, what to find out next, and how far the result would bear it: where evidence is weak, whom to ask, what carries the grades."""
