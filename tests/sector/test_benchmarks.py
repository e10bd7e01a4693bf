"""What the benchmarks measure is real: a sector that can be assessed, and others who do the same work."""

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from benchmarks import beside
from benchmarks.synthetic import plan_of, sector, write_sector
from engine.matching import durable
from engine.sector.partition import assess_partition
from evidence.columns import sets_of
from evidence.conform import conform

ROOT = Path(__file__).parents[2]


def test_the_same_seed_and_size_give_the_same_bytes(tmp_path: Path) -> None:
    """A table is written the same again, and another seed gives another."""
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        write_sector(tmp_path / name, 40, 20, seed=seed)
    one, again, other = ((tmp_path / name).read_bytes() for name in ("one", "again", "other"))
    assert one == again != other


def test_a_made_up_sector_has_what_is_known_and_what_is_not(tmp_path: Path) -> None:
    """Its rows are sound, each authority's stand together, and of its criteria some are graded and some are not."""
    write_sector(tmp_path / "table.parquet", 40, 20)
    table = conform(pl.read_parquet(tmp_path / "table.parquet"), "table")
    assert table.equals(sector(40, 20))
    names = table["authority"]
    assert names.rle().len() == names.n_unique() == 40
    grades = pl.DataFrame(pl.from_arrow(assess_partition(plan_of(20), table)["grades"]))["grade"]
    assert 0.1 < grades.null_count() / len(grades) < 0.9
    assert grades.drop_nulls().n_unique() == 4


def test_others_are_told_every_test_of_every_criterion(tmp_path: Path) -> None:
    """The rules that peers read name each test once, with what it asks."""
    plan = plan_of(20)
    beside.write_rules(plan, tmp_path)
    tests = [json.loads(line) for line in (tmp_path / "tests.json").read_text(encoding="utf-8").splitlines()]
    assert [t["test"] for t in tests] == [test for c in plan.criteria for test in c.tests]
    assert {t["shape"] for t in tests} == {"document", "least", "event", "target", "worse"}
    assert {t["criterion"]: t["bound"] for t in tests if t["shape"] == "least"} == {n: 40 + n % 40 for n in range(20)}


@pytest.mark.skipif(not durable.version(), reason="durable-rules could not be built here")
def test_durable_rules_bare_finds_the_truths_that_peerbench_finds(tmp_path: Path) -> None:
    """Given the same facts, it says of each test what the columnar matcher says."""
    plan, table = plan_of(60), sector(3, 60)
    beside.write_rules(plan, tmp_path)
    facts = [json.dumps(beside.facts_of(plan, evidence), default=float) for _, evidence in sets_of(table)]
    (tmp_path / "facts.jsonl").write_text("\n".join(facts), encoding="utf-8")
    words = ["durable", str(tmp_path / "facts.jsonl"), str(tmp_path), str(tmp_path / "out.jsonl"), "0"]
    subprocess.run([sys.executable, str(ROOT / "benchmarks" / "peers.py"), *words], check=True, timeout=60, stdout=subprocess.DEVNULL)
    (found,) = (json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert found == beside.truths_by_authority(plan, table)[0]
