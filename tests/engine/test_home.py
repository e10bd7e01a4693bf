"""Which rulebooks are used where nobody names one."""

from engine import home


def test_the_usual_rulebooks_are_those_whose_head_says_so(tmp_path, monkeypatch):
    """`by_default: true` makes a rulebook a usual one; a head that does not mention it is not even read."""
    heads = {
        "said": "book: {id: said, by_default: true}",
        "denied": "book: {id: denied, by_default: false}",
        "elsewhere": "book: {id: elsewhere}\nby_default: true",
        "silent": "book: {id: silent}",
        "broken": "book: [",
    }
    for name, text in heads.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "book.yaml").write_text(text)
    monkeypatch.setattr(home, "home", lambda: tmp_path)
    assert home.usual() == {"said": tmp_path / "said"}
    assert list(home.installed()) == sorted(heads)
