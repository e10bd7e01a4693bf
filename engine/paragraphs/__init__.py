"""Each grade in a short paragraph: what was found, what is missing, what would change it, in the rules' own words."""
