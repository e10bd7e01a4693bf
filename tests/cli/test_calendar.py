"""`peerbench calendar` as its user meets it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Run = Callable[..., Ran]
BOOK = "performance-management-framework"
EVIDENCE = """\
authority: {name: Testborough, type: unitary, made_up: true}
as_of: 2006-02-20
items:
- {id: charter, document: constitution, status: adopted, date: 2001-05-01, source: document}
- {id: plan, event: performance-plan-reported, to: [council, cabinet], date: 2005-07-20, source: document}
- {id: late, event: performance-plan-reported, to: scrutiny, date: 2005-09-20, source: document}
- {id: gone, event: performance-plan-reported, to: strategic-resources-group, denied: true, date: 2006-02-01, source: officers, obtained: interview}
- {id: money, event: budget-monitoring-reported, to: strategic-resources-group, date: 2006-01-17, source: document}
- {id: rated, event: category-refresh-reported, to: cabinet, date: 2006-02-06, source: document}
all_there_is: [{event: budget-monitoring-reported}]
"""


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """Reports of a year, some late and some missing."""
    path = tmp_path / "evidence.yaml"
    path.write_text(EVIDENCE, "utf-8")
    return path


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one."""
    return text.split(f"\n{heading}\n", 1)[1].split("\n\n", 1)[0]


def test_each_thing_stands_under_what_became_of_it(run: Run, evidence: Path) -> None:
    """Missed, late, not known, silent and next are told apart, each with its day and everybody concerned."""
    ran = run("calendar", evidence, "--rules", BOOK)
    assert ran.code == 0
    assert "Testborough, as of 20 February 2006\nA made-up authority" in ran.out
    assert section(ran.out, "Missed").count("Spending against the budget") == 4
    assert "31 July 2005" in section(ran.out, "Missed, as one kind of people says and nothing else yet")
    assert section(ran.out, "Late, and received since").strip() == "31 July 2005  The performance plan  scrutiny"
    assert "corporate directors board" in section(ran.out, "Not known: nothing on record says whether it came")
    assert "What reviews led to: cabinet, scrutiny and" in section(ran.out, "Not counted: the evidence is silent on it, or begins later")
    assert "28 February 2006" in section(ran.out, "Due next, and there already")
    assert "In time: 2 of the 13 that fell due" in ran.out


def test_the_year_is_shown_month_by_month(run: Run, evidence: Path) -> None:
    """The table goes from January on, what comes every quarter last."""
    table = run("calendar", evidence, "--rules", BOOK).out.split("By the end of")[1].split("Missed")[0]
    order = [table.index(month) for month in ("January", "February", "March ", "March and September", "May", "June", "July", "August", "each quarter")]
    assert order == sorted(order)
    assert "performance-plan-reported" in table


def test_json_and_another_day(run: Run, evidence: Path) -> None:
    """Machines get every rule with its days; `--as-of` moves the day."""
    ran = run("calendar", evidence, "--rules", BOOK, "--as-of", "2005-08-01", "--format", "json")
    due = {d["rule"]: d for d in json.loads(ran.out)["due"]}
    assert due["calendar.bvpp.council"]["past"] == [{"day": "2005-07-31", "became": "kept"}]
    assert due["calendar.bvpp.scrutiny"]["past"] == [{"day": "2005-07-31", "became": "unknown"}]
    assert due["calendar.bvpp.council"]["next_day"] == "2006-07-31"


def test_a_rulebook_without_a_calendar_is_refused(run: Run, evidence: Path) -> None:
    """The message names one that has one, and without `--rules` every rulebook is looked into."""
    ran = run("calendar", evidence, "--rules", "corporate-peer-review")
    assert (ran.code, ran.out) == (2, "")
    assert f"add --rules {BOOK}" in ran.err
    assert run("calendar", evidence).code == 0


def test_a_calendar_without_items_that_cannot_be_read_is_a_draft(run: Run, evidence: Path) -> None:
    """What was set aside is counted on the first lines, for it may be the very report that is missing."""
    evidence.write_text(EVIDENCE.replace("date: 2005-07-20", "date: in July"), "utf-8")
    assert run("calendar", evidence, "--rules", BOOK).code == 2
    assert "DRAFT: 1 item was set aside" in run("calendar", evidence, "--rules", BOOK, "--set-aside").out


def test_nothing_of_protected_evidence_is_shown(run: Run, evidence: Path) -> None:
    """Neither the day on which an officer looked nor the item's id comes out."""
    for form in ("text", "json"):
        out = run("calendar", evidence, "--rules", BOOK, "--format", form).out
        assert "gone" not in out
        assert "2006-02-01" not in out
        assert "1 February 2006" not in out
