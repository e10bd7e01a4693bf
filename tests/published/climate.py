"""The council climate plan scorecards of 2022, worked out again: 409 authorities, 29,789 answers, nine sections, a total.

The rulebook beside it says which question gives how many points. Answers come in through a mapping file, as any table
does; all authorities are judged together, by columns. The scheme's own rule is that an answer that was not given scores nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import polars as pl

from engine.compile import compile_plan
from engine.load import load
from engine.sector.together import judge_frame
from evidence.tables.read import read_table

HERE = Path(__file__).parent / "climate-scorecards"
TYPES = {
    "County": "county",
    "Combined authority": "combined",
    "London borough": "london",
    "Metropolitan district": "metropolitan",
    "Non-metropolitan district": "district",
    "NI district": "district",
    "Unitary authority": "unitary",
    "Scottish unitary authority": "unitary",
    "Welsh unitary authority": "unitary",
    "City corporation": "other",
    "Strategic Regional Authority": "other",
}


@dataclass(frozen=True)
class Scored:
    """What comes out for an authority: points by section as shares of what can be had, and the total of a hundred."""

    sections: Mapping[str, Fraction]
    total: Fraction


def scored(data: Path) -> dict[str, Scored]:
    """All authorities, by their code."""
    types = dict(pl.read_csv(data / "authority_scores.csv", infer_schema=False).select("local-authority-code", "local-authority-type-name").iter_rows())
    frame = read_table(data / "individual_answers.csv", HERE / "answers.map.yaml").long()
    kinds = {code: TYPES[name] for code, name in types.items()}
    frame = frame.with_columns(type=pl.when(pl.col("kind") == "authority").then(pl.col("authority").replace_strict(kinds)))
    plan = compile_plan([load(HERE / "rules")])
    out = {}
    for part in judge_frame(plan, frame):
        nodes = part.judged.nodes
        sections = {g.id.removeprefix("scorecards.section."): nodes[g.id].points for g in plan.groups if ".section." in g.id}
        total = nodes["scorecards.total"].points
        for row, code in enumerate(part.names):
            out[code] = Scored({name: _share(points, row) for name, points in sections.items()}, _share(total, row) * 100)
    return out


def _share(points, row: int) -> Fraction:
    num, den = points[0]
    return Fraction(int(num[row]), int(den[row])) / 100


@dataclass(frozen=True)
class Differs:
    """A figure that was published otherwise than exact arithmetic has it, rounded with halves to the even number."""

    name: str
    what: str
    exact: Fraction
    published: int


@dataclass(frozen=True)
class Compared:
    """How often what comes out is what was published, as (so many, of how many)."""

    scores: tuple[int, int]
    shares: tuple[Differs, ...]
    totals: tuple[Differs, ...]
    halves_up: tuple[Differs, ...]
    """The totals that differ where an exact half goes up."""
    shares_their_way: tuple[int, int]
    totals_their_way: tuple[int, int]
    """Rounded as the publisher did it."""


def their_way(fraction: float) -> int:
    """The publisher's rounding: in binary fractions, so that 0.57 becomes 56.99999999999999 and then 56."""
    return int(round(fraction, 2) * 100)


def compared(data: Path) -> Compared:
    """Everything published beside what comes out."""
    ours = scored(data)
    sections = pl.read_csv(data / "section_scores.csv", infer_schema=False)
    authorities = pl.read_csv(data / "authority_scores.csv", infer_schema=False)
    weights = dict(pl.read_csv(data / "section_labels_and_weights.csv", infer_schema=False).select("section_id", "section_weight").drop_nulls().iter_rows())
    scores = [
        ours[code].sections[section.replace("&", "-")] * int(most) == Fraction(score)
        for code, section, most, score in sections.select("local-authority-code", "section", "max_score", "score").iter_rows()
    ]
    shares, totals, halves_up, ways = [], [], [], []
    for row in authorities.iter_rows(named=True):
        name, mine = row["official-name"], ours[row["local-authority-code"]]
        fractions = {section: mine.sections[section.replace("&", "-")] for section in weights}
        for section, fraction in fractions.items():
            exact, there = fraction * 100, int(row[section])
            if round(exact) != there:
                shares.append(Differs(name, section, exact, there))
            ways.append(their_way(float(fraction)) == there)
        there = int(row["weighted_total"])
        for found, rounded in ((totals, round(mine.total)), (halves_up, int(mine.total + Fraction(1, 2)))):
            if rounded != there:
                found.append(Differs(name, "total", mine.total, there))
    again = [
        their_way(sum(float(ours[code].sections[s.replace("&", "-")]) * float(w) for s, w in weights.items())) == int(total)
        for code, total in authorities.select("local-authority-code", "weighted_total").iter_rows()
    ]
    return Compared((sum(scores), len(scores)), tuple(shares), tuple(totals), tuple(halves_up), (sum(ways), len(ways)), (sum(again), len(again)))
