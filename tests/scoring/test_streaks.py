"""Months in a row (R32)."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import decimals

from scoring import NO_DATA, streak


def months(*totals):
    return [NO_DATA if total is None else D(str(total)) for total in totals]


@pytest.mark.parametrize(
    ("totals", "run"),
    [
        ([], 0),
        ([85, 85, 85], 3),
        ([84.99, 85, 90], 2),
        ([90, 90, 84.99], 0),
        ([90, 80, 90], 1),
    ],
)
def test_r32_months_from_85(totals, run):
    assert streak(months(*totals), D(85)) == run


@pytest.mark.parametrize(
    ("totals", "run"), [([59.99, 0, 50], 3), ([50, 60], 0), ([60, 59.99], 1)]
)
def test_r32_months_below_60(totals, run):
    assert streak(months(*totals), D(60), above=False) == run


@pytest.mark.parametrize(
    ("totals", "broken", "skipped"),
    [
        ([90, 90, None, 90], 1, 3),
        ([90, 90, None], 0, 2),
        ([None, None], 0, 0),
        ([90, 80, None, 90], 1, 1),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_r64_a_month_without_a_total_is_no_bad_month(totals, broken, skipped, above):
    """It breaks the run, or is passed over; it never counts as 0 points."""
    limit = D(85)
    values = months(*totals) if above else mirrored(months(*totals))
    assert streak(values, limit, above) == broken
    assert streak(values, limit, above, "skips") == skipped


def mirrored(totals):
    return [total if total is NO_DATA else D(170) - total for total in totals]


def test_r32_an_unknown_treatment_is_refused():
    with pytest.raises(ValueError, match="unscored"):
        streak([], D(85), unscored="forgives")


@given(st.lists(decimals(0, 100, 0)), decimals(0, 100, 0))
def test_r32_a_run_above_and_a_run_below_exclude_each_other(totals, limit):
    above, below = streak(totals, limit), streak(totals, limit, above=False)
    assert (above > 0) + (below > 0) == bool(totals)
