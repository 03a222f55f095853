"""A scheme is tried on past months before it counts (section B, R63)."""

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st
from strategies import decimals

from scoring import (
    NO_DATA,
    Shift,
    decisive,
    histogram,
    points_by_importance,
    sensitivity,
    weighted_totals,
)

WEIGHTS = {"speed": D(60), "care": D(40)}
CODES = tuple("abcd")
SHARES = st.dictionaries(
    st.integers(1, 30),
    st.dictionaries(st.sampled_from(CODES), decimals(0, 1), max_size=4),
    max_size=12,
)
SOME_WEIGHTS = st.fixed_dictionaries({code: decimals(1, 50, 0) for code in CODES})


def shares(**people):
    return {
        name: {
            code: D(str(share))
            for code, share in zip(("speed", "care"), lines, strict=True)
            if share is not None
        }
        for name, lines in people.items()
    }


def test_totals_are_those_of_the_weights():
    """60 × 0.5 + 40 × 1 = 70; a left-out line is re-weighted: 0.5 of all is 50."""
    totals = weighted_totals(shares(ann=(0.5, 1), ben=(0.5, None)), WEIGHTS)
    assert totals == {"ann": 70, "ben": 50}


def test_who_has_no_line_has_no_total():
    assert weighted_totals({"ann": {}}, WEIGHTS) == {"ann": NO_DATA}


def test_the_criterion_in_which_people_differ_decides():
    """All are equally careful, so speed makes all the difference."""
    parts = decisive(shares(ann=(1, 0.5), ben=(0, 0.5)), WEIGHTS)
    assert parts == {"speed": 1, "care": 0}


def test_both_decide_by_their_part_of_the_difference():
    """60 and 40 points of difference, all in the same direction."""
    parts = decisive(shares(ann=(1, 1), ben=(0, 0)), WEIGHTS)
    assert parts == {"speed": D("0.6"), "care": D("0.4")}


def test_nothing_decides_among_equals_or_for_one():
    assert decisive(shares(ann=(1, 1), ben=(1, 1)), WEIGHTS) == {}
    assert decisive(shares(ann=(1, 1)), WEIGHTS) == {}
    assert decisive({}, WEIGHTS) == {}


def test_a_weight_that_turns_the_ranking():
    """60 to 58. With 75 for speed of 115 Ann has 65.22 and Ben 56.96; with 50 for
    care of 110 Ann has 54.55 and Ben 59.09."""
    people = shares(ann=(1, 0), ben=(0.5, 0.7))
    assert sensitivity(people, WEIGHTS) == {
        "speed": Shift(0, 0),
        "care": Shift(2, 1),
    }


def test_counts_by_tens():
    totals = [D(0), D("9.99"), D(10), D("99.99"), D(100), D(105)]
    assert histogram(totals) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 3]


def test_points_by_importance_make_a_hundred():
    """Three alike: 34, 33, 33."""
    assert points_by_importance({"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert points_by_importance({"a": 3, "b": 1}) == {"a": 75, "b": 25}
    assert points_by_importance({"a": 0}) == {"a": 0}


@given(st.dictionaries(st.text(), st.integers(1, 5), min_size=1, max_size=12))
def test_points_always_sum_to_a_hundred_and_keep_the_order(importance):
    points = points_by_importance(importance)
    assert sum(points.values()) == 100
    ordered = sorted(importance, key=lambda code: (importance[code], points[code]))
    assert [points[code] for code in ordered] == sorted(points.values())


@given(SHARES, SOME_WEIGHTS)
def test_the_parts_of_the_difference_make_the_whole(people, weights):
    parts = decisive(people, weights)
    assert not parts or abs(sum(parts.values()) - 1) < D("1e-12")


@given(SHARES, SOME_WEIGHTS, st.integers(2, 9))
def test_only_the_relation_of_the_weights_matters(people, weights, factor):
    larger = {code: weight * factor for code, weight in weights.items()}
    assert weighted_totals(people, weights) == weighted_totals(people, larger)


@given(SHARES, SOME_WEIGHTS)
def test_raising_a_weight_by_nothing_moves_nobody(people, weights):
    shifts = sensitivity(people, weights, factor=D(1))
    assert set(shifts.values()) == {Shift(0, 0)}


@given(st.lists(decimals(0, 100, 2)))
def test_everybody_is_counted_once(totals):
    assert sum(histogram(totals)) == len(totals)
