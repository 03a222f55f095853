"""The score of a quality check: weighted items, and critical ones that spoil it all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .absent import NO_DATA, NoData
from .exact import ZERO, refuse_floats

FULL = Decimal(100)

# What a checker may find about an item.
YES, NO, NOT_APPLICABLE = ANSWERS = ("yes", "no", "na")


@dataclass(frozen=True)
class CheckItem:
    """One thing that was looked at."""

    # What it weighs beside the others, above 0.
    weight: Decimal
    # One of ANSWERS.
    answer: str
    # Whether a "no" makes the whole check worth nothing.
    critical: bool = False

    __post_init__ = refuse_floats


def check_score(items: Iterable[CheckItem]) -> Decimal | NoData:
    """0 to 100: weight of the items found right ÷ weight of those that apply × 100.

    A critical item found wrong makes it 0 (COPC: fatal error).  Items that do not apply
    leave the denominator; where none applies there is nothing to score.

    >>> right, wrong = CheckItem(Decimal(3), YES), CheckItem(Decimal(1), NO)
    >>> check_score([right, wrong])
    Decimal('75')
    >>> check_score([right, CheckItem(Decimal(1), NO, critical=True)])
    Decimal('0')
    """
    applicable = [item for item in items if item.answer != NOT_APPLICABLE]
    if not applicable:
        return NO_DATA
    if any(item.critical and item.answer == NO for item in applicable):
        return ZERO
    right = sum((item.weight for item in applicable if item.answer == YES), ZERO)
    return FULL * right / sum(item.weight for item in applicable)
