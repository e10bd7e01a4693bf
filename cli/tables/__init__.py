"""`peerbench table`: tables of figures, checked, turned into evidence of a sector, and drawn as a page."""
