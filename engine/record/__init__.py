"""The record of an assessment: the journal of what was done, the archive that verifies elsewhere, what was removed from it."""
