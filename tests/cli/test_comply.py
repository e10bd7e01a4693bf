"""`peerbench comply`: how the clauses of a code stand, for those who negotiate it or are asked to adopt it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from engine.home import installed
from engine.load import load

BOOK = "quality-employment-code"
CHECKED = {"kind": "document", "title": "Register", "at": "page 1"}
ITEMS: list[dict[str, Any]] = [
    {"id": "fair", "event": "bidders-shortlisted", "about": "refuse", "date": "2009-01-05", "includes": ["equalities"], "source": CHECKED},
    {"id": "unfair", "event": "bidders-shortlisted", "about": "catering", "date": "2009-02-05", "includes": ["price"], "source": CHECKED},
    {"id": "met-1", "event": "best-value-group-met", "with": "unions", "date": "2009-01-14", "source": CHECKED},
    {"id": "met-2", "event": "best-value-group-met", "with": "unions", "date": "2009-03-18", "source": CHECKED},
    {"id": "branch", "statement": "code.consultation.1", "extent": "in_place", "date": "2009-04-02", "obtained": "interview", "source": {"kind": "unions"}},
    {"id": "pay", "document": "equal-value-policy", "status": "adopted", "date": "2008-02-01", "source": CHECKED},
    {"id": "depot", "statement": "code.training.1", "extent": "absent", "date": "2009-04-02", "source": {"kind": "staff", "person": "A cleaner"}},
]


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A made-up council of which little is known, and some of that is bad."""
    path = tmp_path / "evidence.json"
    path.write_text(json.dumps({"authority": {"name": "Ambleford", "type": "district", "made_up": True}, "as_of": "2009-06-30", "items": ITEMS}))
    return path


def run(*words: object, code: int = 0) -> str:
    """What the command says."""
    result = CliRunner().invoke(app, ["comply", *map(str, words), "--rules", BOOK])
    assert result.exit_code == code, result.output
    return result.stdout


def stated(*words: object) -> dict[str, Any]:
    """The statement, from its JSON."""
    return json.loads(run(*words, "--format", "json"))


def clauses(statement: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The clauses by rule."""
    return {clause["rule"]: clause for section in statement["sections"] for clause in section["clauses"]}


def test_each_clause_stands_under_what_is_known_of_it(evidence: Path) -> None:
    """Kept by two kinds of source, partly by one, broken once; what one voice says, or nobody, is not known."""
    found = {rule: clause["state"] for rule, clause in clauses(stated(evidence)).items()}
    assert found["code.consultation.1"] == "kept"
    assert found["code.equalities.1"] == "partly"
    assert found["code.contract.1"] == "missing"
    assert found["code.training.1"] == found["code.inhouse.2"] == "unknown"


def test_a_broken_clause_names_the_contract_the_evidence_and_what_to_ask_for(evidence: Path) -> None:
    """The shortlist that was in order is not held against anybody."""
    broken = clauses(stated(evidence))["code.contract.1"]
    assert "catering" in broken["says"][0]
    assert broken["because"] == ["unfair"]
    assert broken["next"]
    assert broken["at"] == "Part 5, Contract Compliance, 1"


def test_what_is_not_known_comes_with_what_would_show_it(evidence: Path) -> None:
    """In words, and by the tests behind them; it is not asked for as if it were missing."""
    for clause in clauses(stated(evidence)).values():
        if clause["state"] == "unknown":
            assert clause["would_show"], clause["rule"]
            assert clause["next"] is None
    unknown = clauses(stated(evidence))["code.consultation.3"]
    assert any("benchmarked" in text for text in unknown["tested_by"])


def test_all_twelve_sections_come_in_their_order(evidence: Path) -> None:
    """Section 2 before section 10, and how the Code itself stands at the end."""
    assert [s["id"] for s in stated(evidence)["sections"]] == [*(f"code.section.{n}" for n in range(1, 13)), "code.standing"]


def test_a_contractor_reads_the_clauses_that_would_bind_it(evidence: Path) -> None:
    """Not those on how the council chooses contractors; and in words of its own."""
    branch, contractor = stated(evidence, "--for", "branch"), stated(evidence, "--for", "contractor")
    assert clauses(contractor).keys() < clauses(branch).keys()
    assert "code.contract.1" not in clauses(contractor)
    assert "code.contract.7" in clauses(contractor)
    assert branch["reader"]["says"]["ask"] != contractor["reader"]["says"]["ask"]


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_statement_says_all_of_it(evidence: Path, form: str) -> None:
    """Who it is for, every section, the evidence, the citation, what to look for and what to ask next."""
    text = " ".join(run(evidence, "--for", "branch", "--format", form).replace("&#39;", "'").split())
    book = load(installed()[BOOK]).book
    for wanted in (
        book.readers["branch"].title,
        "Ambleford",
        "Equalities",
        "Part 5, Contract Compliance, 1",
        "Firms were shortlisted or bids judged without a look at equal opportunities. This is about catering.",
        "unfair",
        "What would show it:",
        "Put to the employer",
        "made-up",
    ):
        assert wanted in text, wanted


def test_what_was_said_in_confidence_stays_so(evidence: Path) -> None:
    """A public statement names neither the interview nor its day."""
    public, team = json.dumps(stated(evidence)), json.dumps(stated(evidence, "--audience", "team"))
    assert "branch" in team
    assert '"branch"' not in public
    assert "2009-04-02" not in json.dumps(clauses(stated(evidence))["code.consultation.1"])


def test_one_section_alone_with_its_evidence_alone(evidence: Path) -> None:
    """By the end of its id."""
    found = stated(evidence, "--section", "11")
    assert [s["id"] for s in found["sections"]] == ["code.section.11"]
    assert found["evidence"].keys() == {"unfair"}


@pytest.mark.parametrize(("words", "says"), [(("--for", "brunch"), "branch"), (("--section", "code.section.13"), "code.section.1"), (("--for", ""), None)])
def test_a_misspelt_reader_or_section_is_named(evidence: Path, words: tuple[str, ...], says: str | None) -> None:
    """With the nearest that there is."""
    result = CliRunner().invoke(app, ["comply", str(evidence), "--rules", BOOK, *words])
    if says is None:
        assert result.exit_code == 0
        return
    assert says in str(result.exception)


def test_a_rulebook_without_readers_can_be_read_too(evidence: Path) -> None:
    """Any rulebook: its strong grades are kept, its lowest is missing, by element."""
    result = CliRunner().invoke(app, ["comply", str(evidence), "--rules", "corporate-peer-review", "--format", "json"])
    assert result.exit_code == 0, result.output
    sections = json.loads(result.stdout)["sections"]
    assert len(sections) > 5
    assert {clause["state"] for section in sections for clause in section["clauses"]} == {"unknown"}


def test_it_is_one_rulebook_that_a_statement_is_on(evidence: Path) -> None:
    """`all` is refused in plain words."""
    result = CliRunner().invoke(app, ["comply", str(evidence), "--rules", "all"])
    assert "one rulebook" in str(result.exception)
