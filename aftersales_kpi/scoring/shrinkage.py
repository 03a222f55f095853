"""Small samples lean on their team's value, by the share that the data ask for (R64).

The credibility formula of Bühlmann and Straub, "Glaubwürdigkeit für Schadensätze",
Bulletin of the Swiss Association of Actuaries 70 (1970); it is the empirical Bayes
estimate of Morris, "Parametric Empirical Bayes Inference", Journal of the American
Statistical Association 78 (1983), for rates and for means alike:

    counted = (n × own + k × team) ÷ (n + k)

``n`` are the own records.  ``k`` is how many records the team's value weighs: the
variance between records ÷ the variance between people.  People who hardly differ are
hardly told apart by a few records; people who differ much are believed early.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .absent import NO_DATA, NoData
from .exact import refuse_floats

# A team's value never weighs more records than these: where people do not differ at
# all, the estimate has no end.
MOST_RECORDS = Decimal(1000)
# How many records it weighs is published with one decimal, and counts as published.
PLACES = Decimal("0.1")


@dataclass(frozen=True)
class Sample:
    """What is known of one person."""

    # Records that the value rests on.
    records: int
    # The person's value.
    value: Decimal
    # Sum of the squared differences of the records from the value.
    spread: Decimal

    __post_init__ = refuse_floats

    @classmethod
    def of_rate(cls, successes: Decimal, trials: Decimal) -> Sample:
        """A share of ``trials``: each of them a 1 or a 0."""
        share = Fraction(successes) / Fraction(trials)
        spread = Fraction(trials) * share * (1 - share)
        return cls(int(trials), _decimal(share), _decimal(spread))


def shrink(
    value: Decimal, records: int, team_value: Decimal, team_records: Decimal
) -> Decimal:
    """The value that counts: the own one and the team's, weighted by their records.

    >>> shrink(Decimal(50), 10, Decimal(80), Decimal(20))
    Decimal('70')
    """
    return (records * value + team_records * team_value) / (records + team_records)


def team_records(teams: Iterable[Sequence[Sample]]) -> Decimal | NoData:
    """How many records a team's value weighs: ``k``, estimated from all teams together.

    The unbiased estimators of Bühlmann and Straub: within people, the spread of their
    records ÷ (records − people); between people, what their values differ from their
    team's more than that explains.  At least 0 and at most ``MOST_RECORDS``; NO_DATA
    where fewer than two people of a team have records, or nobody has more than one.
    """
    teams = [list(team) for team in teams if len(team) > 1]
    people = [sample for team in teams for sample in team]
    degrees = sum(sample.records for sample in people) - len(people)
    if not people or degrees <= 0:
        return NO_DATA
    within = sum(Fraction(sample.spread) for sample in people) / degrees
    between = _between(teams, within)
    if between <= 0:
        return MOST_RECORDS
    weight = min(within / between, Fraction(MOST_RECORDS))
    return _decimal(weight).quantize(PLACES, rounding=ROUND_HALF_UP)


def _between(teams, within):
    """The variance of people's true values around their team's."""
    distance = freedom = scale = Fraction(0)
    for team in teams:
        size = sum(sample.records for sample in team)
        centre = sum(one.records * Fraction(one.value) for one in team) / size
        distance += sum(
            one.records * (Fraction(one.value) - centre) ** 2 for one in team
        )
        freedom += len(team) - 1
        scale += size - Fraction(sum(one.records**2 for one in team), size)
    return (distance - freedom * within) / scale


def _decimal(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)
