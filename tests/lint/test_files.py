"""Files that cannot be read, folders that are no rulebook, and everything that is wrong in one run."""

import sys
from pathlib import Path

import pytest

from engine.lint import lint
from engine.load import load
from evidence.problems import BadInput
from tests.lint.refusals import BASE, BOOK, assert_refused, found, written


def problems(folder: Path) -> list[str]:
    """Every problem, without the folder's own name."""
    return [str(problem).replace(str(folder), "FOLDER") for problem in lint(folder, shown_from=folder)]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """A file of comments only says nothing, and says so."""
    written(tmp_path)
    (tmp_path / "rules.yaml").write_text("# nothing here yet\n")
    assert found(tmp_path) == ["rules.yaml:1:1: the file is empty: start from `peerbench new`"]


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    """A list of rules alone is no rule file."""
    assert_refused(tmp_path, "a rule file is a mapping", "begin with `book:`, `criteria:` or another word of the language", rules="«- id: rule")


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    """A spreadsheet that was renamed is not read as text."""
    written(tmp_path)
    (tmp_path / "rules.yaml").write_bytes(b"PK\x03\x04\x00\x00")
    assert found(tmp_path) == ["rules.yaml: this is a binary file, not text: give a YAML or JSON file"]


def test_another_encoding_is_refused_in_its_line(tmp_path: Path) -> None:
    """A file in the encoding of an old Windows is refused in the line of its first odd character."""
    written(tmp_path)
    (tmp_path / "rules.yaml").write_bytes("criteria: []\n# caf\u00e9\n".encode("latin-1"))
    assert found(tmp_path) == ["rules.yaml:2:1: the text is not in UTF-8: save it again with the encoding UTF-8"]


def test_utf_16_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    """What Windows editors write at the beginning of a file is no problem."""
    written(tmp_path)
    (tmp_path / "base.yaml").write_text(BASE, "utf-16")
    (tmp_path / "book.yaml").write_text(BOOK, "utf-8-sig")
    assert found(tmp_path) == []


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another program holds is named, and the others are still looked at."""
    written(tmp_path, "criteria: []", BOOK.replace("version: 1.0.0", 'version: "1"'))
    read = Path.read_bytes

    def held(path: Path) -> bytes:
        if path.name == "rules.yaml":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", held)
    assert found(tmp_path) == [
        "book.yaml:5:12: '1' is not a version: write three numbers, such as 1.0.0",
        "rules.yaml: the file cannot be read (Permission denied): close it elsewhere, or ask for the right to read it",
    ]


def test_a_folder_that_is_called_a_file_is_refused(tmp_path: Path) -> None:
    """A folder whose name ends in .yaml is no file."""
    written(tmp_path)
    (tmp_path / "rules.yaml").mkdir()
    assert found(tmp_path) == ["rules.yaml: this is a folder, not a file: name a file in it"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    """A link whose file is gone is named."""
    written(tmp_path)
    (tmp_path / "rules.yaml").symlink_to(tmp_path / "gone")
    assert found(tmp_path) == ["rules.yaml: there is no such file: check the name and the folder"]


def test_a_file_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beyond the bound is refused by its size alone."""
    written(tmp_path, "criteria: []\n" + "# nothing\n" * 150_000)
    monkeypatch.setattr("evidence.located.MAX_BYTES", 1024 * 1024)
    assert found(tmp_path) == ["rules.yaml: the file has 1 MB: split it: at most 1 MB are read"]


def test_a_file_of_another_ending_is_not_silently_left_out(tmp_path: Path) -> None:
    """A rule file that ends in .yml is refused: its rules would be missing without a word."""
    written(tmp_path)
    (tmp_path / "more.yml").write_text("criteria: []")
    assert found(tmp_path) == ["more.yml: only files that end in .yaml are read: rename it"]


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    """An empty folder is no rulebook."""
    assert problems(tmp_path) == ["FOLDER: there is no rule file here: name a folder that has a book.yaml"]


def test_a_folder_without_a_book_is_refused_and_its_rules_looked_at(tmp_path: Path) -> None:
    """Rules without a head are refused for that, and for what is wrong with themselves."""
    written(tmp_path, "groups:\n- {id: group, title: A group, of: bse}", book="")
    assert sorted(problems(tmp_path)) == [
        "FOLDER: a rulebook has one `book:`, and this has 0: add a book.yaml with `book:`",
        "base.yaml:9:7: 'base' is in no group: name it under a group's `of:`",
        "rules.yaml:2:35: there is no criterion or group 'bse': did you mean 'base'?",
    ]


def test_two_books_are_refused(tmp_path: Path) -> None:
    """Two heads make two rulebooks, and the second is refused where it stands."""
    assert_refused(tmp_path, "a rulebook has one `book:`, and this has 2", "keep it in book.yaml alone", rules=BOOK.replace("book:", "«book:"), book=BOOK)


def test_a_file_that_cannot_be_read_makes_no_name_lead_nowhere(tmp_path: Path) -> None:
    """What stands in a broken file may be what other files name: only the break is reported."""
    rules = "groups:\n- {id: group, title: A group, of: [base, rule], bands: {2: «x, 3: 2.5}}"
    written(tmp_path, rules, more="criteria:\n- RULE\n  tests: {a: {document: plan")
    broken, other = found(tmp_path)
    assert broken.startswith("more.yaml:6:1: the bracket opened in line 5 is not closed, or a comma is missing: close it")
    assert other == "rules.yaml:2:60: 'x' is not a number: write it as 12 or 12.5"


def test_everything_that_is_wrong_is_reported_in_one_run(tmp_path: Path) -> None:
    """Mistakes of form, of words, of names and of sense, in several files, come out of one run, each in its place."""
    rules = (
        "criteria:\n"
        "- id: one\n  title: A rule\n  cite: {source: sorce, at: 2.10}\n  tests: {a: {document: plan, status: adoptd, shows: in_place}}\n"
        "- id: two\n  title: A rule\n  cite: {source: source, at: here}\n  key: true\n  applies: {type: no}\n  tests: {a: {document: pln, shows: in_place}}\n"
        "- id: three\n  title: A rule\n  cite: {source: source, at: here}\n  tests: {a: {document: plan, shows: partial}}\n"
        "groups:\n- {id: group, title: A group, of: [base, one, two, three], bands: {2: 2, 3: 2}}\n"
    )
    written(tmp_path, rules, BOOK.replace("decides:", 'reviews: "02-29"\n  decides:'))
    assert [" ".join(p.split(": ")[:2]) for p in found(tmp_path)] == [
        "book.yaml:7:12 not every year has a day 02-29",
        "rules.yaml:4:29 2.10 is read as a number where a text is expected",
        "rules.yaml:5:39 'adoptd' is not one of withdrawn, draft, consulted, adopted, published, implemented",
        "rules.yaml:10:19 YAML reads no as true or false",
        "rules.yaml:11:25 the document 'pln' is not in the vocabulary",
        "rules.yaml:15:3 nothing can prove grade 3 (good) of 'three'",
        "rules.yaml:17:77 the band of grade 3 begins at 2, not above the one before it (2)",
    ]


def test_loading_refuses_with_every_problem_it_finds(tmp_path: Path) -> None:
    """`load` raises one BadInput that carries the problems of all files."""
    written(tmp_path, "criteria:\n- RULE\n  kee: true", BOOK.replace("version: 1.0.0", "version: one"))
    with pytest.raises(BadInput) as refused:
        load(tmp_path)
    assert {Path(p.place.file).name for p in refused.value.problems} == {"book.yaml", "rules.yaml"}
