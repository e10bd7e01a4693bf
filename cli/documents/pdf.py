"""The report as PDF: the HTML report, printed by the browser that is there already (docs/decisions/0010-pdf.md)."""

import re
from datetime import date

from cli.documents.browser import print_page
from cli.report.html import render_html
from cli.report.rendering import PLAIN, Rendering
from engine.assessment import Assessment

_WHEN = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}([+-]\d{2}'\d{2}')?")


def render_pdf(assessment: Assessment, rendering: Rendering = PLAIN) -> bytes:
    """The printed report. The same content gives the same bytes with the same version of the browser."""
    return undated(print_page(render_html(assessment, rendering)), assessment.as_of)


def undated(printed: bytes, day: date) -> bytes:
    """A PDF that says of itself the day of the assessment instead of the machine's; no byte moves, for the file counts them."""

    def as_of(found: re.Match[bytes]) -> bytes:
        zone = b"+00'00'" if found[2] else b""
        return found[1] + day.strftime("%Y%m%d000000").encode() + zone

    return _WHEN.sub(as_of, printed)
