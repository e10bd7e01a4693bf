"""docs/validation.md says what is the case."""

import pytest

from tests.published import data
from tests.published.data import published
from tests.published.report import FOLDERS, PAGE, page


def test_the_page_of_what_was_checked_is_current():
    """It is what `make validation` writes."""
    for folder in FOLDERS:
        published(folder)
    assert PAGE.read_text("utf-8") == page()


def test_without_the_data_the_checks_are_skipped_and_say_what_is_missing(tmp_path, monkeypatch):
    """A skipped check is no passed one."""
    monkeypatch.setattr(data, "SHARED", tmp_path)
    with pytest.raises(pytest.skip.Exception, match=r"the published data are not here: .*oflog"):
        published("oflog-adult-social-care")
