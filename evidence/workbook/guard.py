"""Opening a workbook that may be hostile: what is in it is known, and bounded, before anything reads it."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from evidence.problems import BadInput, Place, Problem

MAX_FILE = 64 * 1024 * 1024
MAX_PARTS = 5_000
MAX_UNPACKED = 320 * 1024 * 1024
MAX_PART = {"xl/styles.xml": 8, "xl/workbook.xml": 4, "[Content_Types].xml": 4, "xl/sharedStrings.xml": 96}
MAX_SHEET = 192
MAX_XML = 16
"""In megabytes: how far a part may unpack; a sheet or a picture, and any other XML."""
_MB = 1024 * 1024
_BLOCK = 1024 * 1024

_XML = (".xml", ".rels", ".vml")
_OLE = b"\xd0\xcf\x11\xe0"
_ACTIVE = (
    (re.compile(r"vbaproject|macrosheets/|dialogsheets/|vbadata|activex/|ctrlprops/|customui/", re.IGNORECASE), "it holds macros or controls"),
    (re.compile(r"externallinks/|connections\.xml|querytables/|xl/model/|webextensions/", re.IGNORECASE), "it takes data from other files or from the network"),
    (re.compile(r"embeddings/|oleobject", re.IGNORECASE), "other files are embedded in it"),
)
_TARGET = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']+)")
_CALLS_OUT = re.compile(
    r"\b(?:WEBSERVICE|FILTERXML|RTD|CALL|REGISTER(?:\.ID)?|EXEC|DDE|DDEINIT|IMAGE|SQL\.REQUEST|CUBE\w+|STOCKHISTORY|IMPORT\w+|PY|EVALUATE)\s*\("
    r"|(?<![\w\]])\[\d+\]|\w+\|'|\|'?/[cC]\b|https?://|file://|\\\\",
    re.IGNORECASE,
)
MAX_AREA = 1_000_000
_REF = re.compile(rb"\bref\s*=\s*[\"']([^\"']+)")
_RANGE = re.compile(r"\$?([A-Za-z]{1,4})\$?(\d{1,9}):\$?([A-Za-z]{1,4})\$?(\d{1,9})")
_STRINGS = re.compile(r"\"[^\"]*\"")
_INNOCENT_LINK = re.compile(r"^=?\s*HYPERLINK\s*\(", re.IGNORECASE)


def refuse(path: Path, what: str, mend: str) -> BadInput:
    """One problem with the workbook as a whole."""
    return BadInput([Problem(Place(str(path)), what, mend)])


def area(ref: str) -> int:
    """How many cells a range such as `A1:C9` has; 1 for what is no range."""
    found = _RANGE.fullmatch(ref)
    if not found:
        return 1
    (left, top), (right, bottom) = ((_column(found[n]), int(found[n + 1])) for n in (1, 3))
    return max(right - left + 1, 1) * max(bottom - top + 1, 1)


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def calls_out(formula: str) -> bool:
    """Whether a formula reaches beyond its workbook: to a program, another file, or the network."""
    text = unescape(formula)
    return bool(_CALLS_OUT.search(_STRINGS.sub('""', text))) or (not _INNOCENT_LINK.match(text) and bool(re.search(r"https?://|file://|\\\\", text)))


class Package:
    """A workbook's parts, opened and checked. Raises BadInput where it is no workbook, too large, or not harmless."""

    def __init__(self, path: Path) -> None:
        self.path = path
        _look(path)
        try:
            self._zip = zipfile.ZipFile(path)
            self._entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise refuse(path, "this is no workbook that can be read", "save it again as an Excel workbook (.xlsx)") from None
        self._check()

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return part in self._zip.NameToInfo

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all its parts."""
        return tuple(self._zip.NameToInfo)

    def read(self, part: str) -> bytes:
        """One part, unpacked, never more of it than is allowed."""
        return b"".join(self._blocks(self._zip.getinfo(part)))

    def _blocks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        # What the directory says of sizes may be a lie: what counts is what comes out.
        small = entry.filename.endswith(_XML) and not entry.filename.startswith("xl/worksheets/sheet")
        most, had = MAX_PART.get(entry.filename, MAX_XML if small else MAX_SHEET) * _MB, 0
        try:
            with self._zip.open(entry) as file:
                while block := file.read(_BLOCK):
                    had += len(block)
                    if had > most:
                        raise refuse(self.path, f"its part {entry.filename} unpacks to over {most // _MB} MB", _SHRINK)
                    yield block
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zipfile.zlib.error):  # type: ignore[attr-defined]
            raise refuse(self.path, f"its part {entry.filename} is damaged", "open it in Excel, save it under another name, and give that") from None

    def _check(self) -> None:
        names = [e.filename for e in self._entries]
        if len(names) > MAX_PARTS or len(set(names)) < len(names):
            raise refuse(self.path, "it has far too many parts, or a part twice", _AGAIN)
        if "xl/workbook.xml" not in names:
            raise refuse(self.path, "this is no Excel workbook", "give a workbook that `peerbench workbook new` wrote, or a YAML or JSON file")
        for active, what in _ACTIVE:
            if any(active.search(name) for name in names):
                raise refuse(self.path, f"{what}, and nothing like that is read", "copy what you wrote to a new workbook, or save it as .xlsx without them")
        had = 0
        for entry in self._entries:
            seen = b""
            for n, block in enumerate(self._blocks(entry)):
                had += len(block)
                if had > MAX_UNPACKED:
                    raise refuse(self.path, f"it unpacks to over {MAX_UNPACKED // _MB} MB", _SHRINK)
                if entry.filename.endswith(_XML):
                    self._harmless(entry.filename, seen + block, first=n == 0)
                    seen = block[-4096:]

    def _harmless(self, part: str, text: bytes, *, first: bool) -> None:
        if first:
            start = text[:300].removeprefix(b"\xef\xbb\xbf")
            encoding = _ENCODING.search(start.partition(b"?>")[0])
            if not start.lstrip().startswith(b"<") or b"\0" in start or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
                raise refuse(self.path, f"its part {part} is not XML in UTF-8", _AGAIN)
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise refuse(self.path, f"its part {part} declares entities, which can expand without end", _AGAIN)
        if part.endswith(".rels"):
            for found in _TARGET.findall(text):
                if b"/hyperlink" not in found:
                    raise refuse(
                        self.path, "it takes data from other files or from the network, and nothing like that is read", "break its links and save it again"
                    )
        if part.startswith("xl/tables/") and any(area(ref.decode("ascii", "replace")) > MAX_AREA for ref in _REF.findall(text)):
            raise refuse(self.path, f"the table in its part {part} reaches over more cells than are read", "make the table as small as what is in it")
        if part == "[Content_Types].xml" and b"macroEnabled" in text:
            raise refuse(self.path, "it is a workbook with macros", "save it as an Excel workbook (.xlsx), which has none")


_SHRINK = "delete sheets, rows and pictures that are not needed, and save it again"
_AGAIN = "open it in Excel, save it under another name, and give that"


def _look(path: Path) -> None:
    """Refuse what is no file, too large, or of another format, before it is opened."""
    try:
        if path.is_dir():
            raise refuse(path, "this is a folder, not a file", "name a file in it")
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError:
        raise refuse(path, "there is no such file", "check the name and the folder") from None
    except OSError as error:
        raise refuse(path, f"the file cannot be read ({error.strerror})", "close it elsewhere, or ask for the right to read it") from None
    if size > MAX_FILE:
        raise refuse(path, f"the file has {size // _MB} MB", f"at most {MAX_FILE // _MB} MB are read: {_SHRINK}")
    if start.startswith(_OLE):
        raise refuse(path, "this is a workbook with a password, or one of before 2007", "save it as an Excel workbook (.xlsx) without a password")


__all__ = ["Package", "calls_out", "refuse"]
