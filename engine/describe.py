"""Tests in plain English, as an explanation quotes them."""

import datetime as dt
from collections.abc import Sequence

from engine.language.conditions import Due, Each, FactTest, ItIs, NeedsAll, NeedsAny
from engine.language.rules import Vocabulary
from engine.language.words import MONTHS

_PEERS = {"best_quarter": "in the best quarter of its peers", "better_half": "in the better half of its peers",
          "worse_half": "in the worse half of its peers", "worst_quarter": "in the worst quarter of its peers"}  # fmt: skip


def listed(words: Sequence[object], last: str = "or") -> str:
    """one, two or three."""
    texts = [str(w).replace("_", " ") for w in words]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def _what(test: FactTest, vocabulary: Vocabulary) -> str:
    if not test.keys:
        return f"any {test.kind}"
    declared = getattr(vocabulary, test.kind)
    names: list[object] = [declared[key].title if key in declared else key for key in test.keys]
    return f"{test.kind}: {listed(names)}"


def in_words(day: dt.date) -> str:
    """31 July 2005. Written out here, for the platform's own way differs from machine to machine."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def months_of(due: Due) -> str:
    """The months in which something falls due: March, June and September."""
    return listed([MONTHS[month - 1].capitalize() for month in due.due], "and")


def describe(test: object, vocabulary: Vocabulary) -> str:
    """What a test asks for, in one line."""
    if isinstance(test, Each):
        acts = f"each end of {months_of(test.each)}" if isinstance(test.each, Due) else f"each act ({describe(test.each, vocabulary)})"
        text = f"{acts} needs {_needs(test.needs, vocabulary)}"
        return text + (f"; mended by {describe(test.mended_by, vocabulary)}" if test.mended_by else "")
    if not isinstance(test, FactTest):
        return ""
    says = [_what(test, vocabulary)]
    if test.status:
        says.append(f"{test.status} or further")
    if test.extent:
        says.append(f"{test.extent.replace('_', ' ')} or further")
    if test.includes:
        says.append(f"including {listed(test.includes, 'and')}")
    says.extend(f"{word} {listed(value)}" for word in ("scope", "result", "by", "topic", "to") if (value := getattr(test, word)))
    if test.with_:
        says.append(f"with {listed(test.with_)}")
    if test.is_:
        says.append(listed(test.is_))
    if test.at_least is not None:
        says.append(f"at least {test.at_least}")
    if test.at_most is not None:
        says.append(f"at most {test.at_most}")
    if test.target:
        says.append(f"target {test.target}")
    if test.trend:
        says.append(f"{test.trend.is_} over {test.trend.over} periods" + (f", {test.trend.sure:%} sure" if test.trend.sure is not None else ""))
    if test.peers:
        says.append(_PEERS[test.peers])
    if test.from_median:
        far = test.from_median
        mads = far.worse_by or far.better_by
        says.append(f"{mads} MAD{'' if mads == 1 else 's'} or more {'worse' if far.worse_by else 'better'} than the median of its {far.among}")
    if test.projected:
        says.append(f"its target {test.projected.target} if the last {test.projected.over} periods go on")
    says.extend(word if value else f"not {word}" for word in ("audited", "priority") if (value := getattr(test, word)) is not None)
    if test.results_shown is not None:
        says.append("with results shown" if test.results_shown else "without results")
    if test.age:
        says.append(f"at most {test.age.at_most} months old")
    if test.times > 1:
        says.append(f"{test.times} times")
    if test.sources > 1:
        says.append(f"from {test.sources} kinds of source")
    if test.share:
        bound = f"at least {test.share.at_least:%}" if test.share.at_least is not None else f"at most {test.share.at_most:%}"
        says.append(f"in {bound} of them, where there are {test.share.of_at_least} or more")
    if test.before or test.after:
        says.append(f"{'before' if test.before else 'after'} it")
    if test.within is not None:
        says.append(f"within {test.within} months")
    return ", ".join(says)


def _needs(need: object, vocabulary: Vocabulary) -> str:
    if isinstance(need, NeedsAll):
        return " and ".join(_needs(part, vocabulary) for part in need.all)
    if isinstance(need, NeedsAny):
        return " or ".join(_needs(part, vocabulary) for part in need.any)
    if isinstance(need, ItIs):
        return "itself to have " + ", ".join(f"{word} {value if isinstance(value, str) else listed(value, 'and')}" for word, value in need.it.items())
    return describe(need, vocabulary)
