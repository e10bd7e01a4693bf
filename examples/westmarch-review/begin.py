# ruff: noqa: INP001 - a script to run, not part of a package
"""Lay out what a review of Westmarch begins with: what the council knows of itself, and what each of four reviewers will have written down.

Run it in an empty folder: `python .../examples/westmarch-review/begin.py`. It takes `../westmarch/evidence.yaml` apart again, by who wrote down what.
Everything in it is invented.
"""

import sys
from pathlib import Path
from typing import Any

import yaml

WHOLE = Path(__file__).parents[1] / "westmarch" / "evidence.yaml"
REVIEWERS = ("A", "B", "C", "D")
HEAD = ("authority", "as_of", "title")
BACKLOG = "m-maintenance-backlog-0809"
MISREAD = 26400
"""Reviewer D read the backlog of repairs wrongly: it is £24.6 million."""


def begin(folder: Path) -> None:
    """Write `council.yaml` and `reviewer-a.yaml` to `reviewer-d.yaml` into a folder."""
    whole = yaml.safe_load(WHOLE.read_text("utf-8"))
    head = {word: whole[word] for word in HEAD}
    public = [item for item in whole["items"] if _known_beforehand(item)]
    own = [score for score in whole["scores"] if score.get("own")]
    council = {**head, "items": [{k: v for k, v in item.items() if k != "recorded"} for item in public], "scores": own}
    _write(folder / "council.yaml", council)
    for letter in REVIEWERS:
        name = f"Reviewer {letter}"
        items = [item for item in whole["items"] if item not in public and _by(item) == name]
        if letter == "D":
            items += [{**item, "value": MISREAD} for item in whole["items"] if item["id"] == BACKLOG]
        scores = [score for score in whole["scores"] if score["by"] == name]
        notes = {**council, "items": [*council["items"], *items], "scores": [*own, *scores]}
        if letter == "A":
            notes |= {word: whole[word] for word in ("all_there_is", "not_applicable")}
        _write(folder / f"reviewer-{letter.lower()}.yaml", notes)


def _known_beforehand(item: dict[str, Any]) -> bool:
    """Whether the council can show it before the visit: open papers and figures, and nothing that was looked for in vain."""
    return item["obtained"] in ("document", "data") and item["id"] != BACKLOG and item.keys().isdisjoint(("denied", "handling", "derived_from"))


def _by(item: dict[str, Any]) -> str:
    return str(item["recorded"]["by"])


def _write(path: Path, known: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=160), "utf-8")


if __name__ == "__main__":
    begin(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
