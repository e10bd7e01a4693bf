"""What an assessment can be written as, and where each form is made: a form's libraries are imported when it is asked for."""

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cli import common

if TYPE_CHECKING:
    from cli.report.rendering import Rendering
    from engine.assessment import Assessment


class Format(StrEnum):
    """What the result is written as."""

    text = "text"
    json = "json"
    html = "html"
    docx = "docx"
    pptx = "pptx"
    pdf = "pdf"
    xlsx = "xlsx"
    csv = "csv"
    tables = "tables"

    @property
    def ending(self) -> str:
        """What a file of this form is called at its end."""
        return "xlsx" if self is Format.tables else self.value


class Of(StrEnum):
    """Which table of an assessment."""

    grades = "grades"
    findings = "findings"
    reasons = "reasons"
    ladder = "ladder"
    evidence = "evidence"


RENDERERS = {
    Format.html: "cli.report.html:render_html",
    Format.docx: "cli.documents.word:render_docx",
    Format.pptx: "cli.documents.slides:render_pptx",
    Format.pdf: "cli.documents.pdf:render_pdf",
    Format.xlsx: "cli.workbook.returned:render_xlsx",
    Format.tables: "cli.machines.spreadsheets:render_tables",
}
"""The function that makes each form that is a document: from an Assessment and what was asked of the form to the file's text or bytes."""


def renderer(form: Format) -> "Callable[[Assessment, Rendering], str | bytes]":
    """The function that makes a form of an assessment. Raises BadInput where a library that it needs is not installed."""
    return made_by(RENDERERS[form], form)


def made_by(maker: str, form: str) -> "Callable[..., Any]":
    """The function that makes a form, of its module and name. Raises BadInput where a library that it needs is not installed."""
    module, _, name = maker.partition(":")
    try:
        return getattr(import_module(module), name)  # type: ignore[no-any-return]
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] in ("cli", "engine", "evidence"):
            raise
        raise common.refuse("--format", f"'{form}' needs the library {missing.name}, which is not installed", "install peerbench[all]") from None
