"""The report as one self-contained HTML file: no script, no network, the same bytes for the same content."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cli.report import words
from cli.report.kept import KeptTemplates
from cli.report.page import arrange, shade
from cli.report.rendering import PLAIN, Rendering
from engine.assessment import Assessment


def render_html(assessment: Assessment, rendering: Rendering = PLAIN) -> str:
    """The report of an assessment. How long the run took is left out, so that the same content gives the same bytes."""
    page = arrange(assessment, rendering.house)
    return environment().get_template("report.html.j2").render(page=page, a=page.assessment, w=page.house, figures=rendering.figures)


@cache
def environment() -> Environment:
    """The templates, with the words they share."""
    environment = Environment(
        loader=PackageLoader("cli.report", "templates"),
        bytecode_cache=KeptTemplates(__file__, words.__file__),
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
        css_string=_css_string,
        dated=words.dated,
        joined=words.joined,
        percent=words.percent,
        plain=words.plain,
        pointed=words.pointed,
        ranged=words.ranged,
        sentence=words.sentence,
    )
    environment.globals.update(
        audiences=words.AUDIENCES, capped=words.capped, named=words.named, number=words.number, outcomes=words.OUTCOMES, shade=shade, w=words.STANDARD
    )
    return environment


def _breakable(name: str) -> Markup:
    """A long name that may break after its underscores and full stops."""
    return Markup(str(escape(name)).replace("_", "_<wbr>").replace(".", ".<wbr>"))  # noqa: S704 - escaped first


def _css_string(text: str) -> Markup:
    """A text as a string of CSS: all but plain letters and figures by their number, so that nothing ends the string or the style."""
    return Markup('"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text) + '"')  # noqa: S704 - escaped here
