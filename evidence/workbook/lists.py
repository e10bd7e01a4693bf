"""The sheet of lists: the words that drop-downs offer, and what each key stands for."""

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from evidence.model import KINDS
from evidence.workbook import looks
from evidence.workbook.layout import LISTS, Column, said
from evidence.workbook.layout import known_sheets as _known_sheets
from evidence.workbook.looks import HEADING_ROW, Looks
from evidence.workbook.outline import KeyLine, Outline

_YES = ("yes", "no")


class Lists:
    """The lists of one workbook: columns of words, and for each kind its keys with what they mean."""

    def __init__(self, outline: Outline) -> None:
        choices = dict.fromkeys(c.choices for s in _known_sheets() for c in s.columns if c.form == "choice")
        self._columns: list[tuple[str, tuple[str, ...]]] = [("Yes or no", _YES)]
        self._columns += [(_named(words), tuple(map(said, words))) for words in choices]
        criteria = tuple(KeyLine("criterion", line.id, line.title) for theme in outline.themes for line in theme.criteria)
        self._keys: dict[str, tuple[KeyLine, ...]] = {"criterion": criteria}
        for kind in KINDS:
            of = tuple(line for line in outline.keys if line.kind == kind)
            self._keys[kind] = tuple(line for line in of if not line.act) + (criteria if kind == "statement" else ())
            if kind == "event":
                self._keys["act"] = tuple(line for line in of if line.act)

    def source(self, column: Column, *, acts: bool = False) -> str | None:
        """Where the words of a column's drop-down stand; None where it has none."""
        if column.keys:
            kind = "act" if acts else column.keys
            at = len(self._columns) + 1 + 3 * list(self._keys).index(kind)
            return self._range(at, len(self._keys[kind])) if self._keys[kind] else None
        words = _YES if column.form == "yes" else tuple(map(said, column.choices)) if column.form == "choice" else None
        at = next((n for n, (_, held) in enumerate(self._columns, start=1) if held == words), 0)
        return self._range(at, len(words)) if at and words else None

    def _range(self, column: int, length: int) -> str:
        letter = get_column_letter(column)
        return f"{LISTS}!${letter}${HEADING_ROW + 1}:${letter}${HEADING_ROW + length}"

    def write(self, sheet: Worksheet, styles: Looks) -> None:
        """Write the sheet."""
        styles.put(sheet, 1, 1, "Lists", look="title")
        styles.put(
            sheet,
            2,
            1,
            "What the drop-downs offer. For each key: what it stands for, and which words rules look at. Nothing here needs to be filled in.",
            look="plain",
        )
        widths: dict[int, float] = {}
        for n, (name, words) in enumerate(self._columns, start=1):
            widths[n] = 17
            styles.put(sheet, HEADING_ROW, n, name, look="heading")
            for row, word in enumerate(words, start=HEADING_ROW + 1):
                styles.put(sheet, row, n, word, look="given")
        at = len(self._columns) + 1
        for kind, lines in self._keys.items():
            for n, (heading, width) in enumerate(((f"Keys: {kind}", 30), ("What it stands for", 46), ("Words that rules look at", 28))):
                widths[at + n] = width
                styles.put(sheet, HEADING_ROW, at + n, heading, look="heading")
            for row, line in enumerate(lines, start=HEADING_ROW + 1):
                for n, text in enumerate((line.key, line.title, ", ".join(line.words))):
                    styles.put(sheet, row, at + n, text, look="given")
            at += 3
        longest = max([len(words) for _, words in self._columns] + [len(lines) for lines in self._keys.values()])
        looks.set_up(sheet, widths, frozen=0, rows=HEADING_ROW + longest, title=LISTS, colour="7A869A")


def _named(words: tuple[str, ...]) -> str:
    """The heading over a list of words: those of the columns that offer it."""
    found = dict.fromkeys(c.heading for s in _known_sheets() for c in s.columns if c.choices == words)
    return ", ".join(found)
