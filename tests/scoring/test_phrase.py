"""Explanations are data that render in any language (R60)."""

import json
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Phrase, plain, quantity, say, shown

CHINESE = {
    "%(max)s − %(lost)s": "满分%(max)s，扣%(lost)s",
    "%(number)s %(unit)s": "%(number)s%(unit)s",
    "%(left)s; %(right)s": "%(left)s；%(right)s",
    "minutes": "分钟",
}


def chinese(template):
    return CHINESE.get(template, template)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (D("20.00"), "20"),
        (D("1E+3"), "1000"),
        (D("1E-7"), "0.0000001"),
        (D("-0.50"), "−0.5"),
        (D("-0.00"), "0"),
        (D("100"), "100"),
        (7, "7"),
    ],
)
def test_r60_numbers_are_plain(number, text):
    assert plain(number) == text


def test_r60_a_cut_number_is_marked_and_not_rounded():
    assert shown(D("89.9999999")) == "89.999999…"
    assert shown(D(-1) / D(3)) == "−0.333333…"
    assert shown(D("0.123456")) == "0.123456"


def test_r60_numbers_fill_the_template():
    phrase = Phrase("%(max)s − %(lost)s", {"max": D("20.0"), "lost": D(4)})
    assert phrase.text() == str(phrase) == "20 − 4"


def test_r60_translation_reaches_nested_phrases_and_lists():
    first = Phrase("%(max)s − %(lost)s", {"max": D(20), "lost": D(4)})
    second = quantity(D(10), say("minutes"))
    both = say("%(parts)s", parts=[first, second])
    assert both.text() == "20 − 4; 10 minutes"
    assert both.text(chinese) == "满分20，扣4；10分钟"


def test_r60_a_unit_may_be_a_per_cent_sign():
    assert quantity(D("0.25"), "%").text() == "0.25 %"
    assert quantity(D("0.25")).text() == "0.25"


def test_r60_an_empty_list_renders_empty():
    assert say("[%(parts)s]", parts=[]).text() == "[]"


@pytest.mark.parametrize("value", [1.5, None, object()])
def test_r60_a_phrase_refuses_what_it_could_not_store(value):
    phrase = say("%(value)s", value=value)
    with pytest.raises(TypeError):
        phrase.text()
    with pytest.raises(TypeError):
        phrase.to_json()


NAMES = st.sampled_from(["a", "b", "c"])
ATOMS = st.text() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False)


def phrases_of(params):
    filled = st.dictionaries(NAMES, params, max_size=3)
    return filled.map(
        lambda each: Phrase(" ".join(f"%({name})s" for name in each), each)
    )


PHRASES = st.recursive(
    phrases_of(ATOMS), lambda inner: phrases_of(inner | st.lists(inner)), max_leaves=8
)


@given(PHRASES)
def test_r60_storage_gives_the_same_phrase_back(phrase):
    read = Phrase.from_json(json.loads(json.dumps(phrase.to_json())))
    assert read == phrase
    assert read.text() == phrase.text()
    assert hash(read) == hash(phrase)


def test_r60_stored_numbers_are_exact_and_plain():
    stored = say("%(x)s", x=D("-1.50E-9")).to_json()
    assert stored == {"template": "%(x)s", "params": {"x": {"number": "-0.0000000015"}}}
