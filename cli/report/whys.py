"""Why each criterion that has evidence has its grade, and not the next."""

from dataclasses import dataclass

from cli.report.reading import Gathered, Reading, gather
from cli.report.words import capital, named, plain, ranged, voices
from engine.assessment import Grade, Reason, RulebookUsed, Step, Why


@dataclass(frozen=True)
class StepRead:
    """A grade of the scale, what it needs, and whether that is shown."""

    name: str
    needs: str
    answer: str


@dataclass(frozen=True)
class Asked:
    """A test: the answer in words, what it asks, which way it counts, how far it missed, what it rests on."""

    answer: str
    says: str
    counts: str
    missed: str | None
    because: tuple[str, ...]
    acts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WhyRead:
    """A criterion and everything that its grade came from."""

    id: str
    title: str
    grade: Grade | None
    book: RulebookUsed | None
    range: str
    told: str
    looks_for: str | None
    cited: str
    said: tuple[tuple[str, str], ...]
    steps: tuple[StepRead, ...]
    not_next: str | None
    tests: tuple[Asked, ...]
    spoken: tuple[str, ...]
    next: str | None


@dataclass(frozen=True)
class PartRead:
    """A group of the outline, and its grade in plain English."""

    title: str
    grade: Grade
    book: RulebookUsed
    told: str


_FOR = {"met": "Shown", "not met": "Not shown", "unknown": "Not known"}
_AGAINST = {"met": "Speaks against it", "not met": "Not the case", "unknown": "Not known"}
_ORDER = {"met": 0, "not met": 1, "unknown": 2}


def whys(reading: Reading) -> tuple[Gathered[WhyRead], ...]:
    """For every criterion with evidence, why it has its grade; gathered by element."""
    rules = [rule for rule, why in reading.criteria.items() if _has_evidence(reading, rule, why)]
    read = [_read(reading, rule, reading.criteria[rule]) for rule in reading.in_order(rules)]
    return gather(read, lambda w: reading.element(w.id))


def parts(reading: Reading) -> tuple[PartRead, ...]:
    """Every group above the headings, and every heading that anything is known of, with its grade in plain English."""
    a = reading.assessment
    nodes = [node for tops in reading.outlines.values() for top in tops for node in top.walk()]
    told = {n.id: n.grade for n in nodes if n.id in a.paragraphs and n.grade.level != "criterion" and n.grade.outcome != "not_applicable"}
    shown = {i: g for i, g in told.items() if g.level != "heading" or g.outcome != "no_evidence"}
    return tuple(PartRead(g.title, g, reading.books[g.book], a.paragraphs[i].text) for i, g in shown.items())


def _has_evidence(reading: Reading, rule: str, why: Why) -> bool:
    grade = reading.assessment.grades.get(rule)
    if grade is not None and grade.outcome == "not_applicable":
        return False
    return bool(why.voices or any(test.because for test in why.tests) or (grade is not None and grade.because))


def _read(reading: Reading, rule: str, why: Why) -> WhyRead:
    grade = reading.assessment.grades.get(rule)
    book = reading.books[grade.book] if grade is not None else None
    paragraph = reading.assessment.paragraphs.get(rule)
    tested = {i for test in why.tests for i in test.because}
    tests = sorted(why.tests, key=lambda test: _ORDER[test.truth])
    return WhyRead(
        id=rule,
        title=reading.titles.get(rule, rule),
        grade=grade,
        book=book,
        range=ranged(grade) if grade is not None else "",
        told=paragraph.text if paragraph else "",
        looks_for=why.looks_for,
        cited=reading.citations.of(why.book, why.cite),
        said=tuple((capital(voices([v.kind])), plain(v.extent)) for v in why.voices),
        steps=tuple(_step(step, book) for step in why.steps) if book else (),
        not_next=_not_next(grade, book, why.steps) if grade is not None and book is not None else None,
        tests=tuple(_test(test) for test in tests),
        spoken=tuple(i for i in grade.because if i not in tested) if grade is not None else (),
        next=why.next,
    )


def _step(step: Step, book: RulebookUsed) -> StepRead:
    by = voices(step.supported_by)
    if step.truth == "met":
        answer = f"shown by {by}" if by else "shown"
    elif step.truth == "not met":
        answer = "ruled out by what is known"
    else:
        answer = f"not settled, though {by} speak for it" if by else "not shown yet"
    return StepRead(named(step.grade, book), step.needs, answer)


def _not_next(grade: Grade, book: RulebookUsed, steps: tuple[Step, ...]) -> str | None:
    above = [step for step in steps if step.truth != "met" and step.grade > (grade.grade or 0)]
    if not above:
        return None
    step = min(above, key=lambda s: s.grade)
    lack = "What is known speaks against that." if step.truth == "not met" else "That is not settled, and it is not ruled out."
    return f"Grade {named(step.grade, book)} needs: {step.needs}. {lack}"


def _test(test: Reason) -> Asked:
    answers = _AGAINST if test.against else _FOR
    if test.shows is None:
        counts = ""
    elif test.against:
        counts = f"counts against “{plain(test.shows)}”"
    else:
        counts = f"counts for “{plain(test.shows)}”" + (", with results" if test.results else "")
    return Asked(answers[test.truth], capital(test.says), counts, test.missed, test.because, test.acts)
