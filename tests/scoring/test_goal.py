"""How far a goal is reached (R23)."""

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st
from scoring.goal import achievement, combined, status
from strategies import decimals

from scoring import NO_DATA

NUMBERS = decimals(0, 1000, 2)
PARTS = st.lists(st.tuples(decimals(1, 9, 0), decimals(0, 100, 2) | st.just(NO_DATA)))


def test_r23_share_of_the_target():
    assert achievement(D(45), D(90)) == 50
    assert achievement(D(20), D(10), lower_is_better=True) == 50


def test_r23_the_way_from_a_start():
    assert achievement(D(85), D(90), start=D(80)) == 50
    assert achievement(D(25), D(10), start=D(40), lower_is_better=True) == 50
    assert achievement(D(70), D(90), start=D(80)) == 0


def test_r23_no_complaint_is_a_target():
    assert achievement(D(0), D(0), lower_is_better=True) == 100
    assert achievement(D(1), D(0), lower_is_better=True) == 0


def test_r64_no_data_is_not_zero():
    assert achievement(NO_DATA, D(90)) is NO_DATA
    assert combined([(D(1), NO_DATA)]) is NO_DATA
    assert combined([(D(1), NO_DATA), (D(1), D(40))]) == 40
    assert status(NO_DATA) == "unknown"


def test_r23_words():
    words = [status(D(number)) for number in ("100", "99.99", "80", "79.99", "0")]
    assert words == ["reached", "close", "close", "behind", "behind"]


@given(NUMBERS, NUMBERS, st.booleans(), st.none() | NUMBERS)
def test_r23_between_nothing_and_all(value, target, lower, start):
    assert 0 <= achievement(value, target, start, lower) <= 100


@given(NUMBERS, NUMBERS, NUMBERS)
def test_r23_better_values_never_reach_less(one, other, target):
    worse, better = sorted((one, other))
    assert achievement(worse, target) <= achievement(better, target)


@given(PARTS)
def test_r23_the_mean_lies_between_its_parts(parts):
    known = [part for _weight, part in parts if part is not NO_DATA]
    mean = combined(parts)
    if known:
        # a weighted mean of decimals is not exact to the last of its 28 digits
        assert min(known) - D("1e-20") <= mean <= max(known) + D("1e-20")
    else:
        assert mean is NO_DATA
