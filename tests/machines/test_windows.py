"""Windows, as far as Linux allows: consoles, names, line endings, what code must not use."""

import ast
import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from cli import files
from cli.files import not_for_windows, write_whole
from cli.machines.checked import seen_from
from cli.main import COMMANDS, main
from cli.streams import make_steady
from engine.load import load
from evidence.problems import BadInput
from tests.report import parks

ROOT = Path(__file__).parents[2]
CODE = sorted(path for room in ("cli", "engine", "evidence") for path in (ROOT / room).rglob("*.py"))
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in CODE}

NAME = "Te Kaunihera o Tāmaki 東京 ≤ “Ω”"
LINES = (
    ("assess", "EVIDENCE", "--all"),
    ("assess", "EVIDENCE", "--format", "json"),
    ("assess", "EVIDENCE", "--format", "csv", "--of", "evidence"),
    ("explain", "2.3.systems.4", "EVIDENCE"),
    ("ladder", "EVIDENCE"),
    ("improve", "EVIDENCE"),
    ("gaps", "EVIDENCE"),
    ("calendar", "EVIDENCE", "--rules", "performance-management-framework"),
    ("comply", "EVIDENCE", "--rules", "quality-employment-code"),
    ("measures", "EVIDENCE"),
    ("rules", "list", "intervention-ladder"),
    ("rules", "show", "cpr.2.3.systems.4", "--rules", "corporate-peer-review"),
    ("rules", "search", "scrutiny", "--rules", "corporate-peer-review"),
    ("lint", "intervention-ladder"),
    ("test", "intervention-ladder", "-v"),
    ("schema", "rulebook"),
    ("assess", "nowhere-東京.yaml"),
    ("assess", "EVIDENCE", "--rules", "東京"),
)


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A council of whose name a console of Western Europe lacks most."""
    path = tmp_path / "evidence.yaml"
    leicester = (ROOT / "examples/leicester-2006/evidence.yaml").read_text("utf-8")
    path.write_text(leicester.replace("name: Leicester City Council", f"name: {NAME}", 1), "utf-8")
    return path


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One cache for all these runs."""
    return str(tmp_path_factory.mktemp("cache"))


def on_an_old_console(monkeypatch: pytest.MonkeyPatch, *words: object) -> tuple[int, str]:
    """The exit code of a command, and what an old console shows of it."""
    shown = io.BytesIO()
    console = io.TextIOWrapper(shown, encoding="cp1252", errors="strict", write_through=True)
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(sys, stream, console)
    monkeypatch.setattr(sys, "argv", ["peerbench", *map(str, words)])
    try:
        main()
        code = 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0
    return code, shown.getvalue().decode("cp1252")


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_no_sign_stops_a_command(line, evidence, monkeypatch, cache):
    """On a console of Western Europe every command says what it has to say, with `?` for what the console lacks."""
    monkeypatch.setenv("XDG_CACHE_HOME", cache)
    code, shown = on_an_old_console(monkeypatch, *(evidence if word == "EVIDENCE" else word for word in line))
    assert code == (2 if "東京" in "".join(line) else 0), shown
    assert shown.strip()
    if line[:2] == ("assess", "EVIDENCE") and code == 0:
        assert "Te Kaunihera o T?maki ?? ? “?”" in shown.replace('\\"', "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_on_an_old_console(command, monkeypatch):
    """--help of each."""
    code, shown = on_an_old_console(monkeypatch, command, "--help")
    assert code == 0
    assert f"Usage: peerbench {command}" in shown


def test_a_pipe_gets_the_same_bytes_everywhere(monkeypatch):
    """UTF-8 and bare line ends, whatever the machine would write."""
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    pipe = io.BytesIO()
    stream = io.TextIOWrapper(pipe, encoding="cp1252", newline="\r\n")
    make_steady(stream)
    stream.write("≤ 東京\nend\r\n")
    stream.flush()
    assert pipe.getvalue() == "≤ 東京\nend\r\n".encode()


def test_an_output_that_cannot_be_set_is_left_alone():
    """Who reads along in the same process gets what is written."""
    caught = io.StringIO()
    make_steady(caught)
    caught.write("≤")
    assert caught.getvalue() == "≤"


@pytest.mark.parametrize(
    "name", ["con", "CON.txt", "nul.xlsx", "aux", "com1.json", "LPT9", "COM¹.txt", "prn .txt", "a?.txt", "a:b.txt", 'a".txt', "a\tb", "end.", "end "]
)
def test_names_that_windows_keeps_for_itself(name):
    """Devices with any ending, odd signs, a dot or a space at the end."""
    assert "in Windows" in not_for_windows(name)


@pytest.mark.parametrize("name", ["report.docx", "console.txt", "com10.txt", "a con.txt", "nullarbor.xlsx", "Ynys Môn.xlsx", ".peerbench", "a..b"])
def test_names_that_are_only_like_them(name):
    """A name that only begins so is as good as any."""
    assert not_for_windows(name) == ""


def test_a_device_is_not_written_to_on_windows(monkeypatch, tmp_path):
    """Windows would send the report into nowhere and call it written."""
    monkeypatch.setattr(files, "_WINDOWS", True)
    with pytest.raises(BadInput, match="the name of a device"):
        write_whole(tmp_path / "nul.html", "report")
    write_whole(tmp_path / "fine.html", "report")
    assert [path.name for path in tmp_path.iterdir()] == ["fine.html"]


@pytest.mark.parametrize(
    ("here", "file", "seen"),
    [
        (PureWindowsPath("C:/repo"), "rules\\our book\\a.yaml", "rules/our book/a.yaml"),
        (PureWindowsPath("C:/repo"), "c:\\REPO\\a.yaml", "a.yaml"),
        (PureWindowsPath("C:/repo"), "D:\\a.yaml", None),
        (PureWindowsPath("//server/share"), "\\\\server\\share\\a.yaml", "a.yaml"),
        (PurePosixPath("/repo"), "rules/a.yaml", "rules/a.yaml"),
    ],
)
def test_files_are_named_alike_on_every_system(here, file, seen):
    """In reports of checks a path has strokes, never backslashes."""
    assert seen_from(here, file) == (PurePosixPath(seen) if seen else None)


def as_windows_saves(path: Path, *, mark: bool = True) -> None:
    """Save a file again as an old Notepad would."""
    content = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes((b"\xef\xbb\xbf" if mark else b"") + content)


def test_line_ends_and_a_mark_change_nothing_of_evidence(run, tmp_path):
    """The same set saved by Notepad gives the same content, for YAML and JSON."""
    source = ROOT / "examples/leicester-2006/evidence.yaml"
    hashes = set()
    for name, saved in (("a.yaml", False), ("b.yaml", True)):
        path = tmp_path / name
        shutil.copy(source, path)
        if saved:
            as_windows_saves(path)
        hashes.add(json.loads(run("assess", path, "--format", "json", "--matcher", "direct").out)["content_hash"])
    assert len(hashes) == 1


def test_line_ends_change_nothing_of_a_rulebook(tmp_path):
    """A checkout on Windows has the same rulebook, hash and all."""
    book = tmp_path / "benchmark"
    shutil.copytree(parks.HERE / "benchmark", book)
    for path in book.rglob("*.yaml"):
        as_windows_saves(path, mark=False)
    assert load(book).content_hash == parks.book().content_hash


def calls(tree: ast.AST, *names: str):
    """The calls of functions of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in names:
            yield node


def opened_carelessly(tree: ast.AST) -> Iterator[int]:
    """The lines in which a file is opened as text and its encoding is not said."""
    for node in calls(tree, "read_text", "write_text", "open"):
        constants = [value.value for value in (*node.args, *(k.value for k in node.keywords)) if isinstance(value, ast.Constant)]
        said = any(isinstance(c, str) and ("utf-8" in c or (c in ("rb", "wb", "ab", "r+b"))) for c in constants)
        method = isinstance(node.func, ast.Attribute)
        is_open = (node.func.attr if method else node.func.id) == "open"
        of_a_file = not is_open or not method or ast.unparse(node.func.value).endswith("path")
        if of_a_file and (method or is_open) and not said:
            yield node.lineno


def test_no_text_is_read_or_written_in_the_encoding_of_the_machine():
    """Whoever opens a file as text says which encoding it has."""
    assert len(TREES) > 150
    assert [f"{file}:{line}" for file, tree in TREES.items() for line in opened_carelessly(tree)] == []


def test_careless_opening_is_noticed():
    """The search finds what it is for."""
    careless = ("open('x')", "path.open('r')", "path.read_text()", "(a / 'b').write_text(text)")
    careful = ("open('x', 'rb')", "path.open(encoding='utf-8-sig')", "path.read_text('utf-8')", "zipped.open(entry)", "read_text(path)")
    assert [list(opened_carelessly(ast.parse(line))) for line in (*careless, *careful)] == [*([[1]] * 4), *([[]] * 5)]


LACKING = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}


def lacking(tree: ast.AST) -> Iterator[int]:
    """The lines that import what Windows lacks, without asking for the system first."""
    asked = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.If) and "sys.platform" in ast.unparse(node.test) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) else []
        if id(node) not in asked and LACKING & {str(name).partition(".")[0] for name in names}:
            yield node.lineno


def test_nothing_is_imported_that_windows_lacks():
    """Unless the system is asked first."""
    assert [f"{file}:{line}" for file, tree in TREES.items() for line in lacking(tree)] == []
    assert list(lacking(ast.parse("import fcntl"))) == [1]
