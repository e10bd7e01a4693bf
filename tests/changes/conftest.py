"""What the tests of changes share: the command."""

from tests.cli.conftest import run

__all__ = ["run"]
