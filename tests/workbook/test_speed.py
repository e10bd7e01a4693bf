"""A large workbook is read as fast as a person is willing to wait."""

import time

from evidence.read import read_evidence
from tests.workbook.made import made, with_parts

ACTS = "xl/worksheets/sheet8.xml"
CELLS = {
    "A": "x%d",
    "B": "tender",
    "E": "won",
    "F": "council",
    "J": "2009-01-31",
    "K": "waste",
    "L": "document",
    "M": "Minutes %d",
    "N": "page %d",
    "R": "open",
}
CELLS |= {"S": "What was said in case %d.", "X": "Second reviewer"}


def row(n: int) -> str:
    """A row of an act, with a dozen words."""
    cells = (f'<c r="{letter}{n + 100}" t="inlineStr"><is><t>{text.replace("%d", str(n))}</t></is></c>' for letter, text in CELLS.items())
    return f'<row r="{n + 100}">{"".join(cells)}</row>'


def test_20000_rows_are_read_in_under_five_seconds(tmp_path):
    """Twenty thousand items, each with a dozen words, are read and validated."""
    rows = "".join(map(row, range(20_000))).encode()
    path = with_parts(made(tmp_path / "a.xlsx"), {ACTS: lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")})
    began = time.process_time()
    known, _ = read_evidence(path)
    took = time.process_time() - began
    assert took < 5
    assert len(known.items) == 20_000
    assert known.items[7].recorded.by == "Second reviewer"
