"""`peerbench redact`: take personal data out of evidence, and leave a stub by which the record still verifies."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import Quiet, Rules, Set
from cli.files import write_out, write_whole
from cli.record import Role, record

if TYPE_CHECKING:
    from engine.record.redact import Steps
    from evidence.model import EvidenceSet

Evidence = Annotated[Path, typer.Argument(metavar="EVIDENCE", help="The evidence set: a YAML or JSON file.", show_default=False)]


class Word(Enum):
    """What may be removed."""

    excerpt = "excerpt"
    note = "note"
    person = "person"
    role = "role"
    title = "title"
    at = "at"


def redact(
    evidence: Evidence,
    items: Annotated[list[str], typer.Argument(metavar="ITEM", help="The ids of the items.", show_default=False)],
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="Why; it stands where the text was, and name nobody in it.", show_default=False)],
    words: Annotated[
        list[Word] | None, typer.Option("--word", help="Only this word of the items; else excerpt, note, person and role. Repeatable.", show_default=False)
    ] = None,
    rules: Rules = None,
    settings: Set = None,
    role: Role = "team",
    quiet: Quiet = False,
) -> None:
    """Remove excerpts, names, roles and notes from items. What decides stays: no grade moves, and decisions stand.

    Decisions are bound to the evidence anew; --rules are those that they were made under.
    """
    from engine.record.redact import USUAL, removals
    from evidence.amend import with_values
    from evidence.located import read_text, read_yaml
    from evidence.model import EvidenceSet
    from evidence.problems import BadInput, Place, Problem, nearest
    from evidence.read import open_evidence

    opened = open_evidence(evidence)
    if opened.node(()) is None:
        mend = "write it as YAML with `peerbench workbook import`, and use that from now on"
        raise common.refuse(str(evidence), "texts are removed from YAML and JSON only", mend)
    known, _ = common.read_set(evidence, "team", set_aside=False)
    ids = [item.id for item in known.items]
    unknown = [i for i in items if i not in ids]
    if unknown:
        raise BadInput(Problem(Place(str(evidence)), f"there is no item '{i}'", nearest(i, ids) if ids else "it has no items") for i in unknown)
    text = read_text(evidence)
    wanted = tuple(word.value for word in words) if words else USUAL
    gone = removals(known, opened.data, items, wanted, secret(evidence.parent, role), because)
    if not gone:
        raise common.refuse(items[0], f"there is no {' or '.join(wanted)} left to remove", "name another item, or another --word")
    fresh = with_values(evidence, text, gone)
    if bound := _bound_anew(known, EvidenceSet.model_validate(read_yaml(evidence, text=fresh).data), rules, settings):
        fresh = with_values(evidence, fresh, bound)
    write_whole(evidence, fresh, force=True)
    record(evidence, "redact", written=[evidence], because=f"{', '.join(items)}: {because}", role=role, keep=True)
    if not quiet:
        told = {ids[int(steps[1])]: [str(s[-1]) for s in gone if s[1] == steps[1]] for steps in gone}
        listed = "; ".join(f"{i} ({', '.join(words_)})" for i, words_ in told.items())
        write_out(f"Removed from {evidence}: {listed}. What decides stayed, and no grade moves.\n")


def _bound_anew(before: "EvidenceSet", after: "EvidenceSet", rules: list[str] | None, settings: list[str] | None) -> "dict[Steps, str]":
    """For each decision that stands, by its place, what it is bound to when nothing has changed but the texts that were removed."""
    if not any(decision.made_on for decision in before.decisions):
        return {}
    from engine.decisions import basis
    from engine.derive import derive

    books, plan = common.load_rules(rules or [], common.overrides(settings or []))
    then, now = (basis(books, known, derive(plan, known)) for known in (before, after))
    return {("decisions", n, "made_on"): now for n, decision in enumerate(before.decisions) if decision.made_on == then}


def secret(folder: Path, role: str) -> str:
    """The secret of the journal in a folder; a journal is begun where there is none. Raises RunFailed where it cannot be."""
    from cli.record import deed
    from engine.record.append import append
    from engine.record.journal import read_journal, secret_of
    from evidence.problems import RunFailed

    try:
        found = secret_of(read_journal(folder))
        if found is None:
            append(folder, deed(folder, "begin", role=role, audience="team", books=(), read=(), written=()))
            found = secret_of(read_journal(folder))
    except OSError as error:
        raise RunFailed(f"{folder}: the journal cannot be read and written ({error.strerror or error}): ask for the right to write here") from None
    if found is None:
        raise RunFailed(f"{folder}: the journal is a copy without the team's secret: work in the folder where the team keeps its own")
    return found
