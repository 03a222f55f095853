"""Exact numbers: what every part of scoring shares about them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from fractions import Fraction

ZERO = Decimal(0)
ONE = Decimal(1)
CENT = Decimal("0.01")

# A third of 10, three times, is 9.99…9 in decimals of any length. An exact number is
# settled at this many decimals: far finer than two honest totals can differ, and
# coarse enough to give back the 10, so a true tie is rounded as a reader rounds it.
SETTLED_DECIMALS = 15

# Where numbers are added, no digit may be lost: this many digits are always enough.
_UNROUNDED = Context(prec=1000, traps=[Inexact])


def round_half_up(number: Decimal) -> Decimal:
    """``number`` at two decimals, half away from zero: 84.995 is 85.00 (section C)."""
    return number.quantize(CENT, rounding=ROUND_HALF_UP)


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    """The sum to the last digit, so the order of the numbers does not matter."""
    total = ZERO
    for number in numbers:
        total = _UNROUNDED.add(total, number)
    return total


def settle(number: Fraction) -> Decimal:
    """An exact fraction as a decimal of at most fifteen decimals."""
    return Decimal(round(number * 10**SETTLED_DECIMALS)).scaleb(-SETTLED_DECIMALS)


def refuse_floats(record) -> None:
    """Raise ``TypeError`` where a field of a dataclass is a float: it is not exact."""
    # A month of a thousand people makes 17,000 records: one look, then the details.
    if float in map(type, vars(record).values()):
        names = [name for name, value in vars(record).items() if type(value) is float]
        raise TypeError(
            f"{type(record).__name__}.{names[0]} must be a Decimal, not a float"
        )
