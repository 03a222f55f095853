"""Deduction: full points at the start, fewer for every step beyond it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil

from ..absent import Failed
from ..exact import ZERO
from ..phrase import Phrase, _, quantity, say
from .base import Award, Curve, Step, full_phrase, no_target, target_phrase


@dataclass(frozen=True)
class Deduction(Curve):
    """Full points at ``start``, fewer for every step beyond it (complaint rate)."""

    # The value with full points; values on its good side get full points too.
    # None: the subject's target is the start.
    start: Decimal | None
    # The width of one step, in the unit of the value.
    step: Decimal
    # Points taken off for each step.
    per_step: Decimal
    # Whether values above the start lose points, or values below it.
    lower_is_better: bool = True
    # Points never fall below this.
    floor: Decimal = ZERO
    # Take points off for parts of a step too, instead of completed steps only.
    proportional: bool = False

    def award(self, value, max_points, unit=""):
        """The maximum less the steps beyond the start: "20 − 2 × 2 = 16"."""
        if self.start is None:
            return no_target()
        beyond = self._beyond(value)
        if self.proportional:
            steps, taken = beyond / self.step, beyond * self.per_step / self.step
        else:
            steps = self._completed_steps(beyond)
            taken = steps * self.per_step
        return self._floored(max_points, steps, max_points - taken)

    def _beyond(self, value):
        """How far ``value`` lies on the bad side of the start; 0 on the good side."""
        distance = value - self.start if self.lower_is_better else self.start - value
        return max(distance, ZERO)

    def _completed_steps(self, beyond):
        # Fractions count exactly whatever the number of digits: 0.25 ÷ 0.1 → 2.
        return Decimal(Fraction(beyond) // Fraction(self.step))

    def _floored(self, max_points, steps, points):
        params = {
            "max": max_points,
            "steps": steps,
            "per_step": self.per_step,
            "points": points,
        }
        if points >= self.floor:
            formula = _("%(max)s − %(steps)s × %(per_step)s = %(points)s")
            return Award(points, Phrase(formula, params))
        formula = _(
            "%(max)s − %(steps)s × %(per_step)s = %(points)s, "
            "but not below %(floor)s: %(floor)s"
        )
        return Award(self.floor, Phrase(formula, {**params, "floor": self.floor}))

    def rule_phrase(self, unit="", max_points=None):
        """The start and the steps: "0 % → 20; every completed 0.1 % above it −2 …"."""
        return say(
            self._rule_template(),
            start=target_phrase(self.start, unit),
            max=full_phrase(max_points),
            step=quantity(self.step, unit),
            per_step=self.per_step,
            floor=self.floor,
        )

    def _rule_template(self):
        match self.lower_is_better, self.proportional:
            case True, False:
                return _(
                    "%(start)s → %(max)s; every completed %(step)s above it "
                    "−%(per_step)s, not below %(floor)s"
                )
            case True, True:
                return _(
                    "%(start)s → %(max)s; every %(step)s above it −%(per_step)s "
                    "in proportion, not below %(floor)s"
                )
            case False, False:
                return _(
                    "%(start)s → %(max)s; every completed %(step)s below it "
                    "−%(per_step)s, not below %(floor)s"
                )
        return _(
            "%(start)s → %(max)s; every %(step)s below it −%(per_step)s "
            "in proportion, not below %(floor)s"
        )

    def next_step(self, value, max_points):
        """The end of the last step that still costs points."""
        current = self.award(value, max_points)
        if isinstance(current, Failed) or current.points >= max_points:
            return None
        if self.proportional:
            sign = "≤" if self.lower_is_better else "≥"
            return Step(sign, self.start, max_points)
        return self._fewer_steps(self._completed_steps(self._beyond(value)), max_points)

    def _fewer_steps(self, steps, max_points):
        # At the floor, several steps may have to go before the points move.
        fewer = min(steps, self._steps_to_floor(max_points)) - 1
        edge = (fewer + 1) * self.step
        points = max_points - fewer * self.per_step
        if self.lower_is_better:
            return Step("<", self.start + edge, points)
        return Step(">", self.start - edge, points)

    def _steps_to_floor(self, max_points):
        """The fewest completed steps with which the points lie at the floor."""
        above_floor = Fraction(max_points) - Fraction(self.floor)
        return Decimal(ceil(above_floor / Fraction(self.per_step)))

    def with_target(self, target):
        """The deduction from the target, where the rule names no start itself."""
        return replace(self, start=target) if self.start is None else self
