"""Bands: ranges of values with their points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..absent import Failed
from ..exact import refuse_floats
from ..phrase import Phrase, _, quantity, say
from .base import Award, Curve, Step, compared


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
                return compared("≤" if self.high_included else "<", high, unit)
            case low, None:
                return compared("≥" if self.low_included else ">", low, unit)
        return say(
            _("%(low)s to %(high)s"),
            low=_edge(self.low, self.low_included, ">", unit),
            high=_edge(self.high, self.high_included, "<", unit),
        )


def _edge(number, included, sign, unit):
    return quantity(number, unit) if included else compared(sign, number, unit)


@dataclass(frozen=True)
class Bands(Curve):
    """Steps: each range of values has its points (satisfaction, response time)."""

    # In any order; validation asks that they cover every value exactly once.
    bands: tuple[Band, ...]

    def award(self, value, max_points, unit=""):
        """The points of the band that covers ``value``."""
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
        """The bands in their order: "≤ 10 min → 15; > 10 min to 30 min → 10"."""
        return say("%(bands)s", bands=[_band_phrase(band, unit) for band in self.bands])

    def next_step(self, value, max_points):
        """The nearest edge of a band with more points."""
        current = self.award(value, max_points)
        if isinstance(current, Failed):
            return None
        better = [band for band in self.bands if band.points > current.points]
        steps = [_step_into(band, value) for band in better]
        return min(steps, key=lambda step: abs(step.value - value), default=None)


def _step_into(band, value):
    if band.low is not None and value <= band.low:
        return Step("≥" if band.low_included else ">", band.low, band.points)
    return Step("≤" if band.high_included else "<", band.high, band.points)


def _band_phrase(band, unit):
    return say(
        "%(range)s → %(points)s", range=band.range_phrase(unit), points=band.points
    )
