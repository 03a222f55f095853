"""Before and after (R53)."""

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st
from scoring.effect import Side, difference

from scoring import NO_DATA, Records

ONE = D(1)


def share(yes, of):
    return Side(D(yes) * 100 / of, Records(of, yes=yes, of=of))


def mean(value, variance, count):
    return Side(D(value), Records(count, D(variance)))


def test_r53_newcombes_published_example():
    """56 of 70 less 48 of 80: 0.0524 to 0.3339 (Newcombe 1998, table II, method 10)."""
    found = difference(share(48, 80), share(56, 70), ONE)
    assert round(found.low, 4) == D("0.0524")
    assert round(found.high, 4) == D("0.3339")


def test_r53_means_by_welch():
    """18 − 31 with variances 100 and 100 of 25 each: ± 2.011 × √8."""
    found = difference(mean(31, 100, 25), mean(18, 100, 25), ONE)
    assert round(found.low, 2) == D("-18.69")
    assert round(found.high, 2) == D("-7.31")


def test_r53_too_few_records_say_nothing():
    assert difference(mean(31, 100, 25), Side(D(18), Records(1)), ONE) is NO_DATA


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_the_difference_lies_in_its_interval(first, second, data):
    before = share(data.draw(st.integers(0, first)), first)
    after = share(data.draw(st.integers(0, second)), second)
    change = after.value - before.value
    found = difference(before, after, D(100))
    slack = D("1e-15")
    assert found.low - slack <= change <= found.high + slack


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_looking_backwards_turns_the_interval_round(first, second, data):
    before = share(data.draw(st.integers(0, first)), first)
    after = share(data.draw(st.integers(0, second)), second)
    there, back = difference(before, after, ONE), difference(after, before, ONE)
    assert abs(there.low + back.high) < D("1e-15")
    assert abs(there.high + back.low) < D("1e-15")
