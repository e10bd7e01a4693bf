"""What became of one finding since a day, by evidence dated after it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.assessment import Assessment, Finding, finding_id
from engine.result import Part
from engine.story.file import RestsOn
from engine.tally import FALSE, WHOLE_ALONE
from engine.working import Working
from evidence.model import WHOLE

State = Literal["turned", "gone", "eased", "still_there", "nothing_since", "not_applicable", "withdrawn"]
STATES: Mapping[State, str] = {
    "turned": "turned into a strength",
    "gone": "not so any more",
    "eased": "part of the way",
    "still_there": "found still",
    "nothing_since": "nothing dated since settles it",
    "not_applicable": "does not apply any more",
    "withdrawn": "its rule is no longer in the rulebook",
}
SETTLED: tuple[State, ...] = ("turned", "gone")
OVERTAKEN: tuple[State, ...] = ("not_applicable", "withdrawn")
_LESSER = ("contested", "line_of_enquiry", "gap_in_evidence")


class Since(Part):
    """What became of a finding, and the evidence dated since that bears on it, the newest first."""

    finding: str
    rule: str
    kind: str
    about: str
    state: State
    evidence: tuple[str, ...]
    in_confidence: bool = False
    """Whether some of it was said in confidence, and is not named to this audience."""


@dataclass(frozen=True)
class Year:
    """This year's evidence, assessed for the team as of today (`now`) and as of the day of the story (`then`)."""

    day: dt.date
    working: Working
    now: Assessment
    then: Assessment

    def since(self, rested: RestsOn) -> Since:
        """What became of a finding. Only items dated after `day` count as evidence that it did."""
        about = self._subject(rested)
        new = self._new(rested.rule, about)
        state = self._state(rested, about, set(new))
        return Since(finding=rested.finding, rule=rested.rule, kind=rested.kind, about=rested.about, state=state, evidence=new)

    def _subject(self, rested: RestsOn) -> str:
        """Whom a finding was about. A story for the public may not name a service, but the finding's id tells it from others."""
        subjects = {item.about for item in self.working.evidence.items}
        return next((s for s in sorted(subjects) if finding_id(rested.rule, rested.kind, s) == rested.finding), rested.about)

    def _new(self, rule: str, about: str) -> tuple[str, ...]:
        """The items dated since that bear on a rule; of a rule without a grade, and of a service, those about it."""
        why, grade = self.now.reasons.get(rule), self.now.grades.get(rule)
        bears = {i for test in why.tests for i in test.because} if why else set()
        bears.update(grade.because if grade else (), *(f.because for f in self.now.findings if f.rule == rule))
        own = grade is not None and about == WHOLE
        found = [(s.date, i) for i in bears if (s := self.now.evidence[i]).date is not None and s.date > self.day and (own or s.about == about)]
        return tuple(i for _, i in sorted(found, key=lambda x: (-x[0].toordinal(), x[1])))

    def _state(self, rested: RestsOn, about: str, new: set[str]) -> State:
        rule = rested.rule
        if rule not in self.now.reasons:
            return "withdrawn"
        grade = self.now.grades.get(rule)
        if grade is not None and grade.outcome == "not_applicable":
            return "not_applicable"
        if not new:
            return "nothing_since"
        found = [f for f in self.now.findings if f.rule == rule]
        if any(f.id == rested.finding for f in found):
            return "eased" if _counts_for(rule, self.now) - _counts_for(rule, self.then) else "still_there"
        if grade is None:
            return "gone" if self._ruled_out(rule, about) else "nothing_since"
        if rested.kind == "breach":
            return "gone" if self._kept(rule, new) or any(f.outcome == "mended" for f in found) else "nothing_since"
        return self._of_criterion(found, new)

    def _of_criterion(self, found: list[Finding], new: set[str]) -> State:
        by_new = [f for f in found if new.intersection(f.because)]
        if any(f.kind == "strength" for f in by_new):
            return "turned"
        return "eased" if any(f.kind in _LESSER for f in by_new) else "nothing_since"

    def _ruled_out(self, trigger: str, about: str) -> bool:
        """Whether a trigger is known not to be so, and not just no longer proved."""
        tally, truths = self.working.judged.tally, self.working.judged.triggers[trigger]
        rows = {WHOLE: WHOLE_ALONE} | {s: n for n, s in enumerate(tally.subjects) if n > WHOLE_ALONE}
        return about in rows and int(truths[rows[about]]) == FALSE

    def _kept(self, rule: str, new: set[str]) -> bool:
        return any(act in new and verdict == "kept" for test in self.now.reasons[rule].tests for act, verdict in test.acts)


def _counts_for(rule: str, assessment: Assessment) -> set[str]:
    """What counts for a rule: its favourable tests that are met, and the kinds of source that say that more is there than a plan."""
    why = assessment.reasons.get(rule)
    if why is None:
        return set()
    met = {test.test for test in why.tests if test.truth == "met" and test.shows and not test.against}
    return met | {f"{voice.kind} say {voice.extent}" for voice in why.voices if voice.extent not in ("absent", "planned")}
