"""What a published line keeps gives the same points for ever (R60, R63)."""

import json
from decimal import Decimal as D

import client_scheme as table
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import measured, schemes

from scoring import NO_DATA, Critical, Failed, Measure, freeze, say, score, thaw


def stored(value):
    """``value`` written as JSON text and read back."""
    return thaw(json.loads(json.dumps(freeze(value))))


@given(schemes(), st.data())
def test_r60_a_stored_card_is_computed_again(scheme, data):
    found = data.draw(measured(scheme))
    card = score(scheme, found)
    old_scheme = stored(scheme)
    old_measures = {code: stored(measure) for code, measure in found.items()}
    assert old_scheme == scheme
    assert stored(card) == card == score(old_scheme, old_measures)


@pytest.mark.parametrize(
    "value",
    [
        table.CRITERIA,
        Measure(NO_DATA, team_value=D("0.10"), target=D("1E+2")),
        Measure(Failed(say("%(x)s is wrong", x=D("0.5")))),
        Critical(D(5), True, "cap", D(60)),
    ],
)
def test_r60_definitions_come_back_equal(value):
    assert stored(value) == value


def test_r60_numbers_keep_every_digit():
    number = D(1) / D(3)
    assert freeze(number) == {"number": "0.3333333333333333333333333333"}
    assert stored(number) == number


def test_r60_no_data_comes_back_as_the_one_instance():
    assert stored(NO_DATA) is NO_DATA


@pytest.mark.parametrize("value", [0.1, object(), {"a": 1}])
def test_r60_what_is_no_part_of_scoring_is_refused(value):
    with pytest.raises(TypeError):
        freeze(value)


def test_r60_unknown_kinds_are_refused():
    with pytest.raises(KeyError):
        thaw({"kind": "Guess", "fields": {}})
