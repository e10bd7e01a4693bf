"""The report as one self-contained HTML file: no script, no network, the same bytes for the same content."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cli.report import words
from cli.report.page import arrange, shade
from engine.assessment import Assessment


def render_html(assessment: Assessment) -> str:
    """The report of an assessment. How long the run took is left out, so that the same content gives the same bytes."""
    return _environment().get_template("report.html.j2").render(page=arrange(assessment), a=assessment)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("cli.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        breakable=_breakable,
        capital=words.capital,
        counted=words.counted,
        dated=words.dated,
        joined=words.joined,
        percent=words.percent,
        plain=words.plain,
        ranged=words.ranged,
        sentence=words.sentence,
    )
    environment.globals.update(named=words.named, shade=shade, number=words.number, outcomes=words.OUTCOMES, audiences=words.AUDIENCES)
    return environment


def _breakable(name: str) -> Markup:
    """A long name that may break after its underscores and full stops."""
    return Markup(str(escape(name)).replace("_", "_<wbr>").replace(".", ".<wbr>"))  # noqa: S704 - escaped first
