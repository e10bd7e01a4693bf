"""The workbook given back: results beside each row for the team, and nothing protected for anybody else."""

import json
import zipfile

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import evidence, run  # noqa: F401 - fixtures
from tests.cli.test_confidentiality import CANARIES, planted  # noqa: F401 - a fixture
from tests.workbook.made import fill, heading, row_of

THEME = "Leadership and governance"
RULES = ("--rules", "corporate-peer-review")


@pytest.fixture
def workbook(run, evidence, tmp_path):  # noqa: F811
    """The small evidence set as a workbook in which somebody noted something of their own."""
    path = tmp_path / "team.xlsx"
    assert run("workbook", "export", evidence, *RULES, "--out", path).code == 0
    book = load_workbook(path)
    fill(book, THEME, "cpr.2.3.systems.4", {"Owner": "Head of housing"})
    book[THEME].cell(3, 20).value = "Our notes"
    book[THEME].cell(row_of(book[THEME], "cpr.2.3.systems.4"), 20).value = "=not a formula"
    book[THEME].cell(row_of(book[THEME], "cpr.2.3.systems.4"), 20).data_type = "s"
    book.save(path)
    return path


def unzipped(path):
    """All that a workbook holds, as text."""
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def test_results_stand_beside_each_row_of_the_teams_own_workbook(run, workbook, tmp_path):  # noqa: F811
    """Grade, range, reason and next step are added, all else is kept, and the workbook reads as before."""
    out = tmp_path / "back.xlsx"
    ran = run("assess", workbook, *RULES, "--format", "xlsx", "--audience", "team", "--out", out)
    assert ran.code == 0, ran.err
    sheet = load_workbook(out)[THEME]
    row = row_of(sheet, "cpr.2.3.systems.4")
    told = {name: sheet.cell(row, heading(sheet, name)).value for name in ("Owner", "Our notes", "Grade", "Range", "Reason", "Next step")}
    assert told["Owner"] == "Head of housing"
    assert told["Our notes"] == "=not a formula"
    assert told["Grade"].startswith("3")
    assert told["Range"].startswith("3")
    assert "scheme" in told["Reason"]
    assert told["Next step"]
    hashes = [json.loads(run("assess", path, *RULES, "--format", "json").out)["content_hash"] for path in (out, workbook)]
    assert hashes[0] == hashes[1]


def test_assessing_it_again_replaces_the_results(run, workbook, tmp_path):  # noqa: F811
    """The columns are not added twice, and the same input gives the same bytes."""
    outs = [tmp_path / f"{n}.xlsx" for n in range(3)]
    for before, out in zip((workbook, outs[0], workbook), outs, strict=True):
        assert run("assess", before, *RULES, "--format", "xlsx", "--audience", "team", "--out", out).code == 0
    headings = [c.value for c in load_workbook(outs[1])[THEME][3]]
    assert headings.count("Grade") == 1
    assert outs[0].read_bytes() == outs[2].read_bytes()


@pytest.mark.parametrize("audience", ["authority", "public"])
def test_no_canary_is_in_a_workbook_for_others(run, planted, tmp_path, audience):  # noqa: F811
    """Unzipped, it holds no name, word or date of protected evidence, whether that came as JSON or as a workbook."""
    filled = tmp_path / "filled.xlsx"
    assert run("workbook", "export", planted, *RULES, "--out", filled).code == 0
    assert "Canaria" in unzipped(filled)
    for n, given in enumerate((planted, filled)):
        out = tmp_path / f"{n}.xlsx"
        ran = run("assess", given, *RULES, "--format", "xlsx", "--audience", audience, "--out", out)
        assert ran.code == 0, ran.err
        assert [c for c in CANARIES if c in unzipped(out)] == []


def test_a_text_that_begins_like_a_formula_stays_a_text(run, tmp_path):  # noqa: F811
    """In nothing that is written do = + - @ make a formula of what people said."""
    path = tmp_path / "e.yaml"
    item = (
        '- {id: %s, document: scheme-of-delegation, status: adopted, date: 2008-06-01, handling: open, source: {kind: document, title: "%s"}, excerpt: "%s"}\n'
    )
    texts = ["=1+1", "+44", "-1", "@SUM(A1)"]
    path.write_text("authority: {name: '=cmd', type: unitary}\nas_of: 2009-06-30\nitems:\n" + "".join(item % (f"i{n}", t, t) for n, t in enumerate(texts)))
    for n, words in enumerate(
        (["workbook", "export", path, *RULES], ["assess", path, *RULES, "--format", "xlsx"], ["assess", path, *RULES, "--format", "xlsx", "--audience", "team"])
    ):
        out = tmp_path / f"{n}.xlsx"
        assert run(*words, "--out", out).code == 0
        cells = [c for sheet in load_workbook(out) for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and c.value in (*texts, "=cmd")]
        assert {c.value for c in cells} == {*texts, "=cmd"}
        assert all(c.data_type == "s" and c.quotePrefix for c in cells)
