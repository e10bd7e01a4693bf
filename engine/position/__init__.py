"""The council's side before the visit: where it stands in its own eyes, and the index of its evidence."""
