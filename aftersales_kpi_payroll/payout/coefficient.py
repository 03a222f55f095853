"""From a score to the part of the base that is paid (R31, R71)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Proportional:
    """Score ÷ 100: 80 points are 0.8 of the base."""

    def coefficient(self, score: Decimal) -> Fraction:
        """What the base is multiplied by at a score of 0 to 100."""
        return Fraction(score) / 100


@dataclass(frozen=True)
class Step:
    """From this score on, this coefficient."""

    # The lowest score of the step; it belongs to it.
    score: Decimal
    # What the base is multiplied by: 1.2 pays a fifth more.
    coefficient: Decimal


@dataclass(frozen=True)
class Table:
    """A coefficient for each range of scores, given by where the range starts."""

    # In any order; a score below all of them has the coefficient 0.
    steps: tuple[Step, ...]

    def __post_init__(self):
        scores = [step.score for step in self.steps]
        if len(set(scores)) < len(scores):
            raise ValueError("Two steps start at the same score.")
        if any(step.coefficient < 0 for step in self.steps):
            raise ValueError("A coefficient cannot be below zero.")

    def coefficient(self, score: Decimal) -> Fraction:
        """What the base is multiplied by: the highest step reached counts."""
        reached = [step for step in self.steps if step.score <= score]
        if not reached:
            return Fraction(0)
        return Fraction(max(reached, key=lambda step: step.score).coefficient)
