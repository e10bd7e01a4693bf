"""Lets failed comparisons in the helper show what differs."""

import pytest

pytest.register_assert_rewrite("tests.lint.refusals")
