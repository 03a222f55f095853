"""Nothing known is a value of its own (R64)."""

import copy
import pickle
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import VALUES

from scoring import NO_DATA, Failed, add_up, is_number, say


@given(VALUES)
def test_r64_absent_dissolves_in_sums(value):
    assert NO_DATA + value == value + NO_DATA == value
    assert value - NO_DATA == value
    assert NO_DATA - value == -value


def test_r64_absent_and_absent_is_absent():
    assert NO_DATA + NO_DATA is NO_DATA
    assert NO_DATA - NO_DATA is NO_DATA
    assert -NO_DATA is NO_DATA


@pytest.mark.parametrize("zero", [0, D(0), D("0.00"), False, None, ""])
def test_r64_absent_never_equals_zero(zero):
    assert NO_DATA != zero


def test_r64_absent_is_false_and_names_itself():
    assert not NO_DATA
    assert repr(NO_DATA) == "NO_DATA"


def test_r64_absent_in_products_and_quotients_stays_absent():
    assert NO_DATA * D(2) is D(2) * NO_DATA is NO_DATA
    assert NO_DATA / D(2) is D(2) / NO_DATA is NO_DATA


def test_r64_absent_cannot_be_ordered():
    with pytest.raises(TypeError):
        assert NO_DATA < D(1)


def test_r64_copies_of_absent_are_absent():
    assert copy.deepcopy(NO_DATA) is NO_DATA
    assert pickle.loads(pickle.dumps(NO_DATA)) is NO_DATA
    assert type(NO_DATA)() is NO_DATA


@given(st.lists(VALUES | st.just(NO_DATA)))
def test_r64_adding_up_ignores_absent_and_never_invents_zero(values):
    known = [value for value in values if value is not NO_DATA]
    assert add_up(values) == (sum(known) if known else NO_DATA)


def test_r64_only_numbers_are_numbers():
    assert is_number(D(0))
    assert not is_number(NO_DATA)
    assert not is_number(Failed(say("unreadable")))
