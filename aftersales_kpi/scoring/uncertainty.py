"""How far chance alone could have moved a value, and a total (R64)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from .absent import NO_DATA, Failed, NoData
from .exact import ZERO, refuse_floats
from .scorecard import SCORED, Card, Criterion, Measure
from .statistics import Interval, mean_interval, wilson


@dataclass(frozen=True)
class Records:
    """What the records behind a value say, in the value's own base unit."""

    # How many there are.
    count: int
    # The variance of the records; None for fewer than two.
    variance: Decimal | None = None
    # The largest value that any record can have, where there is one.
    most: Decimal | None = None
    # Where each record is a yes or a no: how many are a yes, of how many.
    yes: int | None = None
    of: int | None = None

    __post_init__ = refuse_floats


def value_interval(
    value: Decimal, records: Records, factor: Decimal = Decimal(1)
) -> Interval | NoData:
    """95 % of the values that as many such records could have given.

    ``factor`` makes the value's unit of the records' (100 for per cent). Wilson's
    interval for shares, Student's for means, cut at 0 and at the most possible.
    """
    if records.of:
        share = wilson(records.yes, records.of)
        return Interval(share.low * factor, share.high * factor)
    if records.variance is None:
        return NO_DATA
    if not records.variance and records.most == 1:
        # Nine ratings of 5 of 5 do not prove that the tenth is: as nine times a yes.
        share = wilson(records.count * value / factor, records.count)
        return Interval(share.low * factor, share.high * factor)
    around = mean_interval(value, records.variance * factor * factor, records.count)
    if around is NO_DATA:
        return NO_DATA
    most = around.high if records.most is None else records.most * factor
    return Interval(max(around.low, ZERO), min(around.high, most))


def total_range(
    card: Card,
    criteria: Iterable[Criterion],
    measures: Mapping[str, Measure],
    intervals: Mapping[str, Interval],
) -> Interval | NoData:
    """The totals that chance could have given.

    Each line is asked for its points at both ends of its value's interval; what that
    moves the total down, and up, is put together as independent errors are: the root
    of the sum of squares. Lines without an interval are taken as they are.
    """
    if card.total is NO_DATA:
        return NO_DATA
    down = up = ZERO
    for criterion, line in zip(criteria, card.lines, strict=True):
        if line.status == SCORED and line.code in intervals:
            measure = measures[line.code]
            below, above = _moves(criterion, line, measure, intervals[line.code])
            down, up = down + below * below, up + above * above
    return Interval(max(card.total - down.sqrt(), ZERO), card.total + up.sqrt())


def _moves(criterion, line, measure, interval):
    """How far the line's part of the total could fall, and rise."""
    ends = (_points(criterion, measure, end) for end in (interval.low, interval.high))
    points = [line.points, *(one for one in ends if one is not None)]
    weight = line.effective_max / line.max_points
    return (
        (line.points - min(points)) * weight,
        (max(points) - line.points) * weight,
    )


def _points(criterion, measure, value):
    curve, moved = criterion.curve, replace(measure, value=value)
    if measure.target is not None:
        curve = curve.with_target(measure.target)
    try:
        award = curve.award(moved.counted_value, criterion.max_points)
    except (ArithmeticError, ValueError):
        return None
    return None if isinstance(award, Failed) else award.points
