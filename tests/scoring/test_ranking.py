"""Ranks and the top share (R33)."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import decimals

from scoring import NO_DATA, Interval, rank, rank_within, top_share

TOTALS = st.dictionaries(st.integers(0, 50), decimals(0, 100, 0) | st.just(NO_DATA))


def group(*totals):
    return {place: D(total) for place, total in enumerate(totals)}


def test_r33_ties_share_a_rank_and_the_next_one_is_left_out():
    assert rank(group(90, 85, 85, 80)) == {0: 1, 1: 2, 2: 2, 3: 4}


def test_r33_equal_totals_tie_whatever_their_decimals():
    assert rank({"a": D("85.00"), "b": D(85)}) == {"a": 1, "b": 1}


def test_r64_without_a_total_there_is_no_rank():
    assert rank({"a": NO_DATA, "b": D(0)}) == {"b": 1}


@given(TOTALS)
def test_r33_the_rank_is_one_more_than_the_number_of_better_ones(totals):
    known = {key: total for key, total in totals.items() if total is not NO_DATA}
    better = {
        key: sum(other > total for other in known.values())
        for key, total in known.items()
    }
    assert rank(totals) == {key: count + 1 for key, count in better.items()}


@pytest.mark.parametrize(
    ("people", "places"), [(1, 1), (9, 1), (10, 1), (19, 1), (20, 2), (29, 2), (30, 3)]
)
def test_r33_the_top_tenth_is_rounded_down_but_not_empty(people, places):
    assert top_share(group(*range(people)), D("0.1")) == set(
        range(people - places, people)
    )


def test_r33_a_tie_at_the_edge_is_in():
    assert top_share(group(*[90, 80, 80], *[10] * 17), D("0.1")) == {0, 1, 2}


def test_r33_a_small_group_has_no_top():
    assert top_share(group(90, 80, 70, 60), D("0.1"), minimum_group=5) == set()
    assert top_share(group(90, 80, 70, 60, 50), D("0.1"), minimum_group=5) == {0}


def test_r64_people_without_a_total_make_no_group_larger():
    totals = {**group(90, 80), 8: NO_DATA, 9: NO_DATA}
    assert top_share(totals, D("0.5"), minimum_group=3) == set()
    assert top_share(totals, D("0.5")) == {0}
    assert top_share({}, D("0.5")) == set()


@given(TOTALS, decimals("0.01", 1, 2))
def test_r33_nobody_outside_the_top_is_as_good_as_somebody_inside(totals, share):
    top = top_share(totals, share)
    inside = [totals[key] for key in top]
    outside = [totals[key] for key in rank(totals) if key not in top]
    assert not inside or not outside or min(inside) > max(outside)


# --- Ranks that chance does not decide (R64) ----------------------------------------


def around(totals, width):
    return {
        key: Interval(total - width, total + width)
        for key, total in totals.items()
        if total is not NO_DATA
    }


def test_r64_who_cannot_be_told_apart_shares_a_rank():
    """90 and 86 overlap within 2; 85 does not overlap the leader's 90."""
    totals = group(90, 86, 85, 80)
    assert rank_within(totals, around(totals, D(2))) == {0: 1, 1: 1, 2: 3, 3: 4}


def test_r64_a_chain_of_neighbours_is_no_single_group():
    """Each overlaps the next, but only the leader's range decides."""
    totals = group(90, 87, 84, 81)
    assert rank_within(totals, around(totals, D(2))) == {0: 1, 1: 1, 2: 3, 3: 3}


@given(TOTALS)
def test_without_ranges_the_ranks_are_those_of_the_totals(totals):
    assert rank_within(totals, {}) == rank(totals)


@given(TOTALS, decimals(0, 30))
def test_r64_ranks_within_ranges_keep_the_order(totals, width):
    ranks, plain = rank_within(totals, around(totals, width)), rank(totals)
    assert ranks.keys() == plain.keys()
    for one in plain:
        assert ranks[one] <= plain[one]
        for other in plain:
            if plain[one] == plain[other]:
                assert ranks[one] == ranks[other]
            if plain[one] < plain[other]:
                assert ranks[one] <= ranks[other]
