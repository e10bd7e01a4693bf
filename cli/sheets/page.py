"""A page as one self-contained HTML file, in the style of the report."""

from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from cli.sheets.sheet import Sheet


def render_html(sheet: Sheet) -> str:
    """The page: no script, no network, the same bytes for the same content."""
    return _environment().get_template("sheet.html.j2").render(s=sheet)


@cache
def _environment() -> Environment:
    return Environment(
        loader=ChoiceLoader([PackageLoader("cli.sheets", "templates"), PackageLoader("cli.report", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
