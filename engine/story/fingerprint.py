"""What a finding rested on, as a short hash: when it differs, the wording has to be read again.

Only what the public may see goes into it, so that it is the same for every audience and nobody can guess from it what
was said in confidence. Protected items count by their kind and number.
"""

import hashlib
import json
from typing import Any

from engine.assessment import Assessment, Finding
from engine.story.file import RestsOn

LENGTH = 12


def digest(*parts: Any) -> str:
    """A short hash of JSON values, in hexadecimal figures."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()[:LENGTH]


def fingerprint(finding: Finding, public: Assessment) -> str:
    """The fingerprint of a finding of an assessment made for the public: what it says, and the items that it rests on."""
    return f"p-{digest(finding.outcome, finding.text, sorted(_item(i, public) for i in finding.because))}"


def rests_on(finding: Finding, public: Assessment) -> RestsOn:
    """A finding as a story remembers it."""
    return RestsOn(finding=finding.id, rule=finding.rule, kind=finding.kind, about=finding.about, newest=finding.newest, print=fingerprint(finding, public))


def _item(i: str, public: Assessment) -> str:
    shown = public.evidence[i]
    return shown.kind if shown.key is None else json.dumps([i, shown.model_dump(mode="json", exclude={"note"})], ensure_ascii=False)
