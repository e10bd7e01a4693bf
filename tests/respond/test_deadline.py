"""A reply is due after so many working days, and a bank holiday of England is none."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.respond.deadline import due


@pytest.mark.parametrize(
    ("sent", "by"),
    [
        ("2026-12-16", "2027-01-04"),  # Christmas Day, Boxing Day in lieu on Monday 28th, New Year's Day
        ("2026-12-24", "2027-01-12"),
        ("2026-03-27", "2026-04-14"),  # Good Friday 3 April, Easter Monday 6 April
        ("2009-07-06", "2009-07-20"),
        ("2022-06-01", "2022-06-17"),  # the jubilee: 2 and 3 June
    ],
)
def test_ten_working_days(sent: str, by: str) -> None:
    """Worked out by hand with the published bank holidays."""
    assert due(dt.date.fromisoformat(sent), 10).isoformat() == by


@settings(max_examples=25, deadline=None)
@given(st.dates(dt.date(2005, 1, 1), dt.date(2030, 1, 1)), st.integers(1, 30))
def test_a_day_more_is_later_and_never_a_weekend(sent: dt.date, days: int) -> None:
    """The last day is a weekday, and one working day more falls after it."""
    assert due(sent, days).weekday() < 5
    assert due(sent, days) < due(sent, days + 1)
    assert due(sent, days) >= sent + dt.timedelta(days=days)
