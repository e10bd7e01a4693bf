"""`peerbench compare`: periods, evidence sets, rulebook versions and authorities held against each other."""
