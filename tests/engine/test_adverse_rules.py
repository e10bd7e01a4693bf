"""What speaks against an authority counts against it, in every rulebook that came along."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from engine.home import installed
from engine.language.rules import Criterion, Trigger
from engine.load import load
from engine.rulebook import Rulebook
from engine.scenes import Scene
from engine.sensitivity import _Trial, _untriable
from engine.tally import TRUE

INVENTORY = Path(__file__).parents[2].parent / "shared" / "inventory" / "inventory.yaml"


@pytest.fixture(scope="module", params=sorted(installed()))
def book(request: pytest.FixtureRequest) -> Rulebook:
    """Each rulebook that came along."""
    return load(installed()[request.param])


def trials(book: Rulebook) -> Iterator[tuple[_Trial, list[int]]]:
    """The criteria that have tests which show against them, each by itself, with the numbers of those tests."""
    for rule in book.criteria.values():
        against = [n for n, test in enumerate(rule.tests.values()) if test.shows_against]
        if against and not _untriable(rule):
            yield _Trial(book, rule), against


def effects(trial: _Trial, n: int) -> Iterator[int]:
    """What comes of meeting a test, beside various other evidence: -1 where it counts against, 1 where it counts for, else 0."""
    good = {k: True for k in range(len(trial.tests)) if k not in trial.bad}
    for maker in trial.makers:
        met = maker.met(trial.tests[n])
        for around in (Scene(), trial._scene(trial.makers[0], good), trial._said()[-1]):
            beside = around.without(met)
            one, other = trial.judged(beside + met), trial.judged(beside)
            changed = {k for k, (a, b) in enumerate(zip(one.truths, other.truths, strict=True)) if a != b}
            if one.truths[n] != TRUE or n not in changed:
                continue
            (said, _, low, high, _), (had_said, _, had_low, had_high, _) = one.outcome, other.outcome
            if low < had_low or high < had_high or (said, had_said) == ("contested", ""):
                yield -1
            elif changed == {n}:
                yield 1 if low > had_low else 0


def test_what_speaks_against_lowers_or_contests_and_never_raises(book: Rulebook) -> None:
    """Each test with `shows_against` counts against when it is met, whatever else is so, and never in favour."""
    found = {f"{trial.rule.id}: {trial.names[n]}": set(effects(trial, n)) for trial, against in trials(book) for n in against}
    assert [name for name, came in found.items() if -1 not in came or 1 in came] == []


def speaks_against(rule: object, book: Rulebook) -> bool:
    """Whether evidence can speak against the authority under a rule: a trigger, an act without what it needs, a test that must not be met, a figure."""
    if isinstance(rule, Trigger):
        return True
    assert isinstance(rule, Criterion)
    trial = _Trial(book, rule)
    worst = (trial.judged(scene) for scene in trial._scenes(best=False) if scene.items)
    return bool(rule.each or trial.bad) or any(came.outcome[1] == book.levels[0] for came in worst)


def test_every_adverse_item_of_the_sources_has_a_rule_that_it_counts_under(book: Rulebook) -> None:
    """Where the sources name something that must not be, a rule of this rulebook speaks against whoever does it."""
    if not INVENTORY.exists():
        pytest.skip("the inventory of the sources is kept beside the repository and is not here")
    adverse = {item["id"] for item in yaml.safe_load(INVENTORY.read_text("utf-8")) if item.get("sense") == "adverse"}
    rules = [rule for rules in (book.criteria, book.triggers) for rule in rules.values() if adverse & {rule.id, *rule.covers}]
    assert [rule.id for rule in rules if not speaks_against(rule, book)] == []
