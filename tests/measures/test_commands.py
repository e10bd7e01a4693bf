"""`peerbench measures` and `targets`, as people type them and as their documentation shows them."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from evidence.problems import BadInput
from tests.docs.walk import Stop, blocks, stops, write

DOCUMENT = "measures.md"
STOPS = {f"line {stop.line}": stop for stop in stops(DOCUMENT)}
WESTMARCH = "examples/westmarch/evidence.yaml"

SMALL = """authority: {name: Ambleford, type: unitary, made_up: true}
as_of: 2009-06-30
items:
- {id: a-08, measure: rate, value: 30, date: 2008-03-31, period: 2007/08, source: data}
- {id: a-09, measure: rate, value: 32, date: 2009-03-31, period: 2008/09, source: data, REST}
"""


def run(command: str) -> Result:
    return CliRunner().invoke(app, shlex.split(command))


def ran(command: str) -> str:
    """Run a command without `peerbench`; it must end well."""
    result = run(command)
    assert result.exit_code == 0, f"{command}: {result.exception or ''}\n{result.output}"
    return result.stdout


def shown(text: str, command: str = "measures", rest: str = "") -> dict[str, Any]:
    Path("small.yaml").write_text(text)
    found: dict[str, Any] = json.loads(ran(f"{command} small.yaml --format json {rest}"))
    return found


def problem(command: str) -> str:
    result = run(command)
    assert isinstance(result.exception, BadInput)
    return str(result.exception)


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_what_the_page_shows_runs(stop: Stop, here: Path) -> None:
    """At every command of the page the files written by then are there, and the command ends well."""
    write(stop, here)
    for command in stop.commands:
        (here / "measures.json").unlink(missing_ok=True)
        ran(command)


def test_what_the_page_quotes_is_what_comes_out(here: Path) -> None:
    """Every quoted line stands in what one of the page's commands prints."""
    printed = []
    for stop in STOPS.values():
        write(stop, here)
        printed += [ran(c) for c in stop.commands if c.split()[0] in ("measures", "targets") and "--out" not in c]
    quoted = [line for block in blocks(DOCUMENT) if block.language == "text" for line in block.text.splitlines()]
    assert quoted
    # A terminal may break a line that the page has whole.
    everything = " ".join(" ".join(printed).split())
    assert [line for line in quoted if " ".join(line.split()) not in everything] == []


def test_what_calls_for_a_look_comes_first(here: Path) -> None:
    """In Westmarch the widening gaps stand before all that is well."""
    text = ran(f"measures {WESTMARCH}")
    order = ["To look at first", "The target of 7.5 years is missed by 1.6.", "The others", "Average cost of handling a contact"]
    assert sorted(order, key=text.index) == order


@pytest.mark.parametrize("audience", ["public", "authority"])
def test_what_rests_on_a_protected_figure_is_kept_back(here: Path, audience: str) -> None:
    """Neither its values nor its existence by name; the team sees it."""
    text = SMALL.replace("REST", "handling: restricted, target: 40")
    targets = text + "targets: [{measure: rate, set: 2008-01-01, by: 2012-03-31, value: 40, from: 29}]\n"
    found = shown(text, rest=f"--audience {audience}")
    assert (found["measures"], found["kept_back"]) == ([], 1)
    plans = shown(targets, "targets", f"--audience {audience}")
    assert (plans["targets"][0]["now"], plans["targets"][0]["likely"], plans["targets"][0]["steps"][0]["was"], plans["kept_back"]) == (None, None, None, 1)
    assert "32" not in ran(f"targets small.yaml --audience {audience}")
    assert "1 more measure rests on protected figures" in ran(f"measures small.yaml --audience {audience}")
    assert len(shown(text, rest="--audience team")["measures"]) == 1


def test_everything_that_is_derived_is_shown(here: Path) -> None:
    """Latest, change, target, peers, neighbours, each with its figures; two figures make no trend and no projection."""
    group = "{values: [20, 24, 28, 30, 31, 36]}"
    (one,) = shown(SMALL.replace("REST", f"target: 31, margin: 0.5, peers: {group}, neighbours: {group}"))["measures"]
    assert [f["value"] for f in one["figures"]] == ["30", "32"]
    assert one["change"] == {"by": "2", "better": True, "explained": False}
    assert one["target"] == {"value": "31", "short": "-1", "met": True}
    peers = {"n": 6, "family": None, "quartiles": ["25", "29", "30.75"], "quarter": 4, "rank": 2, "from_median": "3", "mads": "0.86"}
    assert one["peers"] == one["neighbours"] == peers
    assert (one["trend"], one["projection"]) == (None, None)


def test_a_direction_that_nobody_gave_is_called_an_assumption(here: Path) -> None:
    """Of a measure that no rulebook and no catalogue knows more is taken for better, and it is said."""
    Path("small.yaml").write_text(SMALL.replace(", REST", ""))
    assert "That more is better is assumed" in ran("measures small.yaml")
    Path("small.yaml").write_text(SMALL.replace("REST", "better: lower"))
    assert "is assumed" not in ran("measures small.yaml")


def test_a_measure_without_better_is_not_judged(here: Path) -> None:
    """It rises or falls, and that is all."""
    third = SMALL.replace("REST", "better: neither, target: 40, peers: {values: [1, 2, 3, 4, 5]}")
    third += "- {id: a-07, measure: rate, value: 27, date: 2007-03-31, source: data}\n"
    (one,) = shown(third)["measures"]
    assert (one["better"], one["trend"]["way"], one["target"], one["peers"]["quarter"], one["peers"]["rank"]) == ("neither", "rising", None, None, None)
    (down,) = shown(third.replace("value: 27", "value: 47"))["measures"]
    assert down["trend"]["way"] == "falling"


def test_the_ladder_says_nothing_of_a_measure_of_which_neither_is_better(here: Path) -> None:
    """A trend of it is neither for the better nor for the worse: the trigger that asks is unknown, and not ruled out."""
    Path("small.yaml").write_text(SMALL.replace("REST", "better: neither").replace("source: data}", "source: data, better: neither}"))
    result = json.loads(ran("assess small.yaml --rules intervention-ladder --format json --no-journal"))
    asked = [t for why in result["reasons"].values() for t in why["tests"] if "which way is better" in (t["missed"] or "")]
    assert asked
    assert {t["truth"] for t in asked} == {"unknown"}


def test_a_projection_can_be_had_for_any_later_day(here: Path) -> None:
    """Without a target it is for a year later; --on names another day, and one before the latest figure gives none."""
    third = SMALL.replace(", REST", "") + "- {id: a-07, measure: rate, value: 28, date: 2007-03-31, source: data}\n"
    assert shown(third)["measures"][0]["projection"] == {"on": "2010-03-31", "value": "34", "target": None, "gap": None}
    assert shown(third, rest="--on 2012-03-31")["measures"][0]["projection"]["value"] == "38"
    assert shown(third, rest="--on 2009-01-31")["measures"][0]["projection"] is None


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("measures small.yaml --measure rat", "--measure: there are no figures of 'rat' to show: did you mean 'rate'?"),
        ("targets small.yaml --measure rate", "--measure: there are no figures of 'rate' to show: there are none at all"),
        ("measures small.yaml --on tomorrow", "--on: 'tomorrow' is not a date: write it as 2006-02-20"),
        ("measures small.yaml --indicators none.yaml", "none.yaml: there is no such file: check the name and the folder"),
    ],
)
def test_a_wrong_call_is_answered(here: Path, command: str, said: str) -> None:
    """What is wrong, and how to mend it."""
    Path("small.yaml").write_text(SMALL.replace(", REST", ""))
    assert problem(command) == said


def test_where_there_is_nothing_it_is_said(here: Path) -> None:
    """No figures, no targets: a sentence instead of an empty page."""
    Path("small.yaml").write_text("authority: {name: A, type: other}\nas_of: 2009-06-30\n")
    assert "There are no figures to show." in ran("measures small.yaml")
    assert "give them under `targets:`" in ran("targets small.yaml")


def test_a_file_is_written_whole_and_not_over_another(here: Path) -> None:
    """--out writes, says so, and asks before it writes over what is there."""
    Path("small.yaml").write_text(SMALL.replace(", REST", ""))
    ran("measures small.yaml --out m.txt --quiet")
    assert "32 in 2008/09, 2 more than before, which is better." in Path("m.txt").read_text()
    assert "the file is there already" in problem("measures small.yaml --out m.txt")


def test_a_catalogue_joins_what_rules_see(here: Path) -> None:
    """A fall that is spread over three names of one indicator is found with the catalogue alone."""
    figures = (("bv-1", 9, 2007), ("ni-1", 7, 2008), ("rate", 5, 2009))
    items = "".join(f"- {{id: {k}, measure: {k}, value: {v}, date: {y}-03-31, source: data}}\n" for k, v, y in figures)
    Path("small.yaml").write_text(SMALL.partition("- {id")[0] + items)
    Path("i.yaml").write_text(
        "indicators:\n  rate:\n    {title: The rate, unit: points, better: higher, of: outcome, definition: The rate., source: {title: Returns},\n"
        "    known_as: [{key: bv-1, until: 2007}, {key: ni-1, from: 2008}]}\n"
    )
    asked = "assess small.yaml --rules intervention-ladder --matcher direct --format json"

    def found(command: str) -> set[str]:
        return {f["rule"] for f in json.loads(ran(command))["findings"] if f["kind"] == "trigger"}

    assert found(asked) == set()
    assert found(f"{asked} --indicators i.yaml") == {"trigger.decline"}
    Path("kept.json").write_text(ran(f"{asked} --indicators i.yaml"))
    assert "The same" in ran("verify kept.json small.yaml --indicators i.yaml")
    ran("explain trigger.decline small.yaml --rules intervention-ladder --indicators i.yaml")
