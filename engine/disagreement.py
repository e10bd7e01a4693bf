"""Where rulebooks disagree: the same evidence speaks for an authority under one and against it under another. Nothing is averaged."""

from collections.abc import Iterable, Mapping

from engine.assessment import Disagreement, Finding, Why

_ADVERSE = ("trigger", "breach", "weakness")


def disagreements(findings: Iterable[Finding], reasons: Mapping[str, Why]) -> tuple[Disagreement, ...]:
    """The items that a strength of one rulebook and an adverse finding of another rest on, in the order of their ids."""
    praised: dict[str, dict[str, str]] = {}
    faulted: dict[str, dict[str, str]] = {}
    for finding in findings:
        if finding.kind == "strength":
            for item in _in_favour(finding, reasons[finding.rule]):
                praised.setdefault(item, {})[finding.rule] = finding.book
        elif finding.kind in _ADVERSE and finding.outcome != "mended":
            for item in finding.because:
                faulted.setdefault(item, {})[finding.rule] = finding.book
    out = []
    for item in sorted(praised.keys() & faulted.keys()):
        for_ = tuple(rule for rule, book in praised[item].items() if set(faulted[item].values()) - {book})
        against = tuple(rule for rule, book in faulted[item].items() if set(praised[item].values()) - {book})
        if for_ and against:
            out.append(Disagreement(evidence=item, praised_by=for_, faulted_by=against))
    return tuple(out)


def _in_favour(strength: Finding, why: Why) -> set[str]:
    """What a strength rests on, without what bears on it and does not speak for it."""
    against = {item for test in why.tests if test.truth != "met" or test.against for item in test.because}
    favour = {item for test in why.tests if test.truth == "met" and not test.against for item in test.because}
    return set(strength.because) - (against - favour)
