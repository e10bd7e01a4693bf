"""A story is proposed, checked, refreshed; nothing that a person wrote is lost, and nothing that changed goes unsaid."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assessment import Assessment
from engine.story.check import Checked, check
from engine.story.file import StoryFile, read_story
from engine.story.propose import GRAVE, propose
from engine.story.refresh import mended, refresh
from engine.story.sentences import sentences
from engine.story.story import arranged
from engine.story.write import to_yaml
from evidence.model import EvidenceSet
from evidence.problems import BadInput
from evidence.read import read_evidence
from tests.story.conftest import WESTMARCH, YEAR_ON, Made, assessed, changed, without

ASSET = "f-c5c9fb1f2bf5"
EDITED = "Nobody can say what property the council owns. [f-c5c9fb1f2bf5]"


def flags(checked: Checked) -> set[tuple[str, str | None]]:
    """What is flagged, and of which finding."""
    return {(flag.kind, flag.finding) for flag in checked.flags}


def about(story: StoryFile, finding: str):
    """The recommendation that rests on a finding."""
    return next(r for r in story.recommendations if any(x.finding == finding for x in r.rests_on))


def with_text(story: StoryFile, finding: str, text: str) -> StoryFile:
    """The story with another text in the recommendation that rests on a finding."""
    return story.model_copy(
        update={"recommendations": tuple(r.model_copy(update={"text": text}) if r is about(story, finding) else r for r in story.recommendations)}
    )


def test_a_proposed_story_is_short_and_every_sentence_is_linked(westmarch: Made, proposed: StoryFile):
    """At most ten recommendations, each on grave findings of one element or service; nothing to flag, nothing untold that is not left out."""
    assert len(proposed.recommendations) == 10
    assert {r.kind for entry in proposed.recommendations for r in entry.rests_on} <= set(GRAVE)
    assert all(s.findings for entry in proposed.entries for s in sentences(entry.text))
    assert check(proposed, westmarch.public) == Checked((), (), ())


def test_the_gravest_comes_first(proposed: StoryFile):
    """What triggers a response stands before weaknesses, and of these the element with the most of them."""
    kinds = [min(GRAVE.index(r.kind) for r in entry.rests_on) for entry in proposed.recommendations]
    sizes = [len(entry.rests_on) for entry, kind in zip(proposed.recommendations, kinds, strict=True) if kind == GRAVE.index("weakness")]
    assert kinds == sorted(kinds)
    assert sizes == sorted(sizes, reverse=True)


def test_the_same_findings_give_the_same_ids(westmarch: Made, proposed: StoryFile):
    """The order of the evidence changes nothing of a story."""
    turned = assessed(westmarch.evidence.model_copy(update={"items": westmarch.evidence.items[::-1]}))
    assert propose(turned.public, turned.public) == proposed


def test_a_story_reads_back_as_it_was_written(proposed: StoryFile, tmp_path: Path):
    """YAML out and in again gives the same value."""
    path = tmp_path / "story.yaml"
    path.write_text(to_yaml(proposed), "utf-8")
    assert read_story(path)[0] == proposed


def test_fingerprints_are_the_same_for_every_audience(westmarch: Made, proposed: StoryFile):
    """A story made for the team is checked by the same fingerprints as one for the public."""
    prints = {(r.finding, r.print) for entry in propose(westmarch.team, westmarch.public).entries for r in entry.rests_on}
    assert prints == {(r.finding, r.print) for entry in proposed.entries for r in entry.rests_on}


def test_nothing_said_in_confidence_can_be_guessed_from_a_fingerprint(westmarch: Made, proposed: StoryFile):
    """Other words and another person in an interview leave every fingerprint as it was."""
    spoken = next(i for i in westmarch.evidence.items if i.statement == "cpr.4.2.asset.1" and i.protected)
    other = assessed(changed(westmarch.evidence, spoken.id, excerpt="Something else.", source=spoken.source.model_copy(update={"person": "Interview 99"})))
    assert check(proposed, other.public).flags == ()


def test_wording_whose_evidence_changed_is_flagged(westmarch: Made, proposed: StoryFile):
    """An open item with another date changes what the finding rests on, and no other finding."""
    other = assessed(changed(westmarch.evidence, "m-maintenance-backlog-0809", value=25000))
    assert ("changed", ASSET) in flags(check(proposed, other.public))
    assert {kind for kind, _ in flags(check(proposed, other.public))} == {"changed"}


def test_wording_whose_finding_vanished_is_flagged_with_its_sentence(westmarch: Made, proposed: StoryFile):
    """Where nothing bears on a weakness any more, the sentence that states it is named, and what is found instead."""
    gone = {i.id for i in westmarch.evidence.items if i.id in westmarch.team.grades["cpr.5.1.planning.1"].because}
    other = assessed(without(westmarch.evidence, *gone))
    found = [flag for flag in check(proposed, other.public).flags if flag.finding == "f-308dee4e51b0"]
    assert [(flag.kind, flag.sentence is not None, "gap in evidence" in flag.says) for flag in found] == [("vanished", True, True)]


def test_marks_that_lead_nowhere_are_flagged(westmarch: Made, proposed: StoryFile):
    """An unknown finding, one that is not recorded yet, and a sentence without a mark are three different things."""
    story = with_text(proposed, ASSET, f"{EDITED} Roofs leak. Pipes burst. [f-c5c9fb1f2bf6] People wait. [f-7631436798d0]")
    assert flags(check(story, westmarch.public)) == {("unlinked", None), ("unknown", "f-c5c9fb1f2bf6"), ("not_recorded", "f-7631436798d0")}
    assert flags(check(refresh(story, westmarch.public, westmarch.public), westmarch.public)) == {("unlinked", None), ("unknown", "f-c5c9fb1f2bf6")}


def test_too_many_recommendations_are_remarked_on(westmarch: Made):
    """More than ten are no mistake, and the check says so."""
    story = propose(westmarch.public, westmarch.public, most=100)
    assert len(story.recommendations) > 10
    assert len(check(story, westmarch.public).remarks) == 1


def test_an_edit_is_kept_and_stays_flagged_until_it_is_accepted(westmarch: Made, proposed: StoryFile):
    """A refresh does not bless wording that nobody has read again; accepting it does."""
    story = with_text(proposed, ASSET, EDITED)
    other = assessed(changed(westmarch.evidence, "m-maintenance-backlog-0809", value=25000)).public
    kept = refresh(story, other, other)
    assert about(kept, ASSET).text == EDITED
    assert flags(check(kept, other)) == {("changed", ASSET)}
    settled = refresh(kept, other, other, accepted=[about(kept, ASSET).id])
    assert (about(settled, ASSET).text, check(settled, other).flags) == (EDITED, ())


def test_what_nobody_edited_is_worded_anew(westmarch: Made, proposed: StoryFile):
    """A proposal that stands as it was proposed follows the findings; its id, its owner and its date stay."""
    named = proposed.model_copy(update={"recommendations": tuple(r.model_copy(update={"owner": "Head of property"}) for r in proposed.recommendations)})
    gone = {i.id for i in westmarch.evidence.items if i.id in westmarch.team.grades["cpr.4.2.asset.2"].because}
    other = assessed(without(westmarch.evidence, *gone)).public
    before, after = about(named, ASSET), about(refresh(named, other, other), ASSET)
    assert ("f-cfbde84aa7c5" in before.text, "f-cfbde84aa7c5" in after.text) == (True, False)
    assert (after.id, after.owner) == (before.id, "Head of property")


def test_what_is_new_is_proposed_at_the_end(westmarch: Made, proposed: StoryFile):
    """A grave finding that the story neither tells nor leaves out becomes a recommendation after the others."""
    dropped = about(proposed, ASSET)
    story = proposed.model_copy(update={"recommendations": tuple(r for r in proposed.recommendations if r is not dropped)})
    story = story.model_copy(update={"messages": tuple(m for m in story.messages if all(r.finding != ASSET for r in m.rests_on))})
    fresh = refresh(story, westmarch.public, westmarch.public)
    assert fresh.recommendations[:-1] == story.recommendations
    assert ASSET in {r.finding for r in fresh.recommendations[-1].rests_on}


def test_what_was_left_out_on_purpose_stays_out(westmarch: Made, proposed: StoryFile):
    """A recommendation that was taken out and listed under `left_out` does not come back."""
    dropped = about(proposed, "f-4ac1beea0d56")
    story = proposed.model_copy(
        update={
            "recommendations": tuple(r for r in proposed.recommendations if r is not dropped),
            "left_out": (*proposed.left_out, *(r.finding for r in dropped.rests_on)),
        }
    )
    assert refresh(story, westmarch.public, westmarch.public) == story


@cache
def _whole() -> tuple[EvidenceSet, Assessment]:
    evidence = read_evidence(WESTMARCH)[0]
    return evidence, assessed(evidence).public


@settings(max_examples=5, deadline=None)
@given(st.data())
def test_refreshing_loses_no_edit_and_settles(data: st.DataObject):
    """Whatever evidence goes: edited texts stay, no entry is lost, and a second refresh changes nothing more."""
    evidence, whole = _whole()
    gone = data.draw(st.sets(st.sampled_from([i.id for i in evidence.items]), min_size=20, max_size=200))
    other = assessed(without(evidence, *gone)).public
    story = with_text(propose(whole, whole), ASSET, EDITED)
    once = refresh(story, other, other)
    assert EDITED in {r.text for r in once.recommendations}
    assert [e.id for e in once.recommendations[: len(story.recommendations)]] == [e.id for e in story.recommendations]
    assert refresh(once, other, other) == once
    assert check(once, other).new == ()


def test_a_mended_file_keeps_comments_and_layout(westmarch: Made, proposed: StoryFile, tmp_path: Path):
    """Only what differs is written anew: the file says what the story says, and what people wrote around it stays."""
    path = tmp_path / "story.yaml"
    text = (
        to_yaml(proposed)
        .replace("- id: r-d479", "# Ask the tr\N{LATIN SMALL LETTER E WITH ACUTE}sorier\N{SLIGHTLY SMILING FACE} first.\r\n- id: r-d479")
        .replace("left_out:", "# Not for this report.\nleft_out:")
    )
    path.write_bytes(text.encode())
    before, located = read_story(path)
    first = before.messages[0]
    other = assessed(changed(westmarch.evidence, "m-maintenance-backlog-0809", value=25000)).public
    after = refresh(before, other.model_copy(update={"as_of": other.as_of.replace(year=2010)}), other)
    new = mended(text, located, before, after)
    path.write_bytes(new.encode())
    assert read_story(path)[0] == after
    assert "sorier\N{SLIGHTLY SMILING FACE} first.\r\n- id: r-d479" in new
    assert "\n# Not for this report.\nleft_out:" in new
    assert f"title: {first.title}\n" in new


@pytest.mark.parametrize("indent", ["", "  "])
def test_what_is_new_stands_after_the_last_in_the_file(westmarch: Made, proposed: StoryFile, tmp_path: Path, indent: str):
    """Before the comments and the list that follow it, however the list is indented."""
    path = tmp_path / "story.yaml"
    story = proposed.model_copy(update={"recommendations": proposed.recommendations[:2]})
    head, _, rest = to_yaml(story).partition("recommendations:\n")
    listed, _, left_out = rest.partition("left_out:")
    body = "".join(f"{indent}{line}\n" for line in listed.splitlines())
    end = f"\n# What is left out on purpose.\nleft_out:{left_out}"
    path.write_text(f"{head}recommendations:\n{body}{end}", "utf-8")
    before, located = read_story(path)
    after = refresh(before, westmarch.public, westmarch.public)
    new = mended(path.read_text("utf-8"), located, before, after)
    path.write_text(new, "utf-8")
    assert read_story(path)[0] == after
    assert len(after.recommendations) > 2
    assert new.endswith("\n" + end)


@pytest.mark.parametrize("lists", ["", "recommendations: []\n"])
def test_a_story_may_begin_empty(westmarch: Made, tmp_path: Path, lists: str):
    """Entries are added to a list that is empty or not there."""
    path = tmp_path / "story.yaml"
    text = f"title: Ours\nauthority: Westmarch Council\nas_of: 2009-06-30\nrulebooks: [corporate-peer-review]\n{lists}"
    path.write_text(text, "utf-8")
    before, located = read_story(path)
    after = refresh(before, westmarch.public, westmarch.public)
    path.write_text(mended(text, located, before, after), "utf-8")
    assert read_story(path)[0] == after
    assert after.recommendations


def test_a_story_is_refused_with_everything_that_is_wrong(tmp_path: Path):
    """A misspelt word, a missing title and an id used twice are all named with their places."""
    path = tmp_path / "story.yaml"
    entry = "- {id: r-1, title: One, text: One.}\n"
    path.write_text(f"title: Ours\nauthority: A\nas_of: 2009-06-30\nrulebooks: [b]\nrecommendations:\n{entry}{entry}", "utf-8")
    with pytest.raises(BadInput) as twice:
        read_story(path)
    assert [p.place.line for p in twice.value.problems] == [7]
    path.write_text("titel: Ours\nauthority: A\nas_of: 2009-06-30\nrulebooks: [b]\n", "utf-8")
    with pytest.raises(BadInput) as wrong:
        read_story(path)
    assert {p.what for p in wrong.value.problems} == {"'titel' is not a word that can stand here", "'title' is missing"}


def test_the_story_of_the_example_is_current(westmarch: Made):
    """The story that comes with Peerbench fits the evidence of 2009; where it does not, `story refresh` mends it."""
    assert check(read_story(YEAR_ON / "story.yaml")[0], westmarch.public) == Checked((), (), ())


def test_an_arranged_story_holds_every_finding_once(westmarch: Made, proposed: StoryFile):
    """What renderers read: numbers from one, sentences without marks, and the findings in the order in which they are named."""
    story = arranged(proposed, westmarch.public, check(proposed, westmarch.public))
    assert [t.number for t in story.recommendations] == list(range(1, 11))
    assert all("[f-" not in s.text for t in (*story.messages, *story.recommendations) for s in t.sentences)
    ids = [f.id for f in story.findings]
    assert (len(set(ids)), set(ids)) == (len(ids), set(proposed.used))
