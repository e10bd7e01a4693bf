"""Tables for a data team: what is in them, that no text becomes a formula, and that they leak nothing."""

import csv
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.formats import Of
from cli.machines.spreadsheets import BOM, STARTS, guarded, render_csv, render_tables, unguarded
from cli.machines.tables import COLUMNS, table
from tests.machines.conftest import HOSTILE
from tests.report import parks

DOC = (Path(__file__).parents[2] / "docs/machines.md").read_text("utf-8")


def read(text: str) -> list[dict[str, str]]:
    """A table as a program reads it."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_for_every_grade_finding_reason_and_item(small):
    """Nothing of the assessment is left out of its tables."""
    assert [row["id"] for row in read(render_csv(small, Of.grades))] == list(small.grades)
    assert [row["id"] for row in read(render_csv(small, Of.findings))] == [f.id for f in small.findings]
    assert len(read(render_csv(small, Of.reasons))) == sum(len(why.tests) for why in small.reasons.values())
    assert [row["id"] for row in read(render_csv(small, Of.evidence))] == list(small.evidence)


def test_figures_are_those_of_the_assessment(small):
    """Grades, ranges and shares read back as they are."""
    rows = {row["id"]: row for row in read(render_csv(small, Of.grades))}
    for rule, grade in small.grades.items():
        row = rows[rule]
        assert [row[w] for w in ("grade", "at_least", "could_be")] == ["" if v is None else str(v) for v in (grade.grade, grade.at_least, grade.could_be)]
        assert 0 <= float(row["completeness"]) <= 1
        assert row["outcome"] == grade.outcome


@pytest.mark.parametrize("of", Of)
def test_tables_of_several_councils_can_be_stacked(small, of):
    """Every table begins with whose it is, as of when, and of which result."""
    made = table(of, small)
    assert [column.name for column in made.columns][:4] == ["authority", "authority_code", "as_of", "content"]
    assert {row[:4] for row in made.rows} <= {(small.authority.name, small.authority.code, small.as_of, small.content_hash)}


def test_a_workbook_has_a_sheet_for_every_table_and_says_what_the_columns_are(small):
    """Figures are figures, days are days, and the last sheet explains."""
    book = openpyxl.load_workbook(io.BytesIO(render_tables(small)))
    assert book.sheetnames == [*(of.value for of in Of), "columns"]
    headings, first, *_ = book["grades"].iter_rows(values_only=True)
    row = dict(zip(headings, first, strict=True))
    assert isinstance(row["as_of"], dt.datetime)
    assert isinstance(row["could_be"], int)
    assert len(list(book["columns"].iter_rows())) == 1 + sum(map(len, COLUMNS.values()))


def test_the_same_assessment_gives_the_same_bytes(small):
    """No day of the machine is in the workbook."""
    assert render_tables(small) == render_tables(small)


@given(st.text(max_size=8) | st.sampled_from(HOSTILE) | st.text("=+-@'\t\r\n", max_size=4))
@settings(max_examples=60)
def test_a_guarded_text_is_no_formula_and_reads_back(text):
    """It begins with nothing that a spreadsheet works out, and taking the apostrophe away gives it back."""
    made = guarded(text)
    assert made[:1] not in STARTS or not made
    assert unguarded(made) == text
    assert made == text or text.lstrip("'")[0] in STARTS


def hostile():
    """An assessment in which names, titles and texts would be formulas."""
    result = parks.assessed(audience="team")
    texts = [t for t in HOSTILE if t]
    findings = tuple(f.model_copy(update={"text": texts[n % len(texts)], "title": texts[-1 - n % len(texts)]}) for n, f in enumerate(result.findings))
    return result.model_copy(update={"authority": result.authority.model_copy(update={"name": "=cmd|' /C calc'!A0"}), "findings": findings})


def test_no_text_becomes_a_formula_in_csv():
    """Read back by a program, every field begins harmlessly; without the apostrophes it is what it was."""
    result = hostile()
    rows = read(render_csv(result, Of.findings))
    assert all(value[:1] not in STARTS for row in rows for value in row.values() if value)
    assert [unguarded(row["text"]) for row in rows] == [f.text for f in result.findings]
    assert unguarded(rows[0]["authority"]) == result.authority.name


def test_no_text_becomes_a_formula_in_a_workbook():
    """Read back, every such cell is a text, marked to stay one, and no sheet has a formula."""
    result = hostile()
    content = render_tables(result)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["findings"]
    headings = [cell.value for cell in sheet[1]]
    cells = [row[headings.index("text")] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type in ("s", "inlineStr") for cell in cells)
    kept = [str(cell.value).replace("_x000D_", "\r") for cell in cells]
    assert kept == [f.text for f in result.findings]
    assert all(cell.quotePrefix for cell in cells if cell.value[0] in "=+-@")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if re.search(rb"<f[ >/]", parts.read(name))]


@pytest.mark.parametrize("audience", ["authority", "public"])
def test_what_was_said_in_confidence_is_in_no_table(audience):
    """Names, roles, words, days and ids of protected items are in neither form; the team has them."""
    shown = parks.assessed(audience=audience)
    team = parks.assessed(audience="team")

    def everything(result):
        with zipfile.ZipFile(io.BytesIO(render_tables(result))) as parts:
            packed = "".join(parts.read(name).decode() for name in parts.namelist())
        return packed + "".join(render_csv(result, of) for of in Of)

    assert [secret for secret in parks.SECRETS if secret in everything(shown)] == []
    assert parks.SECRETS[0] in everything(team)


def test_a_file_tells_excel_its_encoding_and_a_pipe_does_not(run, evidence, tmp_path):
    """A CSV file opens in Excel with its signs right; a program that reads the output gets the headings first."""
    out = tmp_path / "grades.csv"
    assert run("assess", evidence, "--format", "csv", "--out", out).code == 0
    assert out.read_bytes().startswith(BOM.encode())
    said = run("assess", evidence, "--format", "csv", "--of", "findings")
    assert said.out.startswith("authority,authority_code,as_of")
    assert run("assess", evidence, "--format", "tables", "--out", tmp_path / "all.xlsx").code == 0


@pytest.mark.parametrize(("words", "mend"), [(("--of", "grades"), "add --format csv"), (("--format", "tables"), "add --out FILE.xlsx")])
def test_what_does_not_go_together_is_said(run, evidence, words, mend):
    """A table without its form, and a workbook for the screen, are refused."""
    ran = run("assess", evidence, *words)
    assert ran.code == 2
    assert mend in ran.err


@pytest.mark.parametrize("of", Of)
def test_the_documentation_says_what_every_column_is(of):
    """docs/machines.md has a line for each column, in the words of the code."""
    for column in COLUMNS[of]:
        assert f"| `{column.name}` | {column.says} |" in DOC, column.name
