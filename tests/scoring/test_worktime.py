"""Working time (R03, R05): one cumulative function."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import OutOfTable, Timetable

MONDAY = datetime(2026, 3, 2)
HOUR = 3600
WEEK = timedelta(days=7)


def at(day, hour, minute=0):
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def office(days=5):
    """Nine to twelve and one to six, eight hours a day, lunch left out."""
    shifts = [(9, 12), (13, 18)]
    intervals = [
        (at(day, begin), at(day, end)) for day in range(days) for begin, end in shifts
    ]
    return Timetable.from_intervals(MONDAY, MONDAY + WEEK, intervals)


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        (at(0, 9), at(0, 10), 1),
        (at(0, 11), at(0, 14), 2),  # lunch is nobody's time
        (at(0, 12), at(0, 13), 0),
        (at(0, 17), at(1, 10), 2),  # over night
        (at(4, 17), at(6, 23), 1),  # Friday evening into the weekend
        (at(5, 3), at(6, 3), 0),
        (at(0, 0), at(6, 23), 40),
    ],
)
def test_r03_only_working_time_counts(begin, end, hours):
    assert office().between(begin, end) == hours * HOUR


def test_r03_seconds_and_their_parts_are_exact():
    moment = timedelta(microseconds=1)
    assert str(office().between(at(0, 9), at(0, 9) + moment)) == "0.000001"


def test_r03_the_way_back_is_negative():
    assert office().between(at(0, 10), at(0, 9)) == -HOUR


@pytest.mark.parametrize(
    "instant", [MONDAY - WEEK, MONDAY + WEEK + timedelta(seconds=1)]
)
def test_r03_an_instant_outside_the_table_is_refused(instant):
    with pytest.raises(OutOfTable, match=str(instant.year)):
        office().at(instant)


def test_r03_both_ends_of_the_table_are_inside():
    assert office().at(MONDAY) == 0
    assert office().at(MONDAY + WEEK) == 40 * HOUR


def test_r03_rows_as_they_are_stored():
    table = Timetable([at(0, 9), at(0, 13), at(1, 0)], [0, 3 * HOUR, 8 * HOUR])
    assert table.at(at(0, 12, 30)) == 3 * HOUR
    assert table.at(at(0, 14)) == 4 * HOUR
    assert table.at(at(0, 23)) == 8 * HOUR


def test_r03_aware_instants_work_too():
    utc = timezone.utc
    begin, end = MONDAY.replace(tzinfo=utc), at(1, 0).replace(tzinfo=utc)
    table = Timetable.from_intervals(begin, end, [(begin, end)])
    assert table.between(begin, end) == 24 * HOUR


@pytest.mark.parametrize(
    ("starts", "totals"),
    [
        ([at(0, 9)], [0]),
        ([at(0, 9), at(0, 10)], [0]),
        ([at(0, 10), at(0, 9)], [0, 0]),
        ([at(0, 9), at(0, 9)], [0, 0]),
        ([at(0, 9), at(0, 10)], [5, 0]),
        ([at(0, 9), at(0, 10)], [0, HOUR + 1]),
    ],
)
def test_r03_malformed_rows_are_refused(starts, totals):
    with pytest.raises(ValueError, match="timetable"):
        Timetable(starts, totals)


INSTANTS = st.datetimes(MONDAY, MONDAY + WEEK)
ANYWHERE = st.datetimes(MONDAY - WEEK, MONDAY + 2 * WEEK)
INTERVALS = st.lists(st.tuples(ANYWHERE, ANYWHERE).map(sorted), max_size=6)


def table_of(intervals):
    return Timetable.from_intervals(MONDAY, MONDAY + WEEK, intervals)


@given(INTERVALS, INSTANTS, INSTANTS, INSTANTS)
def test_r05_parts_add_up_to_the_whole(intervals, one, two, three):
    table = table_of(intervals)
    whole = table.between(one, three)
    assert table.between(one, two) + table.between(two, three) == whole


@given(INTERVALS, INSTANTS, INSTANTS)
def test_r05_working_time_is_what_the_intervals_cover(intervals, one, two):
    begin, end = sorted((one, two))
    assert table_of(intervals).between(begin, end) == covered(intervals, begin, end)


def covered(intervals, begin, end):
    """Seconds between begin and end in any interval, counted stretch by stretch."""
    edges = {begin, end, *(edge for pair in intervals for edge in pair)}
    marks = sorted(edge for edge in edges if begin <= edge <= end)
    stretches = pairwise(marks)
    worked = sum(
        (right - left for left, right in stretches if inside(intervals, left, right)),
        timedelta(0),
    )
    return Decimal(worked // timedelta(microseconds=1)) / 10**6


def inside(intervals, left, right):
    return any(begin <= left and right <= end for begin, end in intervals)
