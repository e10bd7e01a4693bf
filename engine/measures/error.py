"""How far a figure may be off, and which differences that explains.

A margin of error is half the width of a confidence interval at 95 per cent. It is held as its square, so that margins
from samples, which have roots in them, are compared exactly.
"""

from decimal import Decimal
from fractions import Fraction
from math import isqrt

from evidence.model import Item

Z_SQUARED = Fraction("3.8416")
"""The square of 1.96, the number of standard errors that a margin at 95 per cent spans on either side."""
_GRID = 10**9


def margin_squared(item: Item) -> Fraction:
    """The square of a figure's margin of error, in the figure's own unit squared; 0 where no error is known.

    A `margin` is taken as it is. A `sample` of n people, of whom the share p (the figure is p in per cent) said so, has
    the margin of Agresti and Coull (1998): with m = n + z² and q = (np + z²/2) / m it is z times the root of q(1 - q)/m.
    Unlike the textbook formula it is not nought where nobody or everybody said so.
    """
    if item.margin is not None:
        return Fraction(item.margin) ** 2
    if item.sample is None:
        return Fraction(0)
    m = item.sample + Z_SQUARED
    q = (item.sample * Fraction(item.value) / 100 + Z_SQUARED / 2) / m
    return Z_SQUARED * q * (1 - q) / m * 100**2


def explained(difference: Fraction | Decimal, *squares: Fraction) -> bool:
    """Whether a difference is no larger than the joint margin of error of the figures compared.

    Errors of figures that were found independently join as the root of the sum of their squares. A difference between
    figures without error is never explained.
    """
    joint = sum(squares, Fraction(0))
    return joint > 0 and Fraction(difference) ** 2 <= joint


def reach(value: Decimal | Fraction, square: Fraction) -> tuple[Decimal, Decimal]:
    """From where to where a figure may lie, by the square of its margin; to nine decimals, rounded outward."""
    if not square:
        exact = Decimal(value) if isinstance(value, Decimal) else _decimal(value, up=False)
        return exact, exact
    margin = root(square)
    return _decimal(Fraction(value) - margin, up=False), _decimal(Fraction(value) + margin, up=True)


def root(square: Fraction) -> Fraction:
    """The square root: exact where it has no more than nine decimals, else to nine decimals, rounded up."""
    scaled = square * _GRID**2
    whole = isqrt(scaled.numerator // scaled.denominator)
    return Fraction(whole if whole**2 == scaled else whole + 1, _GRID)


def _decimal(value: Fraction, *, up: bool) -> Decimal:
    scaled = value * _GRID
    return Decimal(-(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator) / _GRID
