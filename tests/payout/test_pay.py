"""What one person is paid (R31, R71): numbers that can be checked by hand."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payout import Claim, Limits, Plan, Proportional, Step, Stint, Table, pay

TABLE = Table(
    (
        Step(D(60), D("0.6")),
        Step(D(70), D("0.8")),
        Step(D(85), D(1)),
        Step(D(95), D("1.2")),
    )
)


def claim(score, base=1000, days=30, period_days=30, key="anna"):
    return Claim(key, D(score), (Stint(D(base), days),), period_days)


def amount(score, method=None, floor=None, cap=None, unit="0.01", **values):
    limits = Limits(floor and D(floor), cap and D(cap))
    plan = Plan(method or Proportional(), limits, D(unit))
    return pay(plan, claim(score, **values)).amount


def test_r31_1000_at_80_points_is_800():
    assert str(amount(80)) == "800.00"


@pytest.mark.parametrize(
    ("score", "paid"),
    [("59.99", 0), (60, 600), ("84.99", 800), (85, 1000), ("94.99", 1000), (95, 1200)],
)
def test_r71_a_table_pays_by_the_step_that_the_score_reaches(score, paid):
    assert amount(score, TABLE) == paid


def test_r71_cap_and_floor():
    assert amount(80, cap=700) == 700
    assert amount(20, floor=300) == 300
    assert amount(50, floor=300, cap=700) == 500
    plan = Plan(Proportional(), Limits(cap=D(700)))
    assert pay(plan, claim(80)).limit == "cap"
    assert pay(plan, claim(70)).limit is None


def test_joiner_and_leaver_get_their_days():
    # 10 of 30 days: a third of 900
    assert amount(100, base=900, days=10) == 300
    # and a third of the cap
    assert amount(100, base=900, days=10, cap=600) == 200


def test_who_moved_gets_each_base_for_its_days():
    moved = Claim("anna", D(100), (Stint(D(900), 10), Stint(D(1200), 20)), 30)
    assert pay(Plan(Proportional()), moved).amount == 300 + 800


def test_who_holds_two_posts_is_paid_for_each_by_its_share():
    half = Claim("anna", D(80), (Stint(D(1000), 30),), 30, D("0.5"))
    assert pay(Plan(Proportional()), half).amount == 400
    assert pay(Plan(Proportional(), Limits(cap=D(700))), half).amount == 350
    with pytest.raises(ValueError, match="share"):
        Claim("anna", D(80), (), 30, D(2))


def test_amounts_are_rounded_once_to_the_currency():
    # 1000 × 1/3 × 0.8667 = 288.90; rounding the third first would give 288.91
    assert amount("86.67", days=10) == D("288.90")
    assert amount("80.05", base=10) == D("8.01")
    assert str(amount("86.67", days=10, unit="1")) == "289"


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="same score"):
        Table((Step(D(1), D(1)), Step(D(1), D(2))))
    with pytest.raises(ValueError, match="below zero"):
        Table((Step(D(1), D(-1)),))
    with pytest.raises(ValueError, match="above the cap"):
        Limits(D(2), D(1))
    with pytest.raises(ValueError, match="More days"):
        claim(80, days=31)
    with pytest.raises(ValueError, match="at least one day"):
        claim(80, days=0, period_days=0)


SCORES = st.decimals(0, 100, places=2)
BASES = st.decimals(0, 9999, places=2)
DAYS = st.integers(0, 31)
TABLES = st.dictionaries(
    st.decimals(0, 100, places=1), st.decimals(0, 3, places=2), max_size=5
).map(
    lambda steps: Table(
        tuple(
            Step(score, coefficient)
            for score, coefficient in zip(
                sorted(steps), sorted(steps.values()), strict=True
            )
        )
    )
)
METHODS = st.just(Proportional()) | TABLES


@st.composite
def plans(draw):
    bounds = sorted(draw(st.tuples(BASES, BASES)))
    floor = draw(st.none() | st.just(bounds[0]))
    cap = draw(st.none() | st.just(bounds[1]))
    return Plan(
        draw(METHODS), Limits(floor, cap), draw(st.sampled_from([D("0.01"), D(1)]))
    )


@given(plans(), SCORES, SCORES, BASES, DAYS)
def test_a_better_score_never_pays_less(plan, one, other, base, days):
    low, high = sorted((one, other))
    assert (
        pay(plan, claim(low, base, days, 31)).amount
        <= pay(plan, claim(high, base, days, 31)).amount
    )


@given(plans(), SCORES, BASES, DAYS, DAYS)
def test_more_days_never_pay_less(plan, score, base, one, other):
    few, many = sorted((one, other))
    assert (
        pay(plan, claim(score, base, few, 31)).amount
        <= pay(plan, claim(score, base, many, 31)).amount
    )


@given(plans(), SCORES, BASES, DAYS)
def test_nobody_leaves_the_limits_by_more_than_rounding(plan, score, base, days):
    paid = pay(plan, claim(score, base, days, 31)).amount
    presence = Fraction(days, 31)
    half = Fraction(plan.unit) / 2
    if plan.limits.cap is not None:
        assert Fraction(paid) <= Fraction(plan.limits.cap) * presence + half
    if plan.limits.floor is not None:
        assert Fraction(paid) >= Fraction(plan.limits.floor) * presence - half


@given(METHODS, SCORES, BASES, st.lists(DAYS.filter(lambda d: d < 8), max_size=4))
def test_cutting_the_period_into_stints_changes_nothing(method, score, base, days):
    whole = Claim("anna", score, (Stint(base, sum(days)),), 31)
    parts = Claim("anna", score, tuple(Stint(base, each) for each in days), 31)
    assert pay(Plan(method), whole) == pay(Plan(method), parts)
