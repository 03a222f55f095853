"""Curves: bounded, monotone, exact, explained (R20, R60)."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import VALUES, decimals, rules

from scoring import (
    Award,
    Band,
    Bands,
    Deduction,
    Failed,
    Level,
    Levels,
    Linear,
    TargetRatio,
)

# --- Properties of every curve ---------------------------------------------------


@given(rules(), VALUES)
def test_r20_points_stay_between_zero_and_the_ceiling(rule, value):
    curve, max_points, _lower_is_better = rule
    award = curve.award(value, max_points)
    assert 0 <= award.points <= curve.ceiling(max_points)


@given(rules(), VALUES, VALUES)
def test_r20_a_better_value_never_gets_fewer_points(rule, one, other):
    curve, max_points, lower_is_better = rule
    worse, better = sorted((one, other), reverse=lower_is_better)
    worse_points = curve.award(worse, max_points).points
    assert worse_points <= curve.award(better, max_points).points


@given(rules(), VALUES)
def test_r60_every_award_and_every_rule_reads_as_a_sentence(rule, value):
    curve, max_points, _lower_is_better = rule
    assert curve.award(value, max_points, "min").phrase.text()
    assert curve.rule_phrase("min", max_points).text()


TINY = D("1E-12")


def just_inside(step):
    """A value that fulfils the comparison of the step and lies at its edge."""
    beside = {"≥": 0, "≤": 0, ">": TINY, "<": -TINY}
    return step.value + beside[step.sign]


@given(rules(), VALUES)
def test_part_h_the_next_step_gives_the_points_that_it_promises(rule, value):
    curve, max_points, _lower_is_better = rule
    step = curve.next_step(value, max_points)
    assume(step is not None)
    now = curve.award(value, max_points).points
    then = curve.award(just_inside(step), max_points).points
    # The target of a "lower is better" cap may have no end as a decimal.
    assert now < then
    assert abs(then - step.points) < D("1E-20")


@given(rules(), VALUES, VALUES)
def test_part_h_without_a_next_step_nothing_is_better(rule, value, other):
    curve, max_points, _lower_is_better = rule
    assume(curve.next_step(value, max_points) is None)
    assert (
        curve.award(other, max_points).points <= curve.award(value, max_points).points
    )


def test_floats_are_refused():
    with pytest.raises(TypeError, match=r"Deduction\.step"):
        Deduction(start=D(0), step=0.1, per_step=D(2))
    with pytest.raises(TypeError, match=r"Band\.points"):
        Band(None, None, False, False, 1.0)


# --- Bands -----------------------------------------------------------------------


def test_r64_a_value_without_a_band_is_an_error_and_not_zero():
    curve = Bands((Band(D(0), D(10), True, False, D(5)),))
    failed = curve.award(D(10), D(5), "min")
    assert isinstance(failed, Failed)
    assert failed.reason.text() == (
        "No band covers 10 min. Add a band for it to the rule."
    )


def test_part_h_the_next_band():
    ten_to_thirty = Band(D(10), D(30), False, True, D(10))
    curve = Bands((Band(None, D(10), False, True, D(15)), ten_to_thirty))
    step = curve.next_step(D(25), D(15))
    assert step.phrase("min").text() == "≤ 10 min → 15"
    assert curve.next_step(D(10), D(15)) is None
    assert curve.next_step(D(31), D(15)) is None  # not covered: nothing to compare


# --- Deductions ------------------------------------------------------------------


@given(
    distance=decimals(0, 300, 6),
    step=decimals("0.000001", 30, 6),
    lower_is_better=st.booleans(),
)
@example(distance=D("0.3"), step=D("0.1"), lower_is_better=True)
def test_r01_completed_steps_are_counted_exactly(distance, step, lower_is_better):
    curve = Deduction(D(100), step, D(1), lower_is_better, floor=D(-(10**12)))
    value = D(100) + (distance if lower_is_better else -distance)
    steps = Fraction(distance) // Fraction(step)
    assert curve.award(value, D(0)).points == -steps


@pytest.mark.parametrize(
    ("value", "points", "explanation"),
    [
        ("0.25", 15, "20 − 2.5 × 2 = 15"),
        ("0.05", 19, "20 − 0.5 × 2 = 19"),
        ("3", 0, "20 − 30 × 2 = −40, but not below 0: 0"),
    ],
)
def test_r01_the_proportional_variant(value, points, explanation):
    curve = Deduction(D(0), D("0.1"), D(2), proportional=True)
    award = curve.award(D(value), D(20))
    assert award == Award(D(points), award.phrase)
    assert award.phrase.text() == explanation


def test_r01_the_floor_may_lie_above_zero():
    curve = Deduction(D(0), D("0.1"), D(2), floor=D(5))
    assert curve.award(D("0.7"), D(20)).points == 6
    assert curve.award(D("0.8"), D(20)).points == 5


def test_a_deduction_without_start_begins_at_the_target():
    curve = Deduction(None, D(1), D(1), lower_is_better=False)
    assert isinstance(curve.award(D(93), D(15)), Failed)
    assert curve.with_target(D(95)).award(D(93), D(15)).points == 13


def test_a_target_does_not_move_a_start_that_the_rule_names():
    curve = Deduction(D(100), D(1), D(1), lower_is_better=False)
    assert curve.with_target(D(95)) == curve


@pytest.mark.parametrize(
    ("value", "step"),
    [
        ("100", None),
        ("99.5", None),
        ("97.5", "> 98 % → 14"),
        ("98", "> 98 % → 14"),
        ("85", "> 85 % → 1"),
        ("40", "> 85 % → 1"),
    ],
)
def test_part_h_the_next_step_of_a_deduction(value, step):
    curve = Deduction(D(100), D(1), D(1), lower_is_better=False)
    found = curve.next_step(D(value), D(15))
    assert (found and found.phrase("%").text()) == step


# --- Lines -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "points"), [("50", 0), ("60", 0), ("70", 5), ("100", 20), ("120", 20)]
)
def test_a_line_upwards(value, points):
    assert Linear(D(60), D(100)).award(D(value), D(20)).points == points


@pytest.mark.parametrize(
    ("value", "points"), [("70", 0), ("60", 0), ("35", 10), ("10", 20), ("0", 20)]
)
def test_a_line_downwards(value, points):
    assert Linear(D(60), D(10)).award(D(value), D(20)).points == points


def test_a_line_explains_itself():
    curve = Linear(D(60), D(100))
    assert curve.award(D(70), D(20)).phrase.text() == "20 × 10 ÷ 40 = 5"
    assert curve.award(D(59), D(20), "%").phrase.text() == "worse than 60 % → 0"
    assert curve.award(D(100), D(20), "%").phrase.text() == "100 % or better → 20"
    assert curve.rule_phrase("%", D(20)).text() == (
        "60 % → 0; 100 % → 20; in proportion between them"
    )


def test_a_line_may_lead_to_the_target():
    curve = Linear(D(60), None)
    assert isinstance(curve.award(D(70), D(20)), Failed)
    assert curve.with_target(D(80)).award(D(70), D(20)).points == 10


# --- Targets ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "points"),
    [("0", 0), ("-1", 0), ("47.5", 10), ("95", 20), ("100", 20)],
)
def test_r23_achievement_of_a_target(value, points):
    assert TargetRatio(D(95)).award(D(value), D(20)).points == points


@pytest.mark.parametrize(
    ("value", "points"),
    [("0", 20), ("-1", 20), ("2", 20), ("4", 20), ("5", 16), ("8", 10)],
)
def test_r23_achievement_where_lower_is_better(value, points):
    curve = TargetRatio(D(4), lower_is_better=True)
    assert curve.award(D(value), D(20)).points == points


def test_r23_the_cap_allows_more_than_full_points():
    curve = TargetRatio(D(100), cap=D("1.2"))
    assert curve.award(D(110), D(20)).points == 22
    assert curve.award(D(150), D(20)).points == 24
    assert curve.award(D(150), D(20)).phrase.text() == (
        "150 ÷ 100 counts as 1.2: 20 × 1.2 = 24"
    )
    assert curve.ceiling(D(20)) == 24


@pytest.mark.parametrize(
    ("lower_is_better", "value", "points"),
    [(True, "0", 20), (True, "0.01", 0), (False, "0", 20), (False, "-1", 0)],
)
def test_r23_a_target_of_zero_is_reached_or_not(lower_is_better, value, points):
    curve = TargetRatio(D(0), lower_is_better)
    award = curve.award(D(value), D(20), "%")
    assert award.points == points
    assert "against the target 0 %" in award.phrase.text()


@pytest.mark.parametrize("lower_is_better", [True, False])
def test_r23_there_is_nothing_beyond_a_target_of_zero(lower_is_better):
    curve = TargetRatio(D(0), lower_is_better, cap=D("1.1"))
    assert curve.next_step(D(0), D(20)) is None


@pytest.mark.parametrize("target", [None, D(-1)])
def test_r23_without_a_usable_target_there_are_no_points(target):
    assert isinstance(TargetRatio(target).award(D(5), D(20)), Failed)
    assert TargetRatio(target).next_step(D(5), D(20)) is None


def test_r23_the_subjects_own_target_goes_first():
    assert TargetRatio(D(50)).with_target(D(100)).award(D(50), D(20)).points == 10
    assert TargetRatio(None).rule_phrase("%").text() == (
        "target the target → full points; otherwise full points × value ÷ target, "
        "at most × 1"
    )


@given(decimals("0.001", 500), decimals("0.001", 500), st.booleans())
def test_r23_reaching_the_target_exactly_is_full_points(target, value, lower_is_better):
    reached = value <= target if lower_is_better else value >= target
    points = TargetRatio(target, lower_is_better).award(value, D(20)).points
    assert (points == 20) == reached


# --- Levels ----------------------------------------------------------------------

SKILL = Levels(
    (
        Level(D(1), D(10), "masters every product"),
        Level(D(2), D(6), "needs help at times"),
        Level(D(3), D(0), "needs help always"),
    )
)


def test_r18_a_level_gives_its_points_with_its_description():
    award = SKILL.award(D(2), D(10))
    assert award.points == 6
    assert award.phrase.text() == "2 (needs help at times) → 6"


def test_r18_between_levels_the_one_with_fewer_points_counts():
    """Also on a scale where 1 is the best: 1.5 has not reached level 1."""
    assert SKILL.award(D("1.5"), D(10)).points == 6


def test_r18_between_levels_in_proportion_on_demand():
    curve = Levels(SKILL.levels, interpolate=True)
    assert curve.award(D("1.5"), D(10)).points == 8
    assert curve.award(D("2.5"), D(10)).points == 3
    assert curve.award(D(2), D(10)).points == 6


@pytest.mark.parametrize("value", ["0.9", "3.1"])
def test_r18_a_grade_off_the_scale_is_an_error(value):
    assert isinstance(SKILL.award(D(value), D(10)), Failed)


def test_part_h_the_next_level():
    assert SKILL.next_step(D(3), D(10)).phrase().text() == "≤ 2 → 6"
    assert SKILL.next_step(D(1), D(10)) is None
    assert SKILL.next_step(D(9), D(10)) is None
