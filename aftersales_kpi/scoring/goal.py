"""How far a goal is reached (R23): per cent of its target, 0 to 100, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .absent import NO_DATA, NoData, is_number
from .exact import ZERO

FULL = Decimal(100)
# From here on a goal that is not reached is nearly reached.
NEARLY = Decimal(80)
# What a goal's figures say of it.
REACHED, CLOSE, BEHIND, UNKNOWN = STATUSES = ("reached", "close", "behind", "unknown")


def achievement(
    value: Decimal | NoData,
    target: Decimal,
    start: Decimal | None = None,
    lower_is_better: bool = False,
) -> Decimal | NoData:
    """Per cent of the way to ``target``.

    The way begins at ``start`` where one is known: from 80 to 90, 85 is half-way.
    Otherwise it is the share of the target: 45 of 90 is 50 %, and where lower is better
    a value of twice the target is 50 % too. What is reached is 100, never more.

    >>> achievement(Decimal(85), Decimal(90), start=Decimal(80))
    Decimal('50')
    >>> achievement(Decimal(20), Decimal(10), lower_is_better=True)
    Decimal('50')
    """
    if not is_number(value):
        return NO_DATA
    if value <= target if lower_is_better else value >= target:
        return FULL
    if start is not None and start != target:
        share = (value - start) / (target - start)
    else:
        share = target / value if lower_is_better else value / target
    return min(max(FULL * share, ZERO), FULL)


def combined(
    parts: Iterable[tuple[Decimal, Decimal | NoData]],
) -> Decimal | NoData:
    """The weighted mean of (weight, achievement); parts without data are left out.

    >>> combined([(Decimal(1), Decimal(100)), (Decimal(3), Decimal(60))])
    Decimal('70')
    """
    known = [(weight, part) for weight, part in parts if is_number(part)]
    weights = sum((weight for weight, _part in known), ZERO)
    if not weights:
        return NO_DATA
    return sum((weight * part for weight, part in known), ZERO) / weights


def status(reached: Decimal | NoData) -> str:
    """The word for an achievement: one of STATUSES."""
    if not is_number(reached):
        return UNKNOWN
    if reached >= FULL:
        return REACHED
    return CLOSE if reached >= NEARLY else BEHIND
