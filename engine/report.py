"""From a working to the Assessment, as one audience may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.assessment import Assessment, Assumption, AuthorityShown, Finding, Grade, Ladder, LeftOut, RulebookUsed, Run, SourceShown
from engine.decisions import basis, decisions_shown, undecided
from engine.disagreement import disagreements
from engine.findings import Findings
from engine.grades import grades_of
from engine.ladder import PLACED, Climb, replay
from engine.matching.choose import Choice
from engine.paragraphs.paragraphs import paragraphs_of
from engine.plan import Plan, TriggerPlan
from engine.reasons import because
from engine.rulebook import Rulebook
from engine.standing import ladder_of
from engine.tally import EVERYTHING
from engine.whys import why_criterion, why_trigger
from engine.working import Options, Working
from evidence.audience import View
from evidence.model import EvidenceSet


@dataclass(frozen=True)
class Conclusions:
    """What an assessment concludes, before it is explained: grades, findings, and where the authority stands on the ladder."""

    view: View
    made: Findings
    grades: Mapping[str, Grade]
    findings: tuple[Finding, ...]
    triggers: tuple[TriggerPlan, ...]
    climbs: Mapping[str, tuple[Climb, ...]]
    ladder: Ladder | None


def conclude(working: Working, options: Options) -> Conclusions:
    """The conclusions of a working, as one audience may see them."""
    plan, judged = working.plan, working.judged
    view = View(working.evidence, options.audience)
    made = Findings(plan, working.books, working.facts, working.matches, judged, view)
    ladders = [lp for lp in plan.ladders if options.ladder]
    climbs = {lp.book: replay(plan, lp, working.evidence, working.facts.as_of, (working.facts, judged)) for lp in ladders}
    triggers = tuple(t for t in plan.triggers if options.ladder or not t.calls)
    silent = {t.id for t in plan.triggers} - {t.id for t in triggers}
    return Conclusions(
        view,
        made,
        grades_of(working, made, view) if options.grades else {},
        tuple(f for f in made.all() if f.rule not in silent),
        triggers,
        climbs,
        ladder_of(plan, working.books, ladders[0], climbs[ladders[0].book], judged, view) if ladders else None,
    )


def report(working: Working, options: Options, seconds: float) -> Assessment:
    """The Assessment of a working, for an audience: its conclusions, with what they rest on."""
    plan, evidence, facts = working.plan, working.evidence, working.facts
    concluded = conclude(working, options)
    view, grades, findings, climbs, ladder = concluded.view, concluded.grades, concluded.findings, concluded.climbs, concluded.ladder
    reasons = {c.id: why_criterion(working, c, view) for c in plan.criteria}
    reasons |= {t.id: why_trigger(working, t, view) for t in concluded.triggers}
    used = tuple(_used(book) for book in working.books)
    shown = _bearing(working, concluded.made)
    left_out = [
        *options.left_out,
        *(LeftOut(id=view.id(i), why="it became known after the as-of date" if view.protected(i) else why) for i, why in facts.left_out),
    ]
    left_out += _parked(plan, working.books, evidence, view)
    now = basis(working.books, evidence, facts) if evidence.decisions or options.audience == "team" else ""
    decisions = decisions_shown(evidence, now, grades, climbs, findings, view)
    begun = bool(evidence.decisions or evidence.representations or options.left_out)
    return Assessment(
        authority=AuthorityShown(**evidence.authority.model_dump()),
        as_of=facts.as_of,
        audience=options.audience,
        draft=bool(options.left_out),
        status="final" if options.final else "draft" if begun else "indicated",
        scope=options.scope,
        rulebooks=used,
        grades=grades,
        findings=findings,
        ladder=ladder,
        assumptions=_assumptions(working, [climb for climbed in climbs.values() for climb in climbed]),
        reasons=reasons,
        paragraphs=paragraphs_of(working, grades, reasons, findings, used, view),
        disagreements=disagreements(findings, reasons),
        evidence={view.id(i): view.show(i) for i in sorted(shown, key=view.id)},
        left_out=tuple(sorted(left_out, key=lambda x: (x.id, x.why))),
        decisions=decisions,
        undecided=undecided(grades, ladder, decisions),
        basis=now if options.audience == "team" else None,
        run=_run(working.choice(), seconds),
    ).hashed()


def _run(choice: Choice, seconds: float) -> Run:
    return Run(matchers=choice.matchers, agreed=choice.agreed, fallback=choice.fallback, seconds=round(seconds, 4))


def _used(book: Rulebook) -> RulebookUsed:
    head = book.book
    return RulebookUsed(
        id=book.id,
        version=head.version,
        content_hash=book.content_hash,
        title=head.title,
        about=head.about,
        decides=head.decides,
        scale={g: s.name for g, s in sorted(head.scale.items())},
        means={g: s.means for g, s in sorted(head.scale.items()) if s.means},
        scale_assumption=head.scale_assumption,
        strong_from=head.strong_from or max(head.scale, default=1),
        sources={k: SourceShown(**s.model_dump()) for k, s in head.sources.items()},
    )


def _bearing(working: Working, made: Findings) -> set[str]:
    """The evidence that any rule rests on."""
    ids = {i for c in working.plan.criteria for i in made.rests_on(c)}
    for trigger in working.plan.triggers:
        for test in trigger.tests:
            ids.update(because(working.plan, test, working.matches, working.facts))
    return ids


def _parked(plan: Plan, books: Sequence[Rulebook], evidence: EvidenceSet, view: View) -> list[LeftOut]:
    """Evidence that no rule asks for, and evidence for rules that were withdrawn: listed, never lost."""
    withdrawn = {k: v for b in books for k, v in b.book.withdrawn.items()}
    split: dict[str, list[str]] = {}
    for criterion in (c for b in books for c in b.criteria.values()):
        for old in criterion.formerly:
            split.setdefault(old, []).append(criterion.id)
    # A test of any key asks for all of its kind.
    any_key = {leaf.kind for leaf in plan.leaves if not leaf.keys}
    out = []
    for item in evidence.items:
        if plan.name(item.kind, item.key) in plan.known_keys.get(item.kind, ()) or item.kind in any_key or (item.event == PLACED and plan.ladders):
            continue
        if item.kind == "statement" and item.key in withdrawn:
            why = f"the rule was withdrawn: {withdrawn[item.key]}"
        elif item.kind == "statement" and item.key in split:
            why = f"the rule was split into {' and '.join(split[item.key])}: say which of them it is about"
        else:
            why = "no rule asks for it" if view.protected(item.id) else f"no rule asks for the {item.kind} '{item.key}'"
        out.append(LeftOut(id=view.id(item.id), why=why))
    return out


def _assumptions(working: Working, climbs: Sequence[Climb]) -> tuple[Assumption, ...]:
    """The assumptions that the result rests on: of the rules and groups with evidence, of the rungs that were stood on, of the rulebooks themselves."""
    touched = {c.id for c in working.plan.criteria if working.judged.outcomes[c.id] not in ("no_evidence", "not_applicable")}
    touched |= {g.id for g in working.plan.groups if working.judged.nodes[g.id].have[EVERYTHING]}
    touched |= {t.id for t in working.plan.triggers if any(working.judged.tally.bears[EVERYTHING, test] for test in t.tests)}
    touched |= {rung for climb in climbs for r in climb.reviews for rung in (r.rung, r.averted or r.rung)} | {s for climb in climbs for s in climb.support}
    out = []
    for book in working.books:
        used = {name for rule in touched for name in book.uses.get(rule, ())} | book.head_uses
        for name, parameter in book.parameters.items():
            if parameter.assumption and name in used:
                out.append(Assumption(parameter=f"{book.id}: {name}", value=str(parameter.value), reason=parameter.reason or ""))
        if book.book.scale_assumption:
            out.append(
                Assumption(
                    parameter=f"{book.id}: scale",
                    value=", ".join(f"{g} {s.name}" for g, s in sorted(book.book.scale.items())),
                    reason=book.book.scale_assumption,
                )
            )
    return tuple(out)
