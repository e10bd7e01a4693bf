"""No protected field reaches an audience that may not see it: canaries are planted in all of them and looked for."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.documents.test_pdf import printed_here
from tests.documents.unpacked import unpacked

CANARIES = ("Canaria", "canaria", "2007-11-1", "November 2007", "1234.5", "13 Nov")


def item(n: int, **words: object) -> dict[str, object]:
    """A protected item with a canary in every field that can hold one."""
    return {
        "id": f"canaria-{n}",
        "date": f"2007-11-{10 + n}",
        "about": "canaria-service" if n == 3 else "authority",
        "source": {"kind": "staff", "title": "Canaria title", "at": "Canaria place", "person": "Canaria Person", "role": "Canaria Role"},
        "obtained": "interview",
        "excerpt": "Canaria said so",
        "note": "Canaria note",
        "recorded": {"by": "Canaria Recorder", "date": "2007-11-19"},
        **words,
    }


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """An evidence set in which all that is protected is a canary."""
    restricted = {"source": {"kind": "document", "title": "Canaria title", "at": "Canaria place"}, "obtained": "document", "handling": "restricted"}
    items = [
        item(0, statement="cpr.2.3.systems.4", extent="absent", results=True, topic="canaria-topic"),
        item(1, statement="cpr.2.3.systems.5", extent="embedded"),
        item(
            2,
            measure="resident-satisfaction",
            value=1234.5,
            target=9999,
            unit="canaria units",
            period="Canaria period",
            peers={"quartiles": [1, 2, 3], "n": 40, "family": "Canaria family"},
        ),
        item(3, event="decision-outside-delegation", result="canaria-result", scope="canaria-scope", by="canaria-by", **{"with": "canaria-with"}),
        item(4, document="scheme-of-delegation", status="draft", includes=["canaria-topic"], hash="canaria-hash", **restricted),
        item(5, event="scrutiny-report", **restricted),
        item(6, event="budget-set", **restricted),
        item(7, rating="cpa-category", value="poor", **restricted),
        item(8, event="canaria-unknown-key"),
        item(9, statement="cpr.2.3.systems.4", extent="partial", known="2015-01-01"),
        {
            **item(0, document="constitution", status="adopted", obtained="document", handling="open"),
            "id": "copy",
            "derived_from": "canaria-4",
            "excerpt": "Canaria again",
        },
        {"id": "open", "document": "constitution", "status": "adopted", "date": "2008-01-01", "source": "document"},
    ]
    path = tmp_path / "planted.json"
    path.write_text(json.dumps({"authority": {"name": "Testborough", "type": "unitary"}, "as_of": "2009-06-30", "items": items}), encoding="utf-8")
    return path


def outputs(run, planted: Path, audience: str, tmp_path: Path) -> dict[str, str]:
    """Everything that the command says of the set to this audience."""
    found = {}
    for format_ in ("text", "json", "html"):
        ran = run("assess", planted, "--format", format_, "--audience", audience, "--all")
        assert ran.code == 0, ran.err
        found[format_] = ran.out + ran.err
    kept = tmp_path / f"{audience}.json"
    kept.write_text(found["json"], encoding="utf-8")
    found["verify"] = run("verify", kept, planted).out
    changed = tmp_path / "changed.json"
    changed.write_text(planted.read_text().replace('"absent"', '"embedded"').replace('"poor"', '"good"'), encoding="utf-8")
    found["verify, changed"] = run("verify", kept, changed).out
    found["ladder"] = run("ladder", planted, "--audience", audience).out
    for rule in ("cpr.2.3.systems.4", "cpr.2.3.systems.3", "cpr.2.3.relationships.2", "cpr.1.achievements.7", "cpr.element.2.3", "trigger.failure"):
        found[f"explain {rule}"] = run("explain", rule, planted, "--audience", audience).out
    broken = tmp_path / "broken.json"
    broken.write_text(planted.read_text().replace('"embedded"', '"canaria-extent"'), encoding="utf-8")
    for format_ in ("text", "json", "html"):
        found[f"set aside, {format_}"] = run("assess", broken, "--set-aside", "--format", format_, "--audience", audience, "--all").out
    for format_ in ("docx", "pptx", "xlsx"):
        file = tmp_path / f"{audience}.{format_}"
        ran = run("assess", planted, "--format", format_, "--audience", audience, "--matcher", "direct", "--out", file)
        assert ran.code == 0, ran.err
        found[format_] = unpacked(file)
    data = tmp_path / f"{audience}-tables.xlsx"
    assert run("assess", planted, "--format", "tables", "--audience", audience, "--matcher", "direct", "--out", data).code == 0
    found["tables"] = unpacked(data)
    for table in ("grades", "findings", "reasons", "ladder", "evidence"):
        found[f"csv of {table}"] = run("assess", planted, "--format", "csv", "--of", table, "--audience", audience, "--matcher", "direct").out
    house = tmp_path / "house.docx"
    run("new", "template", house)
    filled = tmp_path / f"{audience}-house.docx"
    assert run("assess", planted, "--format", "docx", "--template", house, "--audience", audience, "--matcher", "direct", "--out", filled).code == 0
    found["docx, template"] = unpacked(filled)
    return found


@pytest.mark.parametrize("audience", ["authority", "public"])
def test_no_canary_reaches_the_authority_or_the_public(run, planted, tmp_path, audience):
    """Names, roles, excerpts, dates, ids, values and topics of protected items are in no output of any format."""
    for name, text in outputs(run, planted, audience, tmp_path).items():
        assert text, name
        leaked = [c for c in CANARIES if c in text]
        assert not leaked, (name, leaked, [line for line in text.splitlines() if any(c in line for c in leaked)][:3])


@printed_here
@pytest.mark.parametrize("audience", ["authority", "public"])
def test_no_canary_is_in_a_pdf(run, planted, tmp_path, audience):
    """Neither in what is read nor in any stream of the file."""
    assert run("assess", planted, "--format", "pdf", "--audience", audience, "--matcher", "direct", "--out", tmp_path / "report.pdf").code == 0
    text = unpacked(tmp_path / "report.pdf")
    assert "Testborough" in text
    assert not [c for c in CANARIES if c in text]


def test_the_team_sees_what_was_said_in_word(run, planted, tmp_path):
    """The canaries are looked for where they would be: the team's own Word report holds them."""
    assert run("assess", planted, "--format", "docx", "--audience", "team", "--matcher", "direct", "--out", tmp_path / "report.docx").code == 0
    text = unpacked(tmp_path / "report.docx")
    assert "Canaria Person" in text
    assert "Canaria said so" in text


def test_no_slides_are_made_for_the_team(run, planted, tmp_path):
    """Slides are shown to the council: for the team alone there are none, and the command says so."""
    ran = run("assess", planted, "--format", "pptx", "--audience", "team", "--out", tmp_path / "slides.pptx")
    assert ran.code == 2
    assert "add --audience authority" in ran.err
    assert not (tmp_path / "slides.pptx").exists()


def test_the_team_sees_what_was_said(run, planted):
    """The canaries are really in the evidence: the team sees them."""
    shown = run("assess", planted, "--format", "json", "--audience", "team").out
    assert "Canaria Person" in shown
    assert "Canaria said so" in shown
    assert dt.date(2007, 11, 10).isoformat() in shown


def test_public_is_what_is_shown_where_nobody_says(run, planted):
    """Without --audience the output is for the public."""
    assert json.loads(run("assess", planted, "--format", "json").out)["audience"] == "public"


def test_protected_evidence_still_counts_and_is_named_by_an_opaque_id(run, planted):
    """A protected item shows its kind of source and an id that says nothing."""
    result = json.loads(run("assess", planted, "--format", "json").out)
    because = result["grades"]["cpr.2.3.systems.4"]["because"]
    assert any(i.startswith("protected-") for i in because)
    shown = next(result["evidence"][i] for i in because if i.startswith("protected-"))
    assert {k: v for k, v in shown.items() if v not in (None, False)} == {"kind": shown["kind"], "source": shown["source"], "protected": True}
