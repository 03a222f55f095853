"""Periods and their edges (R30)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import midnight, period_of, utc_bounds

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
TYPES = st.sampled_from(["month", "quarter", "year"])
ZONES = st.sampled_from(
    [
        "UTC",
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "America/Havana",
        "America/Sao_Paulo",
        "Pacific/Apia",
        "Asia/Kathmandu",
    ]
)


@pytest.mark.parametrize(
    ("period_type", "start", "end", "code"),
    [
        ("month", date(2026, 12, 1), date(2027, 1, 1), "2026-12"),
        ("quarter", date(2026, 10, 1), date(2027, 1, 1), "2026-Q4"),
        ("year", date(2026, 1, 1), date(2027, 1, 1), "2026"),
    ],
)
def test_r30_the_period_of_a_day(period_type, start, end, code):
    period = period_of(date(2026, 12, 31), period_type)
    assert (period.start, period.end, period.code) == (start, end, code)
    assert period.last_day == date(2026, 12, 31)


def test_r30_february_of_a_leap_year():
    assert period_of(date(2028, 2, 29), "month").last_day == date(2028, 2, 29)


def test_r30_a_quarter_has_three_months():
    quarter = period_of(date(2026, 5, 9), "quarter")
    assert [month.code for month in quarter.months()] == [
        "2026-04",
        "2026-05",
        "2026-06",
    ]
    assert len(period_of(date(2026, 5, 9), "year").months()) == 12


def test_r30_an_unknown_type_is_refused():
    with pytest.raises(ValueError, match="week"):
        period_of(date(2026, 1, 1), "week")


@given(DAYS, TYPES)
def test_r30_periods_join_without_gap_or_overlap(day, period_type):
    period = period_of(day, period_type)
    assert day in period
    assert period.next().previous() == period
    assert period.next().start == period.end
    assert period.end not in period
    assert period_of(period.last_day, period_type) == period


def test_r30_midnights_of_shanghai():
    january = period_of(date(2026, 1, 15), "month")
    assert utc_bounds(january, "Asia/Shanghai") == (
        datetime(2025, 12, 31, 16),
        datetime(2026, 1, 31, 16),
    )


def test_r30_a_month_with_a_change_of_clocks():
    """March 2026 in Berlin is one hour short, October one hour long."""
    march = utc_bounds(period_of(date(2026, 3, 1), "month"), "Europe/Berlin")
    october = utc_bounds(period_of(date(2026, 10, 1), "month"), "Europe/Berlin")
    assert march[1] - march[0] == timedelta(days=31, hours=-1)
    assert october[1] - october[0] == timedelta(days=31, hours=1)


def test_r30_a_midnight_that_the_clocks_leave_out():
    """On 4 November 2018 clocks in São Paulo went from 23:59:59 to 01:00:00."""
    assert midnight(date(2018, 11, 4), "America/Sao_Paulo") == datetime(2018, 11, 4, 3)


def test_r30_a_midnight_that_happens_twice():
    """On 1 November 2026 clocks in Havana go from 01:00 back to 00:00."""
    assert midnight(date(2026, 11, 1), "America/Havana") == datetime(2026, 11, 1, 4)


@given(DAYS, ZONES)
def test_r30_midnight_is_the_first_instant_of_the_day(day, zone):
    instant = midnight(day, zone)
    assert local_date(instant, zone) >= day
    assert local_date(instant - timedelta(seconds=1), zone) < day


def local_date(instant, zone):
    aware = instant.replace(tzinfo=ZoneInfo("UTC"))
    return aware.astimezone(ZoneInfo(zone)).date()


@given(DAYS, TYPES, ZONES)
def test_r30_periods_join_in_utc(day, period_type, zone):
    period = period_of(day, period_type)
    begin, end = utc_bounds(period, zone)
    assert begin < end
    assert utc_bounds(period.next(), zone)[0] == end


def test_r30_an_unknown_zone_is_refused():
    with pytest.raises(ZoneInfoNotFoundError):
        midnight(date(2026, 1, 1), "Asia/Atlantis")
