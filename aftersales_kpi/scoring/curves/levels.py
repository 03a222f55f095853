"""Levels: points for grades that people give."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from ..absent import Failed
from ..exact import refuse_floats
from ..phrase import _, quantity, say
from .base import Award, Curve, Step


@dataclass(frozen=True)
class Level:
    """One grade that a person can give, with its written description."""

    # The grade as it is entered.
    value: Decimal
    # Points for this grade.
    points: Decimal
    # What somebody at this level does, in the company's own words.
    text: str = ""

    __post_init__ = refuse_floats


@dataclass(frozen=True)
class Levels(Curve):
    """Graded levels (R18). A value must lie on the scale.

    Averaged grades can fall between two levels: then the one with fewer points counts
    (a level is reached or not), or points between both with ``interpolate``.
    """

    # In any order, each value once.
    levels: tuple[Level, ...]
    # Give points between two levels in proportion.
    interpolate: bool = False

    def award(self, value, max_points, unit=""):
        """The points of the level that was given or reached."""
        for level in self.levels:
            if level.value == value:
                return Award(level.points, _level_phrase(level))
        for below, above in pairwise(self._sorted()):
            if below.value < value < above.value:
                return self._between(value, below, above)
        return Failed(
            say(
                _("%(value)s is not on the scale. Enter one of its levels."),
                value=quantity(value, unit),
            )
        )

    def _sorted(self):
        return sorted(self.levels, key=lambda level: level.value)

    def _between(self, value, below, above):
        if self.interpolate:
            return self._interpolated(value, below, above)
        level = min(below, above, key=lambda level: level.points)
        template = _(
            "%(value)s lies between %(below)s and %(above)s; reached: %(level)s"
        )
        edges = {"below": below.value, "above": above.value}
        return Award(
            level.points,
            say(template, value=value, level=_level_phrase(level), **edges),
        )

    def _interpolated(self, value, below, above):
        share = (value - below.value) * (above.points - below.points)
        points = below.points + share / (above.value - below.value)
        template = _(
            "%(value)s lies between %(below)s and %(above)s, in proportion: %(points)s"
        )
        edges = {"below": _level_phrase(below), "above": _level_phrase(above)}
        return Award(points, say(template, value=value, points=points, **edges))

    def rule_phrase(self, unit="", max_points=None):
        """The levels with their descriptions: "10 (masters every product) → 10; …"."""
        return say("%(levels)s", levels=[_level_phrase(level) for level in self.levels])

    def next_step(self, value, max_points):
        """The nearest level with more points."""
        current = self.award(value, max_points)
        if isinstance(current, Failed):
            return None
        better = [level for level in self.levels if level.points > current.points]
        nearest = min(better, key=lambda level: abs(level.value - value), default=None)
        if nearest is None:
            return None
        sign = "≥" if nearest.value > value else "≤"
        return Step(sign, nearest.value, nearest.points)


def _level_phrase(level):
    params = {"value": level.value, "points": level.points}
    if not level.text:
        return say("%(value)s → %(points)s", **params)
    return say(_("%(value)s (%(text)s) → %(points)s"), text=level.text, **params)
