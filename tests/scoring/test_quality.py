"""The score of a quality check (R11)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from scoring.absent import NO_DATA
from scoring.quality import ANSWERS, NO, NOT_APPLICABLE, YES, CheckItem, check_score

weights = st.decimals("0.01", "100", places=2)
items = st.builds(CheckItem, weights, st.sampled_from(ANSWERS), st.booleans())


def item(weight, answer, critical=False):
    return CheckItem(Decimal(weight), answer, critical)


def test_r11_weights_count():
    """3 of 4 are right: 75."""
    assert check_score([item(3, YES), item(1, NO)]) == 75


def test_r11_a_fatal_error_spoils_it_all():
    assert check_score([item(99, YES), item(1, NO, critical=True)]) == 0


def test_r64_what_does_not_apply_leaves_the_denominator():
    assert check_score([item(1, YES), item(9, NOT_APPLICABLE)]) == 100


def test_r64_nothing_to_judge_is_no_score():
    assert check_score([]) is NO_DATA
    assert check_score([item(1, NOT_APPLICABLE, critical=True)]) is NO_DATA


@given(st.lists(items, min_size=1))
def test_a_score_is_from_0_to_100(checked):
    score = check_score(checked)
    assert score is NO_DATA or 0 <= score <= 100


@given(st.lists(items, min_size=1), st.randoms())
def test_the_order_of_questions_does_not_matter(checked, chance):
    shuffled = list(checked)
    chance.shuffle(shuffled)
    assert check_score(shuffled) == check_score(checked)


@given(st.lists(items), weights)
def test_one_more_right_answer_never_lowers_the_score(checked, weight):
    before, after = (
        check_score(checked),
        check_score([*checked, CheckItem(weight, YES)]),
    )
    assert before is NO_DATA or after >= before - Decimal("1e-20")
