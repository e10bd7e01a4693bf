"""Figures and small rulebooks for the tests of measures."""

import datetime as dt
from typing import Any

from engine.assess import work
from engine.measures.series import Series
from engine.ruletests import Given
from engine.working import Options, Working
from evidence.model import Item, Target
from tests.strategies import head, loaded, rule

VOCABULARY = {
    "measure": {
        "rate": {"title": "The rate", "unit": "per cent"},
        "cost": {"title": "The cost", "better": "lower", "unit": "pounds"},
    }
}


def march(year: int) -> dt.date:
    """The end of a financial year."""
    return dt.date(year, 3, 31)


def item(value: Any, year: int = 2009, **words: Any) -> Item:
    """A figure of a year."""
    return Item.model_validate({"id": f"m{year}", "measure": "rate", "value": value, "date": march(year), "source": "data", **words})


def series(*values: Any, lower: bool = False, **last: Any) -> Series:
    """Figures year after year, the last in 2009; `last` are words of the last one."""
    years = range(2010 - len(values), 2010)
    return Series(tuple(item(v, y, **(last if y == 2009 else {})) for v, y in zip(values, years, strict=True)), lower)


def target(**words: Any) -> Target:
    """A target: 40 by 2012, set in 2007."""
    return Target.model_validate({"measure": "rate", "set": march(2007), "by": march(2012), "value": 40, **words})


def judged(test: dict[str, Any], given: dict[str, Any], matcher: str = "direct") -> Working:
    """A rulebook whose trigger asks one test, worked on some evidence."""
    known = rule("known", tests={"both": {"measure": ["rate", "cost"], "at_least": 0, "shows": "embedded", "results": True}})
    data = {"book": head(), "vocabulary": VOCABULARY, "criteria": [known], "triggers": [rule("call", when=test, weakness="It calls.", next="Look.")]}
    book, plan = loaded(data)
    return work(plan, [book], Given.model_validate(given).evidence(), Options(matcher=matcher))


def truth(test: dict[str, Any], given: dict[str, Any]) -> int:
    """1 where the test is met, -1 where it is not, 0 where that is not known."""
    working = judged(test, given)
    return int(working.judged.tally.truth[0, working.plan.triggers[0].tests[0]])
