"""Removing personal data: what decides stays, the record still verifies, and nobody can try out what was there."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assess import Options, assess
from engine.record.redact import PLACES, is_stub, removals, restored
from engine.verify import verify
from evidence.amend import with_values
from evidence.audience import AUDIENCES, View
from evidence.located import read_yaml
from evidence.model import EvidenceSet
from evidence.read import read_evidence
from evidence.write import to_yaml
from tests.record.conftest import RULES, Told
from tests.strategies import Situation, situations

KEY = "0" * 64
PERSONAL = st.fixed_dictionaries({}, optional={word: st.sampled_from(["Interview 31", "Sam: Moss", "two\nlines", "#3"]) for word in PLACES})


def named(known: EvidenceSet, said: list[dict[str, str]]) -> EvidenceSet:
    """The evidence with personal data in it."""
    items = []
    for item, words in zip(known.items, said, strict=False):
        source = {word: words[word] for word in ("person", "role", "title", "at") if word in words}
        own = {word: words[word] for word in ("excerpt", "note") if word in words}
        items.append(item.model_copy(update={**own, "source": item.source.model_copy(update=source)}))
    return known.model_copy(update={"items": (*items, *known.items[len(items) :])})


@settings(max_examples=25)
@given(situations(), st.lists(PERSONAL, max_size=6), st.data())
def test_redaction_never_changes_a_grade(situation: Situation, said: list[dict[str, str]], data: st.DataObject) -> None:
    """Whatever words of whichever items go, grades and findings are the same, and every assessment of before verifies."""
    books, plan, known = situation.books, situation.plan, named(situation.evidence, said)
    words = data.draw(st.sets(st.sampled_from(sorted(PLACES))))
    items = data.draw(st.sets(st.sampled_from([item.id for item in known.items]))) if known.items else set()
    path, text = Path("e.yaml"), to_yaml(known)
    gone = removals(known, read_yaml(path, text=text).data, items, words, KEY, "asked: for")
    after = EvidenceSet.model_validate(read_yaml(path, text=with_values(path, text, gone)).data)
    audience = data.draw(st.sampled_from(AUDIENCES))
    then, now = (assess(plan, books, e, Options(audience=audience, matcher="direct")) for e in (known, after))
    assert (now.grades, now.findings) == (then.grades, then.findings)
    back, count, left = restored(after, then.as_json()["evidence"], KEY)
    assert count <= len(gone)
    assert verify(then.as_json(), plan, books, back, removed=left) == []
    assert [View(known, "public").kind_of_source(i.id) for i in known.items] == [View(after, "public").kind_of_source(i.id) for i in after.items]


def test_what_was_removed_is_gone_and_the_rest_stands_as_it_was(folder: Path, told: Told) -> None:
    """The file keeps its comments and layout; a person who is named elsewhere is removed there, too; the journal says why, to the team."""
    path = folder / "evidence.yaml"
    before = path.read_text()
    ran = told("redact", path, "heard", "--because", "Asked for.", "--role", "Data officer", "--rules", RULES[1])
    assert ran.out.endswith("heard (excerpt, person, role); heard-again (person). What decides stayed, and no grade moves.\n")
    after = path.read_text()
    assert [word in after for word in ("Interview 12", "nobody asked us", "chair of planning")] == [False] * 3
    assert [word in after for word in ("# on the second day", "# what the public may read", "Interview 31", "role: member", "on two lines.")] == [True] * 5
    assert len(after.splitlines()) == len(before.splitlines())
    one, two = (item.source.person for item in read_evidence(path)[0].items[1:3])
    assert is_stub(one)
    assert one == two
    line = json.loads((folder / "journal.jsonl").read_text().splitlines()[-1])
    assert (line["who"], line["did"], line["sealed"]["because"]) == ("Data officer", "redact", "heard: Asked for.")
    assert "nothing was done" in told("redact", path, "heard", "--because", "Again.", code=2).err


def test_an_assessment_of_before_still_verifies(folder: Path, told: Told) -> None:
    """What it shows is held against the hashes that were left; with other words in it, or without the journal, it differs."""
    path = folder / "evidence.yaml"
    for audience in ("team", "public"):
        told("assess", path, *RULES, "--audience", audience, "--format", "json", "--out", folder / f"{audience}.json")
    told("redact", path, "heard", "heard-again", "told", "--because", "Asked for.")
    assert "It shows 8 texts that were removed" in told("verify", folder / "team.json", path).out
    assert "It shows a text that was removed" in told("verify", folder / "public.json", path).out
    (other := folder / "other.json").write_text((folder / "public.json").read_text().replace("It is quick now.", "It is slow now."))
    assert "excerpt was It is slow now., and is [removed" in told("verify", other, path, code=3).out
    (folder / "journal.jsonl").unlink()
    assert "excerpt was It is quick now." in told("verify", folder / "public.json", path, code=3).out


def test_decisions_stand_when_a_text_is_removed(folder: Path, told: Told) -> None:
    """A decision is bound to what is left; one that was already to be renewed still is."""
    path = folder / "evidence.yaml"
    told("decide", path, "cpr.2.3.systems.4", "3", "--because", "Heard enough.", "--by", "The team", *RULES)
    told("redact", path, "heard", "--because", "Asked for.", *RULES)
    told("assess", path, *RULES, "--audience", "team", "--format", "json", "--out", folder / "a.json")
    assert [d["binds"] for d in json.loads((folder / "a.json").read_text())["decisions"]] == ["still"]
    path.write_text(path.read_text().replace("status: adopted", "status: draft"))
    told("redact", path, "told", "--because", "Asked for.", *RULES)
    told("assess", path, *RULES, "--audience", "team", "--format", "json", "--out", folder / "b.json")
    assert [d["binds"] for d in json.loads((folder / "b.json").read_text())["decisions"]] == ["no longer"]


def test_words_can_be_chosen(folder: Path, told: Told) -> None:
    """With --word nothing else goes."""
    path = folder / "evidence.yaml"
    told("redact", path, "scheme", "--word", "title", "--because", "It names somebody.")
    assert "Constitution" not in path.read_text()
    assert path.read_text().count("[removed") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [(("nobody", "--because", "x"), "there is no item 'nobody'"), (("heard",), "--because"), (("scheme", "--because", "x"), "left to remove")],
)
def test_what_cannot_be_removed_is_said(words: tuple[str, ...], says: str, folder: Path, told: Told) -> None:
    """An item that is not there, no reason, nothing to remove: plain words, and the file is as it was."""
    path = folder / "evidence.yaml"
    before = path.read_text()
    assert says in told("redact", path, *words, code=2).err
    assert path.read_text() == before


def test_a_workbook_is_not_rewritten(folder: Path, told: Told) -> None:
    """It is brought into YAML first."""
    book = folder / "w.xlsx"
    told("workbook", "export", folder / "evidence.yaml", "--out", book, *RULES)
    assert "YAML and JSON only" in told("redact", book, "heard", "--because", "x", code=2).err


def test_a_copy_of_the_journal_has_no_secret(folder: Path, told: Told) -> None:
    """Beside a journal without sealed words nothing can be keyed, and nothing is written."""
    path = folder / "evidence.yaml"
    told("redact", path, "told", "--because", "Asked for.")
    lines = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    copy = "".join(json.dumps({k: v for k, v in line.items() if k != "sealed"}, separators=(",", ":")) + "\n" for line in lines)
    (folder / "journal.jsonl").write_text(copy)
    assert "a copy without the team's secret" in told("redact", path, "heard", "--because", "x", code=1).err
