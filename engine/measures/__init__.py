"""Figures over time and beside others: what is derived from them, exactly, and the targets set for them."""
