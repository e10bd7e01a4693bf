"""Where the data stand that others published. They are not part of Peerbench: some may not be used commercially."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared" / "data"


def published(folder: str) -> Path:
    """The folder of that name, or a skip that says what is missing."""
    path = SHARED / folder
    if not path.is_dir():
        pytest.skip(f"the published data are not here: {path}")
    return path
