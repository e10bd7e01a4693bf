"""The findings in a Word report: in short, in full with evidence and citations, what is not known, and the register."""

from collections.abc import Sequence

from cli.documents.paper import Paper, Soft, Strong
from cli.report.findings import FindingRead, FindingSection
from cli.report.page import Page
from cli.report.quoted import Quoted
from cli.report.words import KIND_TERMS, capital, counted, dated, sentence
from engine.assessment import FindingKind

_ADVERSE: tuple[FindingKind, ...] = ("trigger", "breach", "weakness")


def in_short(paper: Paper, page: Page) -> None:
    """Strengths, and then all that is to be improved, each in a sentence."""
    sections = {section.kind: section for section in page.sections}
    paper.heading(capital(page.house("strengths")), 1, new_page=True)
    _listed(paper, [sections["strength"]] if "strength" in sections else [])
    paper.heading(capital(page.house("weaknesses", "areas for improvement")), 1, new_page=True)
    _listed(paper, [sections[kind] for kind in _ADVERSE if kind in sections])


def _listed(paper: Paper, sections: Sequence[FindingSection]) -> None:
    if not sections:
        paper.paragraph("The evidence shows none. That is not to say that there is none.")
    for section in sections:
        if len(sections) > 1:
            paper.heading(section.title, 2)
        for group in section.groups:
            paper.paragraph(Strong(group.title), keep=True)
            for f in group.things:
                about = f" ({f.about})" if f.about else ""
                paper.bullet(sentence(f.lead) + about, *([Soft(" Mended since.")] if f.mended else []))


def in_full(paper: Paper, page: Page) -> None:
    """Every finding with its evidence and its place in the source, by kind and element."""
    if not page.sections and not page.advised:
        return
    paper.heading("Findings with their evidence", 1, new_page=True)
    paper.paragraph(f"What each finding rests on. The evidence is named by its id; the appendix lists it. {page.nought}")
    for section in page.sections:
        paper.heading(section.title, 2)
        paper.paragraph(section.intro)
        for group in section.groups:
            paper.heading(group.title, 3)
            for f in group.things:
                _finding(paper, page, f)
    if page.advised:
        paper.heading("What is advised, and why", 2)
        for subject in page.advised:
            paper.heading(subject.subject, 3)
            for thing in subject.things:
                paper.heading(thing.title, 4)
                for found in thing.things:
                    paper.paragraph(found.text)
                    _next(paper, page, found.next)
                    paper.paragraph(Soft(f"{page.cited(found)} · {found.rule} · rests on {', '.join(found.because)}"))


def _finding(paper: Paper, page: Page, f: FindingRead) -> None:
    marks = "; ".join(mark for mark in (f.about, "mended since" if f.mended else None) if mark)
    paper.heading(f.lead + (f" ({marks})" if marks else ""), 4)
    paper.paragraph(f"{capital(page.house('criterion'))}: {f.under}" if f.under_is_title else f.under)
    for who, how_far in f.said:
        paper.bullet(f"{who}: ", Strong(how_far))
    _next(paper, page, f.next)
    newest = f" · newest evidence {dated(f.newest)}" if f.newest else ""
    paper.paragraph(Soft(f"{f.cited}{newest} · {f.rule}"), keep=bool(f.evidence))
    if f.evidence:
        voices = f", from {f.kinds}" if f.kinds else ""
        paper.paragraph(f"{capital(counted(len(f.evidence), 'item'))} of evidence{voices}:", style="Evidence", keep=True)
        for item in f.evidence:
            if not item.hidden:
                paper.paragraph(f"{item.id} · {_told(item)}", style="Evidence")
        hidden = [f"{item.id} {item.where}" for item in f.evidence if item.hidden]
        if hidden:
            paper.paragraph(f"In confidence: {', '.join(hidden)}.", style="Evidence")


def _next(paper: Paper, page: Page, step: str | None) -> None:
    if step:
        paper.paragraph(Strong(f"{capital(page.house('next step'))}: "), step)


def _told(item: Quoted) -> str:
    confidence = " (in confidence)" if item.protected else ""
    return f"{item.what}{f': {item.says}' if item.says else ''}{confidence}{f' · {item.where}' if item.where else ''}"


def gaps(paper: Paper, page: Page) -> None:
    """What is not known, with what to look for."""
    found = page.gaps
    if not found.count and not found.not_applicable:
        return
    title = page.house(KIND_TERMS["gap_in_evidence"])
    paper.heading(f"Appendix: {title}", 1, new_page=True)
    paper.paragraph(f"{found.summary} None of this is counted as a failing.")
    if found.elements:
        paper.heading("What to look for", 2)
    for element in found.elements:
        paper.heading(f"{element.title}: {element.count} of {element.of} {page.house('criteria')}", 3)
        rows = [
            (gap.title, "\n".join(part for part in (gap.state and capital(gap.state), gap.look_for) if part), gap.cited)
            for heading in element.headings
            for gap in heading.things
        ]
        headings = (capital(page.house("criterion")), "What to look for", "Source")
        paper.table(f"{capital(title)}: {element.title}", headings, rows, (6, 7, 4))
    if found.not_applicable:
        paper.heading("Does not apply here", 2)
        for name, says in found.not_applicable:
            paper.bullet(sentence(name), f" {sentence(says)}" if says else "")


def register(paper: Paper, page: Page) -> None:
    """Every item of evidence that may be shown; of the others, how many there are."""
    if not page.register:
        return
    paper.heading("Appendix: the evidence", 1, new_page=True)
    shown = [item.quoted for item in page.register if not item.quoted.hidden]
    hidden = len(page.register) - len(shown)
    if hidden:
        paper.paragraph(f"{capital(counted(hidden, 'item'))} of evidence given in confidence {'is' if hidden == 1 else 'are'} not listed.")
    rows = [
        (q.id, f"{q.what}{f': {q.says}' if q.says else ''}", "\n".join(part for part in (capital(q.where), q.excerpt and f"“{q.excerpt}”", q.note) if part))
        for q in shown
    ]
    if rows:
        paper.table("The evidence", ("Id", "What it is", "Where it is from"), rows, (4, 5.5, 8))
