"""The year is the weighted average of its months (R30)."""

from decimal import Decimal as D

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import decimals

from scoring import (
    NO_DATA,
    Band,
    Bands,
    Criterion,
    Measure,
    Part,
    PeriodScore,
    RollUpRule,
    freeze,
    roll_up,
    rolled_up_card,
    thaw,
    weighted_average,
)

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
        "Weighted average of the periods with a total (2; without: 1): 85"
    )


def test_r64_or_the_year_waits_for_it():
    assert roll_up(months(80, None, 90), missing="refuse").total is NO_DATA
    assert roll_up(months(80, 90), missing="refuse").total == 85


def test_r64_too_few_months_make_no_year():
    year = roll_up(months(80, None, 90), minimum_periods=3)
    assert year.total is NO_DATA
    assert year.phrase.text() == "Periods with a total: 2, without: 1; no average"


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


# --- The card of a year ------------------------------------------------------------

EVERYTHING = Bands((Band(None, None, False, False, D(0)),))
SPEED = Criterion("speed", "Speed", D(60), EVERYTHING)
CARE = Criterion("care", "Care", D(40), EVERYTHING)


def part(total, speed=None, care=None, weight=1, of=(60, 40)):
    """A month's card; a line without points is left out."""
    lines = (("speed", speed, of[0]), ("care", care, of[1]))
    return Part(
        1,
        NO_DATA if total is None else D(total),
        D(weight),
        tuple((code, D(got), D(most)) for code, got, most in lines if got is not None),
    )


def year_of(*parts, **rule):
    return rolled_up_card((SPEED, CARE), {}, RollUpRule(parts, **rule))


def test_r30_a_line_is_the_average_of_its_months():
    """(60 + 30) ÷ 2 = 45 of 60; (20 + 40) ÷ 2 = 30 of 40."""
    card = year_of(part(80, 60, 20), part(70, 30, 40))
    assert card.total == 75
    assert [line.points for line in card.lines] == [45, 30]
    assert card.lines[0].phrase.text() == ("45 of 60 points on average (periods: 2)")


def test_r30_months_weigh_in_lines_as_in_the_total():
    """Three times 60 and once 20: 50."""
    card = year_of(part(60, 60, weight=3), part(20, 20, weight=1))
    assert (card.total, card.lines[0].points) == (50, 50)


def test_r30_a_criterion_that_weighed_less_earlier_counts_by_its_share():
    """Half of 20 points is half of 60."""
    card = year_of(part(50, 10, of=(20, 80)))
    assert card.lines[0].points == 30


def test_r64_a_line_without_points_in_any_month_has_none():
    card = year_of(part(80, 48))
    assert (card.lines[1].status, card.lines[1].points) == ("no_data", None)
    assert card.lines[1].effective_max == 0


def test_r64_months_without_a_card_are_missing():
    assert year_of(part(80, 48), absent=2).total == 80
    assert year_of(part(80, 48), absent=2, missing="refuse").total is NO_DATA
    assert year_of(part(80, 48), absent=2, minimum_periods=2).total is NO_DATA


def test_r30_the_value_of_the_whole_period_stands_beside_and_decides_nothing():
    measured = {"speed": Measure(value=D(12), sample_size=40)}
    parts = (part(80, 48),)
    card = rolled_up_card((SPEED, CARE), measured, RollUpRule(parts))
    assert (card.lines[0].value, card.lines[0].points) == (12, 48)


MONTHS = st.builds(
    lambda total, speed, care, weight: part(total, speed, care, weight),
    decimals(0, 100, 2) | st.none(),
    decimals(0, 60) | st.none(),
    decimals(0, 40) | st.none(),
    decimals("0.1", 500, 1),
)


@given(decimals(0, 60), decimals(0, 40), st.lists(st.integers(1, 9), min_size=1))
def test_r30_a_year_of_equal_months_is_that_month(speed, care, weights):
    total = speed.quantize(D("0.01"))
    card = year_of(*(part(total, speed, care, weight) for weight in weights))
    assert card.total == total
    assert [line.points for line in card.lines] == [speed, care]


@given(st.lists(MONTHS, max_size=12), st.integers(0, 11))
def test_r60_frozen_and_read_back_it_gives_the_same_card(months_, absent):
    rule = RollUpRule(tuple(months_), absent)
    again = thaw(freeze(rule))
    assert rolled_up_card((SPEED, CARE), {}, again) == year_of(*months_, absent=absent)
