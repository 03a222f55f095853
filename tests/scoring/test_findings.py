"""Who fulfils a rule for outcomes (R32–R34): numbers that can be checked by hand."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import decimals

from scoring import (
    NO_DATA,
    Finding,
    find_averages,
    find_improvements,
    find_streaks,
    find_top,
)


def history(*totals):
    return [NO_DATA if total is None else D(total) for total in totals]


def streaks(*totals, limit=85, **values):
    return find_streaks({"anna": history(*totals)}, D(limit), 3, **values)


def test_r32_three_months_in_a_row():
    assert streaks("85.00", 90, 85) == {"anna": Finding(D(3), 3)}
    assert not streaks(90, "84.99", 90)
    assert not streaks(90, 90)


def test_r32_below_sixty():
    assert streaks(59, 40, "59.99", limit=60, above=False)
    assert not streaks(59, 40, 60, limit=60, above=False)


def test_r32_a_longer_run_is_found_again_after_as_many_periods():
    assert not streaks(90, 90, 90, 90)
    assert not streaks(90, 90, 90, 90, 90)
    assert streaks(90, 90, 90, 90, 90, 90) == {"anna": Finding(D(6), 3)}


def test_r32_leave_breaks_a_run_or_is_passed_over():
    assert not streaks(90, 90, None, 90)
    assert streaks(90, 90, None, 90, unscored="skips")
    # nothing is found in a period without a total
    assert not streaks(90, 90, 90, None, unscored="skips")


def test_r32_the_average_of_the_year():
    year = {"anna": history(80, 90), "ben": history(80, "89.98"), "carl": history(None)}
    assert find_averages(year, D(85)) == {"anna": Finding(D("85.00"), 2)}
    assert set(find_averages(year, D(85), above=False)) == {"ben"}
    # 84.995 is 85.00, and counts
    assert find_averages({"anna": history(80, "89.99")}, D(85))
    assert not find_averages(year, D(85), minimum_periods=3)


def test_r33_the_top_tenth_with_ties_and_a_minimum_group():
    people = {number: history(number) for number in range(1, 21)}
    assert find_top(people, D("0.1")) == {
        20: Finding(D("20.00"), 1, 1, 20),
        19: Finding(D("19.00"), 1, 2, 20),
    }
    people[18] = history(19)
    assert set(find_top(people, D("0.1"))) == {18, 19, 20}
    assert not find_top(people, D("0.1"), minimum_group=21)


def test_r34_clearly_raised():
    raised = {"anna": history(60, 65, 72), "ben": history(None, 65, 90)}
    assert find_improvements(raised, D(10), 2) == {"anna": Finding(D(12), 3)}
    assert not find_improvements(raised, D(13), 2)
    assert not find_improvements({"anna": history(90)}, D(1), 1)


def test_r34_lower_is_better_of_minutes():
    """From 60 to 10 minutes is an improvement of 50, from 10 to 60 is none."""
    minutes = {"anna": history(60, 10), "ben": history(10, 60)}
    improved = find_improvements(minutes, D(10), 1, lower_is_better=True)
    assert improved == {"anna": Finding(D(50), 2)}
    assert set(find_improvements(minutes, D(10), 1)) == {"ben"}


def test_r33_lower_is_better_on_top():
    minutes = {"anna": history(5), "ben": history(60), "carl": history(None)}
    top = find_top(minutes, D("0.5"), lower_is_better=True)
    assert top == {"anna": Finding(D("5.00"), 1, 1, 2)}


@given(st.integers(1, 12), st.integers(0, 5))
def test_r32_over_sixty_periods_every_multiple_is_found(length, late):
    """A row that begins after some weak periods is found at its multiples, for ever."""
    totals = history(*[50] * late, *[90] * 60)
    found = [
        run
        for run in range(1, 61)
        if find_streaks({"anna": totals[: late + run]}, D(85), length)
    ]
    assert found == list(range(length, 61, length))


def test_floats_are_refused():
    with pytest.raises(TypeError, match="float"):
        Finding(1.5, 1)


TOTALS = st.lists(decimals(0, 100, 2) | st.just(NO_DATA), max_size=8)


@given(TOTALS, decimals(0, 100, 2), st.integers(1, 4))
def test_nobody_is_above_and_below_at_once(totals, limit, length):
    people = {"anna": totals}
    assert not (
        find_streaks(people, limit, length)
        and find_streaks(people, limit, length, above=False)
    )
    assert not (
        find_averages(people, limit) and find_averages(people, limit, above=False)
    )


@given(st.dictionaries(st.integers(0, 30), TOTALS), decimals(0, 1, 2))
def test_nobody_left_out_of_the_top_is_better_than_somebody_in_it(people, share):
    found = find_top(people, share)
    outside = find_averages(
        {key: totals for key, totals in people.items() if key not in found}, D(0)
    )
    for best in outside.values():
        assert all(best.value < inside.value for inside in found.values())
