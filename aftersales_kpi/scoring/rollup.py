"""The year from its months: weighted averages over periods (R30)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .absent import NO_DATA, NoData
from .exact import ZERO, refuse_floats, round_half_up, settle
from .phrase import Phrase, _, say
from .scorecard import AVERAGED, NO_DATA_STATUS, Card, Criterion, Line, Measure

# What a period without a total does to the average.
DROP, REFUSE = MISSING = ("drop", "refuse")


@dataclass(frozen=True)
class PeriodScore:
    """The published total of one period."""

    # The total, or NO_DATA where the period has none.
    total: Decimal | NoData
    # What the period weighs: 1 for equal months, or e.g. its number of tickets.
    weight: Decimal = Decimal(1)

    __post_init__ = refuse_floats


@dataclass(frozen=True)
class RollUp:
    """The average of several periods."""

    # Average at two decimals, rounded once, half up.
    total: Decimal | NoData
    # Periods with a total.
    counted: int
    # Periods without one.
    missing: int
    # How it came about.
    phrase: Phrase


@dataclass(frozen=True)
class Part:
    """The published card of one period, as far as a longer period rests on it."""

    # Number of the card.
    card_id: int
    # The total and the weight of the period, see PeriodScore.
    total: Decimal | NoData
    weight: Decimal
    # (criterion code, points reached, points of the scheme) of the lines with points.
    lines: tuple[tuple[str, Decimal, Decimal], ...]

    __post_init__ = refuse_floats


@dataclass(frozen=True)
class RollUpRule:
    """How periods make a longer one: all that recomputing it needs, with its parts."""

    parts: tuple[Part, ...]
    # Periods of the longer one that no part stands for.
    absent: int = 0
    # See roll_up.
    missing: str = DROP
    minimum_periods: int = 1


def rolled_up_card(
    criteria: Iterable[Criterion],
    measures: Mapping[str, Measure],
    rule: RollUpRule,
) -> Card:
    """The card of a year or quarter from the published cards of its months (R30).

    The total is that of :func:`roll_up`. A line has the weighted average of the share
    of points that its criterion reached in the months that have any, of the points in
    this scheme; its value, aggregated anew over the whole period, stands beside and
    decides nothing.
    """
    totals = [PeriodScore(part.total, part.weight) for part in rule.parts]
    totals += [PeriodScore(NO_DATA)] * rule.absent
    whole = roll_up(totals, rule.missing, rule.minimum_periods)
    lines = tuple(
        _averaged_line(item, measures.get(item.code, Measure()), rule.parts)
        for item in criteria
    )
    return Card(whole.total, lines, exact_total=whole.total, phrase=whole.phrase)


def roll_up(
    periods: Iterable[PeriodScore], missing: str = DROP, minimum_periods: int = 1
) -> RollUp:
    """The weighted average of the periods' published totals.

    ``missing="drop"`` leaves periods without a total out, with their weight;
    ``"refuse"`` gives no average as long as one is missing. Fewer than
    ``minimum_periods`` totals give no average either. Absent is never zero: without
    any total, or with weights that are all zero, the result is ``NO_DATA``.
    """
    if missing not in MISSING:
        raise ValueError(f"Unknown treatment of missing periods {missing!r}")
    periods = tuple(periods)
    known = [period for period in periods if period.total is not NO_DATA]
    absent = len(periods) - len(known)
    if (absent and missing == REFUSE) or len(known) < minimum_periods:
        return _without_average(len(known), absent)
    return _averaged(known, absent)


def weighted_average(
    values: Iterable[Decimal | NoData], weights: Iterable[Decimal]
) -> Decimal | NoData:
    """Σ value × weight ÷ Σ weight over the known values; not rounded to cents.

    A weight below zero raises ``ValueError``.
    """
    pairs = [
        (Fraction(value), _weight(weight))
        for value, weight in zip(values, weights, strict=True)
        if value is not NO_DATA
    ]
    whole = sum(weight for _value, weight in pairs)
    if not whole:
        return NO_DATA
    return settle(sum(value * weight for value, weight in pairs) / whole)


def _weight(weight):
    if weight < 0:
        raise ValueError(f"A weight cannot be below zero: {weight}")
    return Fraction(weight)


def _averaged(known, absent):
    average = weighted_average(
        [period.total for period in known], [period.weight for period in known]
    )
    if average is NO_DATA:
        return _without_average(len(known), absent)
    phrase = say(
        _(
            "Weighted average of the periods with a total (%(counted)s; without: "
            "%(missing)s): %(exact)s"
        ),
        counted=len(known),
        missing=absent,
        exact=average,
    )
    return RollUp(round_half_up(average), len(known), absent, phrase)


def _without_average(counted, absent):
    phrase = say(
        _("Periods with a total: %(counted)s, without: %(missing)s; no average"),
        counted=counted,
        missing=absent,
    )
    return RollUp(NO_DATA, counted, absent, phrase)


def _averaged_line(criterion, measure, parts):
    reached = list(_reached_of(criterion, parts))
    points = weighted_average(
        (each for each, _weight in reached), (weight for _each, weight in reached)
    )
    if points is NO_DATA:
        phrase = say(_("No period has points for it"))
        return _line(criterion, NO_DATA_STATUS, measure, None, ZERO, phrase)
    phrase = say(
        _("%(points)s of %(max)s points on average (periods: %(counted)s)"),
        points=points,
        max=criterion.max_points,
        counted=len(reached),
    )
    return _line(criterion, AVERAGED, measure, points, criterion.max_points, phrase)


def _reached_of(criterion, parts):
    """(points out of the criterion's, weight) of the periods that have any."""
    for part in parts:
        if part.total is NO_DATA:
            continue
        for code, points, of in part.lines:
            if code == criterion.code:
                yield (
                    Fraction(points) * Fraction(criterion.max_points) / Fraction(of),
                    part.weight,
                )


def _line(criterion, status, measure, points, effective_max, phrase):
    return Line(
        criterion.code,
        status,
        measure.value,
        points,
        criterion.max_points,
        effective_max,
        phrase,
    )
