"""Measure Peerbench and others beside it, and write RESULTS.md.

    python -m benchmarks.run --sizes 330,3300 --peers /path/to/venv/bin/python

The peers' Python needs duckdb and zen-engine, which are no libraries of Peerbench; without it they are left out. Nothing here is a test: nothing
fails by being slow. Tables and results lie in the system's temporary folder (TMPDIR) while it runs, some 4 kB an authority. The page is written when
all is measured.
"""

import argparse
import os
import tempfile
from pathlib import Path

from benchmarks import alone, sector
from benchmarks.measure import machine

RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="330,3300", help="how many authorities, by commas")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--peers", default="", help="the Python that has duckdb and zen-engine")
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    head = [
        "# Measured",
        "",
        machine(asked.peers),
        f"`make bench` writes this page: medians, with the least and the most in brackets. When it began {load:.1f} processes were at work;",
        "where that is not near 0, look at processor time.",
    ]
    sizes = sorted(map(int, asked.sizes.split(",")))
    with tempfile.TemporaryDirectory() as work:
        lines = [*head, "", *alone.section(), "", *sector.section(sizes, asked.repeats, asked.processes, asked.peers, Path(work)), ""]
    asked.out.write_text("\n".join(lines), encoding="utf-8")
    print(f"{asked.out} is written.")


if __name__ == "__main__":
    main()
