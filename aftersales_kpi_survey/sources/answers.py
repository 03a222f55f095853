"""Filled questionnaires: what a person's answers say on 0–100.

A counted question gives its share of the best answer: 4 of 5 is 80, as for ratings.
Choices count by their score, scales by their highest value; each counted question has
the same weight, a skipped one none.  A questionnaire without a counted answer has no
score: absent is not zero.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

MAXIMUM = 100
#: Numbers of the ledger are exact decimals: thirds are cut here.
_CENT = Decimal("0.01")


def share_of(question, lines):
    """Share of the best answer that these answer lines reach; None: nothing counted."""
    given = [line for line in lines if not line.skipped]
    if not given:
        return None
    if question.question_type == "scale":
        return Fraction(given[0].value_scale, question.scale_max)
    if question.question_type in ("simple_choice", "multiple_choice"):
        return _share_of_choices(question, given)
    return None


def _share_of_choices(question, lines):
    scores = [Fraction(choice.answer_score) for choice in question.suggested_answer_ids]
    best = [score for score in scores if score > 0]
    chosen = [
        Fraction(line.suggested_answer_id.answer_score)
        for line in lines
        if line.suggested_answer_id
    ]
    if not best or not chosen:
        return None
    maximum = max(best) if question.question_type == "simple_choice" else sum(best)
    return min(max(sum(chosen) / maximum, Fraction(0)), Fraction(1))


def score_of(shares):
    """The mean of shares on 0–100, cut to two decimals; None: nothing counted."""
    known = [share for share in shares if share is not None]
    if not known:
        return None
    mean = sum(known) / len(known) * MAXIMUM
    exact = Decimal(mean.numerator) / Decimal(mean.denominator)
    return exact.quantize(_CENT, ROUND_HALF_UP)
