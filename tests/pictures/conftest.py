"""Figures to draw, with everything that a picture has to cope with."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import common
from cli.measures import vocabulary
from engine.measures.shown import MeasureShown, MeasuresShown, show_measures
from evidence.audience import Audience
from evidence.model import EvidenceSet

FIGURES = """
authority: {name: Ambleford, code: X01, type: unitary, region: North, made_up: true}
as_of: 2009-06-30
items:
- {id: r-06, measure: recycling-rate, about: waste, value: 24, period: 2005/06, date: 2006-03-31, source: data}
- {id: r-07, measure: recycling-rate, about: waste, value: 27, period: 2006/07, date: 2007-03-31, source: data}
- {id: r-08, measure: recycling-rate, about: waste, value: 29, period: 2007/08, date: 2008-03-31, source: data}
- {id: r-09, measure: recycling-rate, about: waste, value: 31, period: 2008/09, date: 2009-03-31, source: data, peers: {quartiles: [28, 33, 38], n: 40}}
- {id: s-08, measure: area-satisfaction, value: 68, unit: per cent, sample: 1100, date: 2008-03-31, source: residents, obtained: survey}
- {id: s-09, measure: area-satisfaction, value: 67, unit: per cent, sample: 1100, target: 69, date: 2009-03-31, source: residents, obtained: survey}
- {id: m-08, measure: missed-bins, value: 30, target: 30, better: lower, date: 2008-03-31, source: data}
- {id: m-09, measure: missed-bins, value: 27, target: 26, better: lower, date: 2009-03-31, source: data}
- {id: f-07, measure: flat, value: 7, date: 2007-03-31, source: data}
- {id: f-08, measure: flat, value: 7, date: 2008-03-31, source: data}
- {id: f-09, measure: flat, value: 7, date: 2009-03-31, source: data, provisional: true}
- {id: d-08, measure: deficit, value: -1204000.5, date: 2008-03-31, source: data}
- {id: d-09, measure: deficit, value: 1204000, date: 2009-03-31, source: data, target: 0}
- {id: b-09, measure: "odd-one", value: 1, unit: "<b>&", date: 2009-03-31, source: data}
- {id: w-08, measure: whispered, value: 1111, date: 2008-03-31, source: staff, handling: restricted}
- {id: w-09, measure: whispered, value: 2222, date: 2009-03-31, source: staff, handling: restricted}
targets:
- {measure: recycling-rate, about: waste, set: 2007-03-31, from: 27, by: 2012-03-31, value: 40, years: [{by: 2009-03-31, value: 32}]}
"""


def read(path: Path, audience: Audience = "public", **asked: dt.date) -> tuple[MeasuresShown, EvidenceSet]:
    """The measures of a file, as `peerbench picture` reads them."""
    known, _ = common.read_set(path, audience, set_aside=False)
    books, plan = common.load_rules([], {})
    return show_measures(plan, vocabulary(books, plan), known, audience, **asked), known


@pytest.fixture
def ambleford(tmp_path: Path) -> Path:
    """The evidence set as a file."""
    path = tmp_path / "ambleford.yaml"
    path.write_text(FIGURES, "utf-8")
    return path


@pytest.fixture
def shown(ambleford: Path) -> MeasuresShown:
    """Its measures for the public."""
    return read(ambleford)[0]


@pytest.fixture
def measure(shown: MeasuresShown) -> Callable[[str], MeasureShown]:
    """One of them by its key."""
    return lambda key: next(m for m in shown.measures if m.measure == key)
