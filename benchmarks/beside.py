"""Others beside Peerbench, on the same rules and evidence; every answer of theirs is compared with Peerbench's."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from engine.derive import derive
from engine.matching import columnar, durable
from engine.plan import Plan
from engine.sector.source import Partition, partitions
from engine.sector.together import judge_frame
from engine.tally import tally_all
from evidence.columns import sets_of
from evidence.conform import conform
from evidence.model import EvidenceSet

PEERS = Path(__file__).parent / "peers.py"
_FACTS = 500
"""How many authorities' facts the peers are given that do not derive: an authority after the other, they need no more."""
_SECONDS, _PATIENCE = 60, 600
"""How long durable-rules is given, and after how long a peer is held to hang."""


@dataclass(frozen=True)
class Beside:
    """What somebody did: of how many authorities, in how many seconds and of how many of processor time; `answers` against Peerbench's."""

    what: str
    authorities: int
    seconds: float
    processor: float
    answers: str


def write_rules(plan: Plan, folder: Path) -> None:
    """The rules in words that peers can read: the tests of criteria, and the criteria."""
    heading = {child: n for n, group in enumerate(plan.groups) for child in group.children}
    criteria = [{"c": n, "id": c.id, "weight": c.weight, "heading": heading[c.id]} for n, c in enumerate(plan.criteria)]
    tests = [_test(plan, test, n) for n, c in enumerate(plan.criteria) for test in c.tests]
    for name, lines in {"criteria": criteria, "tests": tests}.items():
        (folder / f"{name}.json").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


def _test(plan: Plan, test: int, criterion: int) -> dict[str, object]:
    leaf = plan.leaves[plan.tests[test].leaf]
    (wanted,) = leaf.wanted
    age = next((int(str(c.value)) for c in leaf.scope if c.attribute == "age"), None)
    shape = {"status": "document", "result": "event", "target_met": "target", "falls": "worse", "value": "least"}[wanted.attribute]
    bound = float(str(wanted.value)) if shape == "least" else None
    word = wanted.value[0] if isinstance(wanted.value, tuple) else None
    return {"test": test, "criterion": criterion, "kind": leaf.kind, "key": leaf.keys[0], "shape": shape, "age": age, "bound": bound, "word": word}


def matching(plan: Plan, table: Path) -> Beside:
    """Peerbench from derived facts to the truths of tests, on one core, as durable-rules and ZEN do it."""
    parts = partitions([table])
    _match(plan, parts[0])  # what is made of a plan once is not measured, as it is not of the peers' rules
    took = [_match(plan, part) for part in parts]
    return Beside("Peerbench, from derived facts to truths", sum(part.authorities for part in parts), *map(sum, zip(*took, strict=True)), "")


def _match(plan: Plan, part: Partition) -> tuple[float, float]:
    (judged,) = judge_frame(plan, conform(part.read(), part.path.name))
    start, before = time.perf_counter(), time.process_time()
    tally_all(plan, judged.block.seen, columnar.match(plan, judged.block), {})
    return time.perf_counter() - start, time.process_time() - before


def duckdb(python: str, plan: Plan, table: Path, results: Path, work: Path, repeats: int) -> Iterator[Beside]:
    """DuckDB, SQL over the long form: to the truths of tests, and on to the grades; from Parquet to Parquet."""
    for what, mine in (("truths", lambda: _truths(plan, table)), ("grades", lambda: _grades(results))):
        out = work / f"duckdb-{what}.parquet"
        took = sorted((_told(python, "duckdb", what, table, work, out) for _ in range(repeats)), key=lambda told: told["seconds"])
        yield _beside(f"DuckDB, to the {what} on disk", took[len(took) // 2], same=_same(mine(), pl.read_parquet(out)))
        out.unlink()


def given_facts(python: str, plan: Plan, table: Path, work: Path) -> Iterator[Beside]:
    """The two that are given facts and tell the truths of tests, an authority at a time."""
    frame = conform(pl.read_parquet(table), table.name)
    names = frame["authority"].unique(maintain_order=True)[:_FACTS]
    frame = frame.filter(pl.col("authority").is_in(names.implode()))
    with (work / "facts.jsonl").open("w", encoding="utf-8") as file:
        for _, evidence in sets_of(frame):
            file.write(json.dumps(facts_of(plan, evidence), default=float) + "\n")
    mine = truths_by_authority(plan, frame)

    def told(what: str, program: str, name: str, *words: object) -> Beside:
        answers = work / f"{name}.jsonl"
        said = _told(program, name, work / "facts.jsonl", work, answers, *words)
        theirs = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
        return _beside(what, said, same=all(one == mine[n % len(mine)] for n, one in enumerate(theirs)))

    yield told("ZEN, from derived facts to truths", python, "zen")
    if durable.version():
        what = "durable-rules bare, from derived facts to truths"
        try:
            yield told(what, sys.executable, "durable", _SECONDS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            # Its core may crash or hang (docs/decisions/0007-worker.md), which is an answer too.
            yield Beside(what, 0, 0, 0, str(error))


_Told = dict[str, float]


def _told(python: str, *words: object) -> _Told:
    """What a peer says of its work."""
    command = [python, str(PEERS), *map(str, words)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=_PATIENCE).stdout)


def _beside(what: str, told: _Told, *, same: bool) -> Beside:
    return Beside(what, int(told["authorities"]), told["seconds"], told["processor"], "equal" if same else "DIFFERENT")


def facts_of(plan: Plan, evidence: EvidenceSet) -> dict[str, dict[str, object]]:
    """The facts that tests ask about, each under the letter of its kind and the number of its criterion."""
    facts = [f for f in derive(plan, evidence).facts if f.kind in ("document", "event") or f.attributes.get("latest")]
    return {f"{f.kind[0]}{f.key.rpartition('-')[2]}": dict(f.attributes) for f in facts}


def _truths_of(plan: Plan, frame: pl.DataFrame) -> pl.DataFrame:
    """What Peerbench says of every test of a criterion that is not unknown."""
    asked = [test for c in plan.criteria for test in c.tests]
    out = []
    for part in judge_frame(plan, frame):
        truth = part.judged.tally.truth[: len(part.names), asked]
        who, test = np.nonzero(truth)
        names = pl.Series(part.names)
        out.append(pl.DataFrame({"authority": names.gather(who), "test": np.array(asked)[test], "truth": truth[who, test]}))
    return pl.concat(out)


def truths_by_authority(plan: Plan, frame: pl.DataFrame) -> list[dict[str, int]]:
    """The same, authority by authority, as peers write it."""
    found = _truths_of(plan, frame).group_by("authority", maintain_order=True).agg("test", "truth").select("test", "truth").iter_rows()
    return [dict(zip(map(str, tests), truths, strict=True)) for tests, truths in found]


def _truths(plan: Plan, table: Path) -> pl.DataFrame:
    return pl.concat([_truths_of(plan, conform(part.read(), table.name)) for part in partitions([table])])


def _grades(results: Path) -> pl.DataFrame:
    return pl.read_parquet(results / "grades" / "*.parquet", columns=["authority", "rule", "grade", "at_least", "could_be"])


def _same(mine: pl.DataFrame, theirs: pl.DataFrame) -> bool:
    """Whether two tables have the same rows, in whatever order."""
    types = {name: pl.Categorical() if kind in (pl.String, pl.Categorical) else pl.Int16() for name, kind in mine.schema.items()}
    one, other = (table.select(mine.columns).cast(types).sort(mine.columns[:2]) for table in (mine, theirs))
    return one.equals(other)
