"""An indicator catalogue: what each indicator counts, which way is better, what it tells of, and what it was called when.

    indicators:
      recycling-rate:
        title: Household waste recycled and composted
        unit: per cent
        better: higher
        of: outcome
        definition: Tonnes recycled, composted or digested in the year, as a part of all tonnes collected from households.
        source: {title: WasteDataFlow, year: 2009}
        known_as: [{key: ni-192, from: 2008}, {key: bv-82, until: 2008}]

The catalogue joins the series of an indicator that changed its name. It is a file of its own, for one catalogue serves
many rulebooks and many authorities. Names in rules that mean the same (`also:` in a rulebook's vocabulary) are another
matter: those hold at all times.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from engine.language.words import KEY, Key, Prose, Word
from evidence.complaints import problems_of, words_of
from evidence.kind_of_file import CATALOGUE, refuse_other
from evidence.located import read_yaml
from evidence.model import EvidenceSet, Item
from evidence.problems import BadInput, Place, Problem

Of = Literal["input", "process", "quality", "output", "outcome", "effectiveness", "efficiency", "cost-effectiveness"]
"""What an indicator tells of."""
Year = Annotated[int, Field(ge=1800, le=2200)]


class Publication(Word):
    """Where an indicator comes from."""

    title: Prose
    at: Prose | None = None
    year: Year | None = None


class KnownAs(Word):
    """Another name of an indicator, and from the year and until the year in which figures bear it; both are included."""

    key: Key
    from_: Annotated[Year | None, Field(alias="from")] = None
    until: Year | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "KnownAs":
        if self.from_ is not None and self.until is not None and self.from_ > self.until:
            raise ValueError(f"the name '{self.key}' ends before it begins; look at `from` and `until`")
        return self


class Indicator(Word):
    """One indicator."""

    title: Prose
    unit: Prose
    better: Literal["higher", "lower", "neither"]
    of: Of
    definition: Prose
    source: Publication
    known_as: tuple[KnownAs, ...] = ()


class Catalogue(Word):
    """Indicators by their keys."""

    indicators: Annotated[dict[Annotated[str, Field(pattern=KEY)], Indicator], Field(min_length=1)]


WORDS = words_of(Catalogue, Indicator, KnownAs, Publication)


def read_catalogue(path: Path) -> Catalogue:
    """Read a catalogue. Raises BadInput with everything that is wrong with it, each at its place."""
    located = read_yaml(path)
    refuse_other(CATALOGUE, located)
    if not isinstance(located.data, dict):
        raise BadInput([Problem(Place(str(path), 1, 1), "a catalogue of indicators is a mapping", "begin with `indicators:`")])
    try:
        catalogue = Catalogue.model_validate(located.data)
    except ValidationError as error:
        raise BadInput(problems_of(error, located, WORDS, model=Catalogue)) from None
    problems = []
    taken: dict[tuple[str, int], str] = {}
    for key, indicator in catalogue.indicators.items():
        for n, name in enumerate(indicator.known_as):
            place = located.place(("indicators", key, "known_as", n))
            if name.key in catalogue.indicators:
                problems.append(Problem(place, f"'{name.key}' is an indicator of its own", "leave the name out, or make one indicator of the two"))
                continue
            years = range(name.from_ or 1800, (name.until or 2200) + 1)
            other = next((taken[name.key, year] for year in years if (name.key, year) in taken), None)
            if other is not None:
                problems.append(Problem(place, f"'{name.key}' is in the same year a name of '{other}'", "say from and until which year it is a name of each"))
            taken.update({(name.key, year): key for year in years})
    if problems:
        raise BadInput(problems)
    return catalogue


def joined(evidence: EvidenceSet, catalogue: Catalogue) -> EvidenceSet:
    """The evidence with figures and targets under their indicator's key of today, with the catalogue's unit and direction where they name none.

    A key counts as another name in the years in which the indicator bore it: by the figure's date, or by the day the target was set.
    """
    items = tuple(_joined(item, catalogue) if item.kind == "measure" else item for item in evidence.items)
    targets = tuple(t.model_copy(update={"measure": _today(t.measure, t.set_.year, catalogue)}) for t in evidence.targets)
    return evidence.model_copy(update={"items": items, "targets": targets})


def _joined(item: Item, catalogue: Catalogue) -> Item:
    key = _today(item.key, item.date.year, catalogue)
    indicator = catalogue.indicators.get(key)
    if indicator is None:
        return item
    # `key` is worked out once for each item; a copy must not carry over the old one.
    fresh = item.model_copy(update={"measure": key, "unit": item.unit or indicator.unit, "better": item.better or indicator.better})
    fresh.__dict__.pop("key", None)
    return fresh


def _today(key: str, year: int, catalogue: Catalogue) -> str:
    """The key of today of what was called so in a year."""
    for today, indicator in catalogue.indicators.items():
        if any(n.key == key and (n.from_ is None or n.from_ <= year) and (n.until is None or year <= n.until) for n in indicator.known_as):
            return today
    return key
