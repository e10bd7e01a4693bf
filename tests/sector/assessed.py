"""The tables of a partition held against the Assessment of each authority alone."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from engine.assess import Options, assess
from engine.plan import Plan
from engine.rulebook import Rulebook
from evidence.audience import Audience
from evidence.model import EvidenceSet


def assert_tables_as_assessed(
    plan: Plan, books: tuple[Rulebook, ...], sets: Mapping[str, EvidenceSet], tables: Mapping[str, Any], audience: Audience = "public"
) -> None:
    """Each authority of the tables has the grades, findings and rungs that `assess` gives it, and no column is empty anywhere that says it never is."""
    assert [(name, c.name) for name, table in tables.items() for c in table.schema if not c.nullable and table[c.name].null_count] == []
    rows = {name: table.to_pylist() for name, table in tables.items()}
    assert [row["authority"] for row in rows["authorities"]] == list(dict.fromkeys(row["authority"] for row in rows["grades"]))
    assert {row["authority"] for row in rows["authorities"]} == set(sets)
    for name, evidence in sets.items():
        alone = assess(plan, books, evidence, Options(matcher="direct", audience=audience))
        mine = {table: [row for row in found if row["authority"] == name] for table, found in rows.items()}
        assert len(mine["grades"]) == len(alone.grades)
        for row in mine["grades"]:
            grade = alone.grades[row["rule"]]
            for word in ("grade", "at_least", "could_be", "uncapped", "outcome"):
                assert row[word] == getattr(grade, word), (name, row, grade)
            assert Fraction(grade.completeness) * max(row["of"], 1) == row["evidenced"], (row, grade)
        found = Counter((row["rule"], row["kind"], row["outcome"], row["about"]) for row in mine["findings"])
        assert found == Counter((f.rule, f.kind, f.outcome, f.about) for f in alone.findings), name
        if alone.ladder is None:
            assert not mine["rungs"]
            continue
        stand = {row["about"]: row for row in mine["rungs"] if row["ladder"] == alone.ladder.book}
        assert stand["authority"]["recommended"] == alone.ladder.recommended
        assert stand["authority"]["current"] == alone.ladder.current
        services = {about: row["recommended"] for about, row in stand.items() if about != "authority"}
        assert services == {about: standing.recommended for about, standing in alone.ladder.services.items()}
