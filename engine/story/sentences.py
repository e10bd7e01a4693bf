"""Sentences and the findings that they state.

A sentence that states a finding ends with the finding's id in brackets; one that states the reviewers' own view and no
finding ends with `[own]`:

    Repairs pile up. [f-c5c9fb1f2bf5] Half of the offices stand empty [f-952b5fa034ac, f-cfbde84aa7c5]. We liked the cake. [own]
"""

import re
from dataclasses import dataclass

OWN = "own"

_MARK = re.compile(r"\s*\[(own|f-[0-9a-z]+(?:\s*,\s*f-[0-9a-z]+)*)\]")
_OPEN, _CLOSE = "\"'“(£\N{LEFT SINGLE QUOTATION MARK}", "\"'”)\N{RIGHT SINGLE QUOTATION MARK}"
_END = re.compile(rf"[.!?…][{_CLOSE}]*(?:\s*\[(?:own|f-[^\]]*)\])*(?=\s+[{_OPEN}]?[A-Z0-9]|\s*$)")
_NO_END = re.compile(r"(?:\b(?:St|Mr|Mrs|Ms|Dr|No|Nos|e\.g|i\.e|pp?|para)|\b[A-Z])\.\Z")
"""What a full stop may belong to that ends no sentence: `St. Mary`, `No. 4`."""


@dataclass(frozen=True)
class Sentence:
    """A sentence without its marks, the ids of the findings that it states, and whether it says that it is the reviewers' own."""

    text: str
    findings: tuple[str, ...]
    own: bool

    @property
    def linked(self) -> bool:
        """Whether it says what it rests on, or that it rests on nothing."""
        return self.own or bool(self.findings)


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order."""
    flat, out, start = " ".join(text.split()), [], 0
    for end in _END.finditer(flat):
        if _NO_END.search(flat[start : end.start() + 1]):
            continue
        out.append(_sentence(flat[start : end.end()]))
        start = end.end()
    if flat[start:].strip():
        out.append(_sentence(flat[start:]))
    return tuple(out)


def _sentence(text: str) -> Sentence:
    marks = [mark for found in _MARK.findall(text) for mark in re.split(r"\s*,\s*", found)]
    return Sentence(_MARK.sub("", text).strip(), tuple(dict.fromkeys(m for m in marks if m != OWN)), OWN in marks)


def marked(text: str, finding: str) -> str:
    """A text each of whose sentences is linked to a finding."""
    return " ".join(f"{sentence.text} [{finding}]" for sentence in sentences(text))
