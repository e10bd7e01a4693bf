"""By when a reply is due: so many working days after the draft was sent."""

import datetime as dt


def due(sent: dt.date, working_days: int) -> dt.date:
    """The last of `working_days` working days after the day of sending; weekends and the bank holidays of England are none."""
    from holidays import country_holidays

    closed = country_holidays("GB", subdiv="ENG")  # it knows a year when it is first asked for a day of it
    day = sent
    while working_days:
        day += dt.timedelta(days=1)
        working_days -= day.weekday() < 5 and day not in closed
    return day
