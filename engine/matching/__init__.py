"""Where evidence meets tests: `match(plan, facts) -> Matches`, and the matchers that stand behind it."""
