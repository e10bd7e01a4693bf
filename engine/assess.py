"""The way from rulebooks and evidence to an Assessment."""

import datetime as dt
import fnmatch
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.assessment import (
    Assessment,
    Assumption,
    AuthorityShown,
    CappedBy,
    DecisionShown,
    Grade,
    Ladder,
    LeftOut,
    Outcome,
    Reason,
    ReviewShown,
    RulebookUsed,
    Run,
    RungShown,
    SourceShown,
    Standing,
    Step,
    Voice,
    Why,
)
from engine.derive import derive
from engine.facts import Facts
from engine.findings import Findings
from engine.graded import NONE
from engine.judge import Judged, judge
from engine.ladder import PLACED, Climb, replay
from engine.matching.choose import Choice, match_with
from engine.matching.matches import Matches
from engine.plan import CriterionPlan, GroupPlan, LadderPlan, Plan, TriggerPlan
from engine.reasons import TRUTHS, because, missed
from engine.rulebook import Rulebook
from engine.tally import EVERYTHING, FALSE, UNKNOWN, WHOLE_ALONE, tally
from evidence.audience import Audience, View
from evidence.model import EXTENTS, VOICES, WHOLE, EvidenceSet


@dataclass(frozen=True)
class Options:
    """What the caller may choose.

    `audience` governs what is shown of the evidence. `scope` limits what is reported to rules whose id is matched
    (completeness is then counted over those). `left_out` are rows that a reader had to set aside: the result is a draft.
    """

    audience: Audience = "public"
    matcher: str = "auto"
    grades: bool = True
    ladder: bool = True
    scope: tuple[str, ...] = ()
    as_of: dt.date | None = None
    left_out: tuple[LeftOut, ...] = ()
    deadline: float = 30.0


@dataclass(frozen=True)
class Working:
    """An assessment's working: each value on the way, for explanation and for what comes next."""

    plan: Plan
    books: Sequence[Rulebook]
    evidence: EvidenceSet
    facts: Facts
    matches: Matches
    judged: Judged
    choice: Choice


def work(plan: Plan, books: Sequence[Rulebook], evidence: EvidenceSet, options: Options, choice: Choice | None = None) -> Working:
    """Derive, match, tally and judge."""
    facts = derive(plan, evidence, options.as_of)
    choice = choice or match_with(options.matcher, plan, facts, deadline=options.deadline)
    counted = tally(plan, facts, choice.matches, [c.entry for c in evidence.all_there_is])
    return Working(plan, books, evidence, facts, choice.matches, judge(plan, facts, choice.matches, counted, evidence), choice)


def assess(plan: Plan, books: Sequence[Rulebook], evidence: EvidenceSet, options: Options | None = None) -> Assessment:
    """Assess an evidence set under rulebooks. The same input gives the same Assessment, its run aside."""
    options = options or Options()
    started = time.perf_counter()
    scoped = in_scope(plan, options.scope) if options.scope else plan
    working = work(scoped, books, evidence, options)
    return report(working, options, time.perf_counter() - started)


def in_scope(plan: Plan, patterns: Iterable[str]) -> Plan:
    """The plan with only those criteria that a scope names, by id, by a group's id, or by a pattern; groups keep what is left."""
    from dataclasses import replace

    children = {g.id: g.children for g in plan.groups}
    wanted: set[str] = set()

    def take(node: str) -> None:
        wanted.add(node)
        for child in children.get(node, ()):
            take(child)

    ids = [c.id for c in plan.criteria] + [g.id for g in plan.groups]
    for pattern in patterns:
        for node in fnmatch.filter(ids, pattern) or fnmatch.filter(ids, f"*.{pattern}"):
            take(node)
    criteria = tuple(c for c in plan.criteria if c.id in wanted)
    kept = {c.id for c in criteria}
    groups = []
    for group in plan.groups:
        left = tuple(c for c in group.children if c in kept)
        if left:
            caps = tuple(cap for cap in group.caps if _names(cap.when) <= kept)
            if group.by != "table" or left == group.children:
                groups.append(replace(group, children=left, caps=caps))
                kept.add(group.id)
    return replace(plan, criteria=criteria, groups=tuple(groups))


def _names(expression) -> set[str]:  # type: ignore[no-untyped-def]
    return ({expression.name} if expression.how == "grade" else set()).union(*(_names(p) for p in expression.parts))


def report(working: Working, options: Options, seconds: float) -> Assessment:
    """The Assessment of a working, for an audience."""
    plan, evidence, facts, judged = working.plan, working.evidence, working.facts, working.judged
    view = View(evidence, options.audience)
    made = Findings(plan, working.books, facts, working.matches, judged, view)
    findings = made.all()
    grades = _grades(working, made, view) if options.grades else {}
    ladders = [lp for lp in plan.ladders if options.ladder]
    climbs = {lp.book: replay(plan, lp, evidence, facts.as_of, (facts, judged)) for lp in ladders}
    if not options.ladder:
        triggers = {t.id for t in plan.triggers}
        findings = tuple(f for f in findings if f.rule not in triggers)
    reasons = {c.id: _why(working, c, view) for c in plan.criteria}
    if options.ladder:
        reasons |= {t.id: _why_trigger(working, t, view) for t in plan.triggers}
    shown = _bearing(working, made)
    left_out = [*options.left_out, *(LeftOut(id=view.id(i), why="it became known after the as-of date" if view.protected(i) else why) for i, why in facts.left_out)]
    left_out += _parked(plan, working.books, evidence, view)
    return Assessment(
        authority=AuthorityShown(**evidence.authority.model_dump()),
        as_of=facts.as_of,
        audience=options.audience,
        draft=bool(options.left_out),
        scope=options.scope,
        rulebooks=tuple(_used(book) for book in working.books),
        grades=grades,
        findings=findings,
        ladder=_ladder(plan, working.books, ladders[0], climbs[ladders[0].book], judged, view) if ladders else None,
        assumptions=_assumptions(working, [climb for climbed in climbs.values() for climb in climbed]),
        reasons=reasons,
        evidence={view.id(i): view.show(i) for i in sorted(shown, key=view.id)},
        left_out=tuple(sorted(left_out, key=lambda x: (x.id, x.why))),
        decisions=tuple(
            DecisionShown(matter=d.matter, indicated=_indicated(d.matter, grades, climbs), adopted=str(d.adopted), reason=d.reason, date=d.date) for d in evidence.decisions
        ),
        run=Run(matchers=working.choice.matchers, agreed=working.choice.agreed, fallback=working.choice.fallback, seconds=round(seconds, 4)),
    ).hashed()


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


def _grades(working: Working, made: Findings, view: View) -> dict[str, Grade]:
    """Every grade, parents before their children, children as the rulebook lists them."""
    parents = {child: g.id for g in working.plan.groups for child in g.children}
    groups = {g.id: g for g in working.plan.groups}
    criteria = {c.id: c for c in working.plan.criteria}
    books = {book.id: book for book in working.books}
    scores = _scores(working.evidence)
    out: dict[str, Grade] = {}

    def walk(node: str) -> None:
        if node in groups:
            out[node] = _of_group(groups[node], working, books, parents)
            for child in groups[node].children:
                walk(child)
        elif node in criteria:
            out[node] = _of_criterion(criteria[node], working, books, parents, made, view, scores)

    for root in (*(g for g in groups if g not in parents), *(c for c in criteria if c not in parents)):
        walk(root)
    return out


def _of_group(group: GroupPlan, working: Working, books: Mapping[str, Rulebook], parents: Mapping[str, str]) -> Grade:
    node, rule = working.judged.nodes[group.id], books[group.book].groups[group.id]
    graded = node.grade[EVERYTHING] != NONE
    outcome: Outcome = "not_applicable" if not node.applies[EVERYTHING] else "graded" if graded else "no_evidence" if node.have[EVERYTHING] == 0 else "unsettled"
    return Grade(
        title=rule.title,
        level=rule.level,
        book=group.book,
        parent=parents.get(group.id),
        **_figures(node),
        outcome=outcome,
        because=(),
        capped_by=tuple(CappedBy(at=cap.at, because=cap.because) for cap, holds in zip(group.caps, node.capped, strict=True) if holds[EVERYTHING]),
    )


def _of_criterion(
    c: CriterionPlan, working: Working, books: Mapping[str, Rulebook], parents: Mapping[str, str], made: Findings, view: View, scores: Mapping[str, tuple[int, ...]]
) -> Grade:
    return Grade(
        title=books[c.book].criteria[c.id].title,
        level="criterion",
        book=c.book,
        parent=parents.get(c.id),
        **_figures(working.judged.nodes[c.id]),
        outcome=working.judged.outcomes[c.id],
        because=tuple(sorted(view.id(i) for i in made.rests_on(c))),
        capped_by=(),
        assessed=scores.get(c.id, ()),
    )


def _figures(node) -> dict[str, object]:  # type: ignore[no-untyped-def]
    def given(value: int) -> int | None:
        return None if value == NONE else int(value)

    share = Fraction(int(node.have[EVERYTHING]), max(int(node.of[EVERYTHING]), 1))
    return {
        "grade": given(node.grade[EVERYTHING]),
        "at_least": int(node.at_least[EVERYTHING]),
        "could_be": int(node.could_be[EVERYTHING]),
        "uncapped": given(node.uncapped[EVERYTHING]),
        "completeness": str(share),
    }


def _scores(evidence: EvidenceSet) -> dict[str, tuple[int, ...]]:
    out: dict[str, list[int]] = {}
    for score in evidence.scores:
        if not score.own:
            out.setdefault(score.criterion, []).append(score.grade)
    return {c: tuple(sorted(grades)) for c, grades in out.items()}


def _why(working: Working, c: CriterionPlan, view: View) -> Why:
    plan, facts, matches, judged = working.plan, working.facts, working.matches, working.judged
    book = next(b for b in working.books if b.id == c.book)
    rule = book.criteria[c.id]
    shows = {s.test: s for s in c.showings}
    tests = tuple(
        Reason(
            test=plan.tests[t].name,
            says=plan.tests[t].says,
            shows=EXTENTS[shows[t].extent] if t in shows else None,
            against=t in shows and shows[t].against,
            results=t in shows and shows[t].results,
            truth=TRUTHS[int(judged.tally.truth[EVERYTHING, t])],
            because=tuple(sorted(view.id(i) for i in because(plan, t, matches))),
            missed=_missed(working, t, view),
            acts=tuple((view.id(act), verdict.value) for act, verdict in judged.tally.verdicts[t]),
        )
        for t in c.tests
    )
    column = judged.tally.column[c.id]
    spoken = judged.tally.voices[EVERYTHING, column]
    by_kind: dict[str, int] = {}
    for n, extent in enumerate(spoken):
        if extent >= 0:
            kind = _spoken_as(VOICES[n], c, matches, facts, view)
            by_kind[kind] = max(by_kind.get(kind, -1), int(extent))
    steps: list[Step] = []
    if c.id in judged.shown:
        shown, k = judged.shown[c.id]
        needs = {s.grade: s for s in next(b for b in plan.books if b.id == c.book).rubric}
        for grade, truth, supporting in shown.steps:
            step = needs[grade]
            kinds = [v for n, v in enumerate(VOICES) if int(supporting[EVERYTHING, k]) >> n & 1]
            text = f"{EXTENTS[step.extent].replace('_', ' ')}, by {step.kinds} kind{'s' if step.kinds > 1 else ''} of source" + (", with results shown" if step.results else "")
            steps.append(Step(grade=grade, needs=text, truth=TRUTHS[int(truth[EVERYTHING, k])], supported_by=tuple(sorted({view.voice(v) for v in kinds}))))
    says = next((n.reason for n in working.evidence.not_applicable if n.criterion == c.id), None)
    if says is None and c.types and working.evidence.authority.type not in c.types:
        says = "The rulebook asks this only of these types of authority: " + ", ".join(c.types)
    return Why(
        looks_for=rule.looks_for,
        next=rule.next,
        cite={"source": rule.cite.source, "at": rule.cite.at},
        voices=tuple(Voice(kind=kind, extent=EXTENTS[extent]) for kind, extent in by_kind.items()),
        steps=tuple(steps),
        tests=tests,
        book=c.book,
        says=says,
    )


def _why_trigger(working: Working, trigger: TriggerPlan, view: View) -> Why:
    """What each test of a trigger found about the authority as a whole."""
    rule = next(b for b in working.books if b.id == trigger.book).triggers[trigger.id]
    tests = tuple(
        Reason(
            test=f"test {n}",
            says=working.plan.tests[t].says,
            shows=None,
            against=False,
            results=False,
            truth=TRUTHS[int(working.judged.tally.truth[WHOLE_ALONE, t])],
            because=tuple(sorted(view.id(i) for i in because(working.plan, t, working.matches))),
            missed=_missed(working, t, view),
        )
        for n, t in enumerate(trigger.tests, start=1)
    )
    return Why(looks_for=None, next=rule.next, cite={"source": rule.cite.source, "at": rule.cite.at}, voices=(), steps=(), tests=tests, book=trigger.book)


def _missed(working: Working, test: int, view: View) -> str | None:
    """How far a test missed, unless that would tell what a protected item says."""
    leaf = working.plan.leaves[working.plan.tests[test].leaf]
    bearing = [f.id for key in leaf.keys or ("",) for f in working.facts.by_key.get((leaf.kind, key), ())]
    if any(view.protected(i) for i in bearing):
        return None
    return missed(working.plan, test, working.facts, working.matches, working.judged.tally)


def _spoken_as(voice: str, c: CriterionPlan, matches: Matches, facts: Facts, view: View) -> str:
    speakers = [i for i in matches.leaves[c.said].satisfying if facts.by_id[i].voice == voice]
    return view.voice(voice) if any(view.protected(i) for i in speakers) else voice


def _bearing(working: Working, made: Findings) -> set[str]:
    """The evidence that any rule rests on."""
    ids = {i for c in working.plan.criteria for i in made.rests_on(c)}
    for trigger in working.plan.triggers:
        for test in trigger.tests:
            ids.update(because(working.plan, test, working.matches))
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
        if item.key in plan.known_keys.get(item.kind, ()) or item.kind in any_key or (item.event == PLACED and plan.ladders):
            continue
        if item.kind == "statement" and item.key in withdrawn:
            why = f"the rule was withdrawn: {withdrawn[item.key]}"
        elif item.kind == "statement" and item.key in split:
            why = f"the rule was split into {' and '.join(split[item.key])}: say which of them it is about"
        else:
            why = "no rule asks for it" if view.protected(item.id) else f"no rule asks for the {item.kind} '{item.key}'"
        out.append(LeftOut(id=view.id(item.id), why=why))
    return out


def _spoken_against(trigger: TriggerPlan, judged: Judged, row: int) -> bool:
    """Whether evidence about this subject fails one of a trigger's tests."""
    return any(judged.tally.truth[row, t] == FALSE and judged.tally.bears[row, t] for t in trigger.tests)


def _ladder(plan: Plan, books: Sequence[Rulebook], ladder: LadderPlan, climbs: Sequence[Climb], judged: Judged, view: View) -> Ladder:
    book = next(b for b in books if b.id == ladder.book)

    def standing(climb: Climb) -> dict[str, object]:
        last = climb.reviews[-1]
        row = WHOLE_ALONE if climb.subject == WHOLE else judged.tally.row(climb.subject)
        averted = [t for t in judged.averted if judged.averted[t][row]]
        if last.averted:
            averted.append(last.rung)
        return {
            "current": climb.current,
            "recommended": last.rung,
            "per": "authority" if climb.subject == WHOLE else "service",
            "because": last.proved,
            "not_ruled_out": last.unknown,
            "spoken_against": tuple(t.id for t in plan.triggers if t.id in last.unknown and _spoken_against(t, judged, row)),
            "averted_by": tuple(averted),
            "support": climb.support,
            "next": book.rungs[last.rung].next,
            "history": tuple(ReviewShown(date=r.date, rung=r.rung, by=r.by, because=r.proved, averted=r.averted) for r in climb.reviews),
        }

    authority, *services = climbs
    return Ladder(
        book=book.id,
        **standing(authority),
        services={view.subject(c.subject): Standing(**standing(c)) for c in services},
        rungs=tuple(RungShown(id=r.id, title=r.title, who=r.who) for r in book.rungs.values()),
        support_texts={i: book.support[i].title for c in climbs for i in c.support},
        trigger_titles={t.id: t.title for t in book.triggers.values()},
    )


def _assumptions(working: Working, climbs: Sequence[Climb]) -> tuple[Assumption, ...]:
    """The assumptions that the result rests on: of the rules with evidence, of the rungs that were stood on, of the rulebooks themselves."""
    touched = {c.id for c in working.plan.criteria if working.judged.outcomes[c.id] not in ("no_evidence", "not_applicable")}
    touched |= {t.id for t in working.plan.triggers if any(working.judged.tally.bears[EVERYTHING, test] for test in t.tests)}
    touched |= {rung for climb in climbs for r in climb.reviews for rung in (r.rung, r.averted or r.rung)} | {s for climb in climbs for s in climb.support}
    out = []
    for book in working.books:
        used = {name for rule in touched for name in book.uses.get(rule, ())} | book.head_uses
        for name, parameter in book.parameters.items():
            if parameter.assumption and name in used:
                out.append(Assumption(parameter=f"{book.id}: {name}", value=str(parameter.value), reason=parameter.reason or ""))
        if book.book.scale_assumption:
            out.append(Assumption(parameter=f"{book.id}: scale", value=", ".join(f"{g} {s.name}" for g, s in sorted(book.book.scale.items())), reason=book.book.scale_assumption))
    return tuple(out)


def _indicated(on: str, grades: Mapping[str, Grade], climbs: Mapping[str, Sequence[Climb]]) -> str | None:
    if on in grades:
        grade = grades[on].grade
        return None if grade is None else str(grade)
    for climb in (c for cs in climbs.values() for c in cs):
        if on in ("ladder", climb.subject):
            return climb.reviews[-1].rung
    return None


__all__ = ["UNKNOWN", "Options", "Working", "assess", "in_scope", "report", "work"]
