"""What people decided, beside what is indicated: which decision stands, which is to be renewed, what nobody decided on."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from engine.assessment import Assessment, DecisionShown, Finding, Grade, Ladder
from engine.facts import Facts
from engine.ladder import Climb
from engine.rulebook import Rulebook
from engine.standing import indicated
from evidence.audience import View
from evidence.model import STAGES, WHOLE, Date, Decision, EvidenceSet

LADDER = "ladder"
"""The matter of the authority's rung."""
DECIDED_ON = ("whole", "theme", "element")
"""The levels of the grades that people adopt; those beneath follow from them."""


def basis(books: Sequence[Rulebook], evidence: EvidenceSet, facts: Facts) -> str:
    """The hash of all that a decision is made on: the rules, the day and the evidence that counts on it, whatever its order.

    Items that became known later take no part, nor do decisions, comments and scores, which are views of it. It tells of
    protected evidence as well, and is for the team alone: who knew all but one short answer could find that one by trying.
    """
    aside = {item for item, _ in facts.left_out}
    counting = evidence.model_copy(update={"items": tuple(item for item in evidence.items if item.id not in aside)})
    known = counting.model_dump(mode="json", by_alias=True, exclude_defaults=True, include={"authority", "items", "all_there_is", "not_applicable", "targets"})
    ordered = {word: sorted(map(_text, part)) if isinstance(part, list) else part for word, part in known.items()}
    content = {"as_of": facts.as_of.isoformat(), "rulebooks": {book.id: book.content_hash for book in books}, "evidence": ordered}
    return hashlib.sha256(_text(content).encode()).hexdigest()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def standing_decisions(evidence: EvidenceSet) -> tuple[Decision, ...]:
    """The decision that stands on each matter: the latest, on one day that of the later stage."""
    latest: dict[str, tuple[tuple[Date, int, int], Decision]] = {}
    for n, decision in enumerate(evidence.decisions):
        matter, order = _matter(decision.matter), (decision.date, STAGES.index(decision.stage), n)
        if matter not in latest or latest[matter][0] < order:
            latest[matter] = (order, decision)
    return tuple(decision for _, decision in latest.values())


def _matter(given: str) -> str:
    return LADDER if given == WHOLE else given


def decisions_shown(
    evidence: EvidenceSet, now: str, grades: Mapping[str, Grade], climbs: Mapping[str, Sequence[Climb]], findings: Sequence[Finding], view: View
) -> tuple[DecisionShown, ...]:
    """The decisions that stand, each beside what is indicated; `now` is the present basis."""
    return tuple(_shown(d, now, indicated(d.matter, grades, climbs, findings), view) for d in standing_decisions(evidence))


def _shown(d: Decision, now: str, indicates: str | None, view: View) -> DecisionShown:
    return DecisionShown(
        matter=view.subject(d.matter),
        indicated=indicates,
        adopted=str(d.adopted),
        reason=d.reason,
        date=d.date,
        stage=d.stage,
        by=d.by,
        considered=d.considered,
        departs=indicates is not None and indicates != str(d.adopted),
        binds="to nothing" if d.made_on is None else "still" if d.made_on == now else "no longer",
        was=d.indicated,
        made_on=d.made_on if view.audience == "team" else None,
    )


def undecided(grades: Mapping[str, Grade], ladder: Ladder | None, decided: Sequence[DecisionShown]) -> tuple[str, ...]:
    """What nobody decided on: grades of the groups that people adopt, the authority's rung, the rungs of services that are called for."""
    have = {_matter(d.matter) for d in decided}
    matters = [i for i, g in grades.items() if g.grade is not None and g.level != "criterion" and (g.level in DECIDED_ON or g.parent is None)]
    if ladder is not None:
        matters += [LADDER, *(s for s, standing in ladder.services.items() if standing.recommended != ladder.rungs[0].id)]
    return tuple(matter for matter in matters if matter not in have)


def obstacles(made: Assessment, evidence: EvidenceSet) -> tuple[tuple[str, str], ...]:
    """What keeps an assessment from being final, each as what is wrong and how to mend it."""
    out = []
    if made.draft:
        out.append(("some of the evidence could not be read and was set aside", "mend it, and assess without --set-aside"))
    for d in made.decisions:
        again = f"`peerbench decide EVIDENCE {d.matter} confirmed`, or decide otherwise"
        if d.binds == "no longer":
            out.append((f"the decision on {d.matter} was made on other evidence or rules", f"look at it again and renew it with {again}"))
        elif d.binds == "to nothing":
            out.append((f"the decision on {d.matter} does not say what it was made on", f"make it with {again}"))
        elif d.stage != "final":
            stage = d.stage.replace("_", " ")
            out.append(
                (f"the decision on {d.matter} is of the stage {stage}", f"make it final with `peerbench decide EVIDENCE {d.matter} confirmed --stage final`")
            )
    out += [(f"nobody has decided on {matter}", f"record what was adopted with `peerbench decide EVIDENCE {matter} …`") for matter in made.undecided]
    out += [
        (f"the comment {r.id} on {r.about} has no outcome", f"answer it with `peerbench respond outcome EVIDENCE {r.id} …`")
        for r in evidence.representations
        if r.outcome is None
    ]
    known = {r.id for r in evidence.representations}
    out += [
        (f"the decision on {d.matter} considered the comment {c}, which is not here", "mend its `considered:`")
        for d in made.decisions
        for c in d.considered
        if c not in known
    ]
    return tuple(out)
