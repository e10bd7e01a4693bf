"""The same input gives the same bytes on every machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.assess import Options, assess
from tests.strategies import one_of_each, real

SCRIPT = """
import sys
from engine.assess import Options, assess
from tests.strategies import one_of_each, real
books, plan = real("intervention-ladder")
made = assess(plan, books, one_of_each(plan), Options(matcher="direct"))
sys.stdout.buffer.write(made.model_copy(update={"run": made.run.model_copy(update={"seconds": 0})}).to_json().encode())
"""


@pytest.mark.parametrize(
    "around", [{"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C"}, {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8"}]
)
def test_a_fresh_process_with_other_surroundings_gives_the_same_bytes(around: dict[str, str]) -> None:
    """Neither the seed of hashes, nor the time zone, nor the language of the machine is in an assessment."""
    books, plan = real("intervention-ladder")
    made = assess(plan, books, one_of_each(plan), Options(matcher="direct"))
    expected = made.model_copy(update={"run": made.run.model_copy(update={"seconds": 0})}).to_json().encode()
    ran = subprocess.run([sys.executable, "-c", SCRIPT], env={**os.environ, **around}, capture_output=True, check=True, cwd=Path(__file__).parents[2])
    assert ran.stdout == expected
    assert json.loads(ran.stdout)["findings"], "an assessment without findings would prove little"
