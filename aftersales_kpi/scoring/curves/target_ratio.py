"""TargetRatio: points in proportion to the achievement of a target."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from ..absent import Failed
from ..exact import ONE, ZERO
from ..phrase import _, quantity, say
from .base import Award, Curve, Step, full_phrase, no_target, target_phrase


@dataclass(frozen=True)
class TargetRatio(Curve):
    """Points in proportion to how far the target was reached (R23, targets).

    Achievement is value ÷ target, or target ÷ value where lower is better, between
    0 and ``cap``. Where the division says nothing, these answers hold:

    * lower is better and the value is 0: as good as can be, the cap;
    * lower is better and the target is 0 (no complaint at all): full points for 0,
      none for anything above;
    * higher is better and the target is 0: any value from 0 reaches it, full points.
    """

    # What is to be reached; None: the subject must have a target of its own, which
    # otherwise goes before this one.
    target: Decimal | None
    # Whether smaller values are better.
    lower_is_better: bool = False
    # The largest achievement that counts; above 1 more than full points are possible.
    cap: Decimal = ONE

    def award(self, value, max_points, unit=""):
        """The maximum times the achievement."""
        if self.target is None:
            return no_target()
        if self.target < 0:
            return Failed(say(_("The target is below zero. Set a target above zero.")))
        if self.target == 0 or value <= 0:
            return self._without_division(value, max_points, unit)
        return self._divided(value, max_points)

    def _divided(self, value, max_points):
        good, base = (
            (self.target, value) if self.lower_is_better else (value, self.target)
        )
        # Compared without dividing, so that reaching the cap exactly is exact.
        if good >= base * self.cap:
            formula = _(
                "%(good)s ÷ %(base)s counts as %(cap)s: %(max)s × %(cap)s = %(points)s"
            )
            points = max_points * self.cap
        else:
            formula = _("%(max)s × %(good)s ÷ %(base)s = %(points)s")
            points = max_points * good / base
        params = {"good": good, "base": base, "cap": self.cap}
        return Award(points, say(formula, max=max_points, points=points, **params))

    def _without_division(self, value, max_points, unit):
        ratio = self._plain_ratio(value)
        points = max_points * ratio
        return Award(
            points,
            say(
                _(
                    "%(value)s against the target %(target)s: "
                    "%(max)s × %(ratio)s = %(points)s"
                ),
                value=quantity(value, unit),
                target=quantity(self.target, unit),
                max=max_points,
                ratio=ratio,
                points=points,
            ),
        )

    def _plain_ratio(self, value):
        if self.target == 0:
            reached = value <= 0 if self.lower_is_better else value >= 0
            return ONE if reached else ZERO
        return self.cap if self.lower_is_better else ZERO

    def rule_phrase(self, unit="", max_points=None):
        """The target and the division: "target 95 % → 15; otherwise 15 × value …"."""
        template = (
            _(
                "target %(target)s → %(max)s; otherwise %(max)s × target ÷ value, "
                "at most × %(cap)s"
            )
            if self.lower_is_better
            else _(
                "target %(target)s → %(max)s; otherwise %(max)s × value ÷ target, "
                "at most × %(cap)s"
            )
        )
        return say(
            template,
            target=target_phrase(self.target, unit),
            max=full_phrase(max_points),
            cap=self.cap,
        )

    def next_step(self, value, max_points):
        """The target, or the value that reaches the cap beyond it."""
        reached = self.award(value, ONE)
        if isinstance(reached, Failed) or reached.points >= self._best_ratio():
            return None
        goal = ONE if reached.points < 1 else self.cap
        if self.lower_is_better:
            return Step("≤", self.target / goal, max_points * goal)
        return Step("≥", self.target * goal, max_points * goal)

    def _best_ratio(self):
        # A target of zero is reached or not; there is nothing beyond it.
        return ONE if self.target == 0 else self.cap

    def with_target(self, target):
        """The same rule for the subject's own target, which goes first."""
        return replace(self, target=target)

    def ceiling(self, max_points):
        """The maximum times the cap, where the cap is above 1."""
        return max_points * max(self.cap, ONE)
