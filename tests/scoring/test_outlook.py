"""What the next points need, in records that a person can count (part H)."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import (
    Band,
    Bands,
    Deduction,
    Level,
    Levels,
    Progress,
    Step,
    half_way,
    look_ahead,
)

SATISFACTION = Bands(
    (
        Band(D(90), None, True, False, D(20)),
        Band(D(80), D(90), True, False, D(16)),
        Band(None, D(80), False, False, D(0)),
    )
)
RESPONSE = Bands(
    (
        Band(None, D(10), False, True, D(15)),
        Band(D(10), D(30), False, True, D(10)),
        Band(D(30), None, False, False, D(0)),
    )
)
COMPLAINTS = Deduction(start=D(0), step=D("0.1"), per_step=D(2))


def ratings(stars, count):
    return Progress(D(stars), D(5 * count), D(5), D(5), factor=100)


def test_two_more_ratings_of_5():
    # Eight ratings with 35 of 40 stars are 87.5; with two fives 45 of 50 are 90.
    outlook = look_ahead(SATISFACTION, D(20), D("87.5"), ratings(35, 8))
    assert (outlook.count, outlook.value, outlook.points) == (2, D(90), D(20))


def test_quick_replies_bring_the_mean_down():
    # Two replies of 20 min; replies of half the limit, 5 min: two more make 12.5,
    # the fourth 10.
    step = RESPONSE.next_step(D(20), D(15))
    progress = Progress(D(2400), D(2), half_way(step, 1, 60), divisor=60)
    outlook = look_ahead(RESPONSE, D(15), D(20), progress)
    assert (outlook.count, outlook.value, outlook.points) == (4, D(10), D(15))


def test_an_edge_that_must_be_passed_needs_one_more():
    # One complaint of 1,000 customers is 0.1 %, and only below that are points kept.
    progress = Progress(D(1), D(500), D(0), factor=100)
    outlook = look_ahead(COMPLAINTS, D(20), D("0.2"), progress)
    assert outlook.step == Step("<", D("0.2"), D(18))
    assert outlook.count == 1


def test_what_no_record_can_reach_is_not_promised():
    assert ratings(35, 8).needed(Step("≥", D(100), D(20))) is None
    assert ratings(35, 8).needed(Step(">", D(101), D(20))) is None


def test_full_points_have_no_outlook():
    assert look_ahead(SATISFACTION, D(20), D(95), ratings(38, 8)) is None


def test_a_grade_has_a_next_step_but_nothing_to_count():
    levels = Levels((Level(D(100), D(5)), Level(D(80), D(4))))
    outlook = look_ahead(levels, D(5), D(80))
    assert (outlook.step, outlook.count) == (Step("≥", D(100), D(5)), None)


@given(
    stars=st.integers(0, 200),
    count=st.integers(40, 60),
    sign=st.sampled_from(("≥", ">")),
    goal=st.integers(1, 99),
)
def test_needed_is_the_fewest(stars, count, sign, goal):
    progress = ratings(stars, count)
    needed = progress.needed(Step(sign, D(goal), D(20)))

    def reached(records):
        value = progress.after(records)
        return value >= goal if sign == "≥" else value > goal

    assert reached(max(needed, 0))
    assert needed <= 0 or not reached(needed - 1)


@pytest.mark.parametrize(
    ("goal", "seconds"), [(D(10), D(300)), (D(1), D(30)), (D("0.5"), D(15))]
)
def test_half_way_is_in_base_units(goal, seconds):
    assert half_way(Step("≤", goal, D(15)), 1, 60) == seconds
