"""Progress on recommendations as one self-contained HTML file, in the style of the report."""

from cli.report.quoted import quoted
from cli.story.page import environment
from cli.story.progress_text import claim, summed_up
from engine.progress.progress import Progress
from engine.progress.since import STATES
from engine.story.sentences import sentences


def render_html(p: Progress) -> str:
    """The page: no script, no network, the same bytes for the same content."""
    evidence = [quoted(i, shown, p.titles) for i, shown in p.evidence.items()]
    said = {r.id: sentences(r.text) for r in p.recommendations}
    words = {"states": STATES, "claim": claim, "summed_up": summed_up(p)}
    return environment().get_template("progress.html.j2").render(p=p, a=p, evidence=evidence, said=said, **words)
