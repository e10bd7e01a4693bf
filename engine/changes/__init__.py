"""When a framework changes under an assessment: what changed in its rules, and what becomes of the evidence."""
