"""Assessments to write documents of, and what it takes to look at them."""

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import pptx
import pytest

from cli.documents.slides import render_pptx
from cli.documents.word import render_docx
from engine.assess import Options, assess
from engine.assessment import Assessment
from engine.compile import compile_plan
from engine.load import load
from evidence.read import read_evidence
from tests.report import parks

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def full() -> Assessment:
    """A council of which much is known, for the public."""
    books = [load(ROOT / "rules" / name) for name in ("corporate-peer-review", "intervention-ladder")]
    evidence, _ = read_evidence(ROOT / "examples/westmarch/evidence.yaml")
    return assess(compile_plan(books), books, evidence, Options(audience="public", matcher="direct"))


@pytest.fixture(scope="session")
def small() -> Assessment:
    """A town's parks: small, with every kind of finding."""
    return parks.assessed(audience="public")


@pytest.fixture(scope="session")
def word(full):
    """The Word report of the council."""
    return docx.Document(io.BytesIO(render_docx(full)))


@pytest.fixture(scope="session")
def deck(full):
    """The slides of the council."""
    return pptx.Presentation(io.BytesIO(render_pptx(full)))


@pytest.fixture(scope="session")
def as_pdf(tmp_path_factory) -> Callable[[Path], Path]:
    """Turns an office document into a PDF, as LibreOffice prints it."""
    if shutil.which("soffice") is None and os.environ.get("CI") != "true":
        pytest.skip("LibreOffice is not installed; .ci/install-system installs it")
    profile = tmp_path_factory.mktemp("office")

    def turned(path: Path) -> Path:
        command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
        subprocess.run(command, capture_output=True, check=True, timeout=180)
        return path.with_suffix(".pdf")

    return turned
