"""The worker process: the only module that imports `durable`, and the place of every guard that its C core needs.

It is a program of its own (`python -m engine.matching.durable_worker`), so that a crash or a hang of the core ends nothing
else. It reads one JSON object a line and answers each with one:

    {"ask": "000003", "seconds": 30, "open": [{"0": {"all": [...]}}], "add": [[0, [{"id": "000001", "kind": 1, ...}]]]}
    {"ask": "000003", "hits": [[0, "000001"], [5, "000001", "000002"]]}
    {"ask": "000003", "fault": "imported", "reason": "ImportError: ..."}

`open` replaces the rulesets, and `add` asserts facts in them, by the number of the ruleset; the hits are those of the
facts added: the rule, then the facts' ids. `ask` is an id too, that of the closing fact.

No fact is ever retracted: when a fact that has fired is, the core looks for it in frames long given back, reads past their
end and may write there. Whoever asks forgets it instead, and opens the rulesets anew before too many are forgotten. The
numbers in brackets are those of the reproducers kept with the design (shared/durable-rules).
"""

import contextlib
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

Rules = Mapping[str, Mapping[str, Any]]
"""A ruleset: rules by name, each with its conditions as durable-rules writes them, without actions."""

EDGE = 0
"""The kind of the opening and the closing fact; the kinds of evidence count from 1."""

OPENING = "000000"
"""The id of the opening fact. Ids have six digits: the core knows an id by its hash, and those of six digits all differ."""

_NEVER = -1
_SIDS = 1000
"""The core holds 1,024 sessions; one is live per ruleset, and its name is taken from as many."""


class Broken(Exception):
    """A guard found that the core did not do what it was told."""


class Session:
    """Rulesets, and the facts asserted in them."""

    def __init__(self, rulesets: Sequence[Rules], number: int) -> None:
        from durable import engine

        class Host(engine.Host):  # type: ignore[misc]
            def _run(self) -> None:
                """Start no dispatcher threads: they run actions at any time, of sessions already deleted too (21, 44, 70)."""

        self.host, self.core = Host(), engine.durable_rules_engine
        self.rulesets = rulesets
        self.sid = f"s{number % _SIDS}"
        self.held: dict[int, set[str]] = {}
        self.hits: list[list[int | str]] = []
        self.caught: list[BaseException] = []

    def add(self, number: int, facts: Sequence[Mapping[str, Any]], closing: str) -> None:
        """Assert facts in a ruleset and run all that they fire. Raises when any of it went wrong."""
        if number not in self.held:
            self._open(number)
        name, held = str(number), self.held[number]
        self.host.assert_facts(name, [{**fact, "sid": self.sid} for fact in facts])
        held.update(fact["id"] for fact in facts)
        self._edge(number, closing)
        # What an action raised is swallowed (14), and one bad value drops the rest of a batch without a word (12).
        if self.caught:
            raise self.caught[0]
        if said := self.host.get_state(name, self.sid).get("exception"):
            raise Broken(str(said))
        if {fact["id"] for fact in self.host.get_facts(name, self.sid)} != held:
            raise Broken("it lost some of the facts that it was given")

    def close(self) -> None:
        """Delete the sessions, the newest first (21), and then their rulesets (live ones would leak)."""
        for number in reversed(self.held):
            self.host.delete_state(str(number), self.sid)
        for number in self.held:
            self.core.delete_ruleset(self.host.get_ruleset(str(number))._handle)  # noqa: SLF001 (there is no other way to it)
        self.held.clear()

    def _open(self, number: int) -> None:
        """Register a ruleset when the first fact bears on it, and let an action run: deleting a session in which none ran crashes (23)."""
        rules: dict[str, Any] = {name: {**rule, "run": self._record(name)} for name, rule in self.rulesets[number].items()}
        # Every fact is kept, whether or not a rule fires for it: one that nothing matches would hold up a whole batch (12).
        rules["kept"] = {"all": [{"a": {"$gte": {"kind": EDGE}}}, {"b": {"kind": _NEVER}}], "run": self._record("kept")}
        rules["edge"] = {"all": [{"a": {"kind": EDGE}}], "run": self._record("edge"), "pri": 1}
        self.host.set_rulesets({str(number): rules})
        self.held[number] = set()
        self._edge(number, OPENING)

    def _edge(self, number: int, one: str) -> None:
        """Assert an opening or closing fact. Its rule comes last on the agenda, so that when it has run, all have."""
        self.host.assert_fact(str(number), {"id": one, "kind": EDGE, "sid": self.sid})
        self.held[number].add(one)
        if not self.hits or self.hits.pop() != ["edge", one]:
            raise Broken("it did not run all that was on its agenda")

    def _record(self, name: str) -> Callable[[Any], None]:
        rule = int(name) if name.isdecimal() else name

        def run(c: Any) -> None:
            # One argument: with two it would be taken for an asynchronous action, and the session stay locked (72).
            try:
                self.hits.append([rule, c.a.id] if c.b is None else [rule, c.a.id, c.b.id])
            except BaseException as error:
                self.caught.append(error)
                raise

        return run


class Worker:
    """Answers messages, one at a time."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self.opened = 0

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one message. A fault is answered too."""
        ask = message["ask"]
        try:
            return {"ask": ask, "hits": self._hits(message)}
        except ImportError as error:
            return {"ask": ask, "fault": "imported", "reason": _said(error)}
        except BaseException as error:  # noqa: BLE001 (the core raises bare exceptions, and the parent wants to know of all)
            return {"ask": ask, "fault": "failed", "reason": _said(error)}

    def _hits(self, message: Mapping[str, Any]) -> list[list[int | str]]:
        if message.get("open") is not None:
            if self.session:
                self.session.close()
            self.session = Session(message["open"], self.opened)
            self.opened += 1
        if not self.session:
            raise Broken("no rulesets are open")
        hits: list[list[int | str]] = []
        self.session.hits = hits
        for number, facts in message["add"]:
            self.session.add(number, facts, message["ask"])
        return hits


def _said(error: BaseException) -> str:
    said = " ".join(str(getattr(error, "message", error)).split())
    return f"{type(error).__name__}: {said}"[:200] if said else type(error).__name__


def serve(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The answers to lines of JSON. A deadline passed ends the process, also when the C core holds it."""
    worker = Worker()
    for line in lines:
        message = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, message["seconds"])
        answer = worker.answer(message)
        signal.setitimer(signal.ITIMER_REAL, 0)
        yield json.dumps(answer, separators=(",", ":")).encode() + b"\n"


def main() -> None:
    """Answer standard input on standard output; nothing else gets to write there."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # An interrupt is the parent's affair: closing standard input ends the worker.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever the parent does with alarms, one ends this process.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with contextlib.suppress(ImportError):
        # Now, while the parent compiles the plan; what fails here fails again when it is asked, and is reported then.
        importlib.import_module("durable.engine")
    for answer in serve(sys.stdin.buffer):
        answers.write(answer)
        answers.flush()


if __name__ == "__main__":
    main()
