"""What the next better points need: how many more good records (part H, what-if)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from .absent import Failed
from .curves import Curve, Step
from .exact import ONE, refuse_floats, settle


@dataclass(frozen=True)
class Progress:
    """A value that further records still move: numerator ÷ denominator, in its unit."""

    # Sums so far, in base units (seconds, ratings, counts).
    numerator: Decimal
    denominator: Decimal
    # What one good further record adds to both.
    adds_numerator: Decimal
    adds_denominator: Decimal = ONE
    # What turns the quotient into the unit: 100 for per cent, 1 and 60 for minutes.
    factor: int = 1
    divisor: int = 1

    __post_init__ = refuse_floats

    def after(self, count: int) -> Decimal:
        """The value when ``count`` good records have come."""
        numerator = self.numerator + count * self.adds_numerator
        denominator = self.denominator + count * self.adds_denominator
        return numerator * self.factor / (denominator * self.divisor)

    def needed(self, step: Step) -> int | None:
        """The fewest good records that reach ``step``; ``None`` where none can."""
        goal = Fraction(step.value) * self.divisor / self.factor
        missing = goal * Fraction(self.denominator) - Fraction(self.numerator)
        gain = Fraction(self.adds_numerator) - goal * Fraction(self.adds_denominator)
        if step.sign in ("<", "≤"):
            missing, gain = -missing, -gain
        if gain <= 0:
            return None
        records = missing / gain
        return floor(records) + 1 if step.sign in ("<", ">") else ceil(records)


@dataclass(frozen=True)
class Outlook:
    """The nearest better points, and a way there."""

    # The value to reach and its points.
    step: Step
    # Good records that reach it; None where counting them says nothing.
    count: int | None = None
    # The value that they lead to.
    value: Decimal | None = None
    # The points of that value.
    points: Decimal | None = None


def look_ahead(
    curve: Curve,
    max_points: Decimal,
    value: Decimal,
    progress: Progress | None = None,
) -> Outlook | None:
    """What the next points need; ``None`` where there are no better ones.

    Without ``progress`` (medians, single grades) the answer is the step alone.
    """
    step = curve.next_step(value, max_points)
    if step is None:
        return None
    count = progress and progress.needed(step)
    if not count:
        return Outlook(step)
    after = progress.after(count)
    award = curve.award(after, max_points)
    if isinstance(award, Failed):
        return Outlook(step)
    return Outlook(step, count, after, award.points)


def half_way(step: Step, factor: int = 1, divisor: int = 1) -> Decimal:
    """Half of what a step asks, in base units: a time that is clearly quick enough."""
    return settle(Fraction(step.value) * divisor / factor / 2)
