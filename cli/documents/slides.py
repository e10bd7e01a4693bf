"""The slides for the feedback session on the last day: a title, one slide for each theme, and what comes next."""
# ruff: noqa: SLF001 - what python-pptx has no word for is written into its elements

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from cli.documents.clean import clean, describe
from cli.documents.feedback import Theme, themes
from cli.documents.fitting import fitting, lines, shortened
from cli.pictures.figures import Figures
from cli.report.findings import FindingRead
from cli.report.page import Page, arrange
from cli.report.rendering import PLAIN, Rendering
from cli.report.words import capital, dated, sentence
from engine.assessment import Assessment
from evidence.zipped import same_bytes

if TYPE_CHECKING:
    from pptx.slide import Slide

_FONT = "Arial"
_INK, _SOFT, _ACCENT = (RGBColor.from_string(colour) for colour in ("17262D", "4A5B63", "0B5577"))  # type: ignore[no-untyped-call]
_SIZE, _HEADING, _TITLE, _SMALL = 18, 20, 30, 12
"""In points: nothing that is to be read from the back row is smaller than the first."""
_GAP, _MOST = 7, 4
"""Points between two items, and how many lines one may take."""
_TITLE_LAYOUT, _BODY_LAYOUT, _TWO_COLUMNS, _TITLE_ONLY = 0, 1, 4, 5
_MEASURES = 4
"""How many measures a session looks at; the report has all."""
_LEFT, _RIGHT, _COLUMN, _WHOLE = 0.6, 6.95, 5.78, 12.13
_POINTS = 72
_TOP, _BELOW = 2.25, 6.85
_QUOTE = 0.42

Box = tuple[float, float, float, float]


def render_pptx(assessment: Assessment, rendering: Rendering = PLAIN) -> bytes:
    """The slides of an assessment that was made for the authority or the public."""
    assert assessment.audience != "team", "slides are shown to the council"
    page = arrange(assessment, rendering.house)
    deck = opened(page)
    for theme in themes(page):
        _theme(deck, page, theme)
    if rendering.figures:
        _figures(deck, page, rendering.figures)
    _closing(deck, page)
    return saved(deck, page)


def opened(page: Page) -> Any:
    """A deck with its title slide."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    _opening(deck, page)
    return deck


def saved(deck: Any, page: Page) -> bytes:
    """The file of a deck, the same bytes for the same content."""
    describe(deck.core_properties, page.assessment, f"{page.assessment.authority.name}: feedback")
    out = io.BytesIO()
    deck.save(out)
    return same_bytes(out.getvalue())


def told_slide(deck: Any, page: Page, title: str, told: Sequence[str], notes: Sequence[str]) -> None:
    """A slide that tells something in sentences, as many as fit; the notes hold all of it."""
    slide = deck.slides.add_slide(deck.slide_layouts[_BODY_LAYOUT])
    _head(slide, page, title)
    room = (_WHOLE * _POINTS, (_BELOW - 1.5) * _POINTS)
    shown = fitting([shortened(text, _SIZE, room[0], 3) for text in told], _SIZE, room, _GAP, "and {n} more, in the notes and the report")
    _write(slide.placeholders[1], (_LEFT, 1.5, _WHOLE, _BELOW - 1.5), shown, size=_SIZE)
    slide.notes_slide.notes_text_frame.text = clean("\n".join(notes))


def _opening(deck: Any, page: Page) -> None:
    a = page.assessment
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_LAYOUT])
    _mark(slide, page)
    name = shortened(a.authority.name, 44, _WHOLE * _POINTS, 2)
    _write(slide.shapes.title, (_LEFT, 1.7, _WHOLE, 1.6), [name], size=44, bold=True, anchor=MSO_ANCHOR.BOTTOM)
    books = "; ".join(book.title for book in a.rulebooks)
    told = [f"Feedback, as of {dated(a.as_of)}", shortened(books, _SIZE, _WHOLE * _POINTS, 2)]
    _write(slide.placeholders[1], (_LEFT, 3.5, _WHOLE, 1.2), told, size=_SIZE, colour=_SOFT)
    warnings = [f"{banner.lead} {banner.says}" for banner in page.banners if banner.strong]
    if warnings:
        room = (_WHOLE * _POINTS, 1.6 * _POINTS)
        shown = fitting([shortened(w, _SIZE, room[0], 2) for w in warnings], _SIZE, room, _GAP, "and {n} more, in the report")
        _write(_box(slide), (_LEFT, 5.1, _WHOLE, 1.6), shown, size=_SIZE, colour=_ACCENT)
    slide.notes_slide.notes_text_frame.text = clean("\n".join(f"{banner.lead} {banner.says}" for banner in page.banners))


def _theme(deck: Any, page: Page, theme: Theme) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TWO_COLUMNS])
    _head(slide, page, theme.title)
    if theme.grade:
        _write(_box(slide), (_LEFT, 1.25, _WHOLE, 0.4), [shortened(theme.grade, _SIZE, _WHOLE * _POINTS, 1)], size=_SIZE, colour=_SOFT)
    quotes = [q for q in theme.quotes if lines(q, _SIZE, _WHOLE * _POINTS) == 1][:2]
    bottom = _BELOW - _QUOTE * len(quotes) - (0.1 if quotes else 0)
    strengths, considered = capital(page.house("strengths")), capital(page.house("weaknesses", "areas for consideration"))
    for left, marks, title, found in ((_LEFT, (1, 2), strengths, theme.strengths), (_RIGHT, (3, 4), considered, theme.considered)):
        _write(slide.placeholders[marks[0]], (left, 1.75, _COLUMN, 0.45), [title], size=_HEADING, bold=True, colour=_ACCENT)
        _write(slide.placeholders[marks[1]], (left, _TOP, _COLUMN, bottom - _TOP), _items(found, bottom - _TOP), size=_SIZE)
    if quotes:
        _write(_box(slide), (_LEFT, bottom + 0.1, _WHOLE, _QUOTE * len(quotes)), quotes, size=_SIZE, colour=_SOFT, italic=True)
    notes = [theme.title, *_listed(strengths, theme.strengths), *_listed(considered, theme.considered)]
    slide.notes_slide.notes_text_frame.text = clean("\n".join(notes))


def _items(found: Sequence[FindingRead], height: float) -> list[str]:
    if not found:
        return ["The evidence shows none. That is not to say that there is none."]
    room = (_COLUMN * _POINTS, height * _POINTS)
    return fitting([shortened(_said(f), _SIZE, room[0], _MOST) for f in found], _SIZE, room, _GAP, "and {n} more, in the notes and the report")


def _said(f: FindingRead) -> str:
    about = f"{f.about}: " if f.about else ""
    return sentence(about + f.lead) + (" Mended since." if f.mended else "")


def _listed(title: str, found: Sequence[FindingRead]) -> list[str]:
    return ["", f"{title}: {len(found)}", *(f"{_said(f)} ({f.cited})" for f in found)]


def _figures(deck: Any, page: Page, figures: Figures) -> None:
    """The first measures to look at, two to a slide, each picture with what it shows told for those who do not see it."""
    drawn = [(m, m.pictures[0]) for m in figures.measures if m.pictures][:_MEASURES]
    for pair in (drawn[n : n + 2] for n in range(0, len(drawn), 2)):
        slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
        _head(slide, page, "What the figures say" if pair[0] is drawn[0] else "What the figures say, continued")
        for left, (_, picture) in zip((_LEFT, _RIGHT), pair, strict=False):
            wide, high = picture.size
            width = min(_COLUMN, (_BELOW - 1.6) * wide / high)
            placed = slide.shapes.add_picture(io.BytesIO(picture.png), Inches(left), Inches(1.6), width=Inches(width))
            placed.name = picture.title
            placed._element.nvPicPr.cNvPr.set("descr", clean(picture.alt))
        told = [f"{m.title}: {' '.join(m.says)}" for m, _ in pair]
        more = len(figures.measures) - len(drawn)
        slide.notes_slide.notes_text_frame.text = clean("\n".join([*told, *([f"{more} more are in the report."] if more and pair[-1] is drawn[-1] else [])]))


def _closing(deck: Any, page: Page) -> None:
    told = []
    if page.ladder:
        own = page.ladder.authority
        told += [f"{capital(page.house('rung'))}: {own.rung}. {sentence(own.says)}", sentence(own.next)]
    # What rests on a single voice is followed up with care, and not on a screen.
    told += [sentence(x.step) for x in page.actions if x.kind != "line_of_enquiry"]
    told = list(dict.fromkeys(told)) or ["No finding calls for a step."]
    told_slide(deck, page, "What comes next", told, told)


def _head(slide: "Slide", page: Page, title: str) -> None:
    a = page.assessment
    shown = shortened(title, _TITLE, _WHOLE * _POINTS / 1.08, 1)
    _write(slide.shapes.title, (_LEFT, 0.45, _WHOLE, 0.75), [shown], size=_TITLE, bold=True)
    _mark(slide, page)
    foot = _box(slide)
    _write(foot, (_LEFT, 7.0, _WHOLE, 0.3), [f"{shortened(a.authority.name, _SMALL, 600, 1)} · {dated(a.as_of)} · "], size=_SMALL, colour=_SOFT)
    number = foot.text_frame.paragraphs[0]._p.makeelement(qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"})
    form = number.makeelement(qn("a:rPr"), {"lang": "en-GB", "sz": str(_SMALL * 100)})
    form.append(form.makeelement(qn("a:latin"), {"typeface": _FONT}))
    number.append(form)
    text = number.makeelement(qn("a:t"), {})
    text.text = str(slide.part.package.presentation_part.presentation.slides.index(slide) + 1)
    number.append(text)
    foot.text_frame.paragraphs[0]._p.append(number)


def _mark(slide: "Slide", page: Page) -> None:
    """What a report that is not to be used as it is carries on every slide."""
    if page.mark:
        _write(_box(slide), (_LEFT + _WHOLE - 2, 6.95, 2, 0.35), [page.mark], size=_HEADING, bold=True, colour=_ACCENT, align="r")


def _box(slide: "Slide") -> Any:
    return slide.shapes.add_textbox(*[Emu(0)] * 4)


def _write(
    shape: Any,
    box: Box,
    texts: Sequence[str],
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    colour: RGBColor = _INK,
    anchor: Any = MSO_ANCHOR.TOP,
    align: str = "l",
) -> None:
    """Put a shape where it belongs, in inches, and write paragraphs into it that keep their size."""
    shape.left, shape.top, shape.width, shape.height = (Inches(part) for part in box)
    frame = shape.text_frame
    frame.auto_size, frame.word_wrap, frame.vertical_anchor = MSO_AUTO_SIZE.NONE, True, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for n, text in enumerate(texts):
        p = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        run = p.add_run()
        run.text = clean(re.sub(r"\s+", " ", text))
        form = p._p.get_or_add_pPr()
        form.set("marL", "0")
        form.set("indent", "0")
        form.set("algn", align)
        p.space_before, p.space_after, p.line_spacing = Pt(0), Pt(_GAP), 1.0
        form.append(form.makeelement(qn("a:buNone"), {}))
        font = run.font
        font.name, font.size, font.bold, font.italic, font.language_id = _FONT, Pt(size), bold, italic, MSO_LANGUAGE_ID.ENGLISH_UK
        font.color.rgb = colour
