"""`peerbench decide` and `assess --final`, as a reviewer uses them."""

import json
from pathlib import Path

import pytest

from evidence.read import read_evidence

BY = ("--by", "Review team", "--date", "2009-07-01")
BOOK = ("--rules", "corporate-peer-review", "--rules", "intervention-ladder")


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """The made-up council, without what its team decided."""
    text = (Path(__file__).parents[2] / "examples" / "westmarch" / "evidence.yaml").read_text("utf-8")
    path = tmp_path / "westmarch.yaml"
    path.write_text(text.partition("# What the team settled")[0], encoding="utf-8")
    return path


def team_view(run, path: Path) -> dict:
    """The assessment for the team."""
    return json.loads(run("assess", path, *BOOK, "--audience", "team", "--format", "json", "--matcher", "direct").out)


def test_a_decision_is_written_into_the_file_and_nothing_else_changes(run, council: Path) -> None:
    """Its comments stay, and the decision is bound to the basis of the assessment and says what was indicated."""
    before = council.read_text("utf-8")
    ran = run("decide", council, "element.2.1", "2", "--because", "We saw less.", *BY, *BOOK)
    assert (ran.code, ran.out) == (0, f"Recorded in {council}: cpr.element.2.1 is 2, where 3 is indicated.\n")
    assert council.read_text("utf-8").startswith(before.rstrip())
    (d,) = read_evidence(council)[0].decisions
    assert (d.adopted, d.indicated, d.stage, d.by, d.made_on) == (2, "3", "draft", "Review team", team_view(run, council)["basis"])


def test_reports_put_the_decision_beside_what_is_indicated(run, council: Path) -> None:
    """As text: a draft, the departure with its reason, what is provisional; the rung is recommended and not adopted."""
    run("decide", council, "element.2.1", "adequate", "--because", "We saw less.", *BY, *BOOK)
    words = " ".join(run("assess", council, *BOOK).out.split())
    assert "Draft: one matter decided," in words
    assert "Ambition for the community: 2 adequate, where 3 performing well is indicated. We saw less." in words
    assert "Provisional, for nobody has decided on it: The council," in words
    assert "Recommended, and not adopted: a rung is adopted by decision alone, and none is recorded." in words
    html = run("assess", council, *BOOK, "--format", "html").out
    assert '<body data-mark="Draft">' in html
    run("decide", council, "ladder", "rung.1", "--because", "Agreed.", *BY, *BOOK)
    assert "Adopted by decision of 1 July 2009 (draft): “The council's own performance management”" in " ".join(run("assess", council, *BOOK).out.split())


def test_a_pattern_takes_in_grades_and_never_a_rung(run, council: Path) -> None:
    """`* indicated` decides on every grade that is still to be decided; rungs have to be named."""
    run("decide", council, "*", "indicated", "--because", "Checked.", *BY, *BOOK)
    view = team_view(run, council)
    assert view["undecided"] == ["ladder", "housing"]
    assert {d["departs"] for d in view["decisions"]} == {False}


def test_what_changed_is_shown_and_a_decision_renewed_by_confirming_it(run, council: Path, tmp_path: Path) -> None:
    """After a change of the evidence the list says what was indicated, what came, went and changed; `confirmed` binds it again, its reason kept."""
    run("decide", council, "element.2.1", "2", "--because", "We saw less.", *BY, *BOOK)
    kept = tmp_path / "then.json"
    run("assess", council, *BOOK, "--audience", "team", "--format", "json", "--out", kept)
    council.write_text(council.read_text("utf-8").replace("value: improving-well", "value: improving-strongly"), encoding="utf-8")
    words = " ".join(run("decide", council, "--made-on", kept, *BOOK).out.split())
    assert "To be renewed cpr.element.2.1 Ambition for the community: 2 adequate, where 3 performing well is indicated." in words
    assert "Since the assessment that was kept it still reads: 3 (2 to 4)." in words
    ran = run("decide", council, "element.2.1", "confirmed", "--because", "Still so.", "--stage", "final", *BY, *BOOK)
    assert ran.code == 0, ran.err
    (d,) = team_view(run, council)["decisions"]
    assert (d["binds"], d["stage"], d["reason"]) == ("still", "final", "We saw less. Still so.")
    words = " ".join(run("decide", council, *BOOK).out.split())
    assert "One decision stands; --all shows them." in words or "one decision stands; --all shows them." in words
    assert "final, by Review team on 1 July 2009" in " ".join(run("decide", council, "--all", *BOOK).out.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("element.2.1", "9", "--because", "x"), "'9' is not a grade: the grades are 1 inadequate"),
        (("ladder", "rung.9", "--because", "x"), "'rung.9' cannot be adopted of ladder"),
        (("elment.2.1", "2", "--because", "x"), "there is no rule 'elment.2.1': did you mean"),
        (("element.2.1", "2"), "a decision needs --because"),
        (("none.*", "indicated", "--because", "x"), "no grade that is still to be decided fits 'none.*'"),
        (("*", "confirmed"), "there is no decision on '*' to confirm"),
        (("element.2.1", "2", "--because", "x", "--considered", "c1"), "there is no comment 'c1'"),
        (("element.2.1", "2", "--because", " "), "there is nothing here"),
        (("2.1.integrated.9", "indicated", "--because", "x"), "there is no rule"),
        (("heading.4.2.bpi", "indicated", "--because", "x"), "nothing is indicated of cpr.heading.4.2.bpi"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_nothing_is_written(run, council: Path, words: tuple[str, ...], says: str) -> None:
    """A grade off the scale, a rung or rule that there is not, no reason, nothing that is indicated."""
    before = council.read_bytes()
    ran = run("decide", council, *words, *BY, *BOOK)
    assert ran.code == 2
    assert says in ran.err
    assert council.read_bytes() == before


def test_a_report_is_final_when_everything_is_decided(run, council: Path) -> None:
    """Refused with everything that stands in the way; then with no mark on it."""
    ran = run("assess", council, "--final", *BOOK)
    assert (ran.code, ran.out) == (2, "")
    assert "nobody has decided on cpr.whole" in ran.err
    assert "nobody has decided on ladder" in ran.err
    for words in (("*", "indicated"), ("ladder", "indicated"), ("housing", "indicated")):
        run("decide", council, *words, "--because", "Agreed.", *BY, *BOOK)
    assert "is of the stage draft" in run("assess", council, "--final", *BOOK).err
    run("decide", council, "*", "confirmed", "--stage", "final", *BY, *BOOK)
    ran = run("assess", council, "--final", *BOOK, "--format", "html")
    assert ran.code == 0, ran.err
    assert "data-mark" not in ran.out.partition("</style>")[2]
    assert "Final: people decided on it" in ran.out


def test_the_file_keeps_the_rights_that_it_had(run, council: Path) -> None:
    """Whoever could read the evidence before a decision was written into it still can."""
    council.chmod(0o664)
    run("decide", council, "ladder", "indicated", "--because", "Agreed.", *BY, *BOOK)
    assert council.stat().st_mode & 0o777 == 0o664
