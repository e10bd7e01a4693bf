"""The paragraph of every grade."""

from collections.abc import Mapping, Sequence

from engine.acts import Verdict
from engine.assessment import Finding, Grade, Paragraph, RulebookUsed, Why
from engine.criteria import look_at
from engine.describe import listed
from engine.graded import NONE
from engine.paragraphs.conditions import Told, name_of
from engine.paragraphs.groups import of_group
from engine.paragraphs.rubric import ByRubric, Lack
from engine.paragraphs.words import EXTENT, HIGHEST, asked, counted, graded, number, range_of, sentences, some, voices
from engine.plan import CriterionPlan, RubricStep
from engine.reasons import because
from engine.tally import TRUE
from engine.working import Working
from evidence.audience import View
from evidence.model import EXTENTS

_SAID = ("strength", "weakness", "line_of_enquiry")


def paragraphs_of(
    working: Working, grades: Mapping[str, Grade], whys: Mapping[str, Why], findings: Sequence[Finding], books: Sequence[RulebookUsed], view: View
) -> dict[str, Paragraph]:
    """The paragraph of every criterion and group that is graded or could be, in the order of the grades."""
    by_id = {book.id: book for book in books}
    criteria = {c.id: c for c in working.plan.criteria}
    groups = {g.id: g for g in working.plan.groups}
    said: dict[str, str] = {f.rule: f.text for f in findings if f.kind in _SAID}
    titles = {i: g.title for i, g in grades.items()}

    def scale(of: str, grade: int) -> str:
        return graded(grade, by_id[grades[of].book]) if of in grades else str(grade)

    name = name_of(titles, lambda test: working.plan.tests[test].says, scale)
    told = Told(look_at(working.judged.tally, working.judged.nodes), name)
    out = {}
    for i, grade in grades.items():
        book = by_id[grade.book]
        if i in groups:
            out[i] = of_group(working, groups[i], grades, book, told)
        else:
            out[i] = _Criterion(working, criteria[i], grade, whys[i], book, view, told, said.get(i)).paragraph()
    return out


class _Criterion:
    """What a criterion's paragraph is made of."""

    def __init__(self, working: Working, c: CriterionPlan, grade: Grade, why: Why, book: RulebookUsed, view: View, told: Told, says: str | None) -> None:
        self.working, self.c, self.grade, self.why, self.book, self.view, self.told, self.says = working, c, grade, why, book, view, told, says

    def paragraph(self) -> Paragraph:
        """The paragraph."""
        outcome = self.grade.outcome
        look_for = f"To look for: {self.why.looks_for}" if self.why.looks_for else ""
        if outcome == "not_applicable":
            return Paragraph(found=sentences([f"It does not apply here: {self.why.says}" if self.why.says else "It does not apply here"]))
        if outcome == "no_evidence":
            return Paragraph(found="Nothing is known of it yet, so it is neither passed nor failed.", missing=sentences([look_for]))
        if outcome == "stale":
            old = [f"{asked(t.says)}: {t.missed}" for t in self.why.tests if t.missed and t.missed.startswith("the newest")]
            return Paragraph(found=sentences(["All the evidence that bears on it is too old to count", some(old)]), missing=sentences([look_for]))
        if self.c.per_service and self._services():
            return self._of_services(self._services())
        if self.c.id in self.working.judged.shown:
            return self._by_rubric(ByRubric(self.working, self.c, self.why, self.view))
        if self.c.each is not None:
            return self._over_acts(self.c.each)
        return self._by_rating(self.c.rated) if self.c.rated is not None else self._by_conditions()

    def _by_rubric(self, r: ByRubric) -> Paragraph:
        proved, following = r.proved(), r.next()
        found, rests_on = [], []
        if self.grade.outcome == "contested":
            found.append("Sources that should agree do not")
            found += [f"{what} was looked for and not found by one, and is on record by another" for what in r.denied()]
        if self.says:
            found.append(self.says)
        if self.grade.grade is None:
            settles = "It is not graded, for what is known settles nothing yet" if self.grade.outcome == "unsettled" else "It is not graded"
            found.append(f"{settles}: {some(r.known())}" if r.known() else settles)
            rests_on = sorted(self._bearing())
        elif proved is not None:
            found.append(f"It is {graded(proved.grade, self.book)} because {some(r.found(proved))}")
            rests_on = r.supported_by(proved)
        elif following is not None:
            phrases, rests_on = r.falling_short(following)
            found.append(f"It is {graded(self.grade.grade, self.book)} because nothing shows that it is {_shown(following)}, and {some(phrases)}")
        if following is None:
            return self._told(found, [], [HIGHEST], rests_on)
        missing, change = self._lacking(r, r.lack(following), alone=proved is not None or self.grade.grade is None)
        return self._told(found, missing, change, rests_on)

    def _lacking(self, r: ByRubric, lack: Lack, *, alone: bool) -> tuple[list[str], list[str]]:
        """What the next grade lacks, and what would give it. `alone`: what speaks against it was not told yet."""
        step, name = lack.step, graded(lack.step.grade, self.book)
        by = voices({self.view.voice(k) for k in r.supporters(step)})
        missing = []
        if lack.excluded:
            missing += [f"What is known rules out that it is {_shown(step)}: {some(r.falling_short(step)[0])}"] if alone else []
        elif lack.kinds:
            missing.append(f"That it is {_shown(step)} is said by {by} alone so far" if by else f"Nothing shows yet that it is {_shown(step)}")
        else:
            missing.append(f"That it is {_shown(step)} is said by {by}" + ("" if lack.contradicted else ", but no results are shown"))
        if lack.contradicted and not lack.excluded and (by or self.grade.outcome != "unsettled"):
            missing.append(f"Against that stands: {some(r.contradicting(step)[0])}")
        kinds = counted(lack.kinds, "more kind" if by else "kind", "more kinds" if by else "kinds")
        gives = [f"{kinds} of source that {'shows' if lack.kinds == 1 else 'show'} that it is {_shown(step)}"] if lack.kinds else []
        gives += ["results shown"] if lack.results else []
        gives += ["what stands against it cleared up"] if lack.contradicted else []
        return missing, [f"It would be {name}{'' if step.grade == max(self.book.scale) else ' or more'} with {', and '.join(gives)}"] if gives else []

    def _over_acts(self, test: int) -> Paragraph:
        verdicts = self.working.judged.tally.verdicts[test]
        counts = {what: sum(v is what for _, v in verdicts) for what in dict.fromkeys(v for _, v in verdicts)}
        head = f"It is {graded(self.grade.grade, self.book)}" if self.grade.grade is not None else "It is not graded"
        acts = "no such act is on record"
        if verdicts:
            acts = f"of {counted(len(verdicts), 'act', 'acts')} on record, {listed([f'{number(n)} {what.value}' for what, n in counts.items()], 'and')}"
        found = [f"{head}: {acts}", f"Asked is this: {self.working.plan.tests[test].says}"]
        broken = [act for act, v in verdicts if v is Verdict.BREACHED]
        if self.grade.grade is None:
            unknown = counts.get(Verdict.UNKNOWN, 0)
            change = [f"It is settled by what became of the {number(unknown)} that {'is' if unknown == 1 else 'are'} not known"] if unknown else []
            return self._told(found, [], change, sorted(self._bearing()))
        rests_on = because(self.working.plan, test, self.working.matches, self.working.facts, broken or [act for act, _ in verdicts])
        return self._told(found, [], ["One act out of order gives the lowest grade, however many are in order"] if broken else [], rests_on)

    def _by_rating(self, test: int) -> Paragraph:
        says = asked(self.working.plan.tests[test].says)
        is_it = f"It is {graded(self.grade.grade, self.book)}, taken" if self.grade.grade is not None else "It is not graded yet: its grade is taken"
        found = [f"{is_it} from {says}, and no other evidence moves it"]
        ids = because(self.working.plan, test, self.working.matches, self.working.facts) if self.grade.grade is not None else self._bearing()
        return self._told(found, [], [], sorted(ids))

    def _by_conditions(self) -> Paragraph:
        given = [(g, e) for g, e in self.c.grades if g == self.grade.at_least and self.told.truth(e) == TRUE]
        found, rests_on = [], []
        if self.says:
            found.append(self.says)
        if self.grade.grade is None:
            found.append("It is not graded, for what is known settles nothing yet")
            rests_on = sorted(self._bearing())
        elif given:
            _, condition = given[-1]
            found.append(f"It is {graded(self.grade.at_least, self.book)} because {some(self.told.holds(condition))}")
            tests = [e.test for e in self.told.deciding(condition) if e.how == "test"]
            rests_on = sorted({i for t in tests for i in because(self.working.plan, t, self.working.matches, self.working.facts)})
        else:
            found.append(f"It is {graded(self.grade.grade, self.book)}, for what any higher grade takes is ruled out")
            rests_on = sorted(self._bearing())
        above = sorted((g, e) for g, e in self.c.grades if g > self.grade.at_least) if self.c.grades else []
        missing = [f"For {graded(above[0][0], self.book)} this would have to be so: {self.told.lacks(above[0][1])}"] if above else []
        return self._told(found, missing, [] if above else [HIGHEST], rests_on)

    def _services(self) -> list[str]:
        """The services that have a grade, where the worst of them decides."""
        node, tally = self.working.judged.nodes[self.c.id], self.working.judged.tally
        rows = [(s, tally.row(s)) for s in tally.subjects[2:]]
        return [s for s, n in rows if node.grade[n] != NONE and node.applies[n]]

    def _of_services(self, services: Sequence[str]) -> Paragraph:
        node, tally = self.working.judged.nodes[self.c.id], self.working.judged.tally
        at = {s: int(node.at_least[tally.row(s)]) for s in services}
        worst = [s for s in services if at[s] == min(at.values())]
        names = listed([self.view.subject(s).replace("-", " ") for s in worst], "and")
        found = [self.says] if self.says else []
        found.append(f"It is asked of every service, and the one that does worst decides: {names}, at {graded(min(at.values()), self.book)}")
        if len(services) > len(worst):
            found.append(f"{counted(len(services) - len(worst), 'other service is', 'other services are')} above that")
        rests_on = [i for i in self._bearing() if self.working.facts.by_id[i].about in worst]
        change = [] if min(at.values()) == max(self.book.scale) else [f"Only {'that service' if len(worst) == 1 else 'all of them together'} can raise it"]
        return self._told(found, [], change, rests_on)

    def _bearing(self) -> set[str]:
        """All the evidence that bears on it, by its own ids."""
        ids = set(self.working.matches.leaves[self.c.said].satisfying)
        return ids | {i for t in self.c.tests for i in because(self.working.plan, t, self.working.matches, self.working.facts)}

    def _told(self, found: Sequence[str], missing: Sequence[str], change: Sequence[str], rests_on: Sequence[str]) -> Paragraph:
        """The paragraph, with the range where it is open, and the rule's own next step where there is a grade above."""
        change = [*range_of(self.grade, self.book), *change]
        if self.why.next and self.grade.grade != max(self.book.scale):
            change.append(f"The rule's next step: {self.why.next}")
        return Paragraph(
            found=sentences(found), missing=sentences(missing), change=sentences(change), rests_on=tuple(sorted(self.view.id(i) for i in rests_on))
        )


def _shown(step: RubricStep) -> str:
    """How far a grade asks it to go: at least in part, in place."""
    return "there at least in part" if EXTENTS[step.extent] == "partial" else EXTENT[EXTENTS[step.extent]]
