"""Where the authority and its services stand on the ladder, in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from cli.report.words import MOVES, STANDARD, House, capital, dated, joined, plain
from engine.assessment import Ladder, ReviewShown, Standing


@dataclass(frozen=True)
class StandingRead:
    """A subject's standing: the rung, where it is now, what calls for it, what keeps it from more.

    Each trigger that is not ruled out stands with whether some evidence speaks against it. `called` is false where
    there is nothing to tell.
    """

    subject: str
    rung: str
    who: str
    current: str | None
    called: bool
    says: str
    because: tuple[str, ...]
    kept_from: tuple[str, ...]
    not_ruled_out: tuple[tuple[str, bool], ...]
    support: tuple[str, ...]
    next: str


@dataclass(frozen=True)
class ReviewRead:
    """One review: when, which rung it led to and how, on what."""

    date: str
    rung: str
    how: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class RungRead:
    """A rung of the ladder and who stands on it."""

    id: str
    title: str
    who: str
    here: tuple[str, ...]


@dataclass(frozen=True)
class LadderRead:
    """The ladder as the report tells it; rungs from the lowest up."""

    authority: StandingRead
    services: tuple[StandingRead, ...]
    rungs: tuple[RungRead, ...]
    reviews: tuple[ReviewRead, ...]


def read_ladder(ladder: Ladder, house: House = STANDARD) -> LadderRead:
    """The whole ladder in words."""
    services = {capital(plain(name)): standing for name, standing in ladder.services.items()}
    return LadderRead(
        authority=_standing("The authority", ladder, ladder, house),
        services=tuple(_standing(name, standing, ladder, house) for name, standing in services.items()),
        rungs=tuple(RungRead(r.id, r.title, r.who, tuple(_here(r.id, {"The authority": ladder, **services}))) for r in ladder.rungs),
        reviews=tuple(_review(review, ladder) for review in ladder.history),
    )


def title_of(rung: str | None, ladder: Ladder) -> str:
    """A rung's title."""
    return next((r.title for r in ladder.rungs if r.id == rung), rung or "")


def told(history: Sequence[ReviewShown], ladder: Ladder) -> str:
    """The way on the ladder in one text, for those who do not see the picture."""
    stays = [(rung, list(reviews)) for rung, reviews in groupby(history, key=lambda review: review.rung)]
    return " ".join(f"{_stay([review.date for review in reviews])}: {title_of(rung, ladder)}." for rung, reviews in stays)


def _stay(days: Sequence[dt.date]) -> str:
    return f"On {dated(days[0])}" if len(days) == 1 else f"From {dated(days[0])} to {dated(days[-1])}"


def _standing(subject: str, standing: Standing, ladder: Ladder, house: House) -> StandingRead:
    titles = tuple(ladder.trigger_titles.get(t, t) for t in standing.because)
    return StandingRead(
        subject=subject,
        rung=title_of(standing.recommended, ladder),
        who=next((r.who for r in ladder.rungs if r.id == standing.recommended), ""),
        current=title_of(standing.current, ladder) if standing.current else None,
        called=bool(titles) or standing.recommended != ladder.rungs[0].id,
        says=_says(standing, titles, ladder, house),
        because=titles,
        kept_from=tuple(_kept(i, ladder) for i in standing.averted_by),
        not_ruled_out=tuple((ladder.trigger_titles.get(t, t), t in standing.spoken_against) for t in standing.not_ruled_out),
        support=tuple(ladder.support_texts.get(i, i) for i in standing.support),
        next=standing.next,
    )


def _says(standing: Standing, titles: Sequence[str], ladder: Ladder, house: House) -> str:
    lowest = standing.recommended == ladder.rungs[0].id
    held = bool(standing.history) and standing.history[-1].by == "hold"
    if titles:
        says = f"{house.counted(len(titles), 'trigger')} {'is' if len(titles) == 1 else 'are'} proved"
        says += f", and none calls for a higher {house('rung')}" if lowest and not held else ""
    else:
        says = "nothing is called for, and nothing is ruled out" if standing.not_ruled_out else "nothing is called for"
    if held:
        return says + f"; its conditions for staying on this {house('rung')} are met"
    return says if lowest else says + f"; recommended since {dated(_since(standing))}"


def _since(standing: Standing) -> dt.date:
    """The review that led to the rung recommended now."""
    here = takewhile(lambda review: review.rung == standing.recommended, reversed(standing.history))
    return min(review.date for review in here)


def _kept(i: str, ladder: Ladder) -> str:
    """What stood against a move: an exception that was shown for a trigger, or a rung that holds whoever is on it."""
    if i in ladder.trigger_titles:
        return f"“{ladder.trigger_titles[i]}” does not count here: the exception that the rulebook allows was shown."
    return f"More was called for, and “{title_of(i, ladder)}” holds: its own conditions for staying are met."


def _here(rung: str, standings: dict[str, Standing]) -> list[str]:
    says = []
    recommended = [name for name, s in standings.items() if s.recommended == rung]
    current = [name for name, s in standings.items() if s.current == rung]
    if recommended:
        says.append(f"Recommended: {joined(recommended)}")
    if current:
        says.append(f"There now: {joined(current)}")
    return says


def _review(review: ReviewShown, ladder: Ladder) -> ReviewRead:
    how = capital(MOVES.get(review.by, plain(review.by)))
    if review.averted:
        how += f"; “{title_of(review.averted, ladder)}” was called for"
    return ReviewRead(dated(review.date), title_of(review.rung, ladder), how, tuple(ladder.trigger_titles.get(t, t) for t in review.because))
