"""How to read a report: its scales, and what its words mean."""

from cli.report.words import House, capital
from engine.assessment import Assessment


def glossary(a: Assessment, house: House) -> tuple[tuple[str, str], ...]:
    """Each term with what it means, as far as the assessment uses it."""
    scales = []
    if a.grades:
        for book in a.rulebooks:
            if book.scale:
                names = ", ".join(f"{grade} {name}" for grade, name in sorted(book.scale.items(), reverse=True))
                strong = house.filled(f"A {{criterion}} graded {book.strong_from} or higher is a {{strength}}.")
                of = f" of {book.title}" if len(a.rulebooks) > 1 else ""
                scales.append((f"The scale{of}", f"{names}. {strong}{f' {book.scale_assumption}' if book.scale_assumption else ''}"))
    return (
        *scales,
        *(_GRADES if a.grades else ()),
        ("No evidence, only old evidence, evidence that settles nothing", "Three ways of not knowing. None of them is a low grade."),
        (capital(house("contested")), "Sources that should agree say different things, so the range covers both readings."),
        (capital(house("line of enquiry")), "Something adverse that rests on a single kind of voice. It is a question to ask, not a finding."),
        (capital(house("breach")), "An act that needed something else before or after it, and went without."),
        *(((capital(house("trigger")), _TRIGGER),) if a.ladder else ()),
        ("How far it goes", "Absent, planned, partial, in place, embedded."),
    )


_KNOWN = """\
The share of the part, by weight, that has evidence enough to be graded. What is not known is never counted as poor. \
A group with less than its rulebook asks for is not graded."""
_GRADES = (
    ("Grade", "What the evidence proves today. A limit can hold a group's grade down; the grade without it and the reason are always shown."),
    ("Range", "From what is proved to what is not ruled out. Finding out what is unknown today can move the grade only within the range."),
    ("Known", _KNOWN),
)
_TRIGGER = "A proved reason for somebody to respond. Where none is proved, nothing is called for; where something is unknown as well, nothing is ruled out."
