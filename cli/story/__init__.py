"""`peerbench story`, `position` and `progress`: what people make of the findings, before a review, at its end, and a year on."""
