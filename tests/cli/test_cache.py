"""The cache of compiled rules is never wrong and never an error."""

from pathlib import Path

import pytest

from engine.cache import load_and_compile

BOOK = """\
book:
  id: small
  title: A small book
  version: 1.0.0
  about: Something small.
  decides: Nobody.
  sources: {s: {title: A source, year: 2000, status: current}}
  scale: {1: {name: low}, 2: {name: high}}
vocabulary: {document: {plan: A plan}}
criteria:
- {id: a.1, title: FIRST, cite: {source: s, at: page 1}, tests: {plan: {document: plan}}, grades: {2: plan}}
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A rulebook's folder."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "book.yaml").write_text(BOOK)
    return folder


def title(folder: Path, cache: Path | None) -> str:
    """The title of the book's one rule, by way of the cache."""
    books, plan = load_and_compile([folder], {}, cache=cache)
    assert plan.criteria[0].id == "a.1"
    return books[0].criteria["a.1"].title


def test_the_second_run_reads_what_the_first_kept(book, tmp_path, monkeypatch):
    """A kept plan is used: compiling again is not needed."""
    cache = tmp_path / "cache"
    assert title(book, cache) == "FIRST"
    monkeypatch.setattr("engine.load.load", None)
    assert title(book, cache) == "FIRST"


def test_a_changed_rule_is_never_answered_from_the_cache(book, tmp_path):
    """The key is the content: a changed file has another entry."""
    cache = tmp_path / "cache"
    title(book, cache)
    (book / "book.yaml").write_text(BOOK.replace("FIRST", "SECOND"))
    assert title(book, cache) == "SECOND"


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_entry_is_compiled_again(book, tmp_path, damage):
    """An entry that is empty, nonsense, or has one bit turned is not used."""
    cache = tmp_path / "cache"
    title(book, cache)
    (entry,) = cache.glob("*.plan")
    raw = entry.read_bytes()
    entry.write_bytes(damage if damage is not None else raw[:-1] + bytes([raw[-1] ^ 1]))
    assert title(book, cache) == "FIRST"


def test_a_cache_that_cannot_be_written_is_no_error(book, tmp_path):
    """A file in place of the folder, and the run goes on."""
    cache = tmp_path / "cache"
    cache.write_text("in the way")
    assert title(book, cache) == "FIRST"


def test_the_cache_holds_no_evidence(run, evidence, tmp_path):
    """After an assessment nothing of the evidence is in the cache."""
    run("assess", evidence, "--matcher", "direct")
    kept = list((tmp_path / "cache").rglob("*.plan"))
    assert kept
    for entry in kept:
        assert b"Testborough" not in entry.read_bytes()
