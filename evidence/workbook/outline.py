"""What a workbook is made for: the criteria by theme, and the keys that rules ask for, as plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CriterionLine:
    """A criterion as its row shows it."""

    id: str
    title: str
    heading: str
    looks_for: str


@dataclass(frozen=True)
class Theme:
    """The criteria of one sheet, in the rulebook's order."""

    title: str
    criteria: tuple[CriterionLine, ...]


@dataclass(frozen=True)
class KeyLine:
    """A key that rules ask for: what it stands for, which words they look at, whether each item of it is looked at by itself."""

    kind: str
    key: str
    title: str
    words: tuple[str, ...] = ()
    act: bool = False


@dataclass(frozen=True)
class Outline:
    """The rulebooks (id, version, title), their themes, the keys they ask for, and their grades, the lowest first."""

    books: tuple[tuple[str, str, str], ...]
    themes: tuple[Theme, ...]
    keys: tuple[KeyLine, ...]
    levels: tuple[int, ...]

    @property
    def criteria(self) -> frozenset[str]:
        """The ids of all criteria."""
        return frozenset(line.id for theme in self.themes for line in theme.criteria)
