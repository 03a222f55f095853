"""Exact numbers: what every part of scoring shares about them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

ZERO = Decimal(0)
ONE = Decimal(1)
CENT = Decimal("0.01")

# A third of 10, three times, is 9.99…9 in decimals of any length. An exact number is
# settled at this many decimals: far finer than two honest totals can differ, and
# coarse enough to give back the 10, so a true tie is rounded as a reader rounds it.
SETTLED_DECIMALS = 15


def round_half_up(number: Decimal) -> Decimal:
    """``number`` at two decimals, half away from zero: 84.995 is 85.00 (section C)."""
    return number.quantize(CENT, rounding=ROUND_HALF_UP)


def settle(number: Fraction) -> Decimal:
    """An exact fraction as a decimal of at most fifteen decimals."""
    return Decimal(round(number * 10**SETTLED_DECIMALS)).scaleb(-SETTLED_DECIMALS)


def refuse_floats(record) -> None:
    """Raise ``TypeError`` where a field of a dataclass is a float: it is not exact."""
    # Not dataclasses.fields(): a month of a thousand people makes 17,000 records.
    for name, value in vars(record).items():
        if isinstance(value, float):
            name = f"{type(record).__name__}.{name}"
            raise TypeError(f"{name} must be a Decimal, not a float")
