"""What is added to an evidence file reads back exactly, and the file stays as its author left it."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.amend import entry_of, with_entries, with_words
from evidence.located import read_yaml
from evidence.model import Decision
from evidence.problems import BadInput
from evidence.write import to_yaml
from tests.workbook.sets import sets

FILE = Path("evidence.yaml")
ENTRY = {"matter": "a", "adopted": 3, "reason": "It's so: #1", "date": dt.date(2009, 7, 1), "considered": ["c1"]}
READ = {**ENTRY, "date": "2009-07-01"}

LAYOUTS = {
    "no list yet": ("a: 1 # one\n# the end", ["a: 1 # one", "# the end"]),
    "an empty list": ("decisions: [] # none\nz: 2\n", ["z: 2", "# none"]),
    "an empty list at the end": ("z: 2\ndecisions: []", ["z: 2"]),
    "a word without a list": ("decisions: # none\nz: 2\n", ["decisions: # none", "z: 2"]),
    "a list in lines": ("decisions:\n- matter: x\n  reason: |\n    two\n    lines\n\n# next\nz: 2\n", ["    lines\n- matter: a", "\n\n# next\nz: 2\n"]),
    "an indented list": ("decisions:\n  - {matter: x} # x\n  # last\nz: 2\n", ["  - {matter: x} # x\n  - matter: a", "  # last\nz: 2"]),
    "a list in one line": ("decisions: [{matter: x}, {matter: y}, ] # two\n", ["{matter: y}, {", "] # two"]),
    "lines that end as on Windows": ("decisions:\r\n- matter: x\r\nz: 2\r\n", ["- matter: x\r\n- matter: a\r\n", "z: 2\r\n"]),
    "JSON": ('{"a": 1}', ['"a": 1,']),
    "JSON with an empty list": ('{"decisions": [], "a": 1}', ['"a": 1}']),
    "JSON with a list": ('{"decisions": [{"matter": "x"}], "a": 1}', ['{"matter": "x"},', '"a": 1}']),
}


@pytest.mark.parametrize(("text", "stays"), LAYOUTS.values(), ids=LAYOUTS)
def test_an_entry_is_added_and_the_rest_stays(text: str, stays: list[str]) -> None:
    """However a file is laid out: the entry comes last in its list, comments and lines stay where they are."""
    added = with_entries(FILE, text, "decisions", [ENTRY])
    before, after = read_yaml(FILE, text=text).data, read_yaml(FILE, text=added).data
    assert after == {**before, "decisions": [*(before.get("decisions") or []), READ]}
    for part in stays:
        assert part in added


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sets(), st.booleans(), st.text(min_size=1).filter(str.strip))
def test_whatever_a_file_says_it_says_still(known, in_json, reason) -> None:
    """Of any evidence set, in YAML or JSON, nothing but the list that was added to reads otherwise."""
    text = to_yaml(known) if not in_json else json.dumps(known.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    said = entry_of(Decision, {"matter": "a", "adopted": 2, "reason": reason, "by": "X", "date": dt.date(2009, 7, 1)}, FILE)
    file = Path("evidence.json") if in_json else FILE
    read = json.loads if in_json else lambda text: read_yaml(FILE, text=text).data
    before, after = read(text), read(with_entries(file, text, "decisions", [said]))
    assert after.pop("decisions")[: len(known.decisions)] == (before.pop("decisions", None) or [])
    assert after == before


@pytest.mark.parametrize(
    "text", ["r:\n- id: c1\n  text: >-\n    folded\n    text\n\n# two\n- id: c2\n", "r: [{id: c1}, {id: c2}] # both\n", '{"r": [{"id": "c1"}]}']
)
def test_words_are_added_to_an_entry(text: str) -> None:
    """In lines, in one line and in JSON; what follows stays."""
    added = with_words(FILE, text, ("r", 0), {"outcome": "accepted", "items": ["x"]})
    before, after = read_yaml(FILE, text=text).data, read_yaml(FILE, text=added).data
    assert after["r"][0] == {**before["r"][0], "outcome": "accepted", "items": ["x"]}
    assert after["r"][1:] == before["r"][1:]
    assert added.count("#") == text.count("#")


def test_a_file_that_cannot_be_added_to_is_left_and_what_to_write_is_said() -> None:
    """Where what was added would not read as it should, the message holds it, to be written by hand."""
    with pytest.raises(BadInput, match="matter: a") as refused:
        with_entries(FILE, "a: 1\n...\n", "decisions", [ENTRY])
    assert "cannot be added to" in str(refused.value)


def test_an_entry_that_does_not_fit_is_refused_in_plain_words() -> None:
    """An empty reason, a stage that there is not: said at once, and not as a traceback."""
    with pytest.raises(BadInput) as refused:
        entry_of(Decision, {"matter": "a", "adopted": 2, "reason": " ", "by": "X", "date": dt.date(2009, 7, 1), "stage": "last"}, FILE)
    assert len(refused.value.problems) == 2
