"""Two assessments or more held against each other: what moved and why, and where one stands among its peers."""
