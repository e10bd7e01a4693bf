"""Progress on recommendations as text."""

from cli.report.words import capital, dated, joined, number, plain
from cli.story.text import linked, wrapped
from engine.progress.progress import STATUSES, Become, Progress
from engine.progress.since import STATES, Since
from engine.story.sentences import sentences


def render_text(p: Progress) -> str:
    """What became of each recommendation, the claim beside the evidence."""
    lines = [f"{p.authority.name}: progress from {dated(p.then)} to {dated(p.now)}"]
    if p.authority.made_up:
        lines.append("A made-up authority: everything about it is invented.")
    lines += [f"On: {p.story}", "", summed_up(p)]
    for n, r in enumerate(p.recommendations, start=1):
        lines += ["", f"{n}. {r.title} ({r.id})", *wrapped(linked(sentences(r.text)), "   ")]
        if r.owner or r.due:
            lines.append(f"   Owner: {r.owner or 'nobody'}" + (f", by {dated(r.due)}" if r.due else "") + ("; overdue" if r.overdue else ""))
        lines += [line for says in (claim(r), f"The evidence since: {plain(r.found)}.") for line in wrapped(says, "   ")]
        for s in r.findings:
            about = "" if s.about == "authority" else f" ({plain(s.about)})"
            lines += wrapped(f"- {p.titles.get(s.rule, s.rule)}{about}: {STATES[s.state]}{by(s)}", "     ")
    return "\n".join(lines) + "\n"


def summed_up(p: Progress) -> str:
    """How many recommendations stand where: three done, one under way."""
    return capital(", ".join(f"{number(p.counts[s])} {plain(s)}" for s in STATUSES if p.counts[s])) + "."


def claim(r: Become) -> str:
    """What is claimed of a recommendation, in a sentence."""
    if r.claimed is None or r.claimed_on is None:
        return "Claimed: nothing."
    return f"Claimed on {dated(r.claimed_on)}: {plain(r.claimed)}." + (f" {r.says}" if r.says else "")


def by(s: Since) -> str:
    """The evidence dated since that bears on a finding, in words."""
    named = [*s.evidence, *(["what was said in confidence"] if s.in_confidence else [])]
    return f": {joined(named)}" if named else ""
