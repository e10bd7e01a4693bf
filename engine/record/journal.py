"""The journal: one line for every run that wrote something, each bound to the line before it.

    link of a line = SHA-256 over its open words, among them `before`, the link of the line before it, and `seal`
    seal of a line = SHA-256 over its sealed words, the salt among them

What only the team may know, such as the hash of the evidence, is sealed. A copy for others leaves the sealed words out
and keeps their seals: the chain still verifies, and nobody can try out what a short excerpt said.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from evidence.model import Value

NAME = "journal.jsonl"
FIRST = "0" * 64
"""What stands before the first line."""

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Deed:
    """What a run did: by whom, in which role, when, for whom, and the hashes of what it read and wrote, by name."""

    did: str
    who: str
    when: dt.datetime
    audience: str
    rulebooks: Mapping[str, str]
    read: Mapping[str, str]
    written: Mapping[str, str]
    result: str | None = None
    because: str | None = None


class Sealed(Value):
    """What of a line is for the team alone."""

    salt: Hash
    read: dict[str, Hash] = {}
    written: dict[str, Hash] = {}
    result: Hash | None = None
    because: str | None = None


class Line(Value):
    """A line of the journal. `torn` is the hash of a line before it that was cut short."""

    n: Annotated[int, Field(ge=1)]
    when: str
    who: str
    did: str
    audience: str
    rulebooks: dict[str, Hash] = {}
    written: dict[str, Hash] = {}
    result: Hash | None = None
    torn: Hash | None = None
    before: Hash
    seal: Hash
    link: Hash
    sealed: Sealed | None = None


def sha256(content: bytes) -> str:
    """The hash of some bytes."""
    return hashlib.sha256(content).hexdigest()


def line_of(deed: Deed, after: "End", salt: str) -> str:
    """The next line of a journal, without the line's end. `salt` is 64 random hexadecimal digits."""
    told = deed.audience == "public"
    what: dict[str, Any] = {"written": dict(deed.written), "result": deed.result}
    sealed = {"salt": salt, "read": dict(deed.read), **({} if told else what), "because": deed.because}
    line = {
        "n": after.n + 1,
        "when": deed.when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "who": deed.who,
        "did": deed.did,
        "audience": deed.audience,
        "rulebooks": dict(deed.rulebooks),
        **(what if told else {}),
        "torn": after.torn,
        "before": after.link,
        "seal": sha256(_canonical(_said(sealed))),
    }
    line = _said(line)
    return _canonical({**line, "link": sha256(_canonical(line)), "sealed": _said(sealed)}).decode()


def _said(words: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in words.items() if value not in (None, {})}


def _canonical(words: Mapping[str, Any]) -> bytes:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class End:
    """The end of a journal: the number and link of its last whole line, and the hash of what was cut short after it."""

    n: int = 0
    link: str = FIRST
    torn: str | None = None


def parsed(raw: bytes) -> Line | None:
    """A line, where it is whole and written as lines are written; None where it is not."""
    try:
        line = Line.model_validate(json.loads(raw))
        sealed = {"sealed": _said(line.sealed.model_dump(mode="json"))} if line.sealed else {}
        again = _canonical({**_said(line.model_dump(mode="json", exclude={"sealed"})), **sealed})
    except (ValueError, RecursionError):
        return None
    return line if again == raw else None


def end_of(journal: bytes) -> End:
    """Where the next line of a journal goes on."""
    lines = [raw for raw in journal.split(b"\n") if raw]
    torn = None
    for raw in reversed(lines):
        line = parsed(raw)
        if line is not None:
            return End(line.n, line.link, torn)
        torn = torn or sha256(raw)
    return End(torn=torn)


@dataclass(frozen=True)
class Checked:
    """What checking a journal found: its lines, its last link, the first break in it, and what is to be known besides."""

    lines: tuple[Line, ...]
    broken: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def link(self) -> str:
        """The last link: whoever wrote it down can see later that nothing before it was changed."""
        return self.lines[-1].link if self.lines else FIRST


def check(journal: bytes, *, opened: bool = True) -> Checked:
    """Check every link, as far as the first that is broken. Without `opened`, lines may have lost their sealed words."""
    lines: list[Line] = []
    notes: list[str] = []
    torn: tuple[int, str] | None = None
    number = 0
    for number, raw in enumerate(journal.removesuffix(b"\n").split(b"\n") if journal else [], start=1):
        line = parsed(raw)
        if line is None:
            if torn is not None:
                break
            torn = number, sha256(raw)
            continue
        after = End(lines[-1].n, lines[-1].link, torn and torn[1]) if lines else End(torn=torn and torn[1])
        if torn is not None and line.torn == torn[1]:
            notes.append(f"line {torn[0]} was cut short while it was written; line {number} says so, and the chain goes on")
            torn = None
        elif torn is not None:
            break
        wrong = _wrong(line, after, opened=opened)
        if wrong:
            return Checked(tuple(lines), f"line {number} {wrong}", tuple(notes))
        lines.append(line)
    if torn is not None:
        last = torn[0] == number
        what = "it was changed, or a run was cut short while it was written; the next run notes which" if last else "it was changed after it was written"
        return Checked(tuple(lines), f"line {torn[0]} is not whole: {what}", tuple(notes))
    return Checked(tuple(lines), None, tuple(notes))


def _wrong(line: Line, after: End, *, opened: bool) -> str | None:
    """What is wrong with a line that is whole in itself."""
    words = _said(line.model_dump(mode="json", exclude={"link", "sealed"}))
    if sha256(_canonical(words)) != line.link:
        return "was changed after it was written"
    if line.sealed is None:
        if opened:
            return "has lost its sealed words"
    elif sha256(_canonical(_said(line.sealed.model_dump(mode="json")))) != line.seal:
        return "had its sealed words changed after it was written"
    if (line.n, line.before, line.torn) != (after.n + 1, after.link, after.torn):
        return "does not follow the line before it: a line was taken out, put in or moved"
    return None


def for_others(journal: bytes) -> bytes:
    """The journal without its sealed words, and without what was cut short."""
    told = (_said(line.model_dump(mode="json", exclude={"sealed"})) for line in map(parsed, journal.split(b"\n")) if line is not None)
    return b"".join(_canonical(line) + b"\n" for line in told)


def secret_of(journal: bytes) -> str | None:
    """The team's secret: the salt of the first line. Hashes that others may see are keyed with it."""
    line = next((line for line in map(parsed, journal.split(b"\n")) if line is not None), None)
    return line.sealed.salt if line is not None and line.sealed is not None else None


def read_journal(folder: Path) -> bytes:
    """The journal of a folder; nothing where there is none. Raises OSError where it cannot be read."""
    path = folder / NAME
    return path.read_bytes() if path.exists() else b""
