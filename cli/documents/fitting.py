"""How much room a text takes in Arial, and what of it fits: nothing on a slide may run over."""

import re
import unicodedata
from collections.abc import Sequence

LEADING = 1.2
"""How many times its size a line is high."""

_WIDTHS = {
    **dict.fromkeys("ijl", 222),
    **dict.fromkeys("fIt!,./\\:;[] '|", 278),
    **dict.fromkeys("r()-`", 333),
    **dict.fromkeys("{}", 334),
    **dict.fromkeys("Jcksvxyz", 500),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("Mm", 833),
    **dict.fromkeys("+<=>~", 584),
    **dict.fromkeys("\u2018\u2019", 222),
    **dict.fromkeys("\u201c\u201d\u00b7", 333),
    '"': 355,
    "*": 389,
    "^": 469,
    "%": 889,
    "W": 944,
    "\u2026": 1000,
    "@": 1015,
}
"""The widths of letters in thousandths of the size, as in Helvetica's metrics, which Arial shares; others are 556 wide."""

_BOLD = 1.08
_SENTENCES = re.compile(r"(?<=[.!?…])\s+")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is in one line, in points."""
    units = sum(_WIDTHS.get(letter, 1000 if unicodedata.east_asian_width(letter) in "WF" else 556) for letter in text)
    return units * size / 1000 * (_BOLD if bold else 1)


def lines(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """How many lines a text takes in so many points; a word that is longer than a line is broken."""
    count, used, space = 1, 0.0, width(" ", size, bold=bold)
    for word in text.split():
        long = width(word, size, bold=bold)
        if used and used + space + long > room:
            count, used = count + 1, 0.0
        used += (space if used else 0) + long
        while used > room:
            count, used = count + 1, used - room
    return count


def shortened(text: str, size: float, room: float, most: int) -> str:
    """A text that takes at most so many lines: cut after a sentence where one fits, else after a word, with an ellipsis."""
    if lines(text, size, room) <= most:
        return text
    kept = ""
    for sentence in _SENTENCES.split(text):
        longer = f"{kept} {sentence}".strip()
        if lines(longer, size, room) > most:
            break
        kept = longer
    if kept:
        return kept
    words = text.split()
    while len(words) > 1 and lines(" ".join(words) + " …", size, room) > most:
        words.pop()
    cut = " ".join(words)
    while lines(cut + " …", size, room) > most:
        cut = cut[:-1]
    return cut.rstrip(",;:") + " …"


def fitting(texts: Sequence[str], size: float, room: tuple[float, float], gap: float, more: str) -> list[str]:
    """As many texts as fit into a room (width and height in points), with a gap after each; `more` says how many do not, as `{n}`."""
    across, down = room
    heights = [lines(text, size, across) * size * LEADING + gap for text in texts]
    if sum(heights) <= down:
        return list(texts)
    kept, used = 0, size * LEADING + gap
    while used + heights[kept] <= down:
        used += heights[kept]
        kept += 1
    return [*texts[:kept], more.format(n=len(texts) - kept)]
