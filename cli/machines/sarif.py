"""SARIF 2.1.0, the format in which code hosts and editors take findings with their places (OASIS, 2020)."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from cli.machines.checked import Fault, Suite, seen_from
from cli.machines.checks import EVERY
from engine.result import json_text

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def to_sarif(suites: Sequence[Suite], here: PurePath) -> str:
    """The log: one run, a rule for each check, a result for each fault. Files under `here` are named as seen from it."""
    faults = [fault for suite in suites for case in suite.cases for fault in case.faults]
    numbers = {check.name: n for n, check in enumerate(EVERY)}
    driver = {
        "name": "peerbench",
        "semanticVersion": version("peerbench"),
        "rules": [{"id": check.name, "shortDescription": {"text": check.about}, "defaultConfiguration": {"level": "error"}} for check in EVERY],
    }
    results = [
        {
            "ruleId": fault.check.name,
            "ruleIndex": numbers[fault.check.name],
            "level": "error",
            "message": {"text": fault.message},
            "locations": list(_locations(fault, here)),
        }
        for fault in faults
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _locations(fault: Fault, here: PurePath) -> Iterator[dict[str, Any]]:
    place = fault.place
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri_of(place.file, here)}}
    if place.line:
        physical["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    yield {"physicalLocation": physical}


def uri_of(file: str, here: PurePath) -> str:
    """A file as SARIF names it: relative to `here` where it lies under it, else from the root of its disk."""
    seen = seen_from(here, file)
    return quote(str(seen)) if seen else (here / file).as_uri()
