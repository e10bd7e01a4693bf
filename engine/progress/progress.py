"""Last year's recommendations: what is claimed of each, beside what this year's evidence shows.

done           every finding that it rests on has turned or gone, by evidence dated since
under_way      some have, or something counts for one of them that did not
not_started    evidence dated since finds them as they were
overtaken      none of them applies any more: its rule was withdrawn, or it is not applicable here now
not_evidenced  nothing dated since settles any of them, whatever is claimed

A finding whose rule is withdrawn or not applicable is left out of account where others are left.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from engine.assessment import Assessment, AuthorityShown
from engine.progress.since import OVERTAKEN, SETTLED, Since, State, Year
from engine.result import Part, Result, SchemaName
from engine.story.file import Claim, Recommendation, StoryFile
from evidence.audience import Audience, Shown, View

SCHEMA = "peerbench/progress/1"
Status = Literal["done", "under_way", "not_started", "overtaken", "not_evidenced"]
STATUSES: tuple[Status, ...] = ("done", "under_way", "not_started", "not_evidenced", "overtaken")


class Become(Part):
    """What became of a recommendation: what is claimed, what the evidence shows, and whether it was due and is not done."""

    id: str
    title: str
    text: str
    response: str | None
    owner: str | None
    due: dt.date | None
    claimed: Claim | None
    claimed_on: dt.date | None
    says: str | None
    found: Status
    overdue: bool
    findings: tuple[Since, ...]


class Progress(Result):
    """The progress of an authority on last year's recommendations. Outside the team, evidence given in confidence is not named."""

    schema_: SchemaName = SCHEMA
    authority: AuthorityShown
    then: dt.date
    now: dt.date
    audience: Audience
    story: str
    content_hash: str
    """The content of this year's assessment, for the audience."""
    counts: dict[Status, int]
    recommendations: tuple[Become, ...]
    evidence: dict[str, Shown]
    titles: dict[str, str]


def progress(story: StoryFile, year: Year, shown: Assessment) -> Progress:
    """The progress since a story. `shown` is this year's assessment for the audience: no evidence is told of but as it stands there."""
    view = View(year.working.evidence, shown.audience)
    became = tuple(_became(r, year, view) for r in story.recommendations)
    counted = Counter(b.found for b in became)
    named = sorted({i for b in became for s in b.findings for i in s.evidence})
    rules = {s.rule for b in became for s in b.findings}
    return Progress(
        authority=shown.authority,
        then=year.day,
        now=shown.as_of,
        audience=shown.audience,
        story=story.title,
        content_hash=shown.content_hash,
        counts={status: counted[status] for status in STATUSES},
        recommendations=became,
        evidence={i: shown.evidence[i] for i in named},
        titles={rule: title for rule, title in _titles(year).items() if rule in rules},
    )


def status_of(states: Sequence[State]) -> Status:
    """The status of a recommendation by the states of its findings."""
    live = [s for s in states if s not in OVERTAKEN]
    if not live:
        return "overtaken" if states else "not_evidenced"
    if all(s in SETTLED for s in live):
        return "done"
    if any(s in (*SETTLED, "eased") for s in live):
        return "under_way"
    return "not_started" if "still_there" in live else "not_evidenced"


def _became(r: Recommendation, year: Year, view: View) -> Become:
    since = [year.since(rested) for rested in r.rests_on]
    found = status_of([s.state for s in since])
    return Become(
        id=r.id,
        title=r.title,
        text=r.text,
        response=r.response,
        owner=r.owner,
        due=r.due,
        claimed=r.claimed.status if r.claimed else None,
        claimed_on=r.claimed.on if r.claimed else None,
        says=r.claimed.says if r.claimed else None,
        found=found,
        overdue=r.due is not None and r.due < year.now.as_of and found not in ("done", "overtaken"),
        findings=tuple(_shown(s, view) for s in since),
    )


def _shown(s: Since, view: View) -> Since:
    named = tuple(i for i in s.evidence if not view.protected(i))
    return s.model_copy(update={"evidence": named, "in_confidence": named != s.evidence})


def _titles(year: Year) -> Mapping[str, str]:
    return {rule: found.title for book in year.working.books for rules in (book.criteria, book.triggers) for rule, found in rules.items()}
