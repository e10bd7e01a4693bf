"""Where the rulebooks are: beside the package when it is installed, in `rules/` in a checkout."""

from pathlib import Path

from evidence.located import read_yaml
from evidence.problems import BadInput, Place, Problem, nearest


def home() -> Path:
    """The folder that holds the rulebooks that came with Peerbench."""
    packaged = Path(__file__).parent / "rulebooks"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "rules"


def installed() -> dict[str, Path]:
    """The rulebooks that came with Peerbench, by name."""
    return {p.parent.name: p.parent for p in sorted(home().glob("*/book.yaml"))}


def usual() -> dict[str, Path]:
    """The rulebooks that are used where nobody names one: those that say `by_default: true`."""
    found = {}
    for name, folder in installed().items():
        file = folder / "book.yaml"
        # Most do not say it, and need not be understood to see that.
        head = read_yaml(file).data if b"by_default" in file.read_bytes() else None
        if isinstance(head, dict) and isinstance(head.get("book"), dict) and head["book"].get("by_default"):
            found[name] = folder
    return found


def rulebook_files(folder: Path) -> list[Path]:
    """The files of a rulebook: every YAML file in its folder but its tests."""
    return sorted(p for p in folder.rglob("*.yaml") if "tests" not in p.relative_to(folder).parts)


def folder_of(name: str) -> Path:
    """The folder of a rulebook, given by name or as a path. Raises BadInput where there is none."""
    known = installed()
    if name in known:
        return known[name]
    path = Path(name)
    if path.is_dir():
        return path
    if path.name == "book.yaml" and path.is_file():
        return path.parent
    raise BadInput([Problem(Place("--rules"), f"there is no rulebook '{name}'", nearest(name, list(known)) + " or give the folder of one")])
