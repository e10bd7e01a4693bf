"""The HTML report: what it says, what it keeps to itself, what it leaves out."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from cli.report.html import render_html
from engine.assessment import Assessment, LeftOut, Run
from tests.report import parks


class _Page(HTMLParser):
    """The headings, ids, links and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._skip = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._skip += tag in ("style", "title")

    def handle_endtag(self, tag):
        self._skip -= tag in ("style", "title")

    def handle_data(self, data):
        if not self._skip:
            self.text.append(data)

    @property
    def words(self) -> str:
        """All that is read, with single spaces."""
        return " ".join(" ".join(self.text).split())

    def every(self, attribute: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attributes in self.tags if (value := attributes.get(attribute))]

    @property
    def headings(self) -> list[int]:
        """The levels of the headings, in order."""
        return [int(tag[1]) for tag, _ in self.tags if re.fullmatch(r"h[1-6]", tag)]


class HtmlFile(SingleFileSnapshotExtension):
    """A golden file that a browser opens."""

    file_extension = "html"
    _write_mode = WriteMode.TEXT


def report(**options) -> str:
    return render_html(parks.assessed(**options))


@pytest.fixture(scope="module")
def page() -> _Page:
    return _Page(report())


def test_the_report_of_the_parks_is_the_golden_file(snapshot: SnapshotAssertion):
    """The whole page for a small assessment stays as it was last read and found good."""
    assessment = parks.assessed()
    assert render_html(assessment) == snapshot(extension_class=HtmlFile)


def test_the_same_content_gives_the_same_bytes():
    """How long a run took leaves no trace in the file."""
    assessment = parks.assessed()
    slower = assessment.model_copy(update={"run": Run(matchers=("direct",), agreed=True, fallback=None, seconds=99.0)})
    assert render_html(assessment) == render_html(slower) == report()


def test_it_needs_no_script_and_no_network(page: _Page):
    """Nothing is fetched and nothing is run: no script, no image, no style sheet, no address outside the file."""
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "link", "iframe", "object", "form"})
    assert all(href.startswith("#") for href in page.every("href"))
    assert not page.every("src")
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]


def test_every_link_leads_somewhere_and_no_id_is_used_twice(full: Assessment):
    """Links within the page have a target, and each target is one place."""
    page = _Page(render_html(full))
    ids = page.every("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.every("href")} <= set(ids)


def test_headings_skip_no_level(full: Assessment):
    """A reader who goes by headings finds no gap in their order."""
    levels = _Page(render_html(full)).headings
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("audience", ["public", "authority"])
def test_what_was_said_in_confidence_stays_with_the_team(audience: str):
    """Outside the team a protected item shows its kind of source and an opaque id: no name, role, excerpt, date or id of its own."""
    html = report(audience=audience)
    assert not [secret for secret in parks.SECRETS if secret in html]
    assert "In confidence: protected-001 from people." in _Page(html).words


def test_the_team_sees_what_was_said_and_is_told_to_keep_it():
    """The team's copy quotes the person and carries a warning at its head."""
    page = _Page(report(audience="team"))
    assert "We hide the mower from him." in page.words
    assert "For the assessment team only." in page.words


def test_the_public_copy_carries_no_such_warning(page: _Page):
    """Nothing in the public's copy is confidential, so nothing says that it is."""
    assert "For the assessment team only." not in page.words


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7919*7919 }}"


def test_hostile_text_is_shown_as_text():
    """Names, excerpts, titles, notes and reasons are text, whatever stands in them."""
    item = {
        "id": "i",
        "document": "gate-rules",
        "status": "adopted",
        "date": "2008-08-08",
        "excerpt": HOSTILE,
        "note": HOSTILE,
        "source": {"kind": "document", "title": HOSTILE, "at": HOSTILE},
    }
    decision = {"matter": "parks.grass.1", "adopted": HOSTILE, "reason": HOSTILE, "by": HOSTILE, "date": "2009-06-30"}
    authority = {"name": HOSTILE, "type": "other", "region": HOSTILE, "family": HOSTILE, "code": HOSTILE}
    aside = LeftOut(id=HOSTILE, why=HOSTILE, at=HOSTILE)
    page = _Page(report(evidence=parks.changed(items=[item], authority=authority, decisions=[decision]), audience="team", left_out=(aside,)))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img"})
    assert page.words.count("<script>alert(1)</script>") >= 10
    assert str(7919 * 7919) not in page.words


def test_a_draft_says_so_and_lists_first_what_was_set_aside():
    """Rows that could not be read stand before anything that is concluded."""
    words = _Page(report(left_out=(LeftOut(id="item 4", why="this is not a date", at="parks.yaml:9:3"),))).words
    assert "Draft. One row of the evidence could not be read" in words
    assert words.index("parks.yaml:9:3") < words.index("In short", words.index("How to read this"))


def test_a_made_up_authority_and_a_superseded_source_are_marked(page: _Page):
    """Whoever opens the page learns at once that the authority is invented and the standard no longer in force."""
    assert "This authority does not exist." in page.words
    assert "Looking after parks rests on “The park keeper's guide” by the Society of Park Keepers of 2001, which is no longer in force." in page.words


def test_a_capped_group_shows_the_grade_without_the_limit_and_why(page: _Page):
    """A limiter hides nothing: both grades and the reason stand together."""
    assert "Green: held at 2 fair; without the limit 3 good. Where nobody mows, trees do not make a park." in page.words


def test_a_mended_breach_is_visibly_mended(page: _Page):
    """A breach that was mended stays in the list and says that it was."""
    assert page.words.count("✓ mended since") == 1
    assert "Of the breaches, one was mended since." in page.words


def test_where_people_depart_from_what_is_indicated_the_page_says_so(page: _Page):
    """A decision and an assessor's score stand beside the grade that they differ from."""
    assert "Grass is mown by a plan 1 poor 2 fair departs It had rained. Draft, by The team on 30 June 2009" in page.words
    assert "Paths are clean 3 good 2 fair differs" in page.words


def test_gaps_say_what_to_look_for(page: _Page):
    """What is not known stands under its element, with what would settle it."""
    assert "Toilets are open Look for: Toilets that are open at seven in the evening." in page.words
    assert "There is a bench in the shade only old evidence Look for: Somebody sitting on it." in page.words


def test_not_graded_is_never_a_low_grade(sparse: Assessment):
    """Where too little is known there is no grade, in words, and no colour of the scale."""
    html = render_html(sparse)
    assert re.search(r'<td class="none">not graded</td>', html)
    assert "No grade" in _Page(html).words


def test_nothing_called_for_does_not_mean_nothing_is_wrong(sparse: Assessment):
    """Where no trigger is proved and some are unknown, both are said."""
    assert "nothing is called for, and nothing is ruled out" in _Page(render_html(sparse)).words


def test_a_proved_trigger_is_told_with_the_rung_and_who_acts(page: _Page):
    """The recommendation names the rung, its reason, who acts, the help and the next step."""
    assert "Recommended: Other towns help . One trigger is proved; recommended since 31 March 2009." in page.words
    assert "Who acts there: The towns that do it better." in page.words
    assert "A visit to a better park" in page.words


@pytest.mark.parametrize(
    ("heading", "options"),
    [
        ("Set aside", {}),
        ("Grades", {"grades": False}),
        ("The ladder of intervention", {"ladder": False}),
        ("Triggers", {"ladder": False}),
        *(
            (heading, {"evidence": parks.changed(items=[], decisions=[], scores=[], all_there_is=[])})
            for heading in ("Strengths", "Breaches", "What people decided", "The evidence")
        ),
    ],
)
def test_what_is_empty_is_left_out(heading: str, options: dict[str, object]):
    """A section with nothing in it is not there, nor in the contents."""
    html = report(**options)
    assert not re.search(rf"<h2[^>]*>{heading}\b", html)
    assert f">{heading}</a>" not in html


def test_without_grades_findings_keep_their_place_in_the_source():
    """A review that awards none still finds its findings by the part of the source that they come from."""
    words = _Page(report(grades=False, ladder=False)).words
    assert "No grades were awarded in this assessment." in words
    assert "Part 2 Paths are clean every day of the week." in words
    assert "Indicated" not in words
