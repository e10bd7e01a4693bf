"""The names of what `lint` finds. A name stays when the words of a message change, so that programs can rely on it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """A kind of problem: its name, what it is about, and the wordings of the messages that belong to it."""

    name: str
    about: str
    wordings: tuple[str, ...]


CHECKS = (
    Check(
        "file",
        "A file cannot be read, or is none that a rulebook has.",
        (
            "only files that end in",
            "there is no (rule file here|such file|rulebook )",
            "this is (a folder|.+, not text)",
            "the file (has|cannot be read|is empty|nests)",
            "the text is not in UTF-8",
            "a rule(book| file) (has one|is a mapping)",
        ),
    ),
    Check(
        "yaml",
        "The text is not YAML, or uses a part of YAML that rulebooks do without.",
        (
            "this is not YAML",
            "there is a tab here",
            "a second ",
            "this quote is never closed",
            "the bracket opened",
            "no text can begin",
            "a key must be a word",
            "a merge key",
            "the tag ",
            r"\*.* repeats what stands elsewhere",
            ".* is read as a word of its own",
        ),
    ),
    Check("yaml-value", "YAML would read a value otherwise than it looks.", ("YAML reads", ".* is written with an exponent", ".* is read as a number where")),
    Check(
        "given-twice",
        "A word, an id, a key or a test stands there twice.",
        (".* is (given|used|declared) twice", ".* is among the values twice", "the test '.*' repeats", "the id '.*' is also in", ".* would have it twice"),
    ),
    Check(
        "unknown-word",
        "A word is none of the language, or cannot stand there.",
        (".* is not a word that can stand here", "no condition", "'.*' is a word for a"),
    ),
    Check(
        "missing",
        "Something that is needed is not there.",
        (".*' is missing", "there is nothing here", "too little is listed", "a criterion needs tests", "an assumption needs"),
    ),
    Check(
        "unknown-name",
        "Something is named that there is not.",
        ("there is no ", ".* is not in the vocabulary", "this rule has no test", "the ladder starts on", "this limiter names", "'.*' is a rule of today"),
    ),
    Check("unused", "Something is declared, and nothing uses it.", ("no rule (tests|uses)", "no id in this file", ".* is in no group", "no limiter names")),
    Check(
        "structure",
        "Rules stand to each other in a way that cannot be graded.",
        (
            "this goes in a circle",
            ".* is already in the group",
            "triggers and rungs are known only",
            "a group looks at grades",
            "an exception is shown by",
            "a criterion is graded before",
        ),
    ),
    Check(
        "scale",
        "The scale, the rubric or the bands do not fit each other.",
        (
            "a scale has",
            "this is graded, and",
            ".* is no grade (of|above)",
            "the rubric does not say",
            "the rulebook has no rubric",
            "the rating '.*' has .* values, and the scale",
            "the bands? ",
            "a limiter at the highest",
            "no score lies between",
            "grade .* asks for no more",
        ),
    ),
    Check(
        "never",
        "A grade, a row, a limiter or a rung can never come about, or always does.",
        (
            "grade .* can never be given",
            "no row gives",
            "this (row|limiter|can) ",
            "a row without a condition",
            "the last row has a condition",
            "nothing (can|leads)",
            "no criterion's tests can prove",
            "(every|no) grade is",
            "every share is within",
        ),
    ),
    Check("worse-for-better", "A better grade below makes the grade above worse.", ("when '.*' rises", "a better grade of")),
    Check("too-many", "There are too many combinations to be tried.", ("the (table|grades) looks? at",)),
    Check(
        "rulebooks-apart",
        "Two rulebooks mean different things by one name.",
        (".* in another rulebook", ".* are to be one thing", "the .* of the rulebook '.*' ", ".* stands for different ranks"),
    ),
    Check(
        "together",
        "Words stand together that do not go together.",
        (
            "at an age of",
            "over .* periods",
            "`",
            "nothing is (both|shown)",
            "what (comes late|falls due)",
            "a test (shows|names) ",
            "a criterion that is `rated`",
            "a score is one figure",
            "points are banded",
            "a .* is already a grade",
            ".* has either ",
            "a grade is compared",
            "the test '.*' shows nothing",
            "this rule says by `grades`",
            "a parameter cannot stand",
        ),
    ),
    Check(
        "wrong-value",
        "A value is none that can stand there.",
        (
            ".* (is|are) expected here",
            ".* is out of range",
            ".* is too (short|long)",
            "the text is too long",
            "no share is",
            "not every year has",
            ".* cannot be a rating's value",
            ".* cannot name a parameter",
            "a parameter has one value",
            "a test is a mapping",
            ".* is not ",
        ),
    ),
)
"""In the order in which they are asked: the first that knows a message names it."""

OTHER = Check("rulebook", "Something else is wrong with the rulebook.", ())
RULE_TEST = Check("rule-test", "A rule test does not give what it expects.", ())
EVERY = (*CHECKS, OTHER, RULE_TEST)

_KNOWN = tuple((check, re.compile("|".join(check.wordings), re.DOTALL)) for check in CHECKS)


def check_of(what: str) -> Check:
    """The check that a message belongs to."""
    return next((check for check, wordings in _KNOWN if wordings.match(what)), OTHER)
