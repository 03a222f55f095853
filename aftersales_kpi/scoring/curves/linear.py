"""Linear: points in proportion between two values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from ..absent import Failed
from ..exact import ZERO
from ..phrase import Phrase, _, quantity, say
from .base import Award, Curve, Step, full_phrase, no_target, target_phrase


@dataclass(frozen=True)
class Linear(Curve):
    """A straight line from no points to full points, flat outside."""

    # The value with no points.
    zero_at: Decimal
    # The value with full points; smaller than zero_at where lower is better.
    # None: the subject's target has full points.
    full_at: Decimal | None

    def award(self, value, max_points, unit=""):
        """Points in proportion to the way from ``zero_at`` to ``full_at``."""
        if self.full_at is None:
            return no_target()
        if self._reached(value, self.full_at):
            reached = _("%(value)s or better → %(points)s")
            return _flat(reached, self.full_at, unit, max_points)
        if not self._reached(value, self.zero_at):
            return _flat(
                _("worse than %(value)s → %(points)s"), self.zero_at, unit, ZERO
            )
        return self._between(value, max_points)

    def _reached(self, value, mark):
        return value >= mark if self.full_at > self.zero_at else value <= mark

    def _between(self, value, max_points):
        way, length = abs(value - self.zero_at), abs(self.full_at - self.zero_at)
        points = max_points * way / length
        formula = _("%(max)s × %(way)s ÷ %(length)s = %(points)s")
        params = {"max": max_points, "way": way, "length": length, "points": points}
        return Award(points, Phrase(formula, params))

    def rule_phrase(self, unit="", max_points=None):
        """Both ends of the line: "60 → 0; 100 → 20; in proportion between them"."""
        return say(
            _("%(zero)s → 0; %(full)s → %(max)s; in proportion between them"),
            zero=quantity(self.zero_at, unit),
            full=target_phrase(self.full_at, unit),
            max=full_phrase(max_points),
        )

    def next_step(self, value, max_points):
        """The value with full points; every bit of the way there counts."""
        current = self.award(value, max_points)
        if isinstance(current, Failed) or current.points >= max_points:
            return None
        sign = "≥" if self.full_at > self.zero_at else "≤"
        return Step(sign, self.full_at, max_points)

    def with_target(self, target):
        """The line to the target, where the rule names no end itself."""
        return replace(self, full_at=target) if self.full_at is None else self


def _flat(template, value, unit, points):
    return Award(points, say(template, value=quantity(value, unit), points=points))
