"""The authority's right of reply: the form that goes out, what comes back, what came of it."""
