"""The published tables of whole sectors, with the commands of docs/scale.md and of the examples."""

import json
import re
import shlex
from pathlib import Path

import polars as pl
import pytest

from tests.sector.test_command import run

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
TABLES = {"sector-care": "oflog-adult-social-care/oflog_ASC_data.csv", "sector-climate": "climate-scorecards-2022/authority_scores.csv"}
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the published tables are not here")


def commands(page: Path) -> list[list[str]]:
    """The commands of a page, as words."""
    return [shlex.split(line) for line in re.findall(r"^\$ peerbench (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)]


@pytest.mark.parametrize("example", TABLES)
def test_a_published_table_becomes_a_sector_and_each_of_it_an_assessment(example: str, tmp_path: Path) -> None:
    """The commands of the example run as they stand there; the authority taken out has the grades that it has in the sector."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / Path(TABLES[example]).name).symlink_to(DATA / TABLES[example])
    convert, sector, assess = commands(ROOT / "examples" / example / "README.md")
    run(tmp_path, *convert)
    run(tmp_path, *sector)
    alone = json.loads(run(tmp_path, *assess, "--format", "json", "--matcher", "direct"))
    results = tmp_path / sector[-1]
    who = pl.read_parquet(results / "authorities" / "*.parquet").filter(pl.col("name") == alone["authority"]["name"])["authority"].item()
    mine = pl.read_parquet(results / "grades" / "*.parquet").filter(pl.col("authority").cast(pl.String) == who)
    assert {row["rule"]: row["grade"] for row in mine.to_dicts()} == {rule: grade["grade"] for rule, grade in alone["grades"].items()}
    assert alone["authority"]["name"] in (results / "sector.html").read_text(encoding="utf-8")


def test_the_page_on_scale_shows_the_commands_of_the_example() -> None:
    """So that what docs/scale.md says runs, too."""
    assert all(words in commands(ROOT / "docs" / "scale.md") for words in commands(ROOT / "examples" / "sector-care" / "README.md"))
