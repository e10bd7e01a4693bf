"""Measures Peerbench against peers in one run, and writes RESULTS.md beside this file.

Every figure is a median over repeats and stands as a ratio to something measured in the same run, for absolute times
say more about the machine than about the program. Nothing here is a test: nothing fails by being slow.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine.assess import Options, assess
from engine.compile import compile_plan
from engine.derive import derive
from engine.home import installed
from engine.judge import judge
from engine.load import load
from engine.matching import direct, durable
from engine.tally import tally
from evidence.read import read_evidence

HERE = Path(__file__).parent
EXAMPLE = next(iter(sorted((HERE.parent / "examples").glob("*/evidence.yaml"), key=lambda p: -p.stat().st_size)))
PEER = ["-c", "import typer, pydantic, yaml"]


def median(run: Callable[[], object], repeats: int) -> float:
    """The median time of a call, in milliseconds, after one call that does not count."""
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def cold(words: list[str], cache: str, repeats: int = 11) -> float:
    """The median time of a whole process, in milliseconds."""
    environment = {**os.environ, "XDG_CACHE_HOME": cache}
    return median(lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True, env=environment), repeats)


def cpu(run: Callable[[], object], repeats: int) -> float:
    """The median processor time of a call, in milliseconds."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        run()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Measure, print, write."""
    folders = list(installed().values())
    books = [load(folder) for folder in folders]
    plan = compile_plan(books)
    evidence, _ = read_evidence(EXAMPLE)
    facts = derive(plan, evidence)
    matches = direct.match(plan, facts)
    closed = [c.entry for c in evidence.all_there_is]
    counted = tally(plan, facts, matches, closed)

    def engine_direct() -> None:
        f = derive(plan, evidence)
        m = direct.match(plan, f)
        judge(plan, f, m, tally(plan, f, m, closed), evidence)

    rows: list[tuple[str, float]] = [
        ("load every rulebook, cold, processor time", cpu(lambda: [load(folder) for folder in folders], 7)),
        ("compile to a plan", median(lambda: compile_plan(books), 7)),
        ("read the evidence set", median(lambda: read_evidence(EXAMPLE), 7)),
        ("derive", median(lambda: derive(plan, evidence), 15)),
        ("match, direct", median(lambda: direct.match(plan, facts), 15)),
        ("tally", median(lambda: tally(plan, facts, matches, closed), 15)),
        ("judge and roll up", median(lambda: judge(plan, facts, matches, counted, evidence), 15)),
        ("engine with direct (derive to grades)", median(engine_direct, 15)),
        ("assessment with its report, direct", median(lambda: assess(plan, books, evidence, Options(matcher="direct")), 7)),
    ]
    if durable.version():
        rows.append(("match, durable-rules, with its process", median(lambda: durable.match(plan, facts, deadline=60), 7)))
        with durable.Live(plan, deadline=60) as live:
            live.sync(facts)
            without = derive(plan, evidence.model_copy(update={"items": evidence.items[1:]}))

            def one_item() -> None:
                live.sync(without)
                live.sync(facts)

            rows.append(("match, durable-rules, live: one item out and in again", median(one_item, 15)))
    with tempfile.TemporaryDirectory() as cache:
        peer = cold(PEER, cache)
        words = ["-m", "cli.main", "assess", str(EXAMPLE), "--format", "json"]
        rows += [
            ("the whole command, both matchers, plan in the cache", cold(words, cache)),
            ("the whole command, direct, plan in the cache", cold([*words, "--matcher", "direct"], cache)),
        ]
    rules = sum(len(b.criteria) + len(b.triggers) for b in books)
    lines = [
        "# Measured",
        "",
        f"{EXAMPLE.parent.name}: {len(evidence.items)} items; {len(books)} rulebooks, {rules} rules, {len(plan.tests)} tests, {len(plan.leaves)} leaves.",
        f"Python {platform.python_version()}, {os.cpu_count()} cores. Medians; `make bench` writes this page again.",
        "",
        '| | ms | of `python -c "import typer, pydantic, yaml"` |',
        "|---|---:|---:|",
        f"| that peer itself | {peer:.0f} | 1.00 |",
        *(f"| {what} | {ms:.1f} | {ms / peer:.2f} |" for what, ms in rows),
        "",
    ]
    text = "\n".join(lines)
    print(text)
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
