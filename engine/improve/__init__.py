"""What would move an authority up: the distance to the next grade, the smallest sets of changes that reach it, and a plan made of them."""
