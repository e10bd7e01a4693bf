"""The story of a review: what the findings come to, in the reviewers' own words, each sentence linked to the findings that it states."""
