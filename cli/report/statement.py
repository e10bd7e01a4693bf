"""A statement of compliance as text and as one self-contained HTML file."""

import datetime as dt

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from cli.report.html import environment
from cli.report.quoted import Quoted, quoted
from cli.report.words import counted, dated, joined, sentence
from engine.compliance import Clause, Section, State, Statement

HEADINGS: tuple[tuple[State, str, str], ...] = (
    ("kept", "Kept", "green"),
    ("partly", "Partly kept", "yellow"),
    ("missing", "Missing or broken", "red"),
    ("unknown", "Not known", "cyan"),
    ("not_applicable", "Does not apply here", "dim"),
)
"""Each state in the order of the statement, its heading, and its colour at a terminal."""

_SHOW = "For each clause that is not known: what would show it."
"""What there is to ask for where nothing is known."""

_COUNTED = {"kept": "kept", "partly": "partly kept", "missing": "missing or broken", "unknown": "not known", "not_applicable": "not applicable"}


def title(s: Statement) -> str:
    """What the statement is called."""
    return s.reader.title if s.reader else f"Statement of compliance: {s.rulebook.title}"


def ask(s: Statement) -> str:
    """The heading over what to ask for."""
    return s.reader.says.get("ask", "Ask for next") if s.reader else "Ask for next"


def said(s: Statement, state: State) -> str:
    """What the rulebook says to the reader of clauses in a state; nothing where it says nothing."""
    return s.reader.says.get(state, "") if s.reader else ""


def summary(of: Statement | Section) -> str:
    """How many clauses stand how, in a sentence."""
    clauses = [c for section in (of.sections if isinstance(of, Statement) else (of,)) for c in section.clauses]
    counts = [(sum(c.state == state for c in clauses), words) for state, words in _COUNTED.items()]
    return f"{counted(len(clauses), 'clause')}: {joined([f'{n} {words}' for n, words in counts if n])}".capitalize() + "."


def superseded(s: Statement) -> str:
    """That the rulebook's source is no longer in force, where it is not."""
    old = [source for source in s.rulebook.sources.values() if source.status == "superseded"]
    return f"The source of these clauses is of {old[0].year} and superseded. {old[0].note or ''}".strip() if old else ""


def quotes(s: Statement, clause: Clause) -> tuple[Quoted, ...]:
    """The evidence of a clause, as the statement's audience may read it."""
    titles = {c.rule: c.title for section in s.sections for c in section.clauses}
    return tuple(quoted(i, s.evidence.get(i), titles, clause.rule) for i in clause.because)


def render_statement(statement: Statement) -> str:
    """The statement as a page."""
    shown = {
        "s": statement,
        "as_of": dt.date.fromisoformat(statement.as_of),
        "title": title(statement),
        "ask": ask(statement),
        "show": _SHOW,
        "headings": HEADINGS,
        "said": said,
        "summary": summary,
        "superseded": superseded(statement),
        "quotes": quotes,
        "a": statement,
    }
    return environment().get_template("statement.html.j2").render(**shown)


def print_statement(s: Statement, console: Console) -> None:
    """Print a statement for a person."""

    def line(text: str, indent: int = 0, style: str = "") -> None:
        console.print(Padding(Text(text, style=style), (0, 0, 0, indent)))

    line(title(s), style="bold")
    line(f"{s.authority}, as of {dated(dt.date.fromisoformat(s.as_of))}. For: {s.audience}.")
    if s.made_up:
        line("A made-up authority: everything about it is invented.", style="yellow")
    if s.draft:
        line("DRAFT: some items were set aside because they could not be read.", style="bold yellow")
    if s.reader and s.reader.opening:
        line(s.reader.opening)
    for source in s.rulebook.sources.values():
        line(f"Clauses of: {source.title} ({source.year}, {source.status}).", style="dim")
    line(summary(s), style="bold")
    for section in s.sections:
        console.print()
        line(f"{section.title} ({section.id}){f': {section.grade}' if section.grade else ''}", style="bold")
        line(summary(section), style="dim")
        for state, heading, style in HEADINGS:
            clauses = section.of(state)
            if clauses:
                line(heading + (f". {said(s, state)}" if said(s, state) else ""), 2, style)
            for clause in clauses:
                line(f"{clause.title} ({clause.rule}; {clause.at})", 4)
                for text in clause.says:
                    line(sentence(text), 6)
                for quote in quotes(s, clause):
                    line(f"{quote.id}: {quote.what}{f': {quote.says}' if quote.says else ''}{f' ({quote.where})' if quote.where else ''}", 6, "dim")
                if clause.would_show:
                    line(f"What would show it: {sentence(clause.would_show)}", 6)
        if section.asks or section.of("unknown"):
            line(ask(s), 2, "bold")
            for clause in section.asks:
                line(f"{clause.next} ({clause.rule})", 4)
            if section.of("unknown"):
                line(_SHOW, 4)
    line(f"\nRead off the assessment with content {s.content_hash[:12]}; unknown is not failed.", style="dim")
