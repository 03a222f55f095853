"""A line in the reader's words: published or estimated, on the portal or elsewhere."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from odoo import models

from ..scoring import (
    Bands,
    Criterion,
    Failed,
    Levels,
    Outlook,
    Phrase,
    Progress,
    brief,
    half_way,
    look_ahead,
    quantity,
    say,
    shorten,
    shrink,
)
from ..scoring.curves.base import compared
from ..scoring.phrase import _
from ..scoring.scorecard import AVERAGED
from .aftersales_indicator import UNIT_SCALE

# Good records that a person can still bring, by kind: one of them, and several.
FURTHER_RECORDS = {
    "acceptance": (
        _("one more ticket accepted within %(each)s"),
        _("%(count)s more tickets accepted within %(each)s"),
    ),
    "response": (
        _("one more first reply within %(each)s"),
        _("%(count)s more first replies within %(each)s"),
    ),
    "resolution": (
        _("one more ticket solved within %(each)s"),
        _("%(count)s more tickets solved within %(each)s"),
    ),
    "handling": (
        _("one more ticket handled within %(each)s"),
        _("%(count)s more tickets handled within %(each)s"),
    ),
    "closure": (_("one more ticket solved"), _("%(count)s more tickets solved")),
    "sla": (
        _("one more ticket within the agreement"),
        _("%(count)s more tickets within the agreement"),
    ),
    "emergency": (
        _("one more urgent ticket answered in time"),
        _("%(count)s more urgent tickets answered in time"),
    ),
    "first_time_fix": (
        _("one more ticket fixed at the first attempt"),
        _("%(count)s more tickets fixed at the first attempt"),
    ),
    "reopen": (
        _("one more ticket that stays solved"),
        _("%(count)s more tickets that stay solved"),
    ),
    "repeat": (
        _("one more problem that does not come back"),
        _("%(count)s more problems that do not come back"),
    ),
    "complaint": (
        _("one more customer served without a complaint"),
        _("%(count)s more customers served without a complaint"),
    ),
    "rating": (
        _("one more rating of %(each)s"),
        _("%(count)s more ratings of %(each)s"),
    ),
}
FURTHER_RECORDS_OF_ANY_KIND = (
    _("one more good record"),
    _("%(count)s more good records"),
)
# Aggregates whose value moves with every record in a way that can be counted.
COUNTABLE_AGGREGATES = (
    "ratio_of_sums",
    "ratio_of_counts",
    "mean",
    "distinct_customers_ratio",
)


@dataclass(frozen=True)
class Facts:
    """What is known of one criterion and person; numbers exact, None where none is."""

    # The line, or the criterion of an estimate.
    record_id: int
    # The rule as it is applied.
    criterion: Criterion
    # aftersales.indicator, readable.
    indicator: models.BaseModel
    # Of scoring: scored, no_data, adjusted, error.
    status: str
    # Records that the value rests on, and all that one may look at.
    sample_size: int
    record_count: int
    # How the points came about.
    phrase: Phrase
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    points: Decimal | None = None
    target: Decimal | None = None
    team_median: Decimal | None = None
    # The team's value and its weight, where small samples lean on it.
    team_value: Decimal | None = None
    team_records: Decimal | None = None
    # What chance could have made of the value, in words.
    interval_text: str | bool = False

    @property
    def counted_value(self):
        """The value that the rule was asked about."""
        if None in (self.value, self.team_value, self.team_records):
            return self.value
        return shrink(self.value, self.sample_size, self.team_value, self.team_records)


class LineReading:
    """The words and figures of one line, made when the page asks for them."""

    def __init__(self, env, facts: Facts):
        self.env = env
        self.facts = facts
        self.record_id = facts.record_id
        self.status = facts.status
        self.record_count = facts.record_count

    @property
    def name(self):
        """The indicator's name in the reader's language."""
        return self.facts.indicator.name

    @property
    def definition(self):
        """What the indicator means."""
        return self.facts.indicator.description

    @property
    def order(self):
        """Weakest share first; lines without points after all others."""
        return (self.share is None, self.share or 0, self.facts.indicator.sequence)

    # --- Points ---------------------------------------------------------------------

    @property
    def points(self):
        """The points reached, or None."""
        return self.facts.points

    @property
    def points_text(self):
        """The points reached, or a dash."""
        return "–" if self.points is None else brief(self.points)

    @property
    def max_text(self):
        """The points of the scheme."""
        return brief(self.facts.criterion.max_points)

    @property
    def share(self):
        """Per cent of the points reached, or None where the line has none."""
        return self._share_of(self.points)

    @cached_property
    def median_share(self):
        """Per cent of the points that the team's median would get, or None."""
        median = self.facts.team_median
        if median is None:
            return None
        award = self._curve.award(median, self.facts.criterion.max_points)
        return None if isinstance(award, Failed) else self._share_of(award.points)

    def _share_of(self, points):
        if points is None:
            return None
        share = 100 * points / self.facts.criterion.max_points
        return float(min(max(share, Decimal(0)), Decimal(100)))

    # --- Values and rule ------------------------------------------------------------

    @property
    def value_text(self):
        """The own value with its unit, or False."""
        return self._quantity_text(self.facts.value)

    @property
    def interval_text(self):
        """What chance could have made of the value, or False."""
        return self.facts.interval_text

    @property
    def counted_text(self):
        """The value that counted, where small samples lean on the team; or False."""
        counted = self.facts.counted_value
        return counted != self.facts.value and self._quantity_text(counted)

    @property
    def median_text(self):
        """The team's median with its unit, or False."""
        return self._quantity_text(self.facts.team_median)

    @property
    def target_text(self):
        """The own target with its unit, or False."""
        return self._quantity_text(self.facts.target)

    def text_of(self, number):
        """Any other value of the indicator with its unit, or False."""
        return self._quantity_text(number)

    @property
    def explanation(self):
        """How the points came about, in plain words; the value stands beside it."""
        phrase = self.facts.phrase
        if self.status == "scored" and not self.counted_text:
            phrase = phrase.params.get("award", phrase)
        return self._text(shorten(phrase))

    @cached_property
    def rule_items(self):
        """The rule, band by band, as (text, whether it is the one that applied)."""
        criterion, curve = self.facts.criterion, self._curve
        rule = curve.rule_phrase(criterion.unit, criterion.max_points)
        match curve:
            case Bands():
                parts = rule.params["bands"]
            case Levels():
                parts = rule.params["levels"]
            case _:
                return [(self._text(shorten(rule)), False)]
        applied = self._applied_phrase()
        return [(self._text(part), part == applied) for part in parts]

    def _applied_phrase(self):
        if self.facts.value is None or self.facts.points is None:
            return None
        if self.status == AVERAGED:  # the rule applied in each month, not to the whole
            return None
        criterion = self.facts.criterion
        award = self._curve.award(
            self.facts.counted_value, criterion.max_points, criterion.unit
        )
        return None if isinstance(award, Failed) else award.phrase

    @property
    def _curve(self):
        curve, target = self.facts.criterion.curve, self.facts.target
        return curve if target is None else curve.with_target(target)

    def _quantity_text(self, number):
        if number is None:
            return False
        return self._text(quantity(brief(number), self.facts.criterion.unit))

    def _text(self, phrase):
        return phrase.text(self.env._)

    # --- What-if --------------------------------------------------------------------

    @property
    def goal_points(self):
        """The next better points, or False."""
        return self._ahead and brief(self._ahead.points or self._ahead.step.points)

    @property
    def goal_value(self):
        """The value that the next better points need, or None."""
        return self._ahead.step.value if self._ahead else None

    @property
    def outlook(self):
        """What they need, in one sentence with this person's numbers, or False."""
        return bool(self._ahead) and self._text(shorten(self._outlook_phrase()))

    @cached_property
    def _ahead(self) -> Outlook | bool:
        facts = self.facts
        if facts.value is None or facts.status != "scored":
            return False
        value = facts.counted_value
        step = self._curve.next_step(value, facts.criterion.max_points)
        progress = step and self._progress(step)
        return look_ahead(self._curve, facts.criterion.max_points, value, progress)

    def _outlook_phrase(self):
        ahead, unit = self._ahead, self.facts.criterion.unit
        goal = compared(ahead.step.sign, ahead.step.value, unit)
        if ahead.count is None:
            return say(
                _("%(goal)s is needed for %(points)s points instead of %(now)s."),
                goal=self._described(goal, ahead.step),
                points=ahead.step.points,
                now=self.facts.points,
            )
        return say(
            _(
                "%(goal)s is needed: %(records)s would make it %(value)s, "
                "and %(points)s points instead of %(now)s."
            ),
            goal=goal,
            records=self._records_phrase(ahead),
            value=quantity(ahead.value, unit),
            points=ahead.points,
            now=self.facts.points,
        )

    def _described(self, goal, step):
        """The goal with what somebody at that level does, where levels say so."""
        if isinstance(self._curve, Levels):
            for level in self._curve.levels:
                if level.value == step.value and level.text:
                    return say("%(goal)s (%(text)s)", goal=goal, text=level.text)
        return goal

    def _records_phrase(self, ahead):
        code = self.facts.indicator.numerator_kind_id.code
        one, many = FURTHER_RECORDS.get(code, FURTHER_RECORDS_OF_ANY_KIND)
        template = one if ahead.count == 1 else many
        return Phrase(template, {"count": ahead.count, "each": self._each(ahead)})

    def _each(self, ahead):
        """What one further record should be: a rating of 5, a reply within 5 min."""
        if self._is_time():
            return quantity(ahead.step.value / 2, self.facts.criterion.unit)
        return self._usual_denominator()

    def _progress(self, step):
        """How further good records move the value, or None where nobody can say."""
        facts, indicator = self.facts, self.facts.indicator
        kind = indicator.numerator_kind_id
        if (
            indicator.aggregate not in COUNTABLE_AGGREGATES
            or not facts.denominator
            or isinstance(facts.criterion.curve, Levels)
            or kind.importable
        ):
            return None
        factor, divisor = UNIT_SCALE[indicator.unit]
        numerator, denominator = self._counted_parts(factor, divisor)
        progress = Progress(
            numerator,
            denominator,
            adds_numerator=Decimal(0),
            factor=factor,
            divisor=divisor,
        )
        if self._is_time():
            return replace(progress, adds_numerator=half_way(step, factor, divisor))
        if indicator.direction == "higher":
            most = self._usual_denominator()
            return replace(progress, adds_numerator=most, adds_denominator=most)
        return progress if kind.unit in ("count", "check") else None

    def _counted_parts(self, factor, divisor):
        """Numerator and denominator, with the team's records that count beside."""
        facts = self.facts
        if facts.counted_value == facts.value:
            return facts.numerator, facts.denominator
        added = facts.team_records * facts.denominator / facts.sample_size
        of_team = added * facts.team_value * divisor / factor
        return facts.numerator + of_team, facts.denominator + added

    def _is_time(self):
        return self.facts.indicator.numerator_kind_id.unit == "second"

    def _usual_denominator(self):
        """What one record is out of: 5 for ratings of 5 stars, 1 for counts."""
        facts = self.facts
        if facts.indicator.aggregate != "ratio_of_sums" or not facts.sample_size:
            return Decimal(1)
        return facts.denominator / facts.sample_size
