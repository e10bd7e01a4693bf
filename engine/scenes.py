"""Evidence made for tests: what would satisfy one, and every way in which evidence can fail to.

Items are made from the words of a test, just as good as it asks and no better, so that other tests of the same things
are touched as little as can be. How a test is judged is not known here.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.language.conditions import Due, Each, FactTest, FromMedian, ItIs, NeedsAll, NeedsAny, Trend
from engine.language.rules import Vocabulary
from engine.measures.trend import sureness
from engine.rulebook import fact_tests
from evidence.model import EXTENTS, PEOPLE, STATUSES, VOICES

AS_OF = dt.date(2009, 6, 30)
_ELSE = "something-else"
_PERSONS = tuple(voice for voice in VOICES if voice in PEOPLE)
_SPEAKS = {"document": "document", "event": "document", "measure": "data", "rating": "inspectors", "statement": _PERSONS[0]}
STEP = Decimal("0.01")
"""How far beside a bound a figure lies that just misses it."""
_QUARTILES = {"best_quarter": (-3, -2, -1), "better_half": (-2, -1, 1), "worse_half": (-1, 1, 2), "worst_quarter": (1, 2, 3)}
"""Where the quartiles lie, seen from a value of which more is better."""
_OPPOSITE = {"best_quarter": "better_half", "better_half": "worse_half", "worse_half": "better_half", "worst_quarter": "worse_half"}

Test = FactTest | Each
Words = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """Some evidence: items as they are written, lists that are closed, by (kind, key), and targets."""

    items: tuple[Words, ...] = ()
    closed: tuple[tuple[str, str], ...] = ()
    targets: tuple[Words, ...] = ()

    def __add__(self, other: "Scene") -> "Scene":
        return Scene(self.items + other.items, self.closed + other.closed, self.targets + other.targets)

    @property
    def series(self) -> frozenset[tuple[str, str]]:
        """The measures and ratings in it: of these only the latest value counts, so two scenes cannot both speak of one."""
        return frozenset((kind, item[kind]) for item in self.items for kind in ("measure", "rating") if kind in item)

    def without(self, other: "Scene") -> "Scene":
        """This scene without the measures and ratings of the other, which then has the last word on them."""
        return Scene(tuple(i for i in self.items if not {(k, i[k]) for k in ("measure", "rating") if k in i} & other.series), self.closed, self.targets)


@dataclass(frozen=True)
class Maker:
    """Makes scenes for tests, all about one subject.

    `named` are keys that a test of any key leaves to others. `voices` is how many kinds of people say what is said,
    `level` a figure for those tests that let it be so, and `months` how old evidence is where a test lets it be that old.
    """

    words: Vocabulary
    about: str
    named: frozenset[str]
    voices: int = 1
    level: Decimal | None = None
    months: int | None = None

    def met(self, test: Test) -> Scene:
        """Evidence that satisfies a test."""
        if isinstance(test, Each):
            return self._act(test, *self._need_met(test.needs, test))
        return self._several(test, self._many(test), wrong=bool(test.share and test.share.at_most is not None))

    def unmet(self, test: Test) -> list[Scene]:
        """Evidence that does not satisfy a test, in every way that there is: the first one makes it false where any does."""
        if isinstance(test, Each):
            broken = [self._act(test, words, scene) for words, scene in self._need_broken(test.needs, test)]
            return [*broken, Scene()]
        n = self._many(test)
        if test.share:
            scenes = [self._several(test, n, wrong=test.share.at_least is not None)]
        else:
            scenes = [self._items(test, n, wrong) for wrong in self._wrong(test, self._pool(test)[0])]
        if test.kind != "statement":
            scenes.append(self._denied(test))
            scenes.append(Scene(closed=tuple((test.kind, key) for key in test.keys)))
        scenes += [self._several(test, n, few=True)] if not test.share and (test.times > 1 or test.sources > 1) else []
        scenes += [self._items(test, n, {"_months": test.age.at_most})] if test.age and not test.share else []
        return [*scenes, Scene()]

    def _many(self, test: FactTest) -> int:
        return test.share.of_at_least if test.share else max(test.times, test.sources, self.voices if test.kind == "statement" else 1)

    def _pool(self, test: FactTest) -> list[str]:
        """The keys that its items may have; for any key, those that are declared come first."""
        return list(test.keys) or [*(k for k in getattr(self.words, test.kind) if k not in self.named), *(f"another-{test.kind}-{n}" for n in range(20))]

    def _several(self, test: FactTest, n: int, *, wrong: bool = False, few: bool = False) -> Scene:
        """So many items that satisfy (or are wrong); `few`: one item less, or one kind of source less."""
        if few and test.times == 1:
            return self._items(test, n, {}, kinds=test.sources - 1)
        return self._items(test, n - few, None if wrong else {})

    def _items(self, test: FactTest, n: int, changed: Words | None, *, kinds: int | None = None, day: dt.date = AS_OF) -> Scene:
        """`n` items that satisfy a test but for the words that are changed; None: but for the first word that can be wrong."""
        pool = self._pool(test)
        usual = _SPEAKS[test.kind]
        people = test.kind == "statement"
        voices = ([usual] + [v for v in (_PERSONS if people else VOICES) if v != usual])[: kinds or max(test.sources, self.voices if people else 1)]
        items: list[Words] = []
        targets: list[Words] = []
        for i in range(n):
            # Of a measure or rating only the latest counts: several are several measures, or one of several services.
            spread = test.kind in ("measure", "rating")
            key = pool[i % len(pool)] if spread else pool[0]
            about = self.about if not spread or i < len(pool) else f"service-{i}"
            words = {**self._right(test, key), **(next(self._wrong(test, key), {}) if changed is None else changed)}
            months, run, step = words.pop("_months", self._age(test)), words.pop("_run", 1), words.pop("_step", 0)
            odd = words.pop("_odd", False)
            if (aim := words.pop("_aim", None)) is not None:
                targets.append({"measure": key, "about": about, "set": _back(day, 12), "by": day + dt.timedelta(days=365), "value": aim})
            date = _back(day, months) - dt.timedelta(days=5) if months is not None else day - dt.timedelta(days=0 if spread else i)
            item = {test.kind: key, "about": about, "source": voices[i % len(voices)], **words}
            items += [{**item, "value": item["value"] - step * back, "date": date - dt.timedelta(days=90 * k)} for k, back in _steps(run, odd=odd)]
            items.append({**item, "date": date})
        return Scene(tuple(items), targets=tuple(targets))

    def _denied(self, test: FactTest) -> Scene:
        """Somebody looked for such a thing, and it was not there."""
        months = self._age(test)
        date = AS_OF if months is None else _back(AS_OF, months) - dt.timedelta(days=5)
        return Scene(({test.kind: self._pool(test)[0], "denied": True, "about": self.about, "source": _SPEAKS[test.kind], "date": date},))

    def _age(self, test: FactTest) -> int | None:
        return self.months if self.months is not None and (test.age is None or self.months < test.age.at_most) else None

    def _lower_is_better(self, key: str) -> bool:
        return key in self.words.measure and self.words.measure[key].better == "lower"

    def _ranks(self, test: FactTest, key: str) -> tuple[list[Any], list[int]]:
        """A rating's values, and which of them satisfy."""
        word = self.words.rating.get(key)
        values: list[Any] = list(word.values) if word else [1, 2]
        said = [str(v) for v in values]

        def rank(bound: Any) -> int:
            return said.index(bound if isinstance(bound, str) else str(int(bound)))

        good = [
            n
            for n in range(len(values))
            if (test.is_ is None or n in map(rank, test.is_))
            and (test.at_least is None or n >= rank(test.at_least))
            and (test.at_most is None or n <= rank(test.at_most))
        ]
        return values, good

    def _right(self, test: FactTest, key: str) -> Words:
        """The words of an item of that key that satisfies: just so, and no better than asked."""
        words: Words = {}
        if test.status:
            words["status"] = test.status
        if test.extent or test.kind == "statement":
            words["extent"] = test.extent or "embedded"
        if test.results_shown is not None:
            words["results"] = test.results_shown
        for word in ("includes", "to"):
            if getattr(test, word):
                words[word] = list(getattr(test, word))
        for word, field in (("scope", "scope"), ("result", "result"), ("by", "by"), ("topic", "topic"), ("with", "with_")):
            if getattr(test, field):
                words[word] = getattr(test, field)[0]
        for word in ("audited", "priority"):
            if getattr(test, word) is not None:
                words[word] = getattr(test, word)
        if test.kind == "rating":
            values, good = self._ranks(test, key)
            words["value"] = values[good[0] if test.at_least is not None else good[-1]] if good else values[-1]
        elif test.kind == "measure":
            words |= self._figures(test, key)
        return words

    def _figures(self, test: FactTest, key: str) -> Words:
        low, high = (None if bound is None else Decimal(bound) for bound in (test.at_least, test.at_most))
        value = Decimal(test.is_[0]) if test.is_ else low if low is not None else high if high is not None else Decimal(50)
        if self.level is not None and not test.is_ and (low is None or low <= self.level) and (high is None or self.level <= high):
            value = self.level
        sign = -1 if self._lower_is_better(key) else 1
        words: Words = {"value": value}
        if test.target:
            words["target"] = value if test.target == "met" else value + sign
        if test.peers:
            words["peers"] = {"quartiles": sorted(value + sign * q for q in _QUARTILES[test.peers]), "n": 30}
        if test.trend:
            words |= {"_run": test.trend.over, "_step": sign if test.trend.is_ == "improving" else -sign, "_odd": _lets_one_be_odd(test.trend)}
        if test.from_median:
            words[test.from_median.among] = _far(value, test.from_median, sign, words.get(test.from_median.among))
        if test.projected:
            # A hundred is more than any step of a trend here goes in a year.
            words |= {"_run": max(words.get("_run", 1), test.projected.over), "_aim": value + sign * (100 if test.projected.target == "missed" else -100)}
        return words

    def _wrong(self, test: FactTest, key: str) -> Iterator[Words]:
        """What to change in an item so that it bears on the test and does not satisfy it: one word at a time."""
        if test.is_ is not None or test.at_least is not None or test.at_most is not None:
            yield from self._wrong_values(test, key)
        if test.target:
            yield {"target": self._figures(test.model_copy(update={"target": "missed" if test.target == "met" else "met"}), key)["target"]}
        if test.peers:
            yield {"peers": self._figures(test.model_copy(update={"peers": _OPPOSITE[test.peers]}), key)["peers"]}
        if test.trend:
            yield {"_step": -self._figures(test, key)["_step"]}
            yield {"_step": 0}
        if test.from_median:
            among = test.from_median.among
            yield {among: {**self._figures(test, key)[among], "mad": 10**6}}
        if test.projected:
            other = test.projected.model_copy(update={"target": "missed" if test.projected.target == "met" else "met"})
            yield {"_aim": self._figures(test.model_copy(update={"projected": other}), key)["_aim"]}
        if test.status and STATUSES.index(test.status) > 0:
            yield {"status": STATUSES[STATUSES.index(test.status) - 1]}
        if test.extent and EXTENTS.index(test.extent) > 0:
            yield {"extent": EXTENTS[EXTENTS.index(test.extent) - 1]}
        if test.results_shown is not None:
            yield {"results": not test.results_shown}
        for word, field in (("scope", "scope"), ("result", "result"), ("by", "by"), ("topic", "topic"), ("with", "with_")):
            if getattr(test, field):
                yield {word: _ELSE}
        for word in ("includes", "to"):
            for topic in getattr(test, word) or ():
                yield {word: [t for t in getattr(test, word) if t != topic] or [_ELSE]}

    def _wrong_values(self, test: FactTest, key: str) -> Iterator[Words]:
        if test.kind == "rating":
            values, good = self._ranks(test, key)
            bad = [n for n in range(len(values)) if n not in good]
            # The nearest first, so that tests of other values stay as they are.
            for n in sorted(bad, key=lambda n: min((abs(n - g) for g in good), default=0)):
                yield {"value": values[n]}
            return
        changed = [Decimal(str(test.at_least)) - STEP] if test.at_least is not None else []
        changed += [Decimal(str(test.at_most)) + STEP] if test.at_most is not None else []
        changed += [max(Decimal(v) for v in test.is_) + 1] if test.is_ else []
        for other in changed:
            # What is measured against the value moves with it.
            moved = self._figures(test.model_copy(update={"is_": (other,), "at_least": None, "at_most": None}), key)
            yield {word: figure for word, figure in moved.items() if not word.startswith("_")}

    # acts and what they need

    def clauses(self, test: Each) -> Iterator[tuple[str, Scene, list[Scene]]]:
        """The parts of a test over acts that must each make a difference: with it, and without it."""
        broken = [self._act(test, words, scene) for words, scene in self._need_broken(test.needs, test)]
        for scene in broken:
            if test.mended_by:
                # It comes last, when it is too late to have been what the act needed; where it is an act itself, it has what it needs.
                mend = self._items(test.mended_by, 1, {}, day=AS_OF) if isinstance(test.each, FactTest) else self._other(test.mended_by, test, "after")
                yield "`mended_by`", scene + mend, [scene]
                yield "`mended_by`", scene + mend + self._in_time_for(test), [scene]
            if test.unless:
                yield "`unless`", scene + self._other(test.unless, test, "any"), [scene]
        if isinstance(test.needs, NeedsAll):
            parts = test.needs.all
            for n, part in enumerate(parts, start=1):
                words, scene = self._need_met(NeedsAll.model_construct(all=(*parts[: n - 1], *parts[n:])), test)
                without = [self._act(test, {**words, **wrong}, scene + lacking) for wrong, lacking in self._need_broken(part, test)]
                yield f"part {n} of `needs`", self.met(test), without
                alone = [self._act(test, wrong, lacking) for wrong, lacking in self._need_broken(part, test)]
                yield f"part {n} of `needs`", self._act(test, *self._need_met(part, test)), alone
        elif isinstance(test.needs, NeedsAny):
            for n, part in enumerate(test.needs.any, start=1):
                yield f"part {n} of `needs`", self._act(test, *self._need_met(part, test)), broken

    def _due(self, need: object) -> int:
        """How many months an act must be old for its needs to be overdue."""
        if isinstance(need, NeedsAll | NeedsAny):
            return max(self._due(part) for part in (need.all if isinstance(need, NeedsAll) else need.any))
        return (need.within or 0) + 1 if isinstance(need, FactTest) and need.after and need.within is not None else 0

    def _days_of(self, test: Each) -> list[dt.date]:
        """The days of the acts; what falls due has all its days of the time that the rule looks at, the last one last."""
        if isinstance(test.each, Due):
            ends = [(AS_OF.year + (AS_OF.month - n - 1) // 12, (AS_OF.month - n - 1) % 12 + 1) for n in range(test.each.age.at_most, 0, -1)]
            return [dt.date(year, month, calendar.monthrange(year, month)[1]) for year, month in ends if month in test.each.due]
        return [_back(AS_OF, self._due(test.needs)) - dt.timedelta(days=15)]

    def _act(self, test: Each, words: Words, scene: Scene) -> Scene:
        if isinstance(test.each, Due):
            # The days come by themselves; what is old enough says that the evidence had begun by then.
            asked = next(fact_tests(test.needs))
            return self._items(asked, 1, {}, day=_back(self._days_of(test)[0], (asked.within or 0) + 1)) + scene
        return self._items(test.each, 1, words, day=self._days_of(test)[-1]) + scene

    def _other(self, other: FactTest, test: Each, default: str) -> Scene:
        order = "before" if other.before else "after" if other.after else default
        days = {"before": -5, "after": 5, "any": 0}[order]
        return sum((self._items(other, 1, {}, day=day + dt.timedelta(days=days)) for day in self._days_of(test)), Scene())

    def _in_time_for(self, test: Each) -> Scene:
        """What an act of the last day would need beside itself."""
        _, scene = self._need_met(test.needs, test)
        return Scene(tuple({**item, "date": AS_OF} for item in scene.items))

    def _need_met(self, need: object, test: Each) -> tuple[Words, Scene]:
        """The words that the act needs, and what it needs beside them."""
        if isinstance(need, NeedsAll):
            parts = [self._need_met(part, test) for part in need.all]
            return _joined(words for words, _ in parts), sum((scene for _, scene in parts), Scene())
        if isinstance(need, NeedsAny):
            return self._need_met(need.any[0], test)
        if isinstance(need, ItIs):
            itself = _itself(need, test)
            assert isinstance(test.each, FactTest)
            right, own = self._right(itself, self._pool(itself)[0]), self._right(test.each, self._pool(test.each)[0])
            return _joined([{k: v for k, v in own.items() if k in right}, right]), Scene()
        assert isinstance(need, FactTest)
        return {}, self._other(need, test, "any")

    def _need_broken(self, need: object, test: Each) -> list[tuple[Words, Scene]]:
        """Every way to leave an act without what it needs: of all things one, of alternatives each."""
        if isinstance(need, NeedsAll):
            out = []
            for n, part in enumerate(need.all):
                words, scene = self._need_met(NeedsAll.model_construct(all=(*need.all[:n], *need.all[n + 1 :])), test)
                out += [({**words, **broken}, scene + without) for broken, without in self._need_broken(part, test)]
            return out
        if isinstance(need, NeedsAny):
            ways = [self._need_broken(part, test) for part in need.any]
            return (
                []
                if not all(ways)
                else [
                    ({k: v for words, _ in way for k, v in words.items()}, sum((scene for _, scene in way), Scene()))
                    for way in (tuple(w[n % len(w)] for w in ways) for n in range(max(map(len, ways))))
                ]
            )
        if isinstance(need, ItIs):
            itself = _itself(need, test)
            return [(wrong, Scene()) for wrong in self._wrong(itself, self._pool(itself)[0])]
        assert isinstance(need, FactTest)
        if need.kind == "statement":
            return [({}, Scene())]
        return [({}, Scene(closed=tuple((need.kind, key) for key in need.keys))), ({}, self._denied(need))]


def _joined(several: Iterable[Words]) -> Words:
    """The words of several together: lists of topics join, of other words the last one stands."""
    out: Words = {}
    for words in several:
        out |= {k: [*out[k], *v] if isinstance(v, list) and k in out else v for k, v in words.items()}
    return out


def _itself(need: ItIs, test: Each) -> FactTest:
    assert isinstance(test.each, FactTest)
    return FactTest.model_validate({test.each.kind: list(test.each.keys) or "any", **need.it})


def _back(day: dt.date, months: int) -> dt.date:
    """The day so many months earlier; of a shorter month its 28th."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(years, month + 1, min(day.day, 28))


def _steps(run: int, *, odd: bool) -> list[tuple[int, int]]:
    """For each figure before the last, the earliest first: how many figures back it lies, and how many steps. `odd`: the last step leads back."""
    return [(k, k if not odd else -1 if k == 1 else k - 1) for k in range(run - 1, 0, -1)]


def _lets_one_be_odd(trend: Trend) -> bool:
    """Whether a trend over so many figures is sure enough though the last step leads back."""
    return trend.sure is not None and sureness([*(-back for _, back in _steps(trend.over, odd=True)), 0]) >= trend.sure


def _far(value: Decimal, far: FromMedian, sign: int, peers: Words | None) -> Words:
    """A group from whose median a value lies as far as is asked: the one that it has already, or one made for it."""
    mads = far.worse_by or far.better_by or Decimal(1)
    if peers:
        return {**peers, "mad": 1 / (2 * mads)}
    middle = value + (sign if far.worse_by else -sign) * mads
    return {"quartiles": [middle - 1, middle, middle + 1], "n": 30, "mad": 1}


def together(tests: Iterable[Test]) -> list[Test]:
    """Tests that one scene is to satisfy.

    Those of the same measure or rating become one test, for only its latest value counts; so do those over the same acts.
    """
    out: dict[object, Test] = {}
    for n, test in enumerate(tests):
        place: object = n
        if isinstance(test, Each):
            place = repr(test.each)
        elif test.kind in ("measure", "rating") and not test.share:
            place = (test.kind, test.keys)
        held = out.get(place)
        if isinstance(held, Each) and isinstance(test, Each):
            out[place] = Each.model_construct(each=test.each, needs=NeedsAll.model_construct(all=(held.needs, test.needs)))
        elif isinstance(held, FactTest) and isinstance(test, FactTest):
            out[place] = _merged(held, test)
        else:
            out[place] = test
    return list(out.values())


def _merged(one: FactTest, other: FactTest) -> FactTest:
    said = {name: getattr(other, name) for name in other.model_fields_set if getattr(other, name) is not None}
    for name, value in said.items():
        held = getattr(one, name)
        if held is None:
            continue
        if name in ("at_least", "times", "sources") and not isinstance(value, str):
            said[name] = max(held, value)
        elif name == "at_most" and not isinstance(value, str):
            said[name] = min(held, value)
        elif name == "trend":
            said[name] = max(held, value, key=lambda t: t.over)
        elif name == "peers":
            said[name] = held if held in ("best_quarter", "worst_quarter") else value
    return one.model_copy(update=said)
