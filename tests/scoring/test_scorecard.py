"""Cards: totals, missing data, critical limits, explanations (R20, R64)."""

import random
from dataclasses import replace
from decimal import ROUND_HALF_UP
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import measured, schemes

from scoring import (
    NO_DATA,
    Bands,
    Criterion,
    Critical,
    Deduction,
    Failed,
    Level,
    Levels,
    Linear,
    Measure,
    TargetRatio,
    round_half_up,
    say,
    score,
)

PERCENT_LINE = Linear(D(0), D(100))


def criterion(code, max_points, **options):
    """A criterion whose points are the value per cent of the maximum."""
    return Criterion(code, code.title(), D(max_points), PERCENT_LINE, **options)


def measures(**values):
    return {
        code: value if isinstance(value, Measure) else Measure(D(value))
        for code, value in values.items()
    }


# --- Totals ----------------------------------------------------------------------


def test_r20_the_total_is_the_sum_of_the_points():
    """A quarter of 40 and half of 60: 10 + 30."""
    card = score([criterion("a", 40), criterion("b", 60)], measures(a=25, b=50))
    assert card.total == 40
    assert [line.points for line in card.lines] == [10, 30]
    assert card.phrase.text() == "40 of 100 points; published: 40.00"


@pytest.mark.parametrize(
    ("exact", "published"),
    [
        ("84.996", "85.00"),
        ("84.995", "85.00"),
        ("84.994999", "84.99"),
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("100", "100.00"),
    ],
)
def test_r30_totals_are_rounded_half_up_to_two_decimals(exact, published):
    assert str(round_half_up(D(exact))) == published


def test_r32_84996_is_published_as_85():
    card = score([criterion("a", 100)], measures(a="84.996"))
    assert card.total == D("85.00") >= 85
    assert card.lines[0].points == card.exact_total == D("84.996")


def test_r30_only_the_total_is_rounded():
    """Three times 28.332 is 84.996 → 85.00; rounded lines would give 84.99."""
    criteria = [criterion(code, "33.33") for code in "abc"] + [criterion("d", "0.01")]
    value = D("28.332") * 100 / D("33.33")
    card = score(criteria, measures(a=value, b=value, c=value, d=0))
    assert card.total == D("85.00")


def test_r30_thirds_add_up_to_the_whole():
    """Three lines of a third of 254.985 are 84.995, a true tie, published as 85.00."""
    third = Linear(D(0), D(3))
    criteria = [Criterion(code, code, D("84.995"), third) for code in "abc"]
    card = score(criteria, measures(a=1, b=1, c=1))
    assert card.exact_total == D("84.995")
    assert card.total == D("85.00")


@given(schemes(), st.data())
def test_r20_the_order_of_the_criteria_changes_nothing(scheme, data):
    found = data.draw(measured(scheme))
    shuffled = random.Random(0).sample(scheme, len(scheme))
    one, other = score(scheme, found), score(shuffled, found)
    assert one.total == other.total
    assert set(one.lines) == set(other.lines)


@given(schemes(), st.data())
def test_r20_the_total_is_bounded(scheme, data):
    card = score(scheme, data.draw(measured(scheme)))
    assume(card.total is not NO_DATA)
    highest = sum(item.max_points for item in scheme) * D("2.1")  # caps go up to 2
    assert 0 <= card.total <= highest


@given(schemes(), st.data())
def test_r20_the_total_is_rounded_from_the_exact_one(scheme, data):
    card = score(scheme, data.draw(measured(scheme)))
    assume(card.total is not NO_DATA)
    assert card.total == card.exact_total.quantize(D("0.01"), ROUND_HALF_UP)


def scaled(item, factor):
    """The criterion with all its points times ``factor``."""
    curve = item.curve
    match curve:
        case Bands(bands):
            curve = Bands(tuple(replace(b, points=b.points * factor) for b in bands))
        case Levels(levels):
            made = tuple(replace(each, points=each.points * factor) for each in levels)
            curve = replace(curve, levels=made)
        case Deduction(per_step=per_step, floor=floor):
            curve = replace(curve, per_step=per_step * factor, floor=floor * factor)
    return replace(item, curve=curve, max_points=item.max_points * factor)


@given(schemes(), st.data(), st.integers(2, 9))
def test_r20_only_the_relation_of_the_weights_matters(scheme, data, factor):
    found = data.draw(measured(scheme))
    card = score(scheme, found)
    bigger = score([scaled(item, factor) for item in scheme], found)
    assume(card.total is not NO_DATA)
    assert abs(bigger.exact_total - factor * card.exact_total) <= D("1E-13")


# --- No data (R64) ---------------------------------------------------------------


def test_r64_left_out_points_are_spread_over_the_others():
    """30 of the remaining 60 points are half: 50 of 100."""
    card = score([criterion("a", 40), criterion("b", 60)], measures(b=50))
    assert card.total == 50
    left_out, counted = card.lines
    assert (left_out.status, left_out.points, left_out.effective_max) == (
        "no_data",
        None,
        0,
    )
    assert (counted.status, counted.points, counted.effective_max) == (
        "scored",
        30,
        100,
    )
    assert counted.effective_points == 50
    assert left_out.effective_points is None
    assert left_out.phrase.text() == (
        "No data: left out, its points are spread over the others"
    )
    assert card.phrase.text() == "30 ÷ 60 × 100 = 50; published: 50.00"
    assert card.measured == 1


def test_r64_nothing_at_all_is_no_total_and_never_zero():
    card = score([criterion("a", 40), criterion("b", 60)], {})
    assert card.total is NO_DATA
    assert card.exact_total is NO_DATA
    assert card.phrase.text() == "No criterion has data, so there is no total."


def test_r64_a_true_zero_is_zero():
    assert score([criterion("a", 100)], measures(a=0)).total == 0


@given(schemes(), st.data())
def test_r64_an_absent_line_changes_no_share(scheme, data):
    """With and without the absent line, the share of the points is the same."""
    found = data.draw(measured(scheme))
    absent = criterion("absent", 7)
    card, wider = score(scheme, found), score([*scheme, absent], found)
    points = sum(Fraction(item.max_points) for item in scheme)
    if card.total is NO_DATA:
        assert wider.total is NO_DATA
    else:
        share = Fraction(card.exact_total) / points
        assert abs(Fraction(wider.exact_total) / (points + 7) - share) < 1e-13


@given(schemes(size=st.integers(2, 5)), st.data())
def test_r64_reweighting_keeps_the_order_of_two_people(scheme, data):
    """Who is better in what both have is better with the rest left out."""
    everything = st.just(True)
    one = data.draw(measured(scheme[1:], everything))
    other = data.draw(measured(scheme[1:], everything))
    short_one, short_other = score(scheme[1:], one), score(scheme[1:], other)
    wide_one, wide_other = score(scheme, one), score(scheme, other)
    assume(short_one.exact_total - short_other.exact_total > D("1E-12"))
    assert wide_one.exact_total > wide_other.exact_total
    assert wide_one.total >= wide_other.total


@given(schemes(), st.data())
def test_r64_effective_points_are_the_total(scheme, data):
    card = score(scheme, data.draw(measured(scheme)))
    assume(card.total is not NO_DATA)
    parts = [line.effective_points for line in card.lines if line.points is not None]
    assert abs(sum(parts) - card.exact_total) < D("1E-12")
    whole = sum(line.effective_max for line in card.lines)
    assert abs(whole - sum(item.max_points for item in scheme)) < D("1E-20")


def test_r64_too_few_records_follow_the_policy():
    rule = criterion("a", 40, minimum_sample=5)
    few = Measure(D(10), sample_size=4)
    card = score([rule, criterion("b", 60)], measures(a=few, b=50))
    assert card.total == 50
    assert card.lines[0].value == 10
    assert card.lines[0].phrase.text().startswith("4 records, at least 5 are needed:")


def test_r64_enough_records_count():
    rule = criterion("a", 100, minimum_sample=5)
    assert score([rule], measures(a=Measure(D(10), sample_size=5))).total == 10


def test_r64_policy_team_value():
    rule = criterion("a", 100, no_data_policy="team_value", unit="%")
    card = score([rule], measures(a=Measure(team_value=D(70))))
    line = card.lines[0]
    assert (card.total, line.status, line.value) == (70, "adjusted", 70)
    assert line.phrase.text() == (
        "No data: the team's 70 % counts instead: 100 × 70 ÷ 100 = 70"
    )
    assert card.measured == 0


@pytest.mark.parametrize("team", [NO_DATA, Failed(say("unreadable"))])
def test_r64_without_a_team_value_the_line_is_left_out(team):
    rule = criterion("a", 40, no_data_policy="team_value")
    found = measures(a=Measure(team_value=team), b=50)
    card = score([rule, criterion("b", 60)], found)
    assert card.total == 50
    assert card.lines[0].status == "no_data"


def test_r64_policy_full_points():
    rule = criterion("a", 40, no_data_policy="full_points")
    card = score([rule, criterion("b", 60)], measures(b=50))
    assert card.total == 70
    assert (card.lines[0].status, card.lines[0].points) == ("adjusted", 40)


def test_r64_policy_ask_waits_for_a_person():
    scheme = [criterion("a", 40, no_data_policy="ask"), criterion("b", 60)]
    card = score(scheme, measures(b=50))
    assert card.total is NO_DATA
    assert card.waiting
    assert card.lines[0].waiting
    assert card.lines[0].effective_max == 40
    assert card.phrase.text() == (
        "Points must still be entered, so there is no total yet."
    )


def test_r64_policy_ask_uses_the_points_of_a_person():
    scheme = [criterion("a", 40, no_data_policy="ask"), criterion("b", 60)]
    card = score(scheme, measures(a=Measure(given_points=D(25)), b=50))
    assert (card.total, card.waiting) == (55, False)
    assert card.lines[0].status == "adjusted"
    assert card.lines[0].phrase.text() == "No data: 25 points entered by a person"


def test_r64_given_points_do_not_replace_data():
    rule = criterion("a", 100, no_data_policy="ask")
    card = score([rule], measures(a=Measure(D(30), given_points=D(90))))
    assert card.total == 30


@pytest.mark.parametrize("points", [D(0), D(40)])
def test_r64_a_person_may_give_nothing_or_everything(points):
    scheme = [criterion("a", 40, no_data_policy="ask"), criterion("b", 60)]
    card = score(scheme, measures(a=Measure(given_points=points), b=50))
    assert card.total == points + 30


@pytest.mark.parametrize("points", [D(-1), D(41)])
def test_r64_points_outside_the_scale_are_an_error(points):
    scheme = [criterion("a", 40, no_data_policy="ask"), criterion("b", 60)]
    card = score(scheme, measures(a=Measure(given_points=points), b=50))
    assert card.lines[0].status == "error"
    assert card.incomplete


def test_r62_a_decision_replaces_the_computed_points():
    found = measures(a=Measure(D(10), corrected_points=D(35)), b=50)
    card = score([criterion("a", 40), criterion("b", 60)], found)
    assert card.total == 65
    assert (card.lines[0].status, card.lines[0].value) == ("adjusted", 10)
    assert card.lines[0].phrase.text() == "Decided: 35 points"


def test_r64_an_unknown_policy_is_an_error_of_the_program():
    with pytest.raises(ValueError, match="policy"):
        score([criterion("a", 100, no_data_policy="guess")], {})


# --- Errors ----------------------------------------------------------------------


def test_r64_one_failed_measure_fills_one_cell():
    broken = Measure(Failed(say("The call centre sent no file")))
    card = score([criterion("a", 40), criterion("b", 60)], measures(a=broken, b=50))
    assert card.total == 50
    assert card.incomplete
    assert card.lines[0].status == "error"
    assert card.lines[0].effective_max == 0
    assert card.lines[0].phrase.text() == "The call centre sent no file"


def test_r64_only_failed_measures_are_no_total():
    card = score([criterion("a", 100)], measures(a=Measure(Failed(say("broken")))))
    assert card.total is NO_DATA


@pytest.mark.parametrize(
    ("curve", "value"),
    [
        (Deduction(D(0), D(0), D(1)), D(5)),
        (PERCENT_LINE, D("NaN")),
        (TargetRatio(None), D(5)),
        (Bands(()), D(5)),
    ],
)
def test_r64_a_rule_without_answer_fills_one_cell(curve, value):
    scheme = [Criterion("a", "A", D(40), curve), criterion("b", 60)]
    card = score(scheme, measures(a=value, b=50))
    assert (card.total, card.lines[0].status, card.incomplete) == (50, "error", True)


def test_r64_a_mistyped_code_is_refused():
    with pytest.raises(ValueError, match="complains"):
        score([criterion("complaints", 100)], measures(complains=5))


def test_floats_are_refused():
    with pytest.raises(TypeError, match=r"Measure\.value"):
        Measure(0.25)


# --- Targets and critical limits -------------------------------------------------


def test_r23_the_target_of_the_subject_is_used():
    rule = Criterion("a", "A", D(100), TargetRatio(D(100)))
    assert score([rule], measures(a=Measure(D(40), target=D(50)))).total == 80
    assert score([rule], measures(a=Measure(D(40)))).total == 40


def critical_card(effect, value, cap=None, **measure):
    limit = Critical(D(60), lower_is_better=False, effect=effect, cap=cap)
    scheme = [criterion("safety", 20, critical=limit, unit="%"), criterion("b", 80)]
    return score(scheme, measures(safety=Measure(D(value), **measure), b=100))


@pytest.mark.parametrize(
    ("effect", "cap", "total"),
    [("zero", None, 0), ("cap", D(50), 50), ("flag", None, 90)],
)
def test_r20_a_missed_critical_limit_acts_on_the_total(effect, cap, total):
    card = critical_card(effect, 50, cap)
    assert card.total == total
    assert len(card.critical) == 1


def test_r20_a_critical_limit_explains_itself():
    card = critical_card("cap", 50, D("84.996"))
    assert card.critical[0].text() == (
        "Safety: 50 % misses the critical limit 60 %; the total is at most 84.996"
    )
    assert card.total == D("85.00")  # rounded after the cap, once
    assert card.phrase.text() == (
        "90 of 100 points; after the critical limits 84.996; published: 85.00"
    )


def test_r20_the_limit_itself_is_met():
    assert critical_card("zero", 60).critical == ()
    upper = Critical(D(5), lower_is_better=True)
    assert not upper.missed(D(5))
    assert upper.missed(D("5.01"))


def test_r20_a_cap_above_the_total_changes_nothing():
    assert critical_card("cap", 50, D(95)).total == 90


def test_r64_a_small_sample_misses_no_critical_limit():
    limit = Critical(D(60), lower_is_better=False)
    rule = criterion("a", 20, critical=limit, minimum_sample=5)
    card = score([rule, criterion("b", 80)], measures(a=10, b=100))
    assert card.critical == ()
    assert card.total == 100


def test_r20_several_limits_act_together():
    capped = Critical(D(60), lower_is_better=False, effect="cap", cap=D(40))
    zeroed = Critical(D(60), lower_is_better=False)
    scheme = [criterion("a", 50, critical=capped), criterion("b", 50, critical=zeroed)]
    card = score(scheme, measures(a=50, b=50))
    assert card.total == 0
    assert len(card.critical) == 2


def test_r18_levels_on_a_card():
    rule = Criterion("a", "A", D(10), Levels((Level(D(1), D(10)), Level(D(0), D(0)))))
    assert score([rule], measures(a=1)).total == 10
