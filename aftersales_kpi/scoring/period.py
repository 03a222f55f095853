"""Months, quarters and years, and their edges in UTC (R30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

# Months in one period of each type.
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, order=True)
class Period:
    """A calendar period, half-open: ``start`` belongs to it, ``end`` does not."""

    # First day.
    start: date
    # First day after it.
    end: date
    # "month", "quarter" or "year".
    type: str

    @property
    def last_day(self) -> date:
        """The last day inside."""
        return self.end - timedelta(days=1)

    @property
    def code(self) -> str:
        """``2026-03``, ``2026-Q1`` or ``2026``."""
        match self.type:
            case "month":
                return f"{self.start:%Y-%m}"
            case "quarter":
                return f"{self.start:%Y}-Q{(self.start.month + 2) // 3}"
        return f"{self.start:%Y}"

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def previous(self) -> Period:
        """The period before."""
        return period_of(self.start - timedelta(days=1), self.type)

    def next(self) -> Period:
        """The period after."""
        return period_of(self.end, self.type)

    def months(self) -> list[Period]:
        """The months inside, oldest first."""
        months = [period_of(self.start, "month")]
        while months[-1].end < self.end:
            months.append(months[-1].next())
        return months


def period_of(day: date, period_type: str) -> Period:
    """The month, quarter or year of ``day``; another type raises ``ValueError``."""
    if period_type not in MONTHS:
        raise ValueError(f"Unknown period type {period_type!r}")
    length = MONTHS[period_type]
    first = (day.month - 1) // length * length
    return Period(
        _month_start(day.year, first),
        _month_start(day.year, first + length),
        period_type,
    )


def utc_bounds(period: Period, zone: str) -> tuple[datetime, datetime]:
    """The instants in UTC between which the period lies, half-open.

    ``zone`` is a name such as ``Asia/Shanghai``; an unknown one raises
    ``zoneinfo.ZoneInfoNotFoundError``. The instants are naive, as Odoo stores them.
    """
    return midnight(period.start, zone), midnight(period.end, zone)


def midnight(day: date, zone: str) -> datetime:
    """The first instant of ``day`` in the zone, in naive UTC.

    Where clocks change at midnight the first instant is meant: fold 0 is the earlier
    of two midnights, and the instant of the jump where midnight is left out.
    """
    local = datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def _month_start(year, months):
    return date(year + months // 12, months % 12 + 1, 1)
