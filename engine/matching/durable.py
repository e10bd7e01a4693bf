"""The durable matcher: the plan's tests as durable-rules' rulesets, in a worker process that may be lost without harm.

`match` asks a worker once. `Live` keeps one: when evidence is added or withdrawn, only the rules that it bears on run.
Both answer the very matches that the direct matcher does, or raise Unavailable with the reason.
"""

from collections.abc import Container, Mapping, Sequence
from typing import Any, Self

from engine.facts import Facts
from engine.matching.durable_process import Lost, Process, Unavailable, version
from engine.matching.matches import Matches
from engine.matching.rulesets import Codes, Compiled, TooMuch
from engine.plan import Plan

__all__ = ["Live", "Pending", "Unavailable", "match", "start", "version"]

MOST_FACTS = 20_000
"""The core keeps some ten kilobytes a fact; many authorities at once are the columnar matcher's."""

MOST_GONE = 1000
"""Facts withdrawn stay in the core, and closing facts. More of them than this, and than are held, and the rulesets are opened anew."""


def match(plan: Plan, facts: Facts, *, deadline: float, _command: Sequence[str] | None = None) -> Matches:
    """Match every leaf and pairing of the plan, within so many seconds. Raises Unavailable, with the reason."""
    with start(plan, facts, deadline, _command=_command) as pending:
        return pending.result()


def start(plan: Plan, facts: Facts, deadline: float, *, _command: Sequence[str] | None = None) -> "Pending":
    """Begin to match; the worker runs while the caller does something else. Raises Unavailable, with the reason."""
    return Pending(Live(plan, deadline=deadline, _command=_command, _only=facts.by_key), facts)


class Pending:
    """Matches under way. Leaving its context, or asking for the result, ends the worker."""

    def __init__(self, live: "Live", facts: Facts) -> None:
        self._live, self._facts = live, facts
        live._begin(facts)  # noqa: SLF001 (two halves of one thing)

    def result(self) -> Matches:
        """The matches. Raises Unavailable, with the reason."""
        try:
            return self._live._end(self._facts)  # noqa: SLF001 (as above)
        finally:
            self._live.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._live.close()


class Live:
    """A plan held by a worker, with the facts last seen. One thread at a time may use it."""

    def __init__(self, plan: Plan, *, deadline: float = 30.0, _command: Sequence[str] | None = None, _only: Container[tuple[str, str]] | None = None) -> None:
        """`deadline` is in seconds, for each answer of a worker."""
        self._plan, self._deadline, self._command, self._only = plan, deadline, _command, _only
        self._compiled: Compiled | None = None
        self._process: Process | None = None
        self._forget()

    def sync(self, facts: Facts) -> Matches:
        """The matches of these facts; the worker is told only what changed. One that is lost is replaced once.

        Raises Unavailable, with the reason; the next call starts anew.
        """
        try:
            self._begin(facts)
            return self._end(facts)
        except Lost:
            self._begin(facts)
            return self._end(facts)

    def change(self, plan: Plan) -> None:
        """Hold another plan from now on. The worker stays."""
        self._plan, self._compiled = plan, None
        self._forget()

    def close(self) -> None:
        """End the worker."""
        if self._process:
            self._process.close()
            self._process = None
        self._forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _forget(self) -> None:
        self._held: dict[str, tuple[str, Codes]] = {}
        self._ids: dict[str, str] = {}
        self._gone: set[str] = set()
        self._hits: dict[int, set[tuple[str, ...]]] = {}
        self._used = 0

    def _begin(self, facts: Facts) -> None:
        """Tell the worker what changed. Raises Unavailable."""
        if len(facts.facts) > MOST_FACTS:
            raise Unavailable(f"durable-rules is not given more than {MOST_FACTS} facts, and there are {len(facts.facts)}")
        try:
            # The process starts up while the plan is compiled.
            self._process = self._process or Process(self._command)
            self._compiled = self._compiled or Compiled(self._plan, self._only)
            self._process.ask(self._changes(self._compiled, facts), self._deadline)
        except TooMuch as error:
            self.close()
            raise Unavailable(f"durable-rules would not take the rules: {error}") from error
        except BaseException:
            self.close()
            raise

    def _end(self, facts: Facts) -> Matches:
        """What the worker answered. Raises Unavailable."""
        assert self._process
        assert self._compiled
        try:
            self._record(self._process.answer(), self._compiled)
            return self._compiled.decode(self._hits, self._ids, facts)
        except BaseException:
            self.close()
            raise

    def _changes(self, compiled: Compiled, facts: Facts) -> dict[str, Any]:
        """The message that brings the worker from the facts held to these. A fact that comes again comes under a new number."""
        if self._used - len(self._held) > max(MOST_GONE, len(self._held)):
            self._forget()
        opened = bool(self._used)
        wanted = {fact.id: compiled.encode(fact) for fact in facts.facts}
        gone = {id_ for id_, (_, codes) in self._held.items() if wanted.get(id_) != codes}
        if gone:
            numbers = {self._held.pop(id_)[0] for id_ in gone}
            self._gone |= numbers
            self._hits = {rule: {found for found in hits if numbers.isdisjoint(found)} for rule, hits in self._hits.items()}
        add: dict[int, list[dict[str, int | str]]] = {}
        for id_, codes in wanted.items():
            if id_ not in self._held:
                number = self._number()
                self._held[id_], self._ids[number] = (number, codes), id_
                for ruleset, own in codes:
                    add.setdefault(ruleset, []).append({"id": number, **own})
        self._asked = self._number()
        return {"ask": self._asked, "open": None if opened else compiled.rulesets, "add": list(add.items())}

    def _number(self) -> str:
        self._used += 1
        return f"{self._used:06}"

    def _record(self, answer: Mapping[str, Any], compiled: Compiled) -> None:
        """Add the hits answered to those known. Raises Lost where they are not hits."""
        try:
            known = answer["ask"] == self._asked and all(self._is_hit(compiled, *hit) for hit in answer["hits"])
        except (LookupError, TypeError):
            known = False
        if not known:
            raise Lost("durable-rules gave a garbled answer")
        for rule, *found in answer["hits"]:
            if self._gone.isdisjoint(found):
                self._hits.setdefault(rule, set()).add(tuple(found))

    def _is_hit(self, compiled: Compiled, rule: int, *found: str) -> bool:
        return len(found) == compiled.arity[rule] and all(number in self._ids for number in found)
