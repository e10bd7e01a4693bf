"""A command imports what it needs and no more: assessing one council waits for none of the libraries of the others."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("polars", "pyarrow", "pyspark", "pandas", "altair", "vl_convert", "docx", "docxtpl", "pptx", "openpyxl", "scipy", "krippendorff", "holidays", "jinja2")
EXAMPLE = "examples/harrow-2005/evidence.yaml"
DIRECT = ("--matcher", "direct")
NONE = {
    "assess": ["assess", EXAMPLE, *DIRECT],
    "assess as JSON": ["assess", EXAMPLE, *DIRECT, "--format", "json"],
    "ladder": ["ladder", EXAMPLE],
    "explain": ["explain", "cpr.2.3.systems.1", EXAMPLE],
    "lint": ["lint", "rules/intervention-ladder"],
    "help": ["--help"],
}


def imported(words: list[str], among: tuple[str, ...], cache: Path) -> list[str]:
    """Which of these packages or modules a command imports; it must end well."""
    script = f"""
import atexit, sys
atexit.register(lambda: print("\\nIMPORTED", *sorted({set(among)!r} & ({{m.partition(".")[0] for m in sys.modules}} | set(sys.modules)))))
sys.argv = ["peerbench", *{words!r}]
from cli.main import main
main()
"""
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, env={"XDG_CACHE_HOME": str(cache)})
    return told.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize("words", NONE.values(), ids=NONE)
def test_a_command_that_needs_no_heavy_library_imports_none(words: list[str], tmp_path: Path) -> None:
    """Polars, Spark, charting, Office libraries, SciPy and Jinja are imported by the commands that use them."""
    assert imported(words, HEAVY, tmp_path) == []


def test_a_page_without_figures_needs_jinja_alone(tmp_path: Path) -> None:
    """Of the heavy libraries, an HTML report of evidence without figures waits for the one that writes it."""
    assert imported(["assess", EXAMPLE, *DIRECT, "--format", "html"], HEAVY, tmp_path) == ["jinja2"]


def test_help_imports_no_command(tmp_path: Path) -> None:
    """The list of commands is shown without building any of them, and without NumPy and Pydantic's models."""
    assert imported(["--help"], ("cli.assess", "cli.rules", "engine", "numpy", "pydantic.main"), tmp_path) == []


def test_a_plan_that_was_kept_needs_no_compiler(tmp_path: Path) -> None:
    """The second run under the same rules imports neither the loader nor the compiler."""
    parts = ("engine.load", "engine.compile", "engine.plan")
    assert imported(["ladder", EXAMPLE], parts, tmp_path) == sorted(parts)
    assert imported(["ladder", EXAMPLE], parts, tmp_path) == ["engine.plan"]
