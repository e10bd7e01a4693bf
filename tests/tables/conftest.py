"""Tables to read."""

from pathlib import Path

import pytest

MAPPING = """\
columns: {authority: Council, code: Code, type: Type, measure: Indicator, period: Year, value: Figure}
words: {type: {Unitary: unitary}}
missing: ["[c]"]
periods_end: 03-31
"""
ROWS = """\
Council,Code,Type,Indicator,Year,Figure
Ambleford,X01,Unitary,Recycling rate,2007/08,29.4
Ambleford,X01,Unitary,Recycling rate,2008/09,31.0
Brindle,X02,Unitary,Recycling rate,2008/09,[c]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a table and its mapping."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    (tmp_path / "map.yaml").write_text(MAPPING, "utf-8")
    (tmp_path / "data.csv").write_text(ROWS, "utf-8")
    return tmp_path
