"""What a council's own Word template can ask for, and what each placeholder is filled with."""

from collections.abc import Mapping, Sequence

from cli.documents.clean import clean
from cli.report.findings import FindingRead
from cli.report.page import Page
from cli.report.words import capital, dated, joined, named, percent, plain, ranged
from engine.assessment import FindingKind

SINGLE = {
    "authority": "the authority's name",
    "as_of": "the day of the assessment",
    "written_for": "the audience",
    "summary": "the result in a few sentences",
    "not_known": "what is not known, in a sentence",
    "rung": "the rung that the ladder recommends",
    "rung_because": "why that rung",
    "next_step": "the next step on the ladder",
    "content": "the content hash, by which the result can be verified",
    "grades_picture": "the picture of grades",
    "ladder_picture": "the picture of the ladder",
}
"""The placeholders that stand for one thing, and what it is."""

PICTURES = ("grades_picture", "ladder_picture")

_FINDING = ("text", "criterion", "part", "about", "next_step", "source", "evidence")
LISTS: Mapping[str, tuple[str, ...]] = {
    "warnings": ("text",),
    "verdicts": ("title", "grade", "says"),
    "grades": ("title", "level", "grade", "range", "known"),
    "strengths": _FINDING,
    "weaknesses": _FINDING,
    "breaches": _FINDING,
    "triggers": _FINDING,
    "enquiries": _FINDING,
    "contested": _FINDING,
    "actions": ("step", "because", "about"),
    "decisions": ("on", "adopted", "indicated", "reason", "stage", "by", "date"),
    "assumptions": ("parameter", "value", "reason"),
    "evidence": ("id", "what", "says", "where", "excerpt"),
}
"""The placeholders that are lists, and what each thing in them has."""

_KINDS: Mapping[str, FindingKind] = {
    "strengths": "strength",
    "weaknesses": "weakness",
    "breaches": "breach",
    "triggers": "trigger",
    "enquiries": "line_of_enquiry",
    "contested": "contested",
}

Line = dict[str, str]


def filled(page: Page) -> dict[str, str | list[Line]]:
    """What every placeholder is filled with, pictures aside."""
    a, ladder = page.assessment, page.ladder.authority if page.ladder else None
    words: dict[str, str] = {
        "authority": a.authority.name,
        "as_of": dated(a.as_of),
        "written_for": dict(page.facts)["Written for"],
        "summary": " ".join([*(f"{v.title}: {named(v.grade, v.book)}. {v.says}" for v in page.verdicts), page.recommended]).strip(),
        "not_known": page.gaps.summary,
        "rung": ladder.rung if ladder else "",
        "rung_because": page.recommended,
        "next_step": ladder.next if ladder else "",
        "content": a.content_hash,
    }
    lists: dict[str, Sequence[Line]] = {
        "warnings": [{"text": f"{banner.lead} {banner.says}"} for banner in page.banners],
        "verdicts": [{"title": v.title, "grade": named(v.grade, v.book), "says": v.says} for v in page.verdicts],
        "grades": [
            {
                "title": row.node.grade.title,
                "level": row.node.grade.level,
                "grade": named(row.node.grade.grade, shown.book),
                "range": ranged(row.node.grade),
                "known": percent(row.node.grade.completeness),
            }
            for shown in page.maps
            for row in shown.rows
            if row.node.grade.outcome != "not_applicable"
        ],
        **{name: _findings(page, kind) for name, kind in _KINDS.items()},
        "actions": [{"step": x.step, "because": x.title, "about": capital(joined([plain(s) for s in x.subjects]))} for x in page.actions],
        "decisions": [
            {
                "on": d.on,
                "adopted": d.adopted,
                "indicated": d.indicated or "",
                "reason": d.decision.reason,
                "stage": d.stage,
                "by": d.decision.by,
                "date": dated(d.decision.date),
            }
            for d in page.decisions
        ],
        "assumptions": [{"parameter": x.parameter, "value": plain(x.value), "reason": x.reason} for book in page.assumptions for x in book.things],
        "evidence": [
            {"id": q.id, "what": q.what, "says": q.says, "where": q.where, "excerpt": q.excerpt or ""}
            for q in (item.quoted for item in page.register)
            if not q.hidden
        ],
    }
    cleaned = {name: [{field: clean(text) for field, text in line.items()} for line in lines] for name, lines in lists.items()}
    return {name: clean(text) for name, text in words.items()} | cleaned


def _findings(page: Page, kind: FindingKind) -> list[Line]:
    return [_finding(f, group.title) for section in page.sections if section.kind == kind for group in section.groups for f in group.things]


def _finding(f: FindingRead, part: str) -> Line:
    return {
        "text": f.lead if f.under_is_title else f.under,
        "criterion": f.under if f.under_is_title else f.lead,
        "part": part,
        "about": f.about or "",
        "next_step": f.next or "",
        "source": f.cited,
        "evidence": ", ".join(item.id for item in f.evidence),
    }
