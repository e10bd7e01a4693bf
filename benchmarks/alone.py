"""One authority, step by step and by matcher. Times say more about the machine than about the program: each stands beside one measured in the same run."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measure import spread
from cli.main import start_quickly
from engine.assess import Options, assess
from engine.compile import compile_plan
from engine.derive import derive
from engine.facts import Facts
from engine.home import installed
from engine.judge import judge
from engine.load import load
from engine.matching import columnar, direct, durable
from engine.matching.stacked import Stacked
from engine.plan import Plan
from engine.sector.together import judge_facts
from engine.tally import tally
from evidence.model import EvidenceSet
from evidence.read import read_evidence

EXAMPLE = max((Path(__file__).parents[1] / "examples").glob("*/evidence.yaml"), key=lambda path: path.stat().st_size)
PEER = ["-c", "import typer, pydantic, yaml"]


def section() -> list[str]:
    """The lines of the page about one authority."""
    start_quickly()  # as the command does
    folders = list(installed().values())
    books = [load(folder) for folder in folders]
    plan = compile_plan(books)
    evidence, _ = read_evidence(EXAMPLE)
    with tempfile.TemporaryDirectory() as cache:
        peer = _cold(PEER, cache)
        rows = [
            ("load every rulebook, processor time", _ms(lambda: [load(folder) for folder in folders], 7, clock=time.process_time)),
            ("compile to a plan", _ms(lambda: compile_plan(books), 7)),
            ("read the evidence set", _ms(lambda: read_evidence(EXAMPLE), 7)),
            *_steps(plan, evidence),
            ("assessment with its report, direct", _ms(lambda: assess(plan, books, evidence, Options(matcher="direct")), 7)),
            *_commands(cache),
        ]
    rules = sum(len(b.criteria) + len(b.triggers) for b in books)
    return [
        "## One authority",
        "",
        f"{EXAMPLE.parent.name}: {len(evidence.items)} items; {len(books)} rulebooks, {rules} rules, {len(plan.tests)} tests, {len(plan.leaves)} leaves.",
        "",
        '| | ms | of `python -c "import typer, pydantic, yaml"` |',
        "|---|---:|---:|",
        f"| that command itself | {peer:.0f} | 1.00 |",
        *(f"| {what} | {ms:.1f} | {ms / peer:.2f} |" for what, ms in rows),
    ]


def _steps(plan: Plan, evidence: EvidenceSet) -> Iterator[tuple[str, float]]:
    """The engine's steps, and the whole of them by matcher."""
    facts = derive(plan, evidence)
    matches = direct.match(plan, facts)
    closed = [c.entry for c in evidence.all_there_is]
    counted = tally(plan, facts, matches, closed)

    def by_direct() -> None:
        found = derive(plan, evidence)
        hits = direct.match(plan, found)
        judge(plan, found, hits, tally(plan, found, hits, closed), evidence)

    yield "derive", _ms(lambda: derive(plan, evidence), 15)
    yield "match, direct", _ms(lambda: direct.match(plan, facts), 15)
    yield "match, columnar, one authority", _ms(lambda: columnar.match(plan, Stacked.of([facts])), 15)
    if durable.version():
        yield "match, durable-rules, with its process", _ms(lambda: durable.match(plan, facts, deadline=60), 7)
        yield "match, durable-rules, live: one item out and in again", _live(plan, evidence, facts)
    yield "tally", _ms(lambda: tally(plan, facts, matches, closed), 15)
    yield "judge and roll up", _ms(lambda: judge(plan, facts, matches, counted, evidence), 15)
    yield "derive to grades, direct", _ms(by_direct, 15)
    yield "derive to grades, columnar, one authority", _ms(lambda: judge_facts(plan, [("one", evidence)], [derive(plan, evidence)]), 15)


def _live(plan: Plan, evidence: EvidenceSet, facts: Facts) -> float:
    without = derive(plan, evidence.model_copy(update={"items": evidence.items[1:]}))
    with durable.Live(plan, deadline=60) as live:
        live.sync(facts)
        return _ms(lambda: (live.sync(without), live.sync(facts)), 15)


def _commands(cache: str) -> Iterator[tuple[str, float]]:
    words = ["-m", "cli.main", "assess", str(EXAMPLE), "--format", "json"]
    yield "the whole command, both matchers, plan in the cache", _cold(words, cache)
    yield "the whole command, direct, plan in the cache", _cold([*words, "--matcher", "direct"], cache)


def _cold(words: list[str], cache: str) -> float:
    environment = {**os.environ, "XDG_CACHE_HOME": cache}
    return _ms(lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True, env=environment), 11)


def _ms(work: Callable[[], object], repeats: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median of a call in milliseconds, after one call that does not count."""
    work()
    return 1000 * spread(work, repeats, clock).median
