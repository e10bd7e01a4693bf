"""The long table as CSV that is safe to open: no text in it becomes a formula in a spreadsheet, and it is read back as it was."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

STARTS = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - spreadsheets in East Asia take the full-width signs for the others
"""What makes a spreadsheet work a text out instead of showing it."""

_START = "[" + "".join(f"\\x{{{ord(sign):x}}}" for sign in sorted(STARTS)) + "]"
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"


def guarded(frame: "pl.DataFrame") -> "pl.DataFrame":
    """The table with an apostrophe before each text that would begin a formula, and one more before a text that begins so after apostrophes of its own.

    A plain number such as -3.5 stays as it is: a spreadsheet is to read it as a number, and it is no formula.
    """
    import polars as pl

    text = pl.col(pl.String)
    return frame.with_columns(pl.when(text.str.contains(_NUMBER)).then(text).otherwise(text.str.replace(f"^('*{_START})", "'${1}")))


def scan(path: Path) -> "pl.LazyFrame":
    """A CSV table in the long form, every cell as text, without the apostrophes of `guarded`. What is wrong with it comes out when it is collected."""
    import polars as pl

    return pl.scan_csv(path, infer_schema=False).with_columns(pl.col(pl.String).str.replace(f"^'('*{_START})", "${1}"))
