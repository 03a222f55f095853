"""Aggregates of indicators over rows of the ledger (R01 to R19)."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import decimals

from scoring import AGGREGATES, NO_DATA, Row, aggregate

PERCENT = {"scale": D(100)}
MINUTES = {"divisor": D(60)}


def seconds(*values):
    return [Row(D(value)) for value in values]


def customers(*keys):
    return [Row(D(1), customer_key=key) for key in keys]


def test_r01_complaining_customers_of_customers_served():
    """Two customers complained, one of them twice; eight were served: 25 %."""
    found = aggregate(
        "distinct_customers_ratio",
        customers("ann", "bob", "bob"),
        customers(*"abcdefg", "ann", "ann"),
        **PERCENT,
    )
    assert found.value == 25
    assert (found.numerator, found.denominator, found.sample_size) == (2, 8, 8)


def test_r01_unknown_customers_are_not_counted():
    found = aggregate(
        "distinct_customers_ratio", customers("ann", None), customers("ann", None, None)
    )
    assert (found.numerator, found.denominator) == (1, 1)


def test_r01_no_complaint_is_zero_but_nobody_served_is_no_data():
    assert aggregate("distinct_customers_ratio", [], customers("ann")).value == 0
    assert aggregate("distinct_customers_ratio", [], []).value is NO_DATA


def test_r01_a_share_of_customers_needs_its_base():
    with pytest.raises(ValueError, match="denominator"):
        aggregate("distinct_customers_ratio", customers("ann"))


def test_r02_a_rating_counts_by_its_scale():
    """4 of 5 is 80, 9 of 10 is 90, together 85."""
    rows = [Row(D(4), D(5)), Row(D(9), D(10))]
    found = aggregate("mean", rows, **PERCENT)
    assert (found.value, found.sample_size) == (85, 2)
    assert (found.numerator, found.denominator) == (D("1.7"), 2)


def test_r03_600_seconds_are_exactly_ten_minutes():
    assert aggregate("mean", seconds(599, 600, 601), **MINUTES).value == 10
    assert aggregate("median", seconds(600, 1, 900), **MINUTES).value == 10
    assert aggregate("percentile_90", seconds(600), **MINUTES).value == 10
    assert aggregate("sum", seconds(300, 300), **MINUTES).value == 10


def test_r04_solved_of_raised():
    rows = [Row(D(1)), Row(D(1)), Row(D(1)), Row(D(0))]
    found = aggregate("ratio_of_sums", rows, **PERCENT)
    assert (found.value, found.numerator, found.denominator) == (75, 3, 4)


def test_r10_attitude_complaints_of_complaints_are_two_kinds_of_rows():
    found = aggregate("ratio_of_sums", seconds(1), seconds(1, 1, 1, 1), **PERCENT)
    assert (found.value, found.sample_size) == (400 / 16, 4)


def test_r13_good_ratings_of_all_ratings():
    good, all_ratings = seconds(5, 4), seconds(5, 4, 2, 1)
    found = aggregate("ratio_of_counts", good, all_ratings, **PERCENT)
    assert (found.value, found.sample_size) == (50, 4)
    assert aggregate("ratio_of_counts", [], []).value is NO_DATA
    with pytest.raises(ValueError):
        aggregate("ratio_of_counts", good)


def test_r03_median_and_percentile():
    assert aggregate("median", seconds(1, 2, 30)).value == 2
    assert aggregate("percentile_90", seconds(*range(1, 11))).value == D("9.1")


def test_quantities():
    assert aggregate("sum", seconds(5, 7)).value == 12
    assert aggregate("count", seconds(5, 7)).value == 2
    assert aggregate("count", seconds(5, 7)).sample_size == 2


def test_r64_nothing_counted_is_zero_only_if_the_person_was_at_work():
    assert aggregate("count", []).value is NO_DATA
    assert aggregate("count", [], []).value is NO_DATA
    at_work = aggregate("count", [], seconds(1, 1, 1))
    assert (at_work.value, at_work.sample_size) == (0, 3)


@pytest.mark.parametrize("name", AGGREGATES)
def test_r64_without_rows_there_is_no_value(name):
    found = aggregate(name, [], [])
    assert (found.value, found.sample_size) == (NO_DATA, 0)


def test_a_row_without_denominator_has_no_value():
    rows = [Row(D(4), D(5)), Row(D(0), D(0))]
    assert aggregate("mean", rows).value == D("0.8")
    assert aggregate("median", rows).sample_size == 1


def test_an_unknown_aggregate_is_refused():
    with pytest.raises(ValueError, match="guess"):
        aggregate("guess", [])


ROWS = st.lists(
    st.builds(
        Row,
        decimals(0, 1000, 0),
        st.integers(1, 10).map(D),
        st.none() | st.sampled_from("abcdef"),
    ),
    max_size=12,
)


@given(ROWS, ROWS)
@pytest.mark.parametrize("name", ["ratio_of_sums", "sum", "count"])
def test_months_aggregate_again_from_their_parts(name, january, february):
    one, other = aggregate(name, january), aggregate(name, february)
    both = aggregate(name, january + february)
    assert both.sample_size == one.sample_size + other.sample_size
    assert (both.numerator or 0) == (one.numerator or 0) + (other.numerator or 0)


@given(ROWS, ROWS, st.randoms())
@pytest.mark.parametrize("name", [name for name in AGGREGATES if name != "mean"])
def test_the_order_of_the_rows_changes_nothing(name, rows, base, random):
    shuffled = random.sample(rows, len(rows))
    assert aggregate(name, rows, base) == aggregate(name, shuffled, base)
