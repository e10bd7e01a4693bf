"""The rule language, loading, deriving, matching, judging, the ladder, reasoning."""
