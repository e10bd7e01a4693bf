"""Words that the language does not know, or that cannot stand where they are, are refused with the nearest that can."""

from pathlib import Path

import pytest

from tests.lint.refusals import BOOK, assert_refused, found, written

GOOD = "b: {measure: speed, at_least: 5, shows: in_place}, c: {document: plan, shows: in_place}"
PERIOD = "write it as 36 months or 3 years"
NAMES = "use small letters, figures, '-', '_' and '.', beginning with a letter"
FILL_IN = "fill it in, or leave the word out"


def criterion(line: str, *, tests: str = GOOD) -> str:
    """A criterion with one more line."""
    return f"criteria:\n- RULE\n  {line}\n  tests: {{{tests}}}"


def with_test(test: str) -> str:
    """A criterion with one more test."""
    return f"criteria:\n- RULE\n  tests:\n    a: {test}\n    b: {{measure: speed, at_least: 5, shows: in_place}}\n    c: {{document: plan, shows: in_place}}"


def group(words: str) -> str:
    """A group of the base's one criterion."""
    return f"groups:\n- {{id: group, title: A group, of: base, {words}}}"


CASES = {
    "an unknown key": (criterion("«kee: true"), "'kee' is not a word that can stand here", "did you mean 'key'?"),
    "an unknown key in a test": (
        with_test("{document: plan, «statuss: adopted, shows: partial}"),
        "'statuss' is not a word that can stand here",
        "did you mean 'status'?",
    ),
    "an unknown key in what an act needs": (
        with_test("{each: {event: act}, needs: {event: answer, «befor: it}, shows: partial}"),
        "'befor' is not a word that can stand here",
        "did you mean 'before'?",
    ),
    "an unknown key of what the act itself is": (
        with_test("{each: {event: act}, needs: {it: {«includs: topic}}, shows: partial}"),
        "'includs' is not a word that can stand here",
        "did you mean 'includes'?",
    ),
    "an unknown key of a file": (criterion("weight: 2") + "\n«grups: []", "'grups' is not a word that can stand here", "did you mean 'groups'?"),
    "an unknown value": (
        with_test("{document: plan, status: «adoptd, shows: partial}"),
        "'adoptd' is not one of withdrawn, draft, consulted, adopted, published, implemented",
        "did you mean 'adopted'?",
    ),
    "an unknown condition": (criterion("unless: «{documnt: plan}"), "no word here says what is tested (documnt)", "did you mean 'document'?"),
    "an unknown condition within another": (criterion("unless: {not: «{evnt: act}}"), "no word here says what is tested (evnt)", "did you mean 'event'?"),
    "a word of another kind": (
        with_test("{document: plan, «at_least: 3, shows: partial}"),
        "'at_least' is a word for a measure or rating, and this is a document",
        "the words for a document are status, includes, scope, by, topic",
    ),
    "a test that is no mapping": (
        with_test("«plan"),
        "a test is a mapping",
        "begin with `document:`, `measure:`, `event:`, `rating:`, `statement:` or `each:`",
    ),
    "a test of two kinds": (
        with_test("«{document: plan, event: act, shows: partial}"),
        "a test names one of statement, document, measure, event, rating, and this names document and event",
        "make two tests of it",
    ),
    "a test's name": (
        "criteria:\n- RULE\n  tests: {«Big One: {document: plan, shows: in_place}, " + GOOD + "}",
        "'Big One' is not a name that can stand here",
        NAMES,
    ),
    "a test both ways": (
        with_test("{document: plan, shows: partial, «shows_against: partial}"),
        "a test shows for or against, not both",
        "make two tests of it",
    ),
    "acts both ways": (
        with_test("{each: {event: act}, needs: {event: answer}, shows: partial, «shows_against: partial}"),
        "a test shows for or against, not both",
        "make two tests of it",
    ),
    "a test that shows absence": (
        with_test("{document: plan, «shows: absent}"),
        "nothing is shown by `absent`",
        "name the extent that the test speaks for or against",
    ),
    "results that nothing shows": (
        "criteria:\n- RULE\n  tests: {a: {document: plan, shows_against: partial, «results: true}, " + GOOD + "}",
        "`results: true` stands with `shows`",
        "say how far it shows, or leave it out",
    ),
    "a test that shows nothing": (
        "criteria:\n- RULE\n  tests: {«a: {document: plan}, " + GOOD + "}",
        "the test 'a' shows nothing",
        "add `shows:` or `shows_against:`, or name it under `grades:`",
    ),
    "shows beside grades": (
        "criteria:\n- RULE\n  tests: {«a: {document: plan, shows: partial}}\n  grades: {2: a}",
        "this rule says by `grades` how it is graded",
        "leave `shows` out, or leave `grades` out",
    ),
    "a rule without a citation": (
        "criteria:\n- «id: rule\n  title: A rule\n  tests: {" + GOOD + "}",
        "'cite' is missing",
        "add `cite: {source: …, at: …}`: a rule says which place of which source it comes from",
    ),
    "an empty title": ('criteria:\n- id: rule\n  title:«\n  cite: {source: source, at: "2"}\n  tests: {' + GOOD + "}", "there is nothing here", FILL_IN),
    "a blank text": (criterion('next: «"   "'), "there is nothing here", FILL_IN),
    "a text too short to say anything": (criterion("next: «ok"), "'ok' is too short", FILL_IN),
    "a criterion without tests": ("criteria:\n- «RULE", "a criterion needs tests of its own", "add `tests:` with what would show it in a real council"),
    "a weight of nothing": (criterion("weight: «0"), "0 is out of range", "it must be at least 1"),
    "a weight too large": (criterion("weight: «1001"), "1001 is out of range", "it must be at most 1000"),
    "a weight in quotes": (criterion('weight: «"2"'), "'2' is not a whole number", "write it plainly, without quotes or units"),
    "a weight that is no whole number": (criterion("weight: «1.5"), "'1.5' is not a whole number", "write it plainly, without quotes or units"),
    "a weight that is a truth": (criterion("weight: «true"), "'true' is not a whole number", "write it plainly, without quotes or units"),
    "an id with capitals": (
        'criteria:\n- id: «Rule\n  title: A rule\n  cite: {source: source, at: "2"}\n  tests: {' + GOOD + "}",
        "'Rule' is not an id or key",
        NAMES.replace("a letter", "a letter or figure"),
    ),
    "a period without a unit": (with_test("{document: plan, age: {at_most: «3 weeks}, shows: partial}"), "'3 weeks' is not a period", PERIOD),
    "a period that is a bare number": (with_test("{document: plan, age: {at_most: «36}, shows: partial}"), "'36' is not a period", PERIOD),
    "a period before time": (
        with_test("{each: {event: act}, needs: {event: answer, before: it, within: «-1 months}, shows: partial}"),
        "'-1 months' is not a period",
        PERIOD,
    ),
    "periods that are a bare number": (
        with_test("{measure: speed, trend: {is: improving, over: «3}, shows: partial}"),
        "'3' is not a number of periods",
        "write it as 2 periods",
    ),
    "an age of nothing": (
        with_test("{document: plan, age: {«at_most: 0 months}, shows: partial}"),
        "at an age of 0 months only today's evidence counts",
        "write how many months back it may lie",
    ),
    "a share above the whole": (
        with_test("{event: act, result: good, share: {at_least: «150%}, shows: partial}"),
        "no share is 150%",
        "write one between 0% and 100%",
    ),
    "a share below nothing": (
        with_test("{event: act, result: good, share: {at_most: «-5%}, shows: partial}"),
        "no share is -5%",
        "write one between 0% and 100%",
    ),
    "a share that is no number": (with_test("{event: act, result: good, share: {at_most: «nan%}, shows: partial}"), "'nan%' is not a share", "write it as 25%"),
    "a share that everything has": (
        with_test("{event: act, result: good, share: {«at_least: 0%}, shows: partial}"),
        "every share is within this bound",
        "name the share that makes the difference",
    ),
    "a share of what is always whole": (
        with_test("{event: act, «share: {at_most: 20%}, shows: partial}"),
        "every item in scope satisfies this test, so its share is always the whole",
        "say what is wanted of the items, such as `result:` or `at_least:`",
    ),
    "a trend over one period": (
        with_test("{measure: speed, trend: {is: improving, over: «1 period}, shows: partial}"),
        "1 period is out of range",
        "it must be at least 2",
    ),
    "more kinds of source than there are": (with_test("{document: plan, sources: «11, shows: partial}"), "11 is out of range", "it must be at most 10"),
    "a measure compared with a word": (
        with_test("{measure: speed, at_least: «fast, shows: partial}"),
        "a measure is compared with a number, and 'fast' is none",
        "write a number",
    ),
    "a bound that is no figure": (
        with_test("{measure: speed, at_least: «Very fast, shows: partial}"),
        "a number or a rating's value is expected here",
        "write 12, 12.5, or one word of the rating",
    ),
    "before, outside an act": (
        with_test("{document: plan, «before: it, shows: partial}"),
        "`before: it` and `after: it` speak of an act",
        "put the test in the `needs:` of an `each:`",
    ),
    "within, of neither side": (
        with_test("{each: {event: act}, needs: {event: answer, «within: 3 months}, shows: partial}"),
        "`within` needs to know on which side of the act",
        "add `before: it` or `after: it`",
    ),
    "an each without needs": (
        "criteria:\n- RULE\n  «each: {event: act}",
        "`each` says which acts, and nothing says what they need",
        "add `needs:` with what each of them needs",
    ),
    "needs without an each": (criterion("«needs: {event: act}"), "`needs` and `mended_by` speak of acts", "add `each:` with the acts"),
    "an unknown method": (group("by: «means"), "'means' is not one of mean, median, minimum, points, table", "did you mean 'mean'?"),
    "a group of nothing": ("groups:\n- {id: group, title: A group, of: «[]}", "there is nothing here", FILL_IN),
    "a table without rows": (group("«by: table"), "`rows` and `by: table` go together", "add the one, or leave the other out"),
    "points without bands": (
        group("«by: points"),
        "points are banded out of the most that can be had, 100 unless `out_of` says so",
        "add `bands:`, such as {2: 40, 3: 60}",
    ),
    "bands of a median": (group("by: median, «bands: {2: 1.5, 3: 2.5}"), "a median is already a grade", "leave `bands` out"),
    "a list where conditions are wanted": (
        group("cap: [{at: 1, because: Because., when: {all: «[]}}]"),
        "several conditions are expected here",
        "begin each with '-', or write {grade: [...]} or {trigger: [...]}",
    ),
    "a list where a text is wanted": (criterion("next: «[a, b]"), "a text is expected here", "write a word or a sentence, in quotes where it has a colon"),
    "a mapping where a list is wanted": ("groups: «{id: group}", "a list is expected here", "write [one, two] or lines that begin with '-'"),
    "a rating of one value": (
        "vocabulary: {rating: {mark: {title: A mark, values: «[1]}}}\ncriteria:\n- RULE\n  tests: {a: {rating: mark, shows: partial}, " + GOOD + "}",
        "too little is listed here",
        "add what is missing",
    ),
    "a rating with a value twice": (
        "vocabulary: {rating: {mark: {title: A mark, «values: [1, 2, 1]}}}\ncriteria:\n- RULE\n  tests: {a: {rating: mark, shows: partial}, " + GOOD + "}",
        "'1' is among the values twice",
        "keep one of the two",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_word_out_of_place_is_refused_with_the_one_that_fits(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """Each mistake of wording is the one problem found, at its place, with the word that fits or how to mend it."""
    text, what, mend = case
    assert_refused(tmp_path, what, mend, rules=text)


HEADS = {
    "a version of two numbers": ("version: 1.0.0", 'version: «"1.0"', "'1.0' is not a version", "write three numbers, such as 1.0.0"),
    "a leap day of reviews": ("decides:", 'reviews: «"02-29"\n  decides:', "not every year has a day 02-29", "write month and day, such as 03-31"),
    "a day that no year has": ("decides:", 'reviews: «"13-01"\n  decides:', "not every year has a day 13-01", "write month and day, such as 03-31"),
    "a day written out": ("decides:", "reviews: «31 March\n  decides:", "'31 March' is not a day of the year", "write month and day, such as 03-31"),
    "no kinds of source": ("2 kinds", "«0 kinds", "0 kinds is out of range", "it must be at least 1"),
}


@pytest.mark.parametrize("case", HEADS.values(), ids=HEADS)
def test_a_mistake_in_the_head_is_refused(tmp_path: Path, case: tuple[str, str, str, str]) -> None:
    """A mistake in book.yaml is the one problem found: rules that are right are not blamed for it."""
    old, new, what, mend = case
    assert_refused(tmp_path, what, mend, book=BOOK.replace(old, new))


def test_an_assumption_says_why(tmp_path: Path) -> None:
    """A parameter that is an assumption without a reason is refused where it stands, and not where it is used."""
    book = BOOK.replace("decides:", "adverse: {min_kinds: $few}\n  decides:") + "parameters: {few: {value: 2, «assumption: true}}\n"
    assert_refused(tmp_path, "an assumption needs its reason", "add `reason:`", book=book)


def test_words_are_answered_with_those_of_their_own_place(tmp_path: Path) -> None:
    """A misspelt word of a test is not answered with a word that only a group knows."""
    (problem,) = found(written(tmp_path, with_test("{document: plan, shows: partial, band: 3}")))
    assert problem.startswith("rules.yaml:6:41: 'band' is not a word that can stand here: the words known here are after, age,")
