"""The sources contradict each other, and so do their rulebooks: on the same evidence each gives its own answer, and nothing is averaged."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from engine.assess import Options, assess
from engine.compile import compile_plan
from engine.home import installed
from engine.load import load
from evidence.read import read_evidence

EVIDENCE = """\
authority: {name: Ambleford, type: unitary, made_up: true}
as_of: 2009-06-30
items:
# Two services put out to open tender, without a decision on what the tender is for.
- {id: tender-1, event: tender-held, scope: open, about: catering, date: 2008-10-06, source: document}
- {id: tender-2, event: tender-held, scope: open, about: refuse, date: 2009-01-12, source: document}
- {id: inspectors-on-tenders, statement: fourc.compete, extent: in_place, date: 2009-02-02, source: inspectors}
# Costs compared twice, and nothing but costs.
- {id: costs-1, event: cost-benchmarking, scope: price-only, date: 2008-11-10, source: document}
- {id: costs-2, event: cost-comparison, scope: price-only, date: 2009-03-09, source: document}
# Reviews laid aside for a framework that asks what they asked.
- {id: framework, document: performance-management-framework, status: adopted, includes: [challenge, consult, compare, compete], date: 2008-03-10,
   source: document}
- {id: reviews-stopped, event: review-programme-stopped, by: members, date: 2008-07-01, source: document}
- {id: officers-on-framework, statement: lei.context.3, extent: in_place, date: 2009-02-02, source: officers}
- {id: users-on-quality, statement: retain.3, extent: absent, date: 2009-02-02, source: users}
- {id: staff-on-quality, statement: retain.3, extent: absent, date: 2009-02-02, source: staff}
# People asked whether they are satisfied, and nothing more.
- {id: survey, event: satisfaction-survey, scope: headline-only, about: catering, date: 2009-03-02, source: document}
# A service handed to a firm, on a business case.
- {id: case, event: business-case-approved, about: grounds, date: 2008-05-02, source: document}
- {id: outsourced, event: service-outsourced, about: grounds, date: 2008-11-03, source: document}
all_there_is: [{event: tender-decision}]
"""
TOPICS = {
    "competition": ("tender-1", ("performance-framework-2005", "fourc.compete"), ("competitiveness-policy", "tendering.decision.1")),
    "benchmarking": ("costs-1", ("corporate-peer-review", "cpr.4.2.resource.1"), ("best-value-critique", "threat.competition.2")),
    "review cycles": ("reviews-stopped", ("performance-management-framework", "lei.context.3"), ("best-value-critique", "retain.3")),
    "perception data": ("survey", ("performance-framework-2005", "challenge_ext.6"), ("competitiveness-policy", "user_research.step.2")),
    "provider neutrality": ("outsourced", ("corporate-peer-review", "cpr.4.2.bpi.4"), ("best-value-critique", "add.2")),
}
"""By topic: the item, the rulebook and rule that it speaks for, and those that it speaks against."""
BOOKS = tuple(dict.fromkeys(book for _, *sides in TOPICS.values() for book, _ in sides))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evidence as a file."""
    path = tmp_path_factory.mktemp("contradictions") / "evidence.yaml"
    path.write_text(EVIDENCE)
    return path


@pytest.fixture(scope="module")
def assessed(read: Path):
    """The same evidence under some of the rulebooks."""
    books = {name: load(installed()[name]) for name in BOOKS}
    evidence, _ = read_evidence(read)

    def under(*names: str):
        chosen = [books[name] for name in names]
        return assess(compile_plan(chosen), chosen, evidence, Options(matcher="direct"))

    return under


@pytest.fixture(scope="module")
def together(assessed):
    """All five rulebooks at once."""
    return assessed(*BOOKS)


@pytest.mark.parametrize("topic", TOPICS)
def test_rulebooks_answer_differently_on_the_same_evidence(together, topic: str) -> None:
    """What one rulebook counts for the council another counts against it."""
    item, (praising, for_), (faulting, against) = TOPICS[topic]
    assert together.grades[for_].book == praising
    assert together.grades[against].book == faulting
    assert any(item in t.because and t.truth == "met" and not t.against for t in together.reasons[for_].tests)
    spoken = [t for t in together.reasons[against].tests if item in t.because]
    assert any((t.truth == "met" and t.against) or (t.truth == "not met" and not t.against) for t in spoken)
    assert together.grades[for_].at_least > 1 or any(t.shows == "embedded" for t in together.reasons[for_].tests if item in t.because)
    assert together.grades[against].at_least == 1


def test_nothing_is_averaged(assessed, together) -> None:
    """Every grade is that of its rulebook alone, and no group counts a rule of another rulebook."""
    for name in BOOKS:
        alone = assessed(name).grades
        assert alone == {rule: grade for rule, grade in together.grades.items() if grade.book == name}
    for grade in together.grades.values():
        assert grade.parent is None or together.grades[grade.parent].book == grade.book


def test_the_report_ends_with_where_the_rulebooks_disagree(read: Path, together) -> None:
    """A table of the evidence that one praises and another faults, by the names of the rules."""
    found = {d.evidence: (d.praised_by, d.faulted_by) for d in together.disagreements}
    assert found["tender-1"] == (("fourc.compete",), ("tendering.decision.1",))
    assert found["reviews-stopped"] == (("lei.context.3",), ("retain.3",))
    words = ["assess", str(read), *(word for name in BOOKS for word in ("--rules", name))]
    result = CliRunner().invoke(app, [*words, "--matcher", "direct"])
    assert result.exit_code == 0, result.output
    table = result.stdout[result.stdout.index("Where the rulebooks disagree on the same evidence") :]
    assert "tender-1" in table
    assert "tendering.decision.1" in table
    assert "fourc.compete" in table
