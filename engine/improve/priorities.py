"""What a change costs and is worth, as the authority sees it: a small YAML file that names criteria."""

import fnmatch
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from engine.language.words import whole
from evidence.complaints import problems_of, words_of
from evidence.kind_of_file import PRIORITIES, refuse_other
from evidence.located import read_yaml
from evidence.model import Date, Text, Value
from evidence.problems import BadInput, Place, Problem, nearest

Effort = Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)]
Impact = Annotated[int, Field(ge=0, le=1000), BeforeValidator(whole)]


class Priority(Value):
    """What is known of the work on a criterion. `effort` is that of one grade newly earned, `show` that of one grade shown by evidence."""

    effort: Effort | None = None
    show: Effort | None = None
    impact: Impact | None = None
    owner: Text | None = None
    target: Text | None = None
    measure: Text | None = None
    by: Date | None = None


class Priorities(Value):
    """Priorities by criterion: an id, or a pattern such as `cpr.4.2.*`. Of several that fit, the last that says a word counts for it."""

    default: Priority = Priority()
    criteria: dict[str, Priority] = {}

    @property
    def weighed(self) -> bool:
        """Whether any effort is given."""
        return any(p.effort is not None or p.show is not None for p in (self.default, *self.criteria.values()))

    def of(self, criterion: str) -> Priority:
        """What is known of the work on a criterion."""
        said: dict[str, Any] = self.default.model_dump(exclude_none=True)
        for pattern, priority in self.criteria.items():
            if fnmatch.fnmatchcase(criterion, pattern):
                said |= priority.model_dump(exclude_none=True)
        return Priority.model_construct(**said)


NO_PRIORITIES = Priorities()
"""Where nothing is said, all steps count alike."""
_WORDS = words_of(Priority, Priorities)


def read_priorities(path: Path, criteria: Iterable[str]) -> Priorities:
    """Read priorities for these criteria. Raises BadInput with every problem, a name that fits no criterion among them."""
    located = read_yaml(path)
    refuse_other(PRIORITIES, located)
    if not isinstance(located.data, dict):
        raise BadInput([Problem(Place(str(path), 1, 1), "priorities are a mapping", "begin with `criteria:` and a criterion's id")])
    try:
        priorities = Priorities.model_validate(located.data)
    except ValidationError as error:
        raise BadInput(problems_of(error, located, _WORDS, model=Priorities)) from None
    known = list(criteria)
    lost = [name for name in priorities.criteria if not fnmatch.filter(known, name)]
    if lost:
        raise BadInput(
            [Problem(located.place(("criteria", name), key=True), f"no criterion is called '{name}'", nearest(name, known)) for name in lost],
        )
    return priorities
