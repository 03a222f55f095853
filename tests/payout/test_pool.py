"""A fixed pool (R71): shares that make up the whole, and corrections after it."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payout import (
    Claim,
    Limits,
    Plan,
    Proportional,
    Stint,
    pay_from_pool,
    pay_pool,
    split,
)

PLAN = Plan(Proportional())


def claims(*pairs, days=30):
    return [
        Claim(place, D(score), (Stint(D(base), days),), 30)
        for place, (score, base) in enumerate(pairs)
    ]


def amounts(total, *pairs, plan=PLAN):
    paid, _pool = pay_pool(plan, D(total), claims(*pairs))
    return [each.amount for each in paid]


def test_r71_a_pool_is_shared_by_coefficient_and_base():
    # weights 80 and 40 and 0
    assert amounts(1200, (80, 100), (40, 100), (0, 100)) == [800, 400, 0]


def test_the_cents_left_over_go_to_the_largest_remainders():
    assert amounts(100, (90, 100), (90, 100), (90, 100)) == [
        D("33.34"),
        D("33.33"),
        D("33.33"),
    ]
    # 2/3 and 1/3 of a cent more: the first one gets it
    assert amounts("0.01", (50, 100), (100, 100)) == [0, D("0.01")]


def test_what_the_cap_leaves_goes_to_the_others():
    plan = Plan(Proportional(), Limits(cap=D(500)))
    assert amounts(1200, (80, 100), (40, 100), plan=plan) == [500, 500]
    assert amounts(900, (80, 100), (40, 100), plan=plan) == [500, 400]


def test_without_weight_nothing_is_paid():
    assert amounts(1200, (0, 100), (80, 0)) == [0, 0]


def test_r72_a_correction_is_paid_at_the_same_rate_on_top():
    paid, pool = pay_pool(PLAN, D(1200), claims((80, 100), (40, 100)))
    [corrected] = claims((90, 100))
    # 1200 ÷ 120 points: ten a point
    assert [each.amount for each in paid] == [800, 400]
    assert pay_from_pool(PLAN, pool, corrected).amount == 900


def test_a_pool_promises_no_floor():
    with pytest.raises(ValueError, match="floor"):
        pay_pool(Plan(Proportional(), Limits(floor=D(1))), D(10), [])
    with pytest.raises(ValueError, match="multiple"):
        split(D("0.001"), [Fraction(1)])
    with pytest.raises(ValueError, match="below zero"):
        split(D(1), [Fraction(-1)])


TOTALS = st.decimals(0, 100_000, places=2)
PAIRS = st.lists(
    st.tuples(st.decimals(0, 100, places=2), st.decimals(0, 5000, places=2)), max_size=8
)
CAPS = st.decimals(0, 5000, places=2)


@given(TOTALS, PAIRS)
def test_shares_sum_exactly_to_the_pool(total, pairs):
    shares = amounts(total, *pairs)
    weighty = any(score and base for score, base in pairs)
    assert sum(shares) == (total if weighty else 0)


@given(TOTALS, PAIRS, CAPS)
def test_shares_with_a_cap_sum_to_the_pool_or_all_stand_at_it(total, pairs, cap):
    plan = Plan(Proportional(), Limits(cap=cap))
    shares = amounts(total, *pairs, plan=plan)
    places = [place for place, (score, base) in enumerate(pairs) if score and base]
    assert all(share <= cap for share in shares)
    assert sum(shares) == min(total, cap * len(places))


@given(TOTALS, PAIRS)
def test_more_weight_never_gets_less(total, pairs):
    shares = amounts(total, *pairs)
    weights = [score * base for score, base in pairs]
    order = sorted(range(len(pairs)), key=lambda place: weights[place])
    for lower, higher in zip(order, order[1:], strict=False):
        if weights[lower] < weights[higher]:
            assert shares[lower] <= shares[higher]


@given(TOTALS, PAIRS)
def test_nobody_is_further_than_a_cent_from_the_exact_share(total, pairs):
    shares = amounts(total, *pairs)
    weights = [Fraction(score) * Fraction(base) for score, base in pairs]
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        exact = Fraction(total) * weight / whole if whole else 0
        assert abs(Fraction(share) - exact) < Fraction(1, 100)


@given(TOTALS, PAIRS, CAPS | st.none())
def test_correcting_nothing_changes_nothing_but_the_last_cent(total, pairs, cap):
    plan = Plan(Proportional(), Limits(cap=cap))
    people = claims(*pairs)
    paid, pool = pay_pool(plan, total, people)
    for before, person in zip(paid, people, strict=True):
        if before.limit is None:
            after = pay_from_pool(plan, pool, person)
            assert abs(after.amount - before.amount) <= D("0.01")
