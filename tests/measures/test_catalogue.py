"""A catalogue of indicators: read with every mistake at its place, and joining what changed its name."""

from pathlib import Path

import pytest

from engine.measures.catalogue import joined, read_catalogue
from evidence.model import Authority, EvidenceSet
from evidence.problems import BadInput
from tests.measures.made import item, march, target

GOOD = """indicators:
  recycling-rate:
    title: Household waste recycled
    unit: per cent
    better: higher
    of: outcome
    definition: Tonnes recycled as a part of all tonnes collected.
    source: {title: WasteDataFlow, year: 2009}
    known_as: [{key: ni-192, from: 2008}, {key: bv-82, until: 2007}]
"""


def read(tmp_path: Path, text: str) -> list[str]:
    """What is wrong with a catalogue, without the file's name."""
    path = tmp_path / "indicators.yaml"
    path.write_text(text)
    try:
        read_catalogue(path)
    except BadInput as bad:
        return [str(p).removeprefix(f"{path}:") for p in bad.problems]
    return []


def test_figures_under_old_names_join_the_series_in_their_years(tmp_path: Path) -> None:
    """BV 82 until 2007 and NI 192 from 2008 are the recycling rate; outside these years a name is another measure's."""
    (tmp_path / "i.yaml").write_text(GOOD)
    figures = [(2007, "bv-82"), (2008, "ni-192"), (2009, "recycling-rate"), (2006, "ni-192"), (2005, "cost")]
    evidence = EvidenceSet(authority=Authority(name="A", type="unitary"), as_of=march(2009), items=tuple(item(1, y, measure=key) for y, key in figures))
    # The key is worked out before, as reading does.
    assert {i.key for i in evidence.items} == {key for _, key in figures}
    found = joined(evidence, read_catalogue(tmp_path / "i.yaml")).items
    assert [i.key for i in found] == ["recycling-rate", "recycling-rate", "recycling-rate", "ni-192", "cost"]
    assert (found[0].unit, found[0].better, found[4].unit) == ("per cent", "higher", None)


def test_targets_join_by_the_day_they_were_set(tmp_path: Path) -> None:
    """A target for BV 82 that was set in 2007 is one for the recycling rate."""
    (tmp_path / "i.yaml").write_text(GOOD)
    aims = tuple(target(measure=key) for key in ("bv-82", "ni-192"))
    evidence = EvidenceSet(authority=Authority(name="A", type="unitary"), as_of=march(2009), targets=aims)
    assert [t.measure for t in joined(evidence, read_catalogue(tmp_path / "i.yaml")).targets] == ["recycling-rate", "ni-192"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("better: higher", "better: highr", "5:13: 'highr' is not one of higher, lower, neither: did you mean 'higher'?"),
        ("of: outcome", "of: result", "6:9: 'result' is not one of"),
        ("    unit: per cent\n", "", "2:3: 'unit' is missing: add `unit:`"),
        ("unit: per cent", "untis: per cent", "did you mean 'unit'?"),
        ("until: 2007", "until: 2007, from: 2009", "9:43: the name 'bv-82' ends before it begins: look at `from` and `until`"),
        ("key: bv-82", "key: recycling-rate", "'recycling-rate' is an indicator of its own: leave the name out, or make one indicator of the two"),
        ("key: bv-82, until: 2007", "key: ni-192, until: 2010", "'ni-192' is in the same year a name of 'recycling-rate'"),
        (GOOD, "- one\n", "1:1: a catalogue of indicators is a mapping: begin with `indicators:`"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Line, column, what, and how to mend it."""
    assert said in "\n".join(read(tmp_path, GOOD.replace(old, new)))


def test_a_good_catalogue_has_nothing_wrong(tmp_path: Path) -> None:
    """The one that the mistakes above are made in is read."""
    assert read(tmp_path, GOOD) == []
