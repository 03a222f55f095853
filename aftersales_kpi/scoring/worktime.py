"""Working time as differences of one cumulative function (R03, R05).

A calendar is expanded once into rows "from this instant on, so many working seconds
lie behind". Between a row and the next, work runs without a pause until the next row's
seconds are reached, then stands still. SQL joins the same rows laterally.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise


class OutOfTable(LookupError):
    """The instant lies outside the table; extend the table and ask again."""


@dataclass(frozen=True)
class Timetable:
    """Working seconds behind every instant from the first row to the last.

    Malformed rows raise ``ValueError``.
    """

    # Instants, strictly ascending, all naive UTC or all aware. A working interval
    # begins at each; the last one only ends the table.
    starts: tuple[datetime, ...]
    # Working seconds before each instant; the difference to the next row is the
    # length of the interval that begins here (0 for none).
    totals: tuple[Decimal, ...]

    def __post_init__(self):
        object.__setattr__(self, "starts", tuple(self.starts))
        object.__setattr__(self, "totals", tuple(map(Decimal, self.totals)))
        if len(self.starts) != len(self.totals) or len(self.starts) < 2:
            raise ValueError("A timetable needs at least two rows of start and total")
        rows = zip(self.starts, self.totals, strict=True)
        if not all(_fits(row, following) for row, following in pairwise(rows)):
            raise ValueError("The rows of a timetable must ascend and not overlap")

    def at(self, instant: datetime) -> Decimal:
        """Working seconds from the first row to ``instant``; or ``OutOfTable``."""
        if not self.starts[0] <= instant <= self.starts[-1]:
            raise OutOfTable(
                f"{instant} is outside {self.starts[0]} … {self.starts[-1]}"
            )
        row = bisect_right(self.starts, instant) - 1
        if row == len(self.starts) - 1:
            return self.totals[row]
        worked = self.totals[row] + seconds(instant - self.starts[row])
        return min(worked, self.totals[row + 1])

    def between(self, begin: datetime, end: datetime) -> Decimal:
        """Working seconds from ``begin`` to ``end``; negative if ``end`` is earlier.

        Additive: between(a, b) + between(b, c) is between(a, c), to the microsecond.
        """
        return self.at(end) - self.at(begin)

    @classmethod
    def from_intervals(
        cls,
        begin: datetime,
        end: datetime,
        intervals: Iterable[tuple[datetime, datetime]],
    ) -> Timetable:
        """The table of working intervals (start, end) that covers ``begin`` … ``end``.

        Intervals may come in any order, touch, overlap or reach outside.
        """
        starts, totals, worked = [begin], [Decimal(0)], Decimal(0)
        for start, stop in _merged(begin, end, intervals):
            if start > starts[-1]:
                starts.append(start)
                totals.append(worked)
            worked += seconds(stop - start)
        return cls((*starts, end), (*totals, worked))


def seconds(duration: timedelta) -> Decimal:
    """A duration in seconds, exact to the microsecond, unlike ``total_seconds()``."""
    return Decimal(duration // timedelta(microseconds=1)) / 1_000_000


def _fits(row, following):
    worked = following[1] - row[1]
    return row[0] < following[0] and 0 <= worked <= seconds(following[0] - row[0])


def _merged(begin, end, intervals):
    """The intervals inside ``begin`` … ``end``, sorted and without overlaps."""
    merged = []
    for start, stop in sorted(intervals):
        start, stop = max(start, begin), min(stop, end)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        elif start < stop:
            merged.append((start, stop))
    return merged
