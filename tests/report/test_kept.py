"""Compiled templates are kept between runs, and never in the way."""

import pytest
from jinja2 import DictLoader, Environment

from cli.report.kept import KeptTemplates

TEXT = "{% for name in names %}{{ name }};{% endfor %}"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "peerbench"


def written(code: str, text: str = TEXT, *, compiles: bool = True) -> str:
    """What a new environment writes, as the next run would."""
    environment = Environment(loader=DictLoader({"page": text}), bytecode_cache=KeptTemplates(code), autoescape=True)
    if not compiles:
        environment._generate = None
    return environment.get_template("page").render(names=["a", "<b>"])


def test_a_template_is_compiled_once(cache):
    """The second run reads what the first kept, and writes the same."""
    assert written(__file__) == written(__file__, compiles=False) == "a;&lt;b&gt;;"


def test_a_changed_template_is_compiled_anew(cache):
    """What was kept of another text is not used."""
    written(__file__)
    assert written(__file__, TEXT + "end") == "a;&lt;b&gt;;end"


def test_changed_code_has_its_templates_compiled_anew(cache, tmp_path):
    """A template may hold what a function made of a constant: with the function it is compiled anew."""
    code = tmp_path / "code.py"
    code.write_text("one")
    written(str(code))
    code.write_text("two")
    with pytest.raises(TypeError):
        written(str(code), compiles=False)


@pytest.mark.parametrize("damage", [b"", b"no template", "cut"], ids=str)
def test_a_damaged_template_is_compiled_anew(cache, damage):
    """A file that was cut off or overwritten is no obstacle, and is mended."""
    written(__file__)
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2] if damage == "cut" else damage)
    assert written(__file__) == "a;&lt;b&gt;;"
    assert kept.read_bytes() == whole


def test_without_a_folder_to_write_in_a_page_is_written_all_the_same(tmp_path, monkeypatch):
    """Where the cache cannot be written, the template is compiled every time."""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert written(__file__) == written(__file__) == "a;&lt;b&gt;;"
