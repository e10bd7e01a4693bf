"""A file in the place of another is called by its name, in one line that says what to give instead."""

import json

import pytest

from evidence.kind_of_file import CHANGE, EVIDENCE, STORY, kinds_of
from tests.cli.conftest import GOOD

FILES = {
    "set.yaml": GOOD,
    "story.yaml": "title: T\nauthority: Testborough\nas_of: 2009-06-30\nrulebooks: [corporate-peer-review]\nmessages: []\n",
    "made.json": json.dumps({"schema": "peerbench/assessment/1", "authority": {"name": "Testborough"}, "rulebooks": []}),
    "gaps.json": json.dumps({"schema": "peerbench/gaps/1", "authority": {"name": "Testborough"}}),
    "book.yaml": "prefix: b\nbook: {id: b, title: B}\n",
    "tests.yaml": "tests:\n- {name: n, given: {}, expect: {}}\n",
    "map.yaml": "columns: {measure: Indicator, value: Figure}\n",
    "indicators.yaml": "indicators: {recycling-rate: {title: Recycling}}\n",
    "words.yaml": "terms: {weakness: area}\n",
    "change.yaml": "remove: [scheme]\n",
    "effort.yaml": "criteria: {cpr.4.2.*: {effort: 2}}\n",
    "sheet.xlsx": "PK\3\4\0\0",
    "paper.docx": "PK\3\4\0\0",
}
SET = ("{}", "set.yaml")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a file of each kind."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("words", "name", "says"),
    [
        (("assess", "{}"), "story.yaml", "this is a story, and not an evidence set: give the evidence set"),
        (("assess", "{}"), "made.json", "this is an assessment, and not an evidence set"),
        (("assess", "{}"), "gaps.json", "this is a result of schema peerbench/gaps/1, and not an evidence set"),
        (("agree", "{}"), "book.yaml", "this is a file of a rulebook, and not an evidence set"),
        (("decide", "{}"), "tests.yaml", "this is a file of rule tests, and not an evidence set"),
        (("redact", "{}", "scheme", "--because", "Asked to."), "change.yaml", "this is a change of the evidence, and not an evidence set"),
        (("pack", "{}", "--out", "record.zip"), "words.yaml", "this is a list of the words of the house, and not an evidence set"),
        (("compare", "{}", "set.yaml"), "gaps.json", "this is a result of schema peerbench/gaps/1, and not an evidence set"),
        (("compare", "{}", "set.yaml"), "story.yaml", "this is a story, and not an evidence set"),
        (("respond", "schedule", *SET), "story.yaml", "this is a story, and not an evidence set"),
        (("progress", *SET), "set.yaml", "this is an evidence set, and not a story: give the story's own file"),
        (("progress", *SET), "gaps.json", "this is a result of schema peerbench/gaps/1, and not a story"),
        (("progress", *SET), "sheet.xlsx", "this is an Excel workbook, not text"),
        (("story", "check", *SET), "set.yaml", "this is an evidence set, and not a story"),
        (("position", "set.yaml", "--story", "{}"), "set.yaml", "this is an evidence set, and not a story"),
        (("verify", *SET), "set.yaml", "this is an evidence set, and not an assessment: give what `assess --format json` wrote"),
        (("verify", *SET), "gaps.json", "this is a result of schema peerbench/gaps/1, and not an assessment"),
        (("verify", *SET), "paper.docx", "this is a Word document, not text"),
        (("improve", "set.yaml", "--what-if", "{}"), "set.yaml", "this is an evidence set, and not a change of the evidence"),
        (("improve", "set.yaml", "--effort", "{}"), "change.yaml", "this is a change of the evidence, and not a list of priorities"),
        (("measures", "set.yaml", "--indicators", "{}"), "map.yaml", "this is a mapping of a table's columns, and not a catalogue of indicators"),
        (("table", "check", "data.csv", "--mapping", "{}"), "indicators.yaml", "this is a catalogue of indicators, and not a mapping of a table's columns"),
        (("assess", "set.yaml", "--words", "{}"), "effort.yaml", "this is a list of priorities, and not a list of the words of the house"),
    ],
)
def test_a_file_in_the_wrong_place_is_called_by_its_name(run, here, words, name, says):
    """One problem, with the file's name, whatever else stands in it."""
    ran = run(*(word.format(name) for word in words))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(name)
    assert says in ran.err
    assert ran.err.endswith("\n1 problem; nothing was done.\n")


def test_a_file_with_a_wrong_word_is_still_told_of_the_word(run, here, tmp_path):
    """An evidence set in which a word of another kind of file stands is an evidence set with one word too many."""
    (tmp_path / "set.yaml").write_text(f"{GOOD}tests: []\n", "utf-8")
    assert "'tests' is not a word that can stand here" in run("assess", "set.yaml").err


def test_what_holds_no_word_of_its_own_is_of_no_kind():
    """A file of which nothing can be told is left to its own reader; one with the words of two kinds may be either."""
    assert kinds_of({}) == kinds_of([]) == kinds_of("text") == kinds_of({"title": "T", "authority": "A"}) == []
    assert kinds_of({"items": [], "remove": []}) == [EVIDENCE, CHANGE]
    assert kinds_of({"authority": "A", "rulebooks": ["b"]}) == [STORY]
