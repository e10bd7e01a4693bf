"""What tests may skip without, CI must have: a skipped check is not a passed one."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from engine.matching.durable import version

pytestmark = pytest.mark.skipif(os.environ.get("CI") != "true", reason="this is not CI")


def test_durable_rules_is_installed():
    """CI runs both matchers."""
    assert version() is not None


def test_a_browser_and_axe_are_installed():
    """CI looks at the report in Chromium, and checks it with axe."""
    assert shutil.which("chromium") or os.environ.get("CHROMIUM")
    assert (Path(__file__).parent / "a11y/node_modules/axe-core/axe.min.js").is_file()


def test_spark_is_installed():
    """CI runs a sector on two executors, and kills one of them."""
    assert find_spec("pyspark") is not None
    assert shutil.which("java")


def test_libreoffice_is_installed():
    """CI has LibreOffice save workbooks again, and print what is written for Word and PowerPoint."""
    assert shutil.which("soffice")
    assert shutil.which("pdftotext")
