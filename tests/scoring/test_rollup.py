"""The year is the weighted average of its months (R30)."""

from decimal import Decimal as D

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import decimals

from scoring import NO_DATA, PeriodScore, roll_up, weighted_average

TOTALS = decimals(0, 100, 2)
WEIGHTS = decimals(0, 500, 1)
PERIODS = st.lists(
    st.builds(PeriodScore, TOTALS | st.just(NO_DATA), WEIGHTS), max_size=12
)


def months(*totals):
    return [PeriodScore(NO_DATA if each is None else D(each)) for each in totals]


def test_r30_equal_weights():
    year = roll_up(months(80, 90, 100))
    assert (year.total, year.counted, year.missing) == (90, 3, 0)


def test_r30_weights_by_volume():
    """One hundred tickets at 90, three hundred at 70: 75."""
    year = roll_up([PeriodScore(D(90), D(100)), PeriodScore(D(70), D(300))])
    assert year.total == 75


def test_r30_the_year_is_rounded_once_half_up():
    """(84.99 + 85.00) ÷ 2 = 84.995 → 85.00, and 254.98 ÷ 3 = 84.993… → 84.99."""
    assert roll_up(months("84.99", "85.00")).total == D("85.00")
    assert roll_up(months("84.98", "85", "85")).total == D("84.99")


def test_r64_a_month_without_a_total_is_dropped_with_its_weight():
    year = roll_up(months(80, None, 90))
    assert (year.total, year.counted, year.missing) == (85, 2, 1)
    assert year.phrase.text() == (
        "Weighted average of 2 periods, 1 without a total: 85"
    )


def test_r64_or_the_year_waits_for_it():
    assert roll_up(months(80, None, 90), missing="refuse").total is NO_DATA
    assert roll_up(months(80, 90), missing="refuse").total == 85


def test_r64_too_few_months_make_no_year():
    year = roll_up(months(80, None, 90), minimum_periods=3)
    assert year.total is NO_DATA
    assert year.phrase.text() == "2 periods have a total, 1 have none: no average"


@pytest.mark.parametrize(
    "periods", [[], months(None, None), [PeriodScore(D(80), D(0))]]
)
def test_r64_nothing_to_average_is_no_total_and_never_zero(periods):
    assert roll_up(periods).total is NO_DATA


def test_r30_a_weight_below_zero_is_refused():
    with pytest.raises(ValueError, match="below zero"):
        roll_up([PeriodScore(D(80), D(-1))])


def test_r30_an_unknown_treatment_is_refused():
    with pytest.raises(ValueError, match="missing"):
        roll_up([], missing="zero")


@given(TOTALS, st.lists(decimals("0.1", 500, 1), min_size=1, max_size=12))
def test_r30_equal_months_are_the_year(total, weights):
    assert roll_up(PeriodScore(total, weight) for weight in weights).total == total


@given(PERIODS)
def test_r30_the_year_lies_between_its_months(periods):
    year = roll_up(periods)
    assume(year.total is not NO_DATA)
    known = [each.total for each in periods if each.total is not NO_DATA]
    assert min(known) <= year.total <= max(known)


@given(PERIODS, st.integers(2, 100))
def test_r30_only_the_relation_of_the_weights_matters(periods, factor):
    totals = [each.total for each in periods]
    weights = [each.weight for each in periods]
    assert weighted_average(totals, weights) == weighted_average(
        totals, [weight * factor for weight in weights]
    )


@given(PERIODS)
def test_r30_the_order_of_the_months_changes_nothing(periods):
    assert roll_up(periods).total == roll_up(reversed(periods)).total
