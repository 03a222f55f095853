"""A scheme is checked before it is adopted; all issues come at once (R20, R63)."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal as D

import client_scheme as table
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import schemes

from scoring import (
    Band,
    Bands,
    Criterion,
    Critical,
    Deduction,
    Level,
    Levels,
    Linear,
    SchemeSpec,
    TargetRatio,
    issues,
    validation,
)


def found(*criteria, total=100, perspectives=None):
    """Names of the broken rules with the codes that break them."""
    spec = SchemeSpec(tuple(criteria), D(total), perspectives)
    return [(issue.rule, issue.criterion_code) for issue in issues(spec)]


def of_curve(curve, **options):
    """The issues of a scheme whose only criterion has this curve and 20 points."""
    return [rule for rule, _code in found(criterion(curve, **options), total=20)]


def criterion(curve, **options):
    return Criterion("a", "Satisfaction", D(20), curve, **options)


def bands(*rows):
    """Bands from texts: "80 [ ] 90 16" has both edges included."""
    return Bands(tuple(_band(*row.split()) for row in rows))


def _band(low, opening, closing, high, points):
    edges = [None if edge == "-" else D(edge) for edge in (low, high)]
    return Band(*edges, opening == "[", closing == "]", D(points))


# --- Valid schemes ---------------------------------------------------------------


def test_r20_the_clients_scheme_has_no_issue():
    assert issues(table.SCHEME) == []


@given(
    schemes(
        size=st.integers(1, 2),
        policies=("reweight", "team_value", "full_points", "ask"),
        total=D(100),
    )
)
def test_r20_a_generated_valid_scheme_has_no_issue(scheme):
    assert issues(SchemeSpec(scheme)) == []


# --- Every mistake is exactly one issue ------------------------------------------

MISTAKES = {
    "bands_missing": bands(),
    "bands_gap": bands("- ( ) 60 0", "60 ( ) - 20"),
    "bands_overlap": bands("- ( ] 60 0", "60 [ ) - 20"),
    "bands_open_end": bands("0 [ ) 60 0", "60 [ ) - 20"),
    "band_empty": bands("- ( ) 60 0", "60 [ ) - 20", "70 [ ) 70 5"),
    "points_range": bands("- ( ) 60 0", "60 [ ) - 21"),
    "deduction_step": Deduction(D(0), D(0), D(2)),
    "deduction_per_step": Deduction(D(0), D(1), D(-2)),
    "deduction_floor": Deduction(D(0), D(1), D(2), floor=D(21)),
    "linear_flat": Linear(D(60), D(60)),
    "target_positive": TargetRatio(D(0)),
    "cap_below_one": TargetRatio(D(90), cap=D("0.99")),
    "levels_missing": Levels(()),
    "levels_duplicate": Levels((Level(D(5), D(20)), Level(D("5.0"), D(10)))),
}


@pytest.mark.parametrize(("rule", "curve"), MISTAKES.items())
def test_r63_a_mistake_in_a_curve_is_exactly_one_issue(rule, curve):
    assert of_curve(curve) == [rule]


GOOD = Linear(D(0), D(100))

MISTAKEN_OPTIONS = {
    "minimum_sample_negative": {"minimum_sample": -1},
    "policy_unknown": {"no_data_policy": "guess"},
    "critical_limit": {"critical": Critical(None, True)},
    "critical_effect": {"critical": Critical(D(5), True, "explode")},
    "critical_cap": {"critical": Critical(D(5), True, "cap")},
}


@pytest.mark.parametrize(("rule", "options"), MISTAKEN_OPTIONS.items())
def test_r63_a_mistake_in_an_option_is_exactly_one_issue(rule, options):
    assert of_curve(GOOD, **options) == [rule]


@pytest.mark.parametrize(
    "curve",
    [
        bands("- ( ) 60 0", "60 [ ) - -1"),
        Levels((Level(D(1), D(-1)),)),
        Levels((Level(D(1), D(21)),)),
    ],
)
def test_r63_points_below_zero_or_above_the_maximum(curve):
    assert of_curve(curve) == ["points_range"]


def test_r63_points_that_miss_the_total():
    rest = replace(table.SHARING, max_points=D(6))
    assert found(*table.CRITERIA[:-1], rest) == [("points_total", None)]
    assert found(*table.CRITERIA, total=110) == [("points_total", None)]


def test_r63_an_empty_scheme():
    assert found() == [("no_criteria", None)]


def test_r63_a_code_used_twice():
    twin = replace(table.SHARING, code="cooperation")
    assert found(*table.CRITERIA[:-1], twin) == [("duplicate_code", None)]


@pytest.mark.parametrize("points", [0, -5])
def test_r63_a_criterion_without_points(points):
    wrong = replace(table.SATISFACTION, max_points=D(points))
    rest = replace(table.COMPLAINTS, max_points=D(40 - points))
    assert found(wrong, rest, *table.CRITERIA[2:]) == [
        ("max_points_positive", "satisfaction")
    ]


def test_r63_all_issues_come_at_once_with_the_criterion_that_has_them():
    wrong = replace(table.COMPLAINTS, curve=Deduction(D(0), D(-1), D(2)))
    worse = replace(table.SHARING, max_points=D(4), minimum_sample=-1)
    assert found(wrong, *table.CRITERIA[1:-1], worse) == [
        ("points_total", None),
        ("deduction_step", "complaints"),
        ("minimum_sample_negative", "sharing"),
        ("points_range", "sharing"),
    ]


def test_r63_every_issue_says_what_to_do():
    empty = issues(SchemeSpec(()))
    assert [issue.phrase.text() for issue in empty] == [
        "The scheme is empty. Add at least one criterion."
    ]
    for curve in MISTAKES.values():
        for issue in issues(SchemeSpec((criterion(curve, unit="%"),), D(20))):
            assert issue.phrase.text().count(".") >= 1


def test_r63_the_tests_know_every_rule_of_a_criterion():
    known = {*MISTAKES, *MISTAKEN_OPTIONS, "max_points_positive"}
    assert known == {rule.__name__ for rule in validation.CRITERION_RULES}
    assert len(validation.SCHEME_RULES) == 6


# --- Edges that are allowed ------------------------------------------------------


def test_r23_no_complaint_may_be_a_target():
    assert of_curve(TargetRatio(D(0), lower_is_better=True)) == []
    assert of_curve(TargetRatio(D(-1), lower_is_better=True)) == ["target_positive"]


def test_r23_a_target_may_come_from_the_subject():
    assert of_curve(TargetRatio(None)) == []
    assert of_curve(Linear(D(0), None)) == []
    assert of_curve(Deduction(None, D(1), D(1))) == []


def test_r20_a_band_may_be_one_value():
    assert of_curve(bands("- ( ) 0 20", "0 [ ] 0 10", "0 ( ) - 0")) == []


# --- Bands -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("curve", "rules"),
    [
        (bands("- ( ) 60 0"), ["bands_open_end"]),
        (bands("60 [ ] 90 0"), ["bands_open_end", "bands_open_end"]),
        (bands("- ( ) - 0", "- ( ) - 5"), ["bands_overlap"]),
        (bands("- ( ) - 0", "1 [ ] 2 5", "5 [ ) - 5"), ["bands_overlap"] * 2),
        (
            bands("- ( ) 60 0", "70 [ ) - 5", "90 [ ) - 20"),
            ["bands_overlap", "bands_gap"],
        ),
    ],
)
def test_r63_mistakes_of_bands(curve, rules):
    assert of_curve(curve) == rules


EDGES = st.none() | st.integers(0, 4).map(D)
ANY_BANDS = st.lists(
    st.builds(Band, EDGES, EDGES, st.booleans(), st.booleans(), st.just(D(1))),
    max_size=4,
)
PROBES = [D(half) / 2 for half in range(-2, 12)]
COVERAGE_RULES = {"bands_missing", "bands_gap", "bands_overlap", "bands_open_end"}


@given(ANY_BANDS)
def test_r20_bands_are_accepted_when_they_cover_every_value_exactly_once(made):
    covers = Counter(probe for probe in PROBES for band in made if band.covers(probe))
    partition = all(covers[probe] == 1 for probe in PROBES)
    filled = [band for band in made if any(map(band.covers, PROBES))]
    broken = set(of_curve(Bands(tuple(filled))))
    assert partition == (not broken & COVERAGE_RULES)


# --- Perspectives of the balanced scorecard --------------------------------------

WEIGHTS = {"customer": D(60), "internal": D(40)}


def balanced(*rows):
    return [
        Criterion(code, code, D(points), GOOD, perspective=perspective)
        for code, points, perspective in rows
    ]


def test_r21_perspectives_with_their_weights():
    rows = balanced(("a", 20, "customer"), ("b", 40, "customer"), ("c", 40, "internal"))
    assert found(*rows, perspectives=WEIGHTS) == []


def test_r21_a_perspective_with_other_points_than_its_weight():
    rows = balanced(("a", 70, "customer"), ("c", 30, "internal"))
    assert found(*rows, perspectives=WEIGHTS) == [("perspective_points", None)] * 2


def test_r21_a_criterion_without_a_perspective():
    rows = balanced(("a", 60, "customer"), ("b", 40, "internal"), ("c", 5, None))
    assert found(*rows, total=105, perspectives=WEIGHTS) == [
        ("perspective_total", None),
        ("perspective_unknown", None),
    ]


def test_r21_weights_that_do_not_add_up():
    rows = balanced(("a", 60, "customer"), ("b", 40, "internal"))
    weights = {**WEIGHTS, "learning": D(0), "internal": D(30)}
    assert found(*rows, perspectives=weights) == [
        ("perspective_total", None),
        ("perspective_points", None),
    ]


def test_r21_without_weights_perspectives_are_free():
    assert found(*balanced(("a", 100, None))) == []
