"""What all curves have in common."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..absent import Failed
from ..exact import refuse_floats
from ..phrase import Phrase, _, quantity, say


@dataclass(frozen=True)
class Award:
    """Points for one value."""

    # Exact points, not rounded.
    points: Decimal
    # How they came about, e.g. "20 − 2 × 2 = 16".
    phrase: Phrase


@dataclass(frozen=True)
class Step:
    """What the next better points need, e.g. "≥ 90 → 20" (part H, what-if)."""

    # "≥" or "≤" where the value itself is enough, ">" or "<" where it is not.
    sign: str
    # The value to reach.
    value: Decimal
    # Points from there on.
    points: Decimal

    def phrase(self, unit: str | Phrase = "") -> Phrase:
        """The step in words: "≥ 90 % → 20"."""
        goal = compared(self.sign, self.value, unit)
        return say("%(goal)s → %(points)s", goal=goal, points=self.points)


class Curve:
    """A rule that turns a value into points; the sub-classes are all there are.

    Numbers are ``Decimal``, compared exactly and not rounded. Units are words of the
    caller that appear in texts only.
    """

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

    def next_step(self, value: Decimal, max_points: Decimal) -> Step | None:
        """The nearest value with more points; ``None`` where there is none."""
        raise NotImplementedError

    def with_target(self, target: Decimal) -> Curve:
        """The curve for a subject with this target; most rules name no target."""
        return self

    def ceiling(self, max_points: Decimal) -> Decimal:
        """The most points that the curve can give."""
        return max_points


def compared(sign: str, number: Decimal, unit: str | Phrase = "") -> Phrase:
    """A comparison in words: "≥ 90 %"."""
    return say("%(sign)s %(number)s", sign=sign, number=quantity(number, unit))


def no_target() -> Failed:
    """The answer of a rule that needs a target and has none."""
    return Failed(
        say(_("No target is set. Set a target for the person, the post or the team."))
    )


def target_phrase(number: Decimal | None, unit: str | Phrase) -> Phrase:
    """The number, or "the target" where each subject brings its own."""
    return say(_("the target")) if number is None else quantity(number, unit)


def full_phrase(max_points: Decimal | None) -> Decimal | Phrase:
    """The maximum points, or "full points" where the caller did not name them."""
    return say(_("full points")) if max_points is None else max_points
