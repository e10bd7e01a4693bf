"""A page for each rulebook, written from its files: what it asks, where it comes from, what it assumes."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.home import installed
from engine.language.rules import Group
from engine.load import load
from engine.rulebook import Rulebook

FOLDER = Path("docs/rulebooks")
_NOTE = "Written from the rule files by `make schemas`; change those, not this page."


def pages(books: Mapping[str, Rulebook]) -> dict[str, str]:
    """The pages, by file name; README.md is the list of them."""
    rows = [
        f"| [{book.book.title}]({name}.md) | {len(book.criteria)} criteria"
        + (f", {len(book.triggers)} triggers" if book.triggers else "")
        + (f", {len(book.rungs)} rungs" if book.rungs else "")
        + f" | {', '.join(f'{s.year}, {s.status}' for s in book.book.sources.values())} |"
        for name, book in books.items()
    ]
    index = ["# The rulebooks", "", _NOTE, "", "| rulebook | size | source |", "|---|---|---|", *rows, ""]
    return {"README.md": "\n".join(index)} | {f"{name}.md": page(book) for name, book in books.items()}


def page(book: Rulebook) -> str:
    """One rulebook's page, in Markdown."""
    return "\n".join([*_head(book), *_assumes(book), *_asks(book)]) + "\n"


def _head(book: Rulebook) -> Iterator[str]:
    head = book.book
    yield from (f"# {head.title}", "", _NOTE, "", head.about, "", f"`--rules {book.id}`, version {head.version}. {head.decides}", "")
    yield from ("## Where it comes from", "", "| source | by | year | status |", "|---|---|---|---|")
    for source in head.sources.values():
        yield f"| {source.title} | {source.by or ''} | {source.year} | {source.status} |"
    yield ""
    for source in head.sources.values():
        if source.note:
            yield from (source.note, "")
    yield from ("## How it grades", "", "| grade | name | what it stands for |", "|---|---|---|")
    for grade, scale in sorted(head.scale.items(), reverse=True):
        yield f"| {grade} | {scale.name} | {scale.means or ''} |"
    yield ""
    if head.scale_assumption:
        yield from (f"The scale is an assumption of ours. {head.scale_assumption}", "")


def _assumes(book: Rulebook) -> Iterator[str]:
    assumed = {name: p for name, p in book.parameters.items() if p.assumption}
    if assumed:
        yield from ("## What it assumes", "", "| figure | value | reason |", "|---|---|---|")
        for name, parameter in assumed.items():
            yield f"| `{name}` | {parameter.value} | {parameter.reason} |"
        yield ""


def _asks(book: Rulebook) -> Iterator[str]:
    yield from ("## What it asks", "")
    children = {child for group in book.children.values() for child in group}
    for group in book.groups.values():
        if group.id not in children:
            yield from _group(book, group, 3)
    loose = [rule for rule in book.criteria if rule not in children]
    yield from (_line(book, rule) for rule in loose)
    for heading, rules in (("Triggers", book.triggers), ("Rungs", book.rungs), ("Support", book.support)):
        if rules:
            yield from (f"### {heading}", "", *(_line(book, rule) for rule in rules), "")


def _group(book: Rulebook, group: Group, depth: int) -> Iterator[str]:
    yield from (f"{'#' * min(depth, 6)} {group.title}", "")
    for cap in group.cap:
        yield from (f"Cannot be above {cap.at} {book.book.scale[cap.at].name} while its limiter holds: {cap.because}", "")
    criteria = [child for child in book.children[group.id] if child in book.criteria]
    if criteria:
        yield from (*(_line(book, rule) for rule in criteria), "")
    for child in book.children[group.id]:
        if child in book.groups:
            yield from _group(book, book.groups[child], depth + 1)


def _line(book: Rulebook, rule: str) -> str:
    it = next(rules[rule] for rules in (book.criteria, book.triggers, book.rungs, book.support) if rule in rules)
    return f"- {it.title} (`{rule}`; {it.cite.at})"


def main(home: Path = Path(__file__).parents[1]) -> None:
    """Write the pages into a repository."""
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages({name: load(path) for name, path in installed().items()}).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
