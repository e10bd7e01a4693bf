"""Writes docs/validation.md: what was reproduced of what others published, what was not, and why.

python -m tests.published.report        (or: make validation)
"""

import sys
import textwrap
from collections import Counter
from pathlib import Path

from engine.home import home
from engine.load import load
from tests.published import climate, cpa, oflog, sector_2004
from tests.published.data import SHARED

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
FOLDERS = ("climate-scorecards-2022", "cpa-2005-2008", "oflog-adult-social-care")

HEAD = """\
# Checked against what others published

Others have published rules and results: scorecards, star categories, medians. Here Peerbench works their results out again, by its own language and
engine, and says what agrees, what does not, and why. `make validation` writes this page; `tests/published/` holds the checks, and fails when a figure of
it changes. The data are not part of Peerbench, for some may not be used commercially: where `../shared/data` is missing, the checks are skipped and say so.

| what | agrees | differs, and why |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    lines, texts = [], []
    for part in (_climate, _cpa, _oflog, _sector):
        rows, text = part()
        lines += [f"| {' | '.join(row)} |" for row in rows]
        texts.append("\n\n".join(map(_filled, text.strip().split("\n\n"))))
    return HEAD + "\n".join(lines) + "\n\n" + "\n\n".join(texts) + "\n"


def _filled(block: str) -> str:
    """A paragraph in lines of one length; a table or a heading as it is."""
    if block.startswith(("|", "#")):
        return block
    return textwrap.fill(" ".join(block.split()), 158, break_long_words=False, break_on_hyphens=False)


def _of(some: int, of: int) -> str:
    return f"{some:,} of {of:,}"


Row = tuple[str, str, str]


def _climate() -> tuple[list[Row], str]:
    found = climate.compared(SHARED / "climate-scorecards-2022")
    shares, of = found.shares_their_way
    totals, authorities = found.totals_their_way
    table = "\n".join(f"| {d.name.strip()} | {float(d.exact):.2f} | {round(d.exact)} | {d.published} |" for d in found.totals)
    half = next(d for d in found.halves_up if d not in found.totals)
    kinds = Counter(str(d.exact / 100) for d in found.shares)
    rows = [
        ("climate scorecards: section scores", _of(*found.scores), "nothing"),
        ("section percentages", f"{_of(of - len(found.shares), of)}; rounded as published {_of(shares, of)}", "one point, by rounding"),
        ("totals", f"{_of(authorities - len(found.totals), authorities)}; rounded as published {_of(totals, authorities)}", "one point, by rounding"),
    ]
    text = f"""\
## Climate scorecards

Council Climate Plan Scorecards 2022 (Climate Emergency UK, mySociety): 409 authorities, 29,789 answers to 73 questions, nine sections with weights. The
rulebook is `tests/published/climate-scorecards/rules`. An answer that was not given scores nothing: that is the scheme's rule, and the rulebook says so
(`silence: scores_nothing`). Two questions were not put to counties and combined authorities, and leave with their weight.

**Rounding.** The publisher rounded in binary fractions, by `int(round(x, 2) * 100)`, and 0.57 times 100 is 56.99999999999999 there: a point is lost.
Among the section percentages that happens to {" and ".join(f"{share} ({n} times)" for share, n in sorted(kinds.items()))},
and to nothing else. Peerbench reckons in whole fractions and does not copy the error. With the publisher's rounding put on top of Peerbench's
fractions, all {shares:,} percentages and all {totals} totals are those published. These {len(found.totals)} totals differ by one point:

| authority | exactly | rounded | published |
|---|---|---|---|
{table}

Exact halves go to the even number here. Where they go up, {half.name} ({float(half.exact):.1f}, published {half.published}) differs as
well, so {len(found.halves_up)} do.
"""
    return rows, text


def _cpa() -> tuple[list[Row], str]:
    book = load(home() / "cpa")
    sets = {name: cpa.evidence(row) for name, row in cpa.scores(SHARED / "cpa-2005-2008").items()}
    whole = {council: one for (council, _), one in cpa.ranges(book, {(name, ""): one for name, one in sets.items()}).items()}
    known = {name: one for name, one in whole.items() if name not in cpa.UNREADABLE}
    gaps = cpa.ranges(book, {gap: one for name in known for gap, one in cpa.with_a_gap(sets[name]).items()})
    given = {name: one.grade for name, one in known.items() if one.grade is not None}
    stars = Counter(given.values())
    same = sum(given[name] == category for name, (category, _) in cpa.PUBLISHED.items())
    open_ = sum(one.grade is None for one in gaps.values())
    inside = sum(one.at_least <= given[name] <= one.could_be for (name, _), one in gaps.items())
    undecided = " and ".join(f"{name}: {whole[name].at_least} to {whole[name].could_be}" for name in sorted(cpa.UNREADABLE))
    rows = [
        ("CPA: councils with all scores that have a category", _of(len(given), len(known)), "nothing"),
        ("categories found in print", _of(same, len(cpa.PUBLISHED)), "nothing"),
        ("real category within the range, one score taken away", _of(inside, len(gaps)), "nothing"),
    ]
    spread = ", ".join(f"{n} with {star} star{'s' if star != 1 else ''}" for star, n in sorted(stars.items(), reverse=True))
    text = f"""\
## Comprehensive performance assessment

The scores that 74 councils (A to N) were given in February 2007, under the rulebook `cpa`. The stars were a picture in the table that the scores come
from, so that only those categories can be compared that were found in print elsewhere. Of {len(known)} councils whose scores can be read: {spread}.

Two lines of the table are unreadable. Their categories cannot be decided, and every category is still possible ({undecided} stars). Taking one score away
from each of the others in turn leaves the category open in {_of(open_, len(gaps))} cases, between what is still possible, and the real one is always among
it. In the other {len(gaps) - open_} the missing score changes nothing, and the category is given. A service that is not the council's
(housing and benefits in counties, fire and rescue in most) is left out of the count.

The page that printed the table was cut inside the rows for a corporate assessment of 2: what follows there is marked in the rulebook as an assumption.
"""
    return rows, text


def _oflog() -> tuple[list[Row], str]:
    folder = SHARED / "oflog-adult-social-care"
    found, table = oflog.medians(folder), oflog.read(folder)
    replays = oflog.replayed(table)
    mine = [way for ways in replays.values() for way in ways if way.subject == oflog.SERVICE]
    reviews = [r for way in mine for r in way.reviews]
    called = {trigger: len(oflog.proved(replays, trigger)) for trigger in ("trigger.decline", "trigger.below_peers", "trigger.coasting", "trigger.target_miss")}
    worst = oflog.worst_quarter(table)
    agree = len(worst & oflog.proved(replays, "trigger.below_peers"))
    years = sorted({r.date.year for r in reviews})
    rungs = Counter((r.date.year, r.rung) for r in reviews)
    names = sorted({rung for _, rung in rungs})
    ladder = "\n".join(f"| {year} | {' | '.join(str(rungs[year, rung]) for rung in names)} |" for year in years)
    apart = "\n".join(f"| {code}, {year} | {there} | {ours} |" for code, year, there, ours in found.unprinted_groups)
    rows = [
        ("Oflog: distances from the median, in MADs", _of(found.distances, found.figures), f"{found.furthest:.1e} at most, by decimals not printed"),
        (
            "medians",
            f"{_of(found.as_printed + found.binary, found.figures)}; up to decimals not printed {_of(found.figures, found.figures)}",
            f"{found.unprinted}, by rounding",
        ),
        ("authorities and years with triggers and a rung", _of(len(reviews), len(reviews)), "nothing"),
        ("worst quarter of the others, by other means", _of(agree, len(worst)), "nothing"),
    ]
    text = f"""\
## Oflog: adult social care

Seven measures, 152 authorities at a time (157 in all, for some were merged or divided), 2015-16 to 2022-23: {found.figures:,} figures, each with
the median of its measure and year and its distance from it in median absolute deviations (MADs, unscaled). The
table is read through `tests/published/oflog/map.yaml`.

**Medians.** {found.as_printed:,} are the same as printed. {found.binary} more differ in the sixteenth digit, where the mean of two figures was
taken in binary fractions. For the other {found.unprinted}, in five groups, the publisher took the median of figures with more decimals than were
printed, or printed it with fewer: none is further off than half a unit in the last decimal of the figures in the middle, and
their distances agree like all others. They are rounded by the publisher, and no other reckoning:

| measure and year | published | from the figures as printed |
|---|---|---|
{apart}

**Triggers and the ladder.** Under `intervention-ladder`, with the quarters of all others in the table as peers and a review on each 31 March, for
the adult social care of every authority: results falling at {called["trigger.decline"]:,} reviews of {len(reviews):,}, worst quarter of the others at
{called["trigger.below_peers"]:,}, coasting at {called["trigger.coasting"]} (of fewer than four measures with four periods nobody can say), targets
missed at {called["trigger.target_miss"]} (the table has none). Which figures are in the worst quarter was worked out a second time with Python's own
`statistics.quantiles`. The numbers on each rung:

| review | {" | ".join(names)} |
|---|{"---|" * len(names)}
{ladder}

Nobody at the time put these authorities on any rung: this shows that the rules can be run on a whole sector, and not that their thresholds are right. Two
of the measures (requests that result in a service, turnover of staff) have no better direction in the source and set nothing off.
"""
    return rows, text


def _sector() -> tuple[list[Row], str]:
    sector = list(sector_2004.councils())
    graded = sector_2004.scores(sector)
    low = {kind: [graded[c.name] <= 2 for c in sector if c.type == kind] for kind in sector_2004.LOW}
    four = [graded[c.name] == 4 for c in sector if c.category == "excellent"]
    called = len(sector_2004.judged("intervention-ladder", sector).proved("ladder.rung.3.entry.capacity"))
    before = sector_2004.judged("intervention-ladder", sector_2004.councils_2002())
    calls, failed = len(before.proved("ladder.rung.3.entry.capacity")), len(before.proved("trigger.failure"))
    single, district = low["unitary"], low["district"]

    def percent(which: list[bool]) -> str:
        return f"{round(100 * sum(which) / len(which))}%"

    good = sum(c.category in ("good", "excellent") for c in sector)
    agree = [
        percent(single) == "56%",
        percent(district) == "68%",
        percent(four) == "28%",
        3 * good == 2 * len(single),
        called == sector_2004.WEAK_2004,
        calls == sector_2004.WEAK_2002,
        failed == sector_2004.POOR_2002,
    ]
    rows = [("the sector in 2004: what the source states", _of(sum(agree), len(agree)), "nothing")]
    text = f"""\
## The sector in 2004

"Securing better outcomes" (2005) says of all councils in comprehensive performance assessment how many scored what, and lists none. So a made-up sector
of {len(sector)} councils (150 single tier and county councils and 238 districts, as there were; 50 of them excellent, an assumption) has just these
shares, and the rules are run over it:

| the source says | comes out |
|---|---|
| 56% of single tier and county councils score 2 of 4 at most for performance management (5.3) | {percent(single)}, {_of(sum(single), len(single))} |
| 68% of districts do (5.3) | {percent(district)}, {_of(sum(district), len(district))} |
| 28% of the excellent score 4 (5.3) | {percent(four)}, {_of(sum(four), len(four))} |
| two thirds of single tier and county councils are good or excellent (foreword) | {_of(good, len(single))} |
| 16 weak or poor in December 2004 (1.6) | engagement is called for in {called} |
| 34 in December 2002 (1.6) | in {calls} |
| 13 poor in December 2002, Wakefield among them (7.21) | `trigger.failure` is proved for {failed} |

It shows that the rules count a sector as the source does. It cannot show who these councils were. "17% more good and excellent councils" (1.6) is not
checked: the source does not say of what.
"""
    return rows, text


def main() -> int:
    """Write the page. 2 where the data are missing."""
    missing = [folder for folder in FOLDERS if not (SHARED / folder).is_dir()]
    if missing:
        print(f"The published data are not here: {', '.join(missing)} in {SHARED}. docs/validation.md stays as it is.", file=sys.stderr)
        return 2
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
