"""Sentences, and the findings that they are linked to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.story.sentences import Sentence, marked, sentences

IDS = st.lists(st.text("0123456789abcdef", min_size=4, max_size=12).map(lambda x: f"f-{x}"), max_size=3, unique=True)
TEXTS = st.lists(st.sampled_from(["repairs", "pile", "up", "half", "of", "it", "3.5", "wards"]), min_size=1, max_size=6).map(lambda w: " ".join(w).capitalize())
SAID = st.lists(st.tuples(TEXTS, st.sampled_from(".!?"), IDS), min_size=1, max_size=5)


@given(SAID)
def test_what_is_put_together_comes_apart_again(said: list[tuple[str, str, list[str]]]) -> None:
    """Sentences with marks at their ends are read as they were written, in order, each with its own marks."""
    text = " ".join(f"{words}{stop}" + "".join(f" [{i}]" for i in ids) for words, stop, ids in said)
    assert sentences(text) == tuple(Sentence(f"{words}{stop}", tuple(ids), own=False) for words, stop, ids in said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Repairs pile up [f-1a].", [("Repairs pile up.", ("f-1a",))]),
        ("Repairs pile up. [f-1a, f-2b] Half is empty. [f-3c]", [("Repairs pile up.", ("f-1a", "f-2b")), ("Half is empty.", ("f-3c",))]),
        ("St. Mary's ward is No. 4 of 20. It waits. [f-1a]", [("St. Mary's ward is No. 4 of 20.", ()), ("It waits.", ("f-1a",))]),
        ("They say “we wait.” [f-1a] Others do not [f-2b]", [("They say “we wait.”", ("f-1a",)), ("Others do not", ("f-2b",))]),
        ("It rose by 3.5 per cent, e.g. Saltfield. [f-1a]", [("It rose by 3.5 per cent, e.g. Saltfield.", ("f-1a",))]),
        ("  \n ", []),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text: str, said: list[tuple[str, tuple[str, ...]]]) -> None:
    """Marks may stand before or after the stop; abbreviations, initials and decimals end nothing."""
    assert [(s.text, s.findings) for s in sentences(text)] == said


def test_a_view_of_ones_own_is_linked_to_nothing_and_says_so() -> None:
    """`[own]` is a mark as good as a finding's id, and a sentence without either is not linked."""
    own, bare = sentences("We were received openly. [own] The roof leaks.")
    assert (own.own, own.linked, own.findings, bare.linked) == (True, True, (), False)


def test_every_sentence_of_a_text_is_marked() -> None:
    """A rule's text of two sentences is linked twice."""
    assert marked("It is late. It was due by 3 May.", "f-1a") == "It is late. [f-1a] It was due by 3 May. [f-1a]"
