"""A command imports what it needs and no more: assessing one council waits for none of the libraries of the others."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("polars", "pyarrow", "pyspark", "pandas", "altair", "vl_convert", "docx", "docxtpl", "pptx", "openpyxl", "scipy", "krippendorff", "holidays", "jinja2")
EXAMPLE = "examples/harrow-2005/evidence.yaml"


@pytest.mark.parametrize("words", [["assess", EXAMPLE, "--matcher", "direct", "--format", form] for form in ("text", "json")], ids=["text", "json"])
def test_assessing_one_council_imports_no_heavy_library(words: list[str], tmp_path: Path) -> None:
    """Polars, Spark, charting, Office libraries and Jinja are imported by the commands that use them."""
    script = f"import sys; sys.argv = ['peerbench', *{words!r}]\nfrom cli.main import app\ntry:\n    app()\nexcept SystemExit:\n    pass\n"
    script += f"print('IMPORTED', sorted({{m.partition('.')[0] for m in sys.modules}} & set({HEAVY!r})))"
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, env={"XDG_CACHE_HOME": str(tmp_path)})
    assert told.stdout.splitlines()[-1] == "IMPORTED []"
