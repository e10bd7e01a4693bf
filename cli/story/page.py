"""A story as one self-contained HTML file, in the style of the report."""

from dataclasses import dataclass, replace
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader

from cli.report import html
from cli.report.findings import FindingRead
from cli.report.page import Page, arrange
from cli.report.words import plain
from cli.story.text import unsettled
from engine.story.story import Story


@dataclass(frozen=True)
class Behind:
    """A finding behind the story: its number there, its kind, and the finding as the report shows it."""

    number: int
    kind: str
    read: FindingRead


def render_html(story: Story) -> str:
    """The page: no script, no network, the same bytes for the same content."""
    page = page_of(story)
    found = behind(story, page)
    numbers = {b.read.id: b.number for b in found}
    return environment().get_template("story.html.j2").render(s=story, page=page, a=page.assessment, found=found, numbers=numbers, unsettled=unsettled(story))


def page_of(story: Story) -> Page:
    """The assessment arranged as a page, without the reasons of grades, to which a story does not lead."""
    return replace(arrange(story.assessment), whys=())


def behind(story: Story, page: Page) -> tuple[Behind, ...]:
    """The findings behind a story, numbered in the order in which it names them."""
    read = {f.id: (section.kind, f) for section in page.sections for group in section.groups for f in group.things}
    return tuple(Behind(n, plain(read[f.id][0]), read[f.id][1]) for n, f in enumerate((f for f in story.findings if f.id in read), start=1))


@cache
def environment() -> Environment:
    """The templates of these pages, with those of the report."""
    return html.environment().overlay(loader=ChoiceLoader([PackageLoader("cli.story", "templates"), PackageLoader("cli.report", "templates")]))
