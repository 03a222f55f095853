"""Before and after: the difference of two samples, beside what chance makes (R53)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .absent import NO_DATA, NoData
from .statistics import Interval, student, wilson
from .uncertainty import Records


@dataclass(frozen=True)
class Side:
    """The value of one of the two times, with what its records say."""

    # The value, in the indicator's unit.
    value: Decimal
    # The records behind it.
    records: Records


def difference(before: Side, after: Side, factor: Decimal) -> Interval | NoData:
    """95 % of the differences after − before that chance leaves possible.

    Shares: Newcombe, "Interval Estimation for the Difference between Independent
    Proportions", Statistics in Medicine 17 (1998), method 10. Means: Welch, "The
    Generalization of Student's Problem", Biometrika 34 (1947). ``factor`` makes the
    value's unit of the records'. NO_DATA where either side has too few records.
    """
    if before.records.of and after.records.of:
        return _of_shares(before.records, after.records, factor)
    if before.records.variance is None or after.records.variance is None:
        return NO_DATA
    return _of_means(before, after, factor)


def _of_shares(before, after, factor):
    earlier, later = (wilson(one.yes, one.of) for one in (before, after))
    first, second = (Decimal(one.yes) / one.of for one in (before, after))
    change = second - first
    down = ((second - later.low) ** 2 + (earlier.high - first) ** 2).sqrt()
    up = ((later.high - second) ** 2 + (first - earlier.low) ** 2).sqrt()
    return Interval((change - down) * factor, (change + up) * factor)


def _of_means(before, after, factor):
    parts = [one.records.variance / one.records.count for one in (before, after)]
    total = sum(parts)
    change = after.value - before.value
    if not total:
        return Interval(change, change)
    spread = sum(
        part**2 / (one.records.count - 1)
        for part, one in zip(parts, (before, after), strict=True)
    )
    margin = student(max(int(total**2 / spread), 1)) * total.sqrt() * factor
    return Interval(change - margin, change + margin)
