"""`peerbench decide`: what was indicated, what people adopted, what is to be renewed and what is still provisional; and recording a decision."""

from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli import record as journal
from cli.common import AsOf, EvidencePath, Quiet, Rules, Set
from cli.files import write_out, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.assessment import Assessment, Grade, Ladder
    from evidence.amend import Entry
    from evidence.model import EvidenceSet


class Stage(StrEnum):
    """How far a decision has come."""

    draft = "draft"
    consistency_check = "consistency_check"
    final = "final"


AS_INDICATED = "indicated"
"""What is adopted where people follow what is indicated."""
CONFIRMED = "confirmed"
"""What is adopted where people stand by an earlier decision, at a later stage or on other evidence; its reason stays."""
WITHDRAWN = "withdrawn"
"""What is adopted of a finding that people do not make."""

By = Annotated[
    str | None, typer.Option("--by", metavar="ROLE", envvar="PEERBENCH_ROLE", help="Who decided: a role, such as 'The review team', for it is shown to all.")
]


def decide(
    evidence: EvidencePath,
    matter: Annotated[
        str | None,
        typer.Argument(help="A grade, finding or service by its id, or ladder; 'element.*' for all such. Leave it out to see what is to be decided."),
    ] = None,
    adopted: Annotated[str | None, typer.Argument(help="What is adopted: a grade, a rung, a kind of finding or withdrawn; or indicated, or confirmed.")] = None,
    because: Annotated[str | None, typer.Option("--because", metavar="TEXT", help="Why; it is shown in reports.")] = None,
    by: By = None,
    stage: Annotated[Stage, typer.Option("--stage", help="How far the decision has come.")] = Stage.draft,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="When it was decided, if not today.")] = None,
    considered: Annotated[
        list[str] | None, typer.Option("--considered", metavar="COMMENT", help="A comment of the authority that was considered. Repeatable.")
    ] = None,
    made_on: Annotated[
        Path | None,
        typer.Option("--made-on", metavar="FILE", help="An assessment for the team that was kept as JSON: show what changed since.", show_default=False),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show all decisions, and not only what is to be done.")] = False,
    rules: Rules = None,
    settings: Set = None,
    as_of: AsOf = None,
    quiet: Quiet = False,
) -> None:
    """Record what people adopted and why, bound to the evidence and rules of now; or show what is to be decided and renewed."""
    from engine.assess import Options, assess

    known, _ = common.read_set(evidence, "team", set_aside=False)
    books, plan = common.load_rules(rules or [], common.overrides(settings or []))
    now = assess(plan, books, known, Options(audience="team", matcher="direct", as_of=common.day(as_of)))
    if matter is None:
        write_out(_shown(now, made_on, everything=everything))
        return
    if adopted is None or by is None or (because is None and adopted != CONFIRMED):
        lacking = [word for word, given in (("ADOPTED", adopted), ("--because", because), ("--by", by)) if given is None]
        raise common.refuse(lacking[0], f"a decision needs {', '.join(lacking)}", "say what was adopted, why, and by which role")
    words = {
        "by": by,
        "date": common.day(date, "--date") or journal.now().date(),
        "stage": stage.value,
        "made_on": now.basis,
    }
    comments = _comments(considered or [], known)
    made = list(_confirmed(matter, because, comments, now) if adopted == CONFIRMED else _new(matter, adopted, because or "", comments, now))
    _write(evidence, [{**entry, **words} for entry in made])
    journal.record(evidence, "decide", written=[evidence], books=books, because=because, role=by)
    for entry in () if quiet else made:
        write_out(f"Recorded in {evidence}: {_told(entry)}\n")


def _told(entry: "Entry") -> str:
    indicates, adopted = entry["indicated"], str(entry["adopted"])
    beside = "where nothing is indicated" if indicates is None else "as indicated" if indicates == adopted else f"where {indicates} is indicated"
    return f"{entry['matter']} is {adopted}, {beside}."


def _new(matter: str, adopted: str, because: str, considered: list[str], now: "Assessment") -> "Iterator[Entry]":
    """Decisions on what was named: of a pattern, on every grade that fits it and that nobody decided on."""
    for one, indicates in _matters(matter, now):
        yield {"matter": one, "adopted": _adopted(one, adopted, indicates, now), "indicated": indicates, "reason": because, "considered": considered}


def _confirmed(matter: str, because: str | None, considered: list[str], now: "Assessment") -> "Iterator[Entry]":
    """The decisions that stand, once more. Reasons and comments are added to theirs."""
    from evidence.problems import nearest

    decided = {d.matter: d for d in now.decisions}
    found = [d for m, d in decided.items() if _fits(m, matter)]
    if not found:
        raise common.refuse("MATTER", f"there is no decision on '{matter}' to confirm", nearest(matter, list(decided)) if decided else "say what is adopted")
    for d in found:
        adopted = int(d.adopted) if d.matter in now.grades and d.adopted.isdecimal() else d.adopted
        reason = " ".join([d.reason, *([because] if because else [])])
        both = list(dict.fromkeys([*d.considered, *considered]))
        yield {"matter": d.matter, "adopted": adopted, "indicated": d.indicated, "reason": reason, "considered": both}


def _fits(matter: str, pattern: str) -> bool:
    """Whether a matter is meant by a name or pattern, which may leave out the rulebook's prefix."""
    return fnmatchcase(matter, pattern) or fnmatchcase(matter, f"*.{pattern}")


def _write(path: Path, entries: "list[Entry]") -> None:
    from evidence.amend import entry_of, with_entries
    from evidence.located import read_text
    from evidence.model import Decision

    said = [entry_of(Decision, entry, path) for entry in entries]
    write_whole(path, with_entries(path, read_text(path), "decisions", said), force=True)


def _shown(now: "Assessment", made_on: Path | None, *, everything: bool) -> str:
    from cli.assess import drawn
    from cli.decisions_text import print_matters
    from engine.assessment import Assessment
    from engine.verify import read_assessment

    kept = Assessment.model_validate(read_assessment(made_on)) if made_on else None
    if kept is not None and kept.basis is None:
        raise common.refuse(str(made_on), "this assessment was not made for the team", "give one made with --audience team --format json")
    return drawn(lambda console: print_matters(now, kept, console, everything=everything))


def _comments(given: list[str], known: "EvidenceSet") -> list[str]:
    from evidence.problems import nearest

    have = [comment.id for comment in known.representations]
    for comment in given:
        if comment not in have:
            raise common.refuse("--considered", f"there is no comment '{comment}'", nearest(comment, have) if have else "none were read in yet")
    return given


def _matters(given: str, now: "Assessment") -> list[tuple[str, str | None]]:
    """The matters that were meant, and what is indicated of each."""
    from evidence.model import WHOLE

    grades = {i: None if g.grade is None else str(g.grade) for i, g in now.grades.items()}
    if "*" in given:
        found: list[tuple[str, str | None]] = [(i, grades[i]) for i in now.undecided if i in grades and _fits(i, given)]
        if not found:
            raise common.refuse("MATTER", f"no grade that is still to be decided fits '{given}'", "`peerbench decide EVIDENCE` lists them")
        return found
    findings = {f.id: f.kind for f in now.findings}
    if given in findings:
        return [(given, findings[given])]
    rungs = {"ladder": now.ladder.recommended} | {s: standing.recommended for s, standing in now.ladder.services.items()} if now.ladder else {}
    given = "ladder" if given == WHOLE else given
    if given in rungs:
        return [(given, rungs[given])]
    one = common.find_rule(given, [*grades, *rungs])
    return [(one, grades[one])]


def _adopted(matter: str, given: str, indicates: str | None, now: "Assessment") -> str | int:
    """What is adopted, as it is recorded: the grade's number, the rung's id, the kind of finding."""
    from engine.assessment import KINDS_OF_FINDING
    from evidence.problems import nearest

    if given == AS_INDICATED:
        if indicates is None:
            raise common.refuse("ADOPTED", f"nothing is indicated of {matter}", "say what is adopted")
        return int(indicates) if matter in now.grades else indicates
    if matter in now.grades:
        return _grade(given, now.grades[matter], now)
    known = [*KINDS_OF_FINDING, WITHDRAWN] if any(f.id == matter for f in now.findings) else _rungs(now.ladder)
    fitting = [word for word in known if word == given or word.endswith(f".{given}")]
    if len(fitting) != 1:
        raise common.refuse("ADOPTED", f"'{given}' cannot be adopted of {matter}", nearest(given, known))
    return fitting[0]


def _rungs(ladder: "Ladder | None") -> list[str]:
    return [rung.id for rung in ladder.rungs] if ladder else []


def _grade(given: str, grade: "Grade", now: "Assessment") -> int:
    scale = next(book.scale for book in now.rulebooks if book.id == grade.book)
    for number, name in scale.items():
        if given in (str(number), name):
            return number
    raise common.refuse("ADOPTED", f"'{given}' is not a grade", f"the grades are {', '.join(f'{n} {name}' for n, name in scale.items())}")
