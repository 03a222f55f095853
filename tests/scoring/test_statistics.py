"""Statistics by their published definitions (R45, R50, R64)."""

import statistics as standard
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import decimals

from scoring import (
    NO_DATA,
    Interval,
    correlation,
    fences,
    mean,
    median,
    outliers,
    percentile,
    percentile_90,
    wilson,
)

LISTS = st.lists(decimals(0, 1000), min_size=1, max_size=20)


def numbers(*values):
    return [D(str(value)) for value in values]


def test_r50_mean_and_median():
    assert mean(numbers(1, 2, 6)) == 3
    assert median(numbers(9, 1, 2)) == 2
    assert median(numbers(4, 1, 2, 9)) == 3  # mean of the middle two


def test_r50_percentile_interpolates_as_postgresql_does():
    """percentile_cont(0.9) of 1 … 10 is 9.1; of 10, 20 it is 19."""
    assert percentile_90(numbers(*range(1, 11))) == D("9.1")
    assert percentile_90(numbers(20, 10)) == 19
    assert percentile_90(numbers(7)) == 7
    assert percentile(numbers(3, 1, 2), D(0)) == 1
    assert percentile(numbers(3, 1, 2), D(1)) == 3


@given(LISTS)
def test_r50_the_median_agrees_with_the_standard_library(values):
    assert median(values) == standard.median(values)


@given(st.lists(decimals(0, 1000), min_size=2, max_size=20))
def test_r50_percentiles_agree_with_the_standard_library(values):
    tenths = standard.quantiles(values, n=10, method="inclusive")
    assert abs(percentile_90(values) - tenths[-1]) < D("1E-20")


@pytest.mark.parametrize("function", [mean, median, percentile_90, fences])
def test_r64_without_values_there_is_no_statistic(function):
    assert function([]) is NO_DATA


def test_r64_wilson_interval_of_a_published_example():
    """Newcombe 1998, table I: 81 of 263 is 0.2553 … 0.3662."""
    interval = wilson(81, 263)
    assert round(interval.low, 4) == D("0.2553")
    assert round(interval.high, 4) == D("0.3662")


def test_r64_wilson_interval_at_the_ends():
    """Newcombe 1998: 0 of 20 is 0 … 0.1611; 1 of 29 is 0.0061 … 0.1718."""
    nothing, little = wilson(0, 20), wilson(1, 29)
    assert nothing.low == 0
    assert round(nothing.high, 4) == D("0.1611")
    assert (round(little.low, 4), round(little.high, 4)) == (D("0.0061"), D("0.1718"))
    assert wilson(0, 0) is NO_DATA


@given(st.integers(0, 200), st.integers(1, 200))
def test_r64_wilson_interval_holds_the_share(successes, trials):
    successes = min(successes, trials)
    interval = wilson(successes, trials)
    assert 0 <= interval.low <= interval.high <= 1
    assert interval.low - D("1E-20") <= D(successes) / trials
    assert D(successes) / trials <= interval.high + D("1E-20")


def test_r64_intervals_overlap_where_they_share_a_number():
    low, high = Interval(D(0), D(5)), Interval(D(5), D(9))
    assert low.overlaps(high) and high.overlaps(low)
    assert not low.overlaps(Interval(D("5.01"), D(9)))


def test_r45_fences_and_outliers():
    """Quartiles of 1 … 5 are 2 and 4, so the fences are −1 and 7."""
    assert fences(numbers(1, 2, 3, 4, 5)) == Interval(D(-1), D(7))
    assert outliers(numbers(1, 2, 3, 400, 2)) == [3]
    assert outliers([]) == []


def test_r50_correlation():
    assert correlation(numbers(1, 2, 3), numbers(10, 20, 30)) == 1
    assert correlation(numbers(1, 2, 3), numbers(3, 2, 1)) == -1
    assert correlation(numbers(1, 2, 3, 4), numbers(1, -1, -1, 1)) == 0


@pytest.mark.parametrize(
    ("left", "right"), [((), ()), ((1,), (2,)), ((1, 1, 1), (1, 2, 3))]
)
def test_r50_without_spread_there_is_no_correlation(left, right):
    assert correlation(numbers(*left), numbers(*right)) is NO_DATA


def test_r50_equal_values_without_end_have_no_spread():
    third = D(1) / D(3)
    assert correlation([third] * 7, numbers(*range(7))) is NO_DATA


def test_r50_correlation_needs_pairs():
    with pytest.raises(ValueError, match="pairs"):
        correlation(numbers(1, 2), numbers(1))


@given(st.lists(st.tuples(decimals(0, 100), decimals(0, 100)), max_size=15))
def test_r50_correlation_is_symmetric_and_bounded(pairs):
    left, right = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    found = correlation(left, right)
    assert found == correlation(right, left)
    assert found is NO_DATA or -1 <= found <= 1
