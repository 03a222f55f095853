"""Curves: how the value of an indicator becomes points (section C of the client).

All numbers are ``Decimal`` and nothing is rounded here; values are compared exactly.
``award`` returns an ``Award`` with its explanation, or ``Failed`` where the rule has
no answer. Units are words of the caller and appear in texts only.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from .absent import Failed
from .phrase import Phrase, _, quantity, say

ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True)
class Award:
    """Points for one value."""

    # Exact points, not rounded.
    points: Decimal
    # How they came about, e.g. "20 − 2 × 2 = 16".
    phrase: Phrase


class Curve:
    """What every curve offers; the five below are the kinds there are."""

    def __post_init__(self):
        refuse_floats(self)

    def award(
        self, value: Decimal, max_points: Decimal, unit: str | Phrase = ""
    ) -> Award | Failed:
        """Points for ``value``; ``Failed`` where the rule gives no answer."""
        raise NotImplementedError

    def rule_phrase(
        self, unit: str | Phrase = "", max_points: Decimal | None = None
    ) -> Phrase:
        """The rule in words, e.g. "≤ 10 min → 15; > 10 min to 30 min → 10"."""
        raise NotImplementedError

    def with_target(self, target: Decimal) -> Curve:
        """The curve for a subject with this target; most rules name no target."""
        return self

    def ceiling(self, max_points: Decimal) -> Decimal:
        """The most points that the curve can give."""
        return max_points


def refuse_floats(record) -> None:
    """Raise ``TypeError`` where a field is a float, which is not exact."""
    for field in fields(record):
        if isinstance(getattr(record, field.name), float):
            name = f"{type(record).__name__}.{field.name}"
            raise TypeError(f"{name} must be a Decimal, not a float")


# --- Bands -----------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """The values between two edges and the points that they all get."""

    # Lower edge; None reaches down without end.
    low: Decimal | None
    # Upper edge; None reaches up without end.
    high: Decimal | None
    # Whether the lower edge itself belongs to the band.
    low_included: bool
    # Whether the upper edge itself belongs to the band.
    high_included: bool
    # Points for every value inside.
    points: Decimal

    __post_init__ = refuse_floats

    def covers(self, value: Decimal) -> bool:
        """Whether ``value`` lies in the band."""
        return self._above_low(value) and self._below_high(value)

    def _above_low(self, value):
        if self.low is None:
            return True
        return value >= self.low if self.low_included else value > self.low

    def _below_high(self, value):
        if self.high is None:
            return True
        return value <= self.high if self.high_included else value < self.high

    def range_phrase(self, unit: str | Phrase = "") -> Phrase:
        """The range in words: "≤ 10", "> 10 to 30", "80 to < 90", "≥ 90"."""
        match self.low, self.high:
            case None, None:
                return say(_("any value"))
            case None, high:
                return _compared("≤" if self.high_included else "<", high, unit)
            case low, None:
                return _compared("≥" if self.low_included else ">", low, unit)
        return say(
            _("%(low)s to %(high)s"),
            low=_edge(self.low, self.low_included, ">", unit),
            high=_edge(self.high, self.high_included, "<", unit),
        )


def _compared(sign, number, unit):
    return say("%(sign)s %(number)s", sign=sign, number=quantity(number, unit))


def _edge(number, included, sign, unit):
    return quantity(number, unit) if included else _compared(sign, number, unit)


@dataclass(frozen=True)
class Bands(Curve):
    """Steps: each range of values has its points (satisfaction, response time)."""

    # In any order; validation asks that they cover every value exactly once.
    bands: tuple[Band, ...]

    def award(self, value, max_points, unit=""):
        for band in self.bands:
            if band.covers(value):
                return Award(band.points, _band_phrase(band, unit))
        return Failed(
            say(
                _("No band covers %(value)s. Add a band for it to the rule."),
                value=quantity(value, unit),
            )
        )

    def rule_phrase(self, unit="", max_points=None):
        return say("%(bands)s", bands=[_band_phrase(band, unit) for band in self.bands])


def _band_phrase(band, unit):
    return say(
        "%(range)s → %(points)s", range=band.range_phrase(unit), points=band.points
    )


# --- Deduction -------------------------------------------------------------------


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
        if self.start is None:
            return Failed(_no_target())
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
        return say(
            self._rule_template(),
            start=_start(self.start, unit),
            max=_full(max_points),
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

    def with_target(self, target):
        return replace(self, start=target) if self.start is None else self


# --- Linear ----------------------------------------------------------------------


@dataclass(frozen=True)
class Linear(Curve):
    """A straight line from no points to full points, flat outside."""

    # The value with no points.
    zero_at: Decimal
    # The value with full points; smaller than zero_at where lower is better.
    # None: the subject's target has full points.
    full_at: Decimal | None

    def award(self, value, max_points, unit=""):
        if self.full_at is None:
            return Failed(_no_target())
        if self._reached(value, self.full_at):
            return Award(
                max_points,
                self._flat(
                    _("%(value)s or better → %(points)s"),
                    self.full_at,
                    max_points,
                    unit,
                ),
            )
        if not self._reached(value, self.zero_at):
            return Award(
                ZERO,
                self._flat(
                    _("worse than %(value)s → %(points)s"), self.zero_at, ZERO, unit
                ),
            )
        return self._between(value, max_points)

    def _reached(self, value, mark):
        return value >= mark if self.full_at > self.zero_at else value <= mark

    def _flat(self, template, value, points, unit):
        return say(template, value=quantity(value, unit), points=points)

    def _between(self, value, max_points):
        way, length = value - self.zero_at, self.full_at - self.zero_at
        points = max_points * way / length
        formula = _("%(max)s × %(way)s ÷ %(length)s = %(points)s")
        return Award(
            points,
            say(
                formula, max=max_points, way=abs(way), length=abs(length), points=points
            ),
        )

    def rule_phrase(self, unit="", max_points=None):
        return say(
            _("%(zero)s → 0; %(full)s → %(max)s; in proportion between them"),
            zero=quantity(self.zero_at, unit),
            full=_start(self.full_at, unit),
            max=_full(max_points),
        )

    def with_target(self, target):
        return replace(self, full_at=target) if self.full_at is None else self


# --- Target ----------------------------------------------------------------------


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
        if self.target is None:
            return Failed(_no_target())
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
            target=_start(self.target, unit),
            max=_full(max_points),
            cap=self.cap,
        )

    def with_target(self, target):
        return replace(self, target=target)

    def ceiling(self, max_points):
        return max_points * max(self.cap, ONE)


# --- Levels ----------------------------------------------------------------------


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
        return say("%(levels)s", levels=[_level_phrase(level) for level in self.levels])


def _level_phrase(level):
    params = {"value": level.value, "points": level.points}
    if not level.text:
        return say("%(value)s → %(points)s", **params)
    return say(_("%(value)s (%(text)s) → %(points)s"), text=level.text, **params)


# --- Words shared by the curves --------------------------------------------------


def _no_target():
    return say(
        _("No target is set. Set a target for the person, the post or the team.")
    )


def _start(number, unit):
    return say(_("the target")) if number is None else quantity(number, unit)


def _full(max_points):
    return say(_("full points")) if max_points is None else max_points
