"""JUnit's XML: a rulebook is a test suite; each of its files, or of its rule tests, is a test case."""

import re
from collections.abc import Sequence
from pathlib import PurePath
from xml.etree import ElementTree as ET

from cli.machines.checked import Case, Suite, seen_from

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(suites: Sequence[Suite], here: PurePath) -> str:
    """The report as Jenkins, GitLab, Azure and GitHub's actions read it. Files under `here` are named as seen from it."""
    cases = [case for suite in suites for case in suite.cases]
    root = ET.Element("testsuites", {"name": "peerbench", **_counts(cases)})
    for suite in suites:
        element = ET.SubElement(root, "testsuite", {"name": _text(suite.name), **_counts(suite.cases)})
        for case in suite.cases:
            _case(element, suite, case, here)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    return {"tests": str(len(cases)), "failures": str(sum(bool(case.faults) for case in cases)), "errors": "0", "skipped": "0"}


def _case(within: ET.Element, suite: Suite, case: Case, here: PurePath) -> None:
    element = ET.SubElement(within, "testcase", name=_text(case.name), classname=_text(suite.name), file=_text(str(seen_from(here, case.file) or case.file)))
    if case.faults:
        names = ", ".join(dict.fromkeys(fault.check.name for fault in case.faults))
        said = case.faults[0].message + (f" (and {len(case.faults) - 1} more)" if len(case.faults) > 1 else "")
        failure = ET.SubElement(element, "failure", type=names, message=_text(said))
        failure.text = _text("\n".join(f"{fault.place}: {fault.message} [{fault.check.name}]" for fault in case.faults))


def _text(text: str) -> str:
    """A text without the characters that XML has not."""
    return _NO_XML.sub("�", text)
