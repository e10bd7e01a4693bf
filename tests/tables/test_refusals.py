"""What is wrong with a table is said with its place, all of it in one run, and nothing is guessed."""

import re

import pytest

from evidence.problems import BadInput
from evidence.tables.read import read_table
from tests.tables.conftest import MAPPING, ROWS


def refused(here, file="data.csv") -> list[str]:
    """The problems, each in a line."""
    with pytest.raises(BadInput) as bad:
        read_table(here / file, here / "map.yaml")
    return [str(p).replace(f"{here}/", "") for p in bad.value.problems]


def test_every_wrong_cell_is_named_in_one_run(here):
    """A word for a figure, a type nobody knows, a year that is none, a figure that is there twice."""
    more = "Croft,X03,Shire,Recycling rate,2008/09,31\nDale,X04,Unitary,Recycling rate,2008/10,31\nDale,X04,Unitary,Recycling rate,2008/09,about 31\n"
    (here / "data.csv").write_text(ROWS + more + "Ambleford,X01,Unitary,Recycling rate,2008/09,31.2\n", "utf-8")
    assert [p.partition(": ")[0] for p in refused(here)] == [
        "data.csv, row 5, column Type",
        "data.csv, row 6, column Year",
        "data.csv, row 7, column Figure",
        "data.csv, row 8, column Figure",
    ]


def test_of_a_column_twenty_cells_are_named_and_the_rest_counted(here):
    """Nobody reads ten thousand lines of complaints."""
    (here / "data.csv").write_text(ROWS + "".join(f"C{n},Y{n},Unitary,Rate,2008/09,none\n" for n in range(10_000)), "utf-8")
    found = refused(here)
    assert len(found) == 21
    assert "9,980 more cells of the column" in found[-1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the table has no headings"),
        ("a,a\n1,2\n", "two columns are headed 'a'"),
        (ROWS.replace("Figure", "Figures"), "no column is headed 'Figure', where the mapping looks for `value`: did you mean 'Figures'?"),
        (ROWS + "Dale,X04,Unitary\n", "data.csv:5:1: this line has 3 cells, and there are 6 headings"),
        (ROWS + "Dale,X04,Unitary,Rate,2008/09,31,x\n", "data.csv:5:1: this line has 7 cells, and there are 6 headings"),
        (ROWS + '"Dale,X04,Unitary,Rate,2008/09,31\n', "data.csv:5:1: "),
        (ROWS.splitlines()[0], "no row of the table says anything"),
        (ROWS + ",,Unitary,Rate,2008/09,31\n", "it does not say which authority the row is about"),
        (ROWS + "Ambleford,X09,Unitary,,2008/09,31\n", "it does not say what the row is about"),
        (ROWS + "Ambleby,X01,Unitary,Rate,2008/09,31\n", "'Ambleby' is another name than an earlier row gives the same authority"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(here, text, said):
    """With the line where there is one."""
    (here / "data.csv").write_text(text, "utf-8")
    assert any(said in p for p in refused(here)), refused(here)


def test_a_table_in_another_encoding_is_refused(here):
    """A pound sign of Windows is no UTF-8; nothing is guessed."""
    (here / "data.csv").write_bytes(ROWS.replace("[c]", "£5").encode("cp1252"))
    assert "UTF-8" in refused(here)[0]


def test_a_file_that_is_no_table_is_refused(here):
    """By its name, or by what is in it."""
    (here / "data.pdf").write_bytes(b"%PDF")
    (here / "data.parquet").write_bytes(b"PAR0")
    (here / "data.xlsx").write_bytes(b"PK")
    assert "is no kind of table" in refused(here, "data.pdf")[0]
    assert "this is not Parquet" in refused(here, "data.parquet")[0]
    assert refused(here, "data.xlsx")
    assert "there is no such file" in refused(here, "other.csv")[0]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("- columns\n", "a mapping file begins with `columns:`"),
        (MAPPING + "colums: {}\n", "did you mean 'columns'?"),
        (MAPPING.replace("value:", "figure:"), "'figure' is no word of an item or an authority"),
        (MAPPING.replace("measure: Indicator, ", ""), "nothing says what the rows are"),
        (MAPPING.replace("value: Figure", "unit: Figure"), "no column holds the figures"),
        (MAPPING.replace("period: Year, ", ""), "nothing says of when the rows are"),
        (MAPPING.replace("periods_end: 03-31", ""), "say on which day their periods end"),
        (MAPPING.replace("03-31", "31-03"), "is not"),
        (MAPPING + "peers: family\n", "no column says which that is"),
        (MAPPING + "always: {status: adopted}\n", "'status' is no word for measures"),
        (MAPPING + "figures: {X: {}}\n", "in one column or in several"),
        (MAPPING.replace("{type: {", "{region: {"), "`words` explains 'region', and no column stands for it"),
        (MAPPING.replace("measure: Indicator", "event: Indicator").replace(", value: Figure", "") + "peers: all\n", "peers are worked out for measures only"),
    ],
)
def test_a_mapping_that_cannot_be_right_says_why(here, mapping, said):
    """Before any table is read."""
    (here / "map.yaml").write_text(mapping, "utf-8")
    assert any(said in p for p in refused(here)), refused(here)


def test_words_of_a_column_are_complete(here):
    """A measure that the mapping does not explain may be a misspelling of one that it does."""
    (here / "map.yaml").write_text(MAPPING.replace("words: {", "words: {measure: {Recycling: recycling-rate}, "), "utf-8")
    assert re.search(r"row 2, column Indicator: `words` does not say what 'Recycling rate' stands for", refused(here)[0])


def test_a_workbook_with_several_sheets_needs_to_be_told_which(here):
    """And a cell that shows an error is no figure."""
    import openpyxl

    book = openpyxl.Workbook()
    for line in ROWS.splitlines():
        book.active.append(line.split(","))
    book.create_sheet("Notes").append(["a"])
    book.save(here / "data.xlsx")
    assert "it has 2 sheets that hold something" in refused(here, "data.xlsx")[0]
    (here / "map.yaml").write_text(MAPPING + "sheet: Sheets\n", "utf-8")
    assert "there is no sheet 'Sheets' with anything on it: did you mean 'Sheet'?" in refused(here, "data.xlsx")[0]
    book.active["F2"] = "=1/0"
    book.save(here / "data.xlsx")
    (here / "map.yaml").write_text(MAPPING + "sheet: Sheet\n", "utf-8")
    assert refused(here, "data.xlsx")[0].startswith("data.xlsx, sheet Sheet, row 2, column Figure")


def test_an_item_that_cannot_stand_is_named_by_its_line(here):
    """What only the whole of an item can tell is told too: a sample without per cent."""
    from evidence.model import Authority

    (here / "data.csv").write_text("m,v,n\nx,31,900\n", "utf-8")
    (here / "map.yaml").write_text("columns: {measure: m, value: v, sample: n}\nalways: {date: 2009-03-31}\n", "utf-8")
    read = read_table(here / "data.csv", here / "map.yaml")
    with pytest.raises(BadInput, match=r"data\.csv, line 2: .*per cent"):
        read.of(Authority(name="Ambleford", type="other"))
