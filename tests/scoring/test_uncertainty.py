"""Intervals of values and ranges of totals (R64)."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring.curves import Linear
from scoring.scorecard import Criterion
from scoring.statistics import student
from strategies import decimals

from scoring import (
    NO_DATA,
    Interval,
    Measure,
    Records,
    mean_interval,
    score,
    total_range,
    value_interval,
    wilson,
)


@pytest.mark.parametrize(
    ("degrees", "quantile"),
    [(1, "12.706"), (9, "2.262"), (30, "2.042"), (31, "2.040"), (100, "1.984")],
)
def test_student_as_in_the_printed_tables(degrees, quantile):
    assert round(student(degrees), 3) == D(quantile)


def test_student_falls_towards_the_normal():
    quantiles = [student(degrees) for degrees in range(1, 200)]
    assert quantiles == sorted(quantiles, reverse=True)
    assert quantiles[-1] > D("1.9599")


def test_r64_four_replies_of_mean_10_and_variance_4():
    """10 ± 3.182 × √(4 ÷ 4)."""
    interval = mean_interval(D(10), D(4), 4)
    assert round(interval.low, 3) == D("6.818")
    assert round(interval.high, 3) == D("13.182")


def test_r64_one_record_says_nothing_about_chance():
    assert mean_interval(D(10), D(0), 1) is NO_DATA
    assert value_interval(D(10), Records(1)) is NO_DATA


def test_r64_a_rate_has_wilsons_interval_in_per_cent():
    share = wilson(8, 10)
    found = value_interval(D(80), Records(10, yes=8, of=10), D(100))
    assert found == Interval(share.low * 100, share.high * 100)


def test_r64_full_marks_from_few_are_not_certain():
    found = value_interval(D(100), Records(9, D(0), most=D(1)), D(100))
    assert found == value_interval(D(100), Records(9, yes=9, of=9), D(100))
    assert found.low < 75


def test_no_value_lies_below_zero_or_above_the_most():
    found = value_interval(D(50), Records(3, D(100), most=D(1)), D(100))
    assert found == Interval(D(0), D(100))


# --- Totals -----------------------------------------------------------------------


def card_of(*values):
    """Criteria of 50 points each, half a point a unit of the value."""
    criteria = [
        Criterion(f"c{number}", "", D(50), Linear(D(0), D(100)))
        for number in range(len(values))
    ]
    measures = {
        f"c{number}": Measure(value=D(value), sample_size=10)
        for number, value in enumerate(values)
    }
    return score(criteria, measures), criteria, measures


def test_r64_independent_moves_go_together_as_a_root_of_squares():
    """±6 and ±8 of value are ±3 and ±4 points, together ±5."""
    card, criteria, measures = card_of(50, 50)
    intervals = {"c0": Interval(D(44), D(56)), "c1": Interval(D(42), D(58))}
    assert total_range(card, criteria, measures, intervals) == Interval(D(45), D(55))


def test_r64_full_points_cannot_rise():
    card, criteria, measures = card_of(100)
    found = total_range(card, criteria, measures, {"c0": Interval(D(90), D(110))})
    assert found == Interval(D(45), D(50))


def test_r64_no_total_has_no_range():
    card, criteria, measures = card_of()
    assert total_range(card, criteria, measures, {}) is NO_DATA


@given(st.lists(st.tuples(decimals(0, 100), decimals(0, 50)), min_size=1, max_size=6))
def test_the_total_lies_in_its_range(parts):
    card, criteria, measures = card_of(*(value for value, _width in parts))
    intervals = {
        f"c{number}": Interval(value - width, value + width)
        for number, (value, width) in enumerate(parts)
    }
    assert card.total in total_range(card, criteria, measures, intervals)
