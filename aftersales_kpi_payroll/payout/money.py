"""Exact money, rounded once."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

# The unit of most currencies; the yen's is Decimal(1).
ONE_CENT = Decimal("0.01")


def to_unit(amount: Fraction | Decimal, unit: Decimal = ONE_CENT) -> Decimal:
    """``amount`` in whole units, half away from zero: 0.125 is 0.13."""
    units = Fraction(amount) / Fraction(unit)
    whole = (abs(units.numerator) * 2 + units.denominator) // (units.denominator * 2)
    return (whole if units >= 0 else -whole) * unit


def whole_units(amount: Fraction | Decimal, unit: Decimal) -> int:
    """How many whole units fit into ``amount``, which is not negative."""
    return int(Fraction(amount) / Fraction(unit))


def quantized(amount: Decimal, unit: Decimal) -> Decimal:
    """The same amount with as many decimals as the unit has: 800 is 800.00."""
    return amount.quantize(unit.normalize(), rounding=ROUND_HALF_UP)
