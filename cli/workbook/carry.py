"""Carrying a filled-in workbook over to another version of its rulebooks: what teams noted for themselves comes along."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from evidence.located import Located
from evidence.read import open_evidence
from evidence.workbook.outline import CriterionLine, Outline, Theme
from evidence.workbook.read import Filled
from evidence.workbook.rows import Words

NO_LONGER = "No longer asked"


def carried(path: Path, outline: Outline) -> tuple[Outline, Mapping[str, Words], str | None, tuple[str, ...]]:
    """The outline with a sheet for rows of criteria that are gone, what each row says, who filled it in, and what stays behind."""
    opened: Located = open_evidence(path)
    if not isinstance(opened, Filled):
        return outline, {}, None, ()
    held = opened.gathered
    work = {row.criterion: dict(row.data) for row in held.rows if row.data}
    gone = tuple(CriterionLine(c, "These rulebooks have no such criterion.", "", "") for c in work if c not in outline.criteria)
    if gone:
        outline = replace(outline, themes=(*outline.themes, Theme(NO_LONGER, gone)))
    return outline, work, held.filled_in_by, tuple(held.unread)
