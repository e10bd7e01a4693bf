"""The report that a committee gets, as a Word document."""

from collections.abc import Iterator

from cli.documents import pictures, word_figures, word_findings
from cli.documents.elements import Cell
from cli.documents.paper import Paper, Soft, Strong
from cli.documents.styles import INK, WASH
from cli.documents.template import fill
from cli.report.decided import Decided
from cli.report.page import Map, Page, arrange
from cli.report.rendering import PLAIN, Rendering
from cli.report.standings import StandingRead
from cli.report.words import capital, capped, counted, dated, joined, named, percent, plain, pointed, ranged, sentence
from engine.assessment import Assessment

SHADES = ("E9F1F5", "CBE0EA", "A3CADB", "68A6C2", "23708F", "0C435C")
"""The colours of the heatmap, the lowest grade first; on the last two the text is white."""


def render_docx(assessment: Assessment, rendering: Rendering = PLAIN) -> bytes:
    """The report of an assessment; in the council's own template, where one is given."""
    page = arrange(assessment, rendering.house)
    if rendering.template:
        return fill(page, rendering.template)
    paper = Paper()
    _front(paper, page)
    _summary(paper, page)
    _grades(paper, page)
    word_figures.figures(paper, rendering.figures)
    word_findings.in_short(paper, page)
    word_findings.in_full(paper, page)
    _ladder(paper, page)
    _actions(paper, page)
    _people(paper, page)
    _assumptions(paper, page)
    word_findings.gaps(paper, page)
    word_findings.register(paper, page)
    _reading(paper, page)
    return paper.bytes(page.assessment, heading(page))


def heading(page: Page) -> str:
    """What the report is called."""
    a = page.assessment
    return f"{a.authority.name}: assessment as of {dated(a.as_of)}"


def _front(paper: Paper, page: Page) -> None:
    a = page.assessment
    paper.running(heading(page), page.mark)
    paper.paragraph(a.authority.name, style="Title")
    paper.paragraph(f"Assessment as of {dated(a.as_of)}", style="Subtitle")
    for term, says in page.facts:
        paper.paragraph(Strong(f"{term}: "), says)
    for banner in page.banners:
        paper.banner(banner.lead, banner.says)
    for x in page.set_aside:
        paper.bullet(f"{x.id} ({x.at}): {x.why}")
    paper.contents()


def _summary(paper: Paper, page: Page) -> None:
    paper.heading("Summary", 1, new_page=True)
    for v in page.verdicts:
        paper.heading(v.title, 2)
        scale = f" on a scale from {min(v.book.scale)} to {max(v.book.scale)}"
        paper.paragraph(Strong(f"{named(v.grade, v.book)}{scale}. " if v.grade is not None else "No grade. "), v.says)
    if not page.verdicts:
        paper.paragraph("No grades were awarded in this assessment.")
    if page.ladder:
        paper.heading(f"The {page.house('ladder of intervention')}", 2)
        paper.paragraph(Strong(f"{page.ladder.authority.rung}. "), page.recommended)
    counts = [(capital(count.word), str(count.n)) for count in page.counts] + [("Not settled", f"{page.gaps.count} of {page.gaps.of}")]
    paper.table("The findings by kind", ("Kind", "Number"), counts, (3, 1))
    paper.paragraph(Soft(page.nought))


def _grades(paper: Paper, page: Page) -> None:
    if not page.maps:
        return
    paper.heading("Grades", 1, new_page=True)
    for shown in page.maps:
        paper.heading(shown.book.title, 2)
        picture = pictures.grades(shown)
        paper.picture(picture.png, picture.caption, picture.told, 16)
        paper.table(f"{shown.book.title}: grades and ranges", ("Part of the benchmark", "Grade", "Range", "Known"), tuple(_rows(shown)), (9, 6, 2.4, 2))


def _rows(shown: Map) -> Iterator[tuple[str | Cell, ...]]:
    for row in shown.rows:
        g = row.node.grade
        title = Cell("\N{NO-BREAK SPACE}" * 3 * row.node.depth + g.title, bold=g.level in ("whole", "theme"))
        if g.outcome == "not_applicable":
            yield title, "does not apply here"
            continue
        dark = row.shade is not None and row.shade > 3
        fill = SHADES[row.shade] if row.shade is not None else None
        yield title, Cell(named(g.grade, shown.book) + pointed(g), fill, "FFFFFF" if dark else INK), ranged(g), percent(g.completeness)
        if g.capped_by:
            yield (Cell(f"{g.title}: {capped(g, shown.book)} {' '.join(cap.because for cap in g.capped_by)}", WASH),)


def _ladder(paper: Paper, page: Page) -> None:
    if page.ladder is None:
        return
    own = page.ladder.authority
    paper.heading(f"The {page.house('ladder of intervention')}", 1, new_page=True)
    _standing(paper, page, own)
    for picture in (pictures.rungs(page), pictures.way(page)):
        if picture:
            paper.picture(picture.png, picture.caption, picture.told, 10)
    for service in page.ladder.services:
        if service.called:
            paper.heading(service.subject, 2)
            _standing(paper, page, service)
    if own.not_ruled_out:
        paper.heading("What is not ruled out", 2)
        for title, spoken_against in own.not_ruled_out:
            paper.bullet(title, *([Soft(" Some evidence speaks against it.")] if spoken_against else []))
    if len(page.ladder.reviews) > 1:
        rows = [(r.date, r.rung, sentence(r.how) + (f" Proved: {sentence('; '.join(r.because))}" if r.because else "")) for r in page.ladder.reviews]
        paper.table("Reviews of the authority, by what was known at each", ("Review", capital(page.house("rung")), "What happened"), rows, (2, 3, 5))
    paper.heading("Who decides", 2)
    for book in page.assessment.rulebooks:
        paper.paragraph(f"{book.title}: {book.decides}")


def _standing(paper: Paper, page: Page, s: StandingRead) -> None:
    paper.paragraph("Recommended: ", Strong(s.rung), f". {sentence(s.says)}")
    paper.paragraph(f"Who acts there: {sentence(s.who)}" + (f" It stands now on “{s.current}”." if s.current else ""))
    paper.paragraph(Strong(f"{capital(page.house('next step'))}: "), s.next)
    for title, texts in (("What it rests on", s.because), ("What stands against more", s.kept_from), ("Help that goes with it", s.support)):
        if texts:
            paper.paragraph(Strong(title), keep=True)
            for text in texts:
                paper.bullet(text)


def _actions(paper: Paper, page: Page) -> None:
    paper.heading("Actions", 1, new_page=True)
    if not page.actions:
        paper.paragraph("No finding calls for a step.")
        return
    paper.paragraph("What would move the result, the gravest finding first. Who does it by when is for the authority to write in.")
    rows = [
        (str(n), action.step, sentence(action.title) + (f" ({capital(joined([plain(s) for s in action.subjects]))})" if action.subjects else ""), "", "")
        for n, action in enumerate(page.actions, start=1)
    ]
    paper.table("Actions", ("No.", "Step", "Because", "Owner", "By when"), rows, (1.2, 7, 5.5, 2, 2))


def _people(paper: Paper, page: Page) -> None:
    if not page.decisions and not page.scores and not page.undecided:
        return
    paper.heading("What people decided", 1, new_page=True)
    paper.paragraph("The engine's result is indicated; people decide. Where they departed from it, that is marked.")
    if page.decisions:
        rows = [(d.on, d.indicated or "nothing", d.adopted + (" (departs)" if d.departs else ""), _reason(d)) for d in page.decisions]
        paper.table("What was adopted, beside what is indicated", ("On", "Indicated", "Adopted", "Why, by whom and when"), rows, (3.4, 2.6, 2.6, 7.5))
    if page.undecided:
        paper.paragraph(f"Provisional, for nobody has decided on it: {joined(list(page.undecided))}.")
    if page.scores:
        scored = [(s.grade.title, named(s.grade.grade, s.book), "; ".join(s.scores) + (" (differs)" if s.differs else "")) for s in page.scores]
        paper.table("Assessors' scores beside the grade indicated", (capital(page.house("criterion")), "Indicated", "Assessors"), scored, (6, 2, 3))


def _reason(d: Decided) -> str:
    renewal = f"To be renewed. {d.renewal}" if d.renewal else ""
    considered = f"; comments considered: {joined(list(d.decision.considered))}" if d.decision.considered else ""
    signed = f"{capital(d.stage)}, by {d.decision.by} on {dated(d.decision.date)}{considered}."
    return "\n".join(part for part in (sentence(d.decision.reason), renewal, signed) if part)


def _assumptions(paper: Paper, page: Page) -> None:
    if page.assumptions:
        paper.heading("Assumptions", 1, new_page=True)
        paper.paragraph("Figures that the sources leave open, and that this result rests on. Another figure may give another result.")
        for book in page.assumptions:
            rows = [(x.parameter.split(": ")[-1], plain(x.value), x.reason) for x in book.things]
            paper.table(f"Assumptions of {book.title}", ("Parameter", "Value", "Reason"), rows, (4, 3, 8))
    if page.left_out:
        paper.heading("Left out", 1)
        paper.paragraph("Evidence that took no part, and why.")
        for why in page.left_out:
            paper.bullet(sentence(why.title), Soft(f" {', '.join(x.id for x in why.things)}"))
    if page.disagreements:
        paper.heading("Where the rulebooks disagree", 1)
        told = [(d.evidence, *(" ".join(sentence(page.titles[rule]) for rule in rules) for rules in (d.praised_by, d.faulted_by))) for d in page.disagreements]
        paper.table("Evidence that is praised under one rulebook and faulted under another", ("Evidence", "Praised", "Faulted"), told, (2, 4, 4))


def _reading(paper: Paper, page: Page) -> None:
    a = page.assessment
    paper.heading("Appendix: how to read this", 1, new_page=True)
    for term, says in page.glossary:
        paper.paragraph(Strong(f"{term}. "), says)
    paper.heading("The rulebooks", 2)
    for book in a.rulebooks:
        paper.paragraph(Strong(f"{book.title}, version {book.version}. "), book.about)
        for source in book.sources.values():
            lead = "Superseded source" if source.status == "superseded" else "Source"
            by = f"{source.by}, " if source.by else ""
            paper.paragraph(f"{lead}: {source.title}, {by}{source.year}.{f' {source.note}' if source.note else ''}")
    by = f"{counted(len(a.run.matchers), 'matcher')}: {joined(list(a.run.matchers))}"
    rules = "; ".join(f"{book.id} {book.version}, rules {book.content_hash[:12]}" for book in a.rulebooks)
    paper.paragraph(Soft(f"{capital(by)}. {rules}. Content {a.content_hash}."))
