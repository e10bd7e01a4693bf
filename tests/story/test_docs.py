"""The pages on the story and on progress are walked through: every command is run, and what they say comes out is said."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from engine.story.file import Claimed, Message, Recommendation, RestsOn, StoryFile
from tests.docs.walk import DOCS, blocks
from tests.story.conftest import ROOT


@pytest.mark.parametrize("page", ["story.md", "progress.md"])
def test_what_the_page_shows_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    """Every command of the page ends well in the order of the page, and each line that it quotes of a result is in one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    said = ""
    for block in blocks(page):
        if block.language != "console":
            continue
        for line in block.text.splitlines():
            result = CliRunner().invoke(app, shlex.split(line.removeprefix("$ peerbench ")))
            assert result.exit_code == 0, f"{line}: {result.exception or ''}\n{result.output}"
            said += result.stdout
    quoted = [block.text for block in blocks(page) if block.language == "text" and not block.text.startswith(("-", "recommendations"))]
    assert all(text in said for text in quoted)


def test_every_word_of_a_story_is_explained():
    """The table names each word that a story may use."""
    table = (DOCS / "story.md").read_text("utf-8").partition("## Every word")[2]
    words = {field.alias or name for model in (StoryFile, Message, Recommendation, RestsOn, Claimed) for name, field in model.model_fields.items()}
    assert {word for word in words if f"`{word}`" not in table} == set()
