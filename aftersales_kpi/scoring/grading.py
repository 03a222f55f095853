"""Combining the grades of superiors, colleagues, subordinates and others (R18, R22)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from .exact import refuse_floats

# Grades are points of this many.
BEST_GRADE = Decimal(100)


@dataclass(frozen=True)
class RoleGrades:
    """The grades that one person got from one role for one criterion."""

    # Key of the role; comes back with the result.
    role: str
    # What the role weighs beside the others; only the proportion matters. 0: nothing.
    weight: Decimal
    # With fewer grades than this the role counts nothing at all.
    minimum: int
    # The submitted grades, of BEST_GRADE.
    grades: tuple[Decimal, ...]

    __post_init__ = refuse_floats

    @property
    def mean(self) -> Fraction:
        """The exact mean; a third has no decimal end."""
        return sum(map(Fraction, self.grades), Fraction(0)) / len(self.grades)


@dataclass(frozen=True)
class Combined:
    """What one role adds: Σ numerator ÷ Σ denominator over the roles is the result."""

    # Key of the role.
    role: str
    # Weight × mean grade.
    numerator: Decimal
    # Weight × best grade.
    denominator: Decimal


def combine(roles: Iterable[RoleGrades]) -> list[Combined]:
    """The roles that weigh something and have enough grades.

    The others leave their weight to these.

    All numbers are multiplied by the smallest whole number that gives every one of
    them an end, so that two roles of 73.3… and 86.6… together are exactly 80.
    """
    counted = [
        role for role in roles if role.weight and 0 < len(role.grades) >= role.minimum
    ]
    scale = lcm(*(_endless_part(Fraction(one.weight) * one.mean) for one in counted))
    return [
        Combined(
            role=one.role,
            numerator=one.weight * scale * one.mean.numerator / one.mean.denominator,
            denominator=one.weight * scale * BEST_GRADE,
        )
        for one in counted
    ]


def _endless_part(number):
    """The part of the denominator that keeps a quotient from having a decimal end."""
    part = number.denominator
    for prime in (2, 5):
        while part % prime == 0:
            part //= prime
    return part
