"""The CPA scores of February 2007 as evidence, and what becomes of a council's category where one of its scores is not known."""

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.compile import compile_plan
from engine.rulebook import Rulebook
from engine.sector.together import judge_frame
from evidence.columns import frame_of
from evidence.model import EvidenceSet

DAY = dt.date(2007, 2, 22)

RUN = ("inadequate", "adequate", "performing-well", "performing-strongly")
RATINGS = {
    "use_of_resources": "use-of-resources",
    "children_young_people": "children-and-young-people-score",
    "adult_social_care": "adult-social-care-score",
    "housing": "housing-score",
    "environment": "environment-score",
    "culture": "culture-score",
    "benefits": "benefits-score",
    "fire_rescue": "fire-and-rescue-score",
    "value_for_money": "value-for-money-score",
}

PUBLISHED = {
    "Bedfordshire": (2, "publicnet, 7 February 2008: 3 stars, and up in every year; only one council had none in 2005"),
    "Camden": (4, "Evening Standard, February 2007"),
    "City of London": (4, "Evening Standard, February 2007"),
    "Ealing": (3, "a councillor's notes, February 2007: keeps its 3 stars"),
    "Hackney": (2, "Evening Standard, February 2008: three stars, up one on the year before"),
    "Havering": (3, "publicnet, 22 February 2007: from one star to three"),
    "Kensington & Chelsea": (4, "Evening Standard, February 2007"),
    "Lambeth": (1, "Evening Standard, February 2007: the only one in London with a single star"),
    "Lewisham": (3, "a residents' page, 27 February 2007, with all the scores"),
    "Liverpool": (2, "Public Finance, February 2008: fell from two stars to one"),
}
"""The category of February 2007 by council, and who printed it."""

UNREADABLE = {"Buckinghamshire", "Isles of Scilly"}
"""Their scores could not be read in the press table; Buckinghamshire's category was under review that day."""


def scores(folder: Path) -> dict[str, dict[str, str]]:
    """The table's lines, by council."""
    with (folder / "component_scores_2006.csv").open(encoding="utf-8", newline="") as file:
        return {row["council"]: row for row in csv.DictReader(file)}


def evidence(row: dict[str, str]) -> EvidenceSet:
    """One council's line of the table."""
    known = {column: int(row[column]) for column in RATINGS if row[column].isdigit()}
    items = [{"rating": RATINGS[column], "value": value} for column, value in known.items()]
    if row["corporate_assessment"].isdigit():
        items.append({"rating": "corporate-assessment", "value": RUN[int(row["corporate_assessment"]) - 1]})
    source = {"kind": "inspectors", "title": "CPA scores for 2006"}
    not_there = [{"criterion": "cpa.fire", "by": "the table", "reason": "N/A"}] if row["fire_rescue"] == "N/A" else []
    return EvidenceSet.model_validate(
        {
            # The table has no types. A council without housing and benefits is a county, and of the others none is treated differently.
            "authority": {"name": row["council"], "type": "county" if row["housing"] == "N/A" else "unitary"},
            "as_of": DAY,
            "items": [{"id": f"score-{n}", "date": DAY, "source": source, **item} for n, item in enumerate(items)],
            "not_applicable": not_there,
        }
    )


@dataclass(frozen=True)
class Range:
    """The category that is given, if any, and between which it lies."""

    grade: int | None
    at_least: int
    could_be: int


Gap = tuple[str, str]
"""A council, and the score that it is without; none where the second is empty."""


def ranges(book: Rulebook, sets: Mapping[Gap, EvidenceSet]) -> dict[Gap, Range]:
    """The category of each, and what is still possible: all at once, by columns."""
    names = {f"{council}/{score}": (council, score) for council, score in sets}
    out = {}
    for part in judge_frame(compile_plan([book]), frame_of({name: sets[gap] for name, gap in names.items()})):
        node = part.judged.nodes["cpa.stars"]
        for row, name in enumerate(part.names):
            grade = int(node.grade[row])
            out[names[name]] = Range(None if grade < 0 else grade, int(node.at_least[row]), int(node.could_be[row]))
    return out


def with_a_gap(whole: EvidenceSet) -> dict[Gap, EvidenceSet]:
    """The evidence of a council as often as it has scores that the category goes by, each time without one of them."""
    return {
        (whole.authority.name, item.key): whole.model_copy(update={"items": tuple(i for i in whole.items if i is not item)})
        for item in whole.items
        if item.key != "value-for-money-score"
    }
