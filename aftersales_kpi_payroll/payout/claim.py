"""What a person brings into the payout of a period: a score and a worked base."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Stint:
    """Some days of the period with the same base: joiners, leavers, movers, leave."""

    # What a whole period pays at coefficient 1.
    base: Decimal
    # Days of the period that count; unpaid leave is left out by the caller.
    days: int


@dataclass(frozen=True)
class Claim:
    """One person in one period."""

    # The person, in the caller's words.
    key: Hashable
    # The published total, at two decimals.
    score: Decimal
    # Successive stints; days that none of them covers are not paid.
    stints: tuple[Stint, ...]
    # All days of the period.
    period_days: int
    # What this score counts among those of several posts: 1 where it is the only one.
    share: Decimal = Decimal(1)

    def __post_init__(self):
        if self.period_days <= 0:
            raise ValueError("A period has at least one day.")
        if any(stint.days < 0 or stint.base < 0 for stint in self.stints):
            raise ValueError("Days and bases cannot be below zero.")
        if not 0 <= self.share <= 1:
            raise ValueError("A share lies between 0 and 1.")
        if sum(stint.days for stint in self.stints) > self.period_days:
            raise ValueError("More days are claimed than the period has.")

    @property
    def base(self) -> Fraction:
        """Base of the days that count: share × Σ base × days ÷ days of the period."""
        return Fraction(self.share) * worked_base(self.stints, self.period_days)

    @property
    def presence(self) -> Fraction:
        """The part of the period and post that counts, 1 for all of it."""
        days = sum(stint.days for stint in self.stints)
        return Fraction(self.share) * Fraction(days, self.period_days)


def worked_base(stints: Iterable[Stint], period_days: int) -> Fraction:
    """Σ base × days ÷ days of the period: 10 of 30 days with 900 are 300."""
    return sum(
        (Fraction(stint.base) * stint.days / period_days for stint in stints),
        Fraction(0),
    )
