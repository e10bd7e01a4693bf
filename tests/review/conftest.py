"""One run of the whole page, for all these tests: what each step printed, and the folder that it left behind."""

import contextlib
import io
import runpy
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from cli.main import main
from tests.review.page import Command, Edit, Typed, steps

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Walked:
    """The folder in which the page was walked, and what each command printed, by the line of the page on which it stands."""

    folder: Path
    printed: dict[int, str]
    codes: dict[int, int]

    def said(self, *words: str) -> str:
        """What the last command that begins with these words printed."""
        line = max(c.line for c in steps() if isinstance(c, Command) and c.text.startswith(" ".join(("peerbench", *words))))
        return self.printed[line]


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The page, walked once from its first line to its last."""
    folder = tmp_path_factory.mktemp("review")
    (folder / "examples").symlink_to(ROOT / "examples")
    made = Walked(folder, {}, {})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("SOURCE_DATE_EPOCH", "1250200000")
        patch.delenv("PEERBENCH_NO_JOURNAL", raising=False)
        for step in steps():
            match step:
                case Command():
                    made.codes[step.line], made.printed[step.line] = run(step.text, patch)
                case Edit():
                    edit(step)
                case Typed():
                    type_in(step)
    return made


def run(command: str, patch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Run a command of the page; the exit code, and all that a reader sees of it."""
    program, *words = shlex.split(command)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        patch.setattr(sys, "argv", [program, *words])
        if program == "python":
            patch.setattr(sys, "argv", words)
            runpy.run_path(words[0], run_name="__main__")
            return 0, out.getvalue()
        if program == "cp":
            Path(words[1]).write_bytes(Path(words[0]).read_bytes())
            return 0, ""
        assert program == "peerbench", command
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    return code, out.getvalue()


def edit(step: Edit) -> None:
    """Change a file as the page shows it; what is to be changed stands there once."""
    path = Path(step.file)
    text = path.read_text("utf-8")
    for old, new in step.hunks:
        assert text.count(old) == 1, f"line {step.line}: {step.file} has {text.count(old)} times\n{old}"
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def type_in(step: Typed) -> None:
    """Fill in cells: a row is found by its key, which stands under the first heading; a second comment on it gets a row of its own."""
    book = openpyxl.load_workbook(step.file)
    sheet = book[step.sheet]
    key, *headings = step.rows[0]
    top = next(row for row in range(1, 10) if {key, *headings} <= {cell.value for cell in sheet[row]})
    columns = {str(cell.value): cell.column for cell in sheet[top]}
    filled = set()
    for said in step.rows:
        row = next(r for r in range(top + 1, sheet.max_row + 1) if sheet.cell(r, columns[key]).value == said[key])
        if said[key] in filled:
            row = sheet.max_row + 1
            sheet.cell(row, columns[key]).value = said[key]
        filled.add(said[key])
        for heading in headings:
            if said[heading]:
                sheet.cell(row, columns[heading]).value = int(said[heading]) if said[heading].isdigit() else said[heading]
    book.save(step.file)
