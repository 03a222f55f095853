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

    def __post_init__(self):
        if self.period_days <= 0:
            raise ValueError("A period has at least one day.")
        if any(stint.days < 0 or stint.base < 0 for stint in self.stints):
            raise ValueError("Days and bases cannot be below zero.")
        if sum(stint.days for stint in self.stints) > self.period_days:
            raise ValueError("More days are claimed than the period has.")

    @property
    def base(self) -> Fraction:
        """Base of the days that count: Σ base × days ÷ days of the period."""
        return worked_base(self.stints, self.period_days)

    @property
    def presence(self) -> Fraction:
        """The part of the period that counts, 1 for all of it."""
        return Fraction(sum(stint.days for stint in self.stints), self.period_days)


def worked_base(stints: Iterable[Stint], period_days: int) -> Fraction:
    """Σ base × days ÷ days of the period: 10 of 30 days with 900 are 300."""
    return sum(
        (Fraction(stint.base) * stint.days / period_days for stint in stints),
        Fraction(0),
    )
