"""docs/validation.md says what is the case."""

from tests.published.data import published
from tests.published.report import FOLDERS, PAGE, page


def test_the_page_of_what_was_checked_is_current():
    """It is what `make validation` writes."""
    for folder in FOLDERS:
        published(folder)
    assert PAGE.read_text("utf-8") == page()
