"""Under which names an audience may know what rows are about: a service that protected evidence alone names has none of its own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from evidence.audience import Audience, View
from evidence.columns import sets_of
from evidence.model import KINDS, PEOPLE, WHOLE

if TYPE_CHECKING:
    import polars as pl


def hidden_subjects(frame: "pl.DataFrame", audience: Audience) -> Mapping[tuple[str, str], str]:
    """The names that an audience reads instead, by authority and subject, for the subjects that it may not know."""
    import polars as pl

    if audience == "team" or frame["about"].null_count() == len(frame):
        return {}
    spoken = pl.col("obtained").is_in(["interview", "observation"]) | (pl.col("obtained").is_null() & pl.col("source").is_in(sorted(PEOPLE)))
    protected = pl.when(pl.col("handling").is_null()).then(spoken).otherwise(pl.col("handling") != "open")
    items = frame.lazy().filter(pl.col("kind").is_in(KINDS)).select("authority", "about", open=~protected & pl.col("derived_from").is_null())
    named = items.filter(pl.col("about").is_not_null() & (pl.col("about") != WHOLE)).group_by("authority", "about").agg(pl.col("open").any())
    # A copy may show what its original may not: where only copies name a service, the whole set is looked at.
    doubted = named.filter(~pl.col("open")).select(pl.col("authority").unique()).collect()["authority"]
    views = {name: (View(evidence, audience), evidence) for name, evidence in sets_of(frame.filter(pl.col("authority").is_in(doubted.implode())))}
    subjects = {(name, item.about): view.subject(item.about) for name, (view, evidence) in views.items() for item in evidence.items}
    return {key: shown for key, shown in subjects.items() if shown != key[1]}
