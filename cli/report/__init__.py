"""Reports: an assessment as documents that people read, print and hand on."""
