"""Which methods of review suit a service, and why: what a user of the rulebook on service reviews sees."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app

SERVICE = """\
authority: {name: Ambleford, type: district, made_up: true}
as_of: 2009-06-30
items:
- {id: review, event: service-review, includes: [frontline], about: catering, date: 2009-01-20, source: {kind: document, title: Opening paper, at: page 3}}
- {id: staff, statement: sections-work-past-each-other, extent: in_place, about: catering, date: 2009-04-02, source: staff}
- {id: users, statement: sections-work-past-each-other, extent: in_place, about: catering, date: 2009-04-02, source: users}
"""


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """A service under review whose sections work past each other."""
    path = tmp_path / "evidence.yaml"
    path.write_text(SERVICE)
    return path


@pytest.mark.parametrize("form", ["text", "html"])
def test_the_report_lists_the_methods_that_suit_each_with_why_and_what_to_do(service: Path, form: str) -> None:
    """Two methods are called for; the five others are named as what nothing calls for; none is a call for a response."""
    result = CliRunner().invoke(app, ["assess", str(service), "--rules", "competitiveness-policy", "--format", form])
    assert result.exit_code == 0, result.output
    text = " ".join(result.stdout.split())
    part = text[text.index("What is advised, and why") :]
    assert 0 < part.index("A workforce project") < part.index("Work falls between sections") < part.index("Bring frontline staff from each section")
    assert part.index("User research") < part.index("research among those people")
    assert "when.workforce.2" in part
    assert "calls for: market intelligence, a quality audit, a service or business plan, value analysis" in part
    assert "what calls for a response" not in text.lower()
