"""Numbers in brief never read as another number than they are (R60)."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import brief, quantity, say, shorten


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (D("21.426506"), "21.43"),
        (D("16.00"), "16"),
        (D("0.5"), "0.5"),
        (D("-0.126"), "−0.13"),
        (D("89.996"), "89.996"),
        (D("10.004"), "10.004"),
        (D("99.99999999"), "99.999999…"),
        (D(1) / 3, "0.33"),
        (7, "7"),
    ],
)
def test_r60_numbers_are_brief(number, text):
    assert brief(number) == text


@given(st.decimals(0, 1000, places=6))
def test_r60_a_whole_number_is_shown_only_where_it_is_one(number):
    if "." not in brief(number):
        assert number == int(number)


def test_r60_sentences_keep_their_words():
    sentence = say(
        "%(value)s → %(list)s", value=quantity(D("1.2345"), "min"), list=[say("a")]
    )
    assert shorten(sentence).text() == "1.23 min → a"
