"""Figures as people read them."""

from decimal import Decimal
from fractions import Fraction


def rounded(value: Decimal | Fraction | int, places: int = 2) -> Decimal:
    """A figure to so many decimals, an exact half going to the even one, without noughts at its end."""
    whole = Decimal(round(Fraction(value) * 10**places)).scaleb(-places)
    return whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole.normalize()


def figure(value: Decimal | Fraction | int, places: int = 2) -> str:
    """The same as text: 12.5, 7, 0.33."""
    return f"{rounded(value, places):f}"


def with_unit(value: Decimal | Fraction | int, unit: str | None) -> str:
    """A figure with its unit: 12.5 per cent, 7 days."""
    return f"{figure(value)} {unit}" if unit else figure(value)
