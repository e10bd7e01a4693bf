"""What a page shows, whatever it is written as."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Rows of texts under headings; the first of each row names it."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Entry:
    """A thing with what is said of it; `aside` is small print, such as an id."""

    title: str
    says: tuple[str, ...] = ()
    aside: str = ""


@dataclass(frozen=True)
class Section:
    """A section: how to read it, then its entries and tables."""

    title: str
    intro: str = ""
    entries: tuple[Entry, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A page: what kind it is, of whom, of when, the facts at its head, and its sections."""

    kind: str
    name: str
    when: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    made_up: bool = False
