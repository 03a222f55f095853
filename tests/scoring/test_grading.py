"""Combining the grades of several roles (R18, R22, R46)."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from scoring.grading import RoleGrades, combine


def role(name, weight, *grades, minimum=1):
    return RoleGrades(name, Decimal(weight), minimum, tuple(map(Decimal, grades)))


def value(*roles):
    """The combined grade of 100, or None where no role counts."""
    rows = combine(roles)
    below = sum(row.denominator for row in rows)
    return sum(row.numerator for row in rows) * 100 / below if rows else None


def test_r46_roles_are_weighted():
    """60 % of 100 and 40 % of the mean of 80 and 60: 88."""
    assert value(role("superior", 60, 100), role("colleague", 40, 80, 60)) == 88


def test_r22_too_few_colleagues_count_nothing():
    """Two of three: their zeros are neither counted nor shown; the superior is all."""
    colleagues = role("colleague", 50, 0, 0, minimum=3)
    assert value(role("superior", 50, 80), colleagues) == 80
    assert [row.role for row in combine([colleagues])] == []


def test_r64_nobody_graded_is_not_zero():
    assert value(role("superior", 100)) is None
    assert value() is None


def test_a_grade_of_zero_is_a_grade():
    assert value(role("superior", 100, 0)) == 0


def test_thirds_meet_on_the_edge_of_a_level():
    """73.3… and 86.6… with equal weights are exactly 80, not a hair less."""
    three = role("colleague", 50, 100, 60, 60), role("subordinate", 50, 100, 80, 80)
    assert value(*three) == 80


def test_numbers_stay_readable_where_they_can():
    """No common multiple is needed for means that have an end."""
    (row,) = combine([role("colleague", 50, 80, 80, 80)])
    assert (row.numerator, row.denominator) == (4000, 5000)


GRADES = st.lists(st.integers(0, 100).map(Decimal), min_size=1, max_size=12)
WEIGHTS = st.integers(1, 100).map(Decimal)


@given(st.lists(st.tuples(WEIGHTS, GRADES), min_size=1, max_size=5))
def test_equals_the_weighted_mean_of_means(parts):
    rows = combine(
        RoleGrades(str(number), weight, 1, tuple(grades))
        for number, (weight, grades) in enumerate(parts)
    )
    expected = sum(
        Fraction(weight) * Fraction(sum(grades)) / len(grades)
        for weight, grades in parts
    ) / sum(Fraction(weight) for weight, _grades in parts)
    upper = sum(Fraction(row.numerator) for row in rows)
    lower = sum(Fraction(row.denominator) for row in rows)
    assert upper * 100 / lower == expected


@given(WEIGHTS, GRADES, st.integers(2, 9))
def test_only_the_proportion_of_weights_matters(weight, grades, factor):
    one = role("superior", weight, *grades), role("self", 10, 50)
    other = role("superior", weight * factor, *grades), role("self", 10 * factor, 50)
    assert abs(value(*one) - value(*other)) < Decimal("1e-20")


def test_r22_the_own_view_may_count_nothing():
    """It is shown beside the others; only the superior's 80 counts."""
    roles = role("superior", 100, 80), role("self", 0, 100)
    assert value(*roles) == 80
    assert [row.role for row in combine(roles)] == ["superior"]
