"""What the copies of a workbook disagree on, as a line of text and as rows of a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from evidence.workbook import looks
from evidence.workbook.layout import CONFLICTS
from evidence.workbook.looks import HEADING_ROW, Looks


@dataclass(frozen=True)
class Conflict:
    """What copies disagree on: the place, and what each of them says."""

    sheet: str
    row: str
    column: str
    says: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        said = "; ".join(f"{who} says '{what if len(what) <= 80 else what[:77] + '…'}'" for who, what in self.says)
        return f"sheet {self.sheet}, {self.row}, column {self.column}: {said}"


def list_conflicts(book: Workbook, conflicts: Sequence[Conflict]) -> None:
    """The sheet of conflicts: what the copies disagree on, a line for each voice."""
    if not conflicts:
        return
    styles = Looks(book)
    sheet = book.create_sheet(CONFLICTS, 1)
    styles.put(sheet, 1, 1, CONFLICTS, look="title")
    about = "The copies say different things here. Each cell was left empty: agree, write it there, and delete the row here."
    styles.put(sheet, 2, 1, about, look="plain")
    widths = {1: 26, 2: 26, 3: 22, 4: 24, 5: 70}
    for n, heading in enumerate(("Sheet", "Row", "Column", "Who", "Says"), start=1):
        styles.put(sheet, HEADING_ROW, n, heading, look="heading")
    row = HEADING_ROW
    for conflict in conflicts:
        for who, what in conflict.says:
            row += 1
            for n, text in enumerate((conflict.sheet, conflict.row, conflict.column, who, what), start=1):
                styles.put(sheet, row, n, text)
    looks.set_up(sheet, widths, frozen=0, rows=row, title=CONFLICTS, colour="C00000")
    looks.fit_rows(sheet, (5,))
    styles.done(book)
