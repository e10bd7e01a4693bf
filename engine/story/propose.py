"""A story to begin with: the gravest findings grouped by element, in the rules' own texts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from engine.assessment import Assessment, Finding, FindingKind, Grade
from engine.story.file import Entry, Message, Recommendation, StoryFile
from engine.story.fingerprint import digest, rests_on
from engine.story.sentences import marked
from evidence.model import WHOLE

GRAVE: tuple[FindingKind, ...] = ("trigger", "breach", "weakness")
"""What a recommendation may rest on, the gravest first. A single voice and a contradiction are for the reviewers to follow up first."""
TOLD: tuple[FindingKind, ...] = (*GRAVE, "strength")
"""What a story tells of."""
MOST = 10
"""A published report makes eight to ten recommendations."""
_OF_EACH = 2
"""How many strengths, and how many grave findings, a proposed message names."""

E = TypeVar("E", bound=Entry)


def told(assessment: Assessment) -> tuple[Finding, ...]:
    """The findings that a story may tell of; what was mended needs no recommendation."""
    return tuple(f for f in assessment.findings if f.kind in TOLD and f.outcome != "mended")


def propose(assessment: Assessment, public: Assessment, most: int = MOST) -> StoryFile:
    """A story made of an assessment. `public` is the same assessment made for the public: the fingerprints are of what it shows."""
    found = told(assessment)
    messages = propose_messages(found, assessment, public)
    recommendations = propose_recommendations(found, assessment, public)[:most]
    used = {r.finding for entry in (*messages, *recommendations) for r in entry.rests_on}
    return StoryFile(
        title=f"{assessment.authority.name}: what we found, and what we recommend",
        authority=assessment.authority.name,
        as_of=assessment.as_of,
        audience=assessment.audience,
        rulebooks=tuple(book.id for book in assessment.rulebooks),
        messages=messages,
        recommendations=recommendations,
        left_out=tuple(f.id for f in found if f.id not in used),
    )


def propose_messages(found: Sequence[Finding], assessment: Assessment, public: Assessment) -> tuple[Message, ...]:
    """A message for each theme: the first strengths and the gravest findings in it. What no theme holds stands under its rulebook."""
    books = {book.id: book.title for book in assessment.rulebooks}
    place = {rule: n for n, rule in enumerate(assessment.reasons)}
    groups = _grouped(sorted(found, key=lambda f: place[f.rule]), lambda f: ancestor(f.rule, "theme", assessment.grades) or books[f.book])
    made = []
    for title, group in groups.items():
        strong = [f for f in group if f.kind == "strength"][:_OF_EACH]
        grave = sorted((f for f in group if f.kind != "strength"), key=lambda f: GRAVE.index(f.kind))[:_OF_EACH]
        made.append(_entry(Message, "m", title, [*strong, *grave], public, says_of))
    return tuple(made)


def propose_recommendations(found: Iterable[Finding], assessment: Assessment, public: Assessment) -> tuple[Recommendation, ...]:
    """A recommendation for each element with a grave finding, and for each service that a trigger is about; the gravest first, then the most."""
    groups = _grouped([f for f in found if f.kind in GRAVE], lambda f: ancestor(f.rule, "element", assessment.grades) or _subject(f.about))
    ordered = sorted(groups.items(), key=lambda group: (min(GRAVE.index(f.kind) for f in group[1]), -len(group[1])))
    return tuple(_entry(Recommendation, "r", title, group, public, asks_for) for title, group in ordered)


def worded(findings: Iterable[Finding], says: Callable[[Finding], str]) -> str:
    """The proposed wording: what each finding says or asks for, each sentence linked to it, the same sentence once."""
    by_text: dict[str, list[str]] = {}
    for f in findings:
        by_text.setdefault(says(f), []).append(f.id)
    return " ".join(marked(text, ", ".join(ids)) for text, ids in by_text.items())


def says_of(finding: Finding) -> str:
    """What a message says of a finding; of a service it says which."""
    return finding.text if finding.about == WHOLE else f"{_subject(finding.about)}: {finding.text[0].lower()}{finding.text[1:]}"


def asks_for(finding: Finding) -> str:
    """What a recommendation asks for because of a finding: its rule's next step."""
    return finding.next or f"Put this right: {finding.title}."


def wording_print(title: str, text: str) -> str:
    """The fingerprint of a wording, by which an edit shows."""
    return f"p-{digest(' '.join(title.split()), ' '.join(text.split()))}"


def ancestor(rule: str, level: str, grades: Mapping[str, Grade]) -> str | None:
    """The title of the group of a level that a criterion belongs to."""
    at = grades.get(rule)
    while at is not None and at.level != level:
        at = grades.get(at.parent or "")
    return at.title if at else None


def _entry(model: type[E], letter: str, title: str, findings: Sequence[Finding], public: Assessment, says: Callable[[Finding], str]) -> E:
    shown = {f.id: f for f in public.findings}
    text = worded(findings, says)
    return model(
        id=f"{letter}-{digest(*sorted(f.id for f in findings))}",
        title=title,
        text=text,
        rests_on=tuple(rests_on(shown[f.id], public) for f in findings),
        as_proposed=wording_print(title, text),
    )


def _grouped(findings: Iterable[Finding], by: Callable[[Finding], str]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for f in findings:
        groups.setdefault(by(f), []).append(f)
    return groups


def _subject(about: str) -> str:
    return "The council as a whole" if about == WHOLE else about.replace("-", " ").capitalize()
