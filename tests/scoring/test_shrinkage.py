"""Small samples lean on the team (R64)."""

from decimal import Decimal as D

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scoring.curves import Linear
from scoring.scorecard import Criterion, Critical
from scoring.shrinkage import MOST_RECORDS
from strategies import decimals

from scoring import (
    NO_DATA,
    Measure,
    Sample,
    freeze,
    score,
    shrink,
    team_records,
    thaw,
)

VALUES = decimals(0, 100)
COUNTS = st.integers(1, 500)
WEIGHTS = decimals(1, 100, 1)


def test_r64_ten_own_records_and_a_weight_of_twenty():
    """(10 × 50 + 20 × 80) ÷ 30 = 70."""
    assert shrink(D(50), 10, D(80), D(20)) == 70


def test_r64_the_weight_by_hand():
    """Two people, four records each, of values 2 and 6 and spread 12 each.

    Within: 24 ÷ (8 − 2) = 4.  Between: (4 × 2² + 4 × 2² − 1 × 4) ÷ (8 − 32 ÷ 8)
    = 28 ÷ 4 = 7.  Weight: 4 ÷ 7 = 0.57, said as 0.6.
    """
    assert team_records([[Sample(4, D(2), D(12)), Sample(4, D(6), D(12))]]) == D("0.6")


def test_r64_a_rate_has_the_spread_of_its_yes_and_no():
    """3 of 4: 3 × (1/4)² + 1 × (3/4)² = 0.75."""
    assert Sample.of_rate(D(3), D(4)) == Sample(4, D("0.75"), D("0.75"))


def test_r64_people_who_do_not_differ_are_not_told_apart():
    alike = [Sample.of_rate(D(5), D(10)) for _person in range(4)]
    assert team_records([alike]) == MOST_RECORDS


def test_r64_people_who_differ_and_never_vary_count_alone():
    assert team_records([[Sample(4, D(2), D(0)), Sample(4, D(6), D(0))]]) == 0


@pytest.mark.parametrize(
    "teams",
    [[], [[]], [[Sample(9, D(1), D(3))]], [[Sample(1, D(1), D(0))] * 2]],
    ids=["nobody", "no team", "one person", "one record each"],
)
def test_r64_nothing_to_estimate_from(teams):
    assert team_records(teams) is NO_DATA


@given(VALUES, COUNTS, VALUES, WEIGHTS)
def test_the_value_lies_between_the_own_and_the_teams(own, records, team, weight):
    counted = shrink(own, records, team, weight)
    slack = D("1e-20")
    assert min(own, team) - slack <= counted <= max(own, team) + slack


@given(VALUES, COUNTS, COUNTS, VALUES, WEIGHTS)
def test_more_records_count_more(own, few, more, team, weight):
    assume(few < more)
    near, far = (shrink(own, count, team, weight) for count in (more, few))
    assert abs(near - own) <= abs(far - own) + D("1e-20")


@given(VALUES, VALUES, COUNTS, VALUES, WEIGHTS)
def test_the_order_of_equally_many_records_is_kept(one, other, records, team, weight):
    assume(one < other)
    assert shrink(one, records, team, weight) < shrink(other, records, team, weight)


@given(VALUES, COUNTS, VALUES)
def test_no_weight_is_the_own_value(own, records, team):
    assert abs(shrink(own, records, team, D(0)) - own) <= D("1e-20")


@given(
    st.lists(
        st.lists(
            st.builds(Sample, st.integers(1, 60), decimals(0, 10), decimals(0, 500)),
            max_size=6,
        ),
        max_size=4,
    )
)
def test_the_weight_is_bounded_and_independent_of_the_order(teams):
    weight = team_records(teams)
    backwards = team_records([list(reversed(team)) for team in reversed(teams)])
    assert weight == backwards or weight is backwards
    assert weight is NO_DATA or 0 <= weight <= MOST_RECORDS


# --- On a card --------------------------------------------------------------------


def criterion(**values):
    return Criterion("fix", "Fix rate", D(100), Linear(D(0), D(100)), **values)


def measure(**values):
    return Measure(
        value=D(50),
        sample_size=10,
        team_value=D(80),
        team_records=D(20),
        **values,
    )


def test_r64_the_line_says_the_formula():
    [line] = score([criterion()], {"fix": measure()}).lines
    assert (line.value, line.points) == (70, 70)
    assert line.phrase.text().startswith(
        "50 from 10 records, drawn to the team's 80, which weighs as 20 records: "
        "(10 × 50 + 20 × 80) ÷ 30 = 70: "
    )


def test_r64_without_a_team_the_own_value_counts():
    alone = Measure(value=D(50), sample_size=10, team_records=D(20))
    [line] = score([criterion()], {"fix": alone}).lines
    assert line.points == 50


def test_r64_too_few_records_are_left_out_before():
    [line] = score([criterion(minimum_sample=11)], {"fix": measure()}).lines
    assert line.status == "no_data"


def test_r64_a_critical_limit_asks_the_value_that_counted():
    critical = Critical(D(60), lower_is_better=False)
    card = score([criterion(critical=critical)], {"fix": measure()})
    assert card.total == 70


def test_a_frozen_measure_gives_the_same_points():
    frozen = thaw(freeze(measure()))
    assert score([criterion()], {"fix": frozen}) == score(
        [criterion()], {"fix": measure()}
    )
