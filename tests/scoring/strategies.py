"""What Hypothesis builds: values, curves with their direction, schemes, measures."""

from decimal import Decimal as D

from hypothesis import strategies as st

from scoring import (
    Band,
    Bands,
    Criterion,
    Deduction,
    Level,
    Levels,
    Linear,
    Measure,
    TargetRatio,
)


def decimals(low, high, places=3):
    return st.decimals(D(low), D(high), places=places, allow_nan=False)


VALUES = decimals(-50, 250)
SIZES = st.integers(1, 6)
SOMETIMES = st.booleans()
MAX_POINTS = st.integers(1, 100).map(D)


@st.composite
def bands(draw, max_points, lower_is_better):
    """Bands that cover every value once, with better points on the better side."""
    edges = sorted(draw(st.sets(decimals(0, 200, 1), max_size=5)))
    lower_edge_included = draw(st.booleans())
    count = len(edges) + 1
    points = draw(st.lists(decimals(0, max_points), min_size=count, max_size=count))
    points.sort(reverse=lower_is_better)
    limits = [None, *edges, None]
    made = [
        Band(low, high, lower_edge_included, not lower_edge_included, each)
        for low, high, each in zip(limits[:-1], limits[1:], points, strict=True)
    ]
    return Bands(tuple(draw(st.permutations(made))))


def deductions(max_points, lower_is_better):
    return st.builds(
        Deduction,
        start=decimals(0, 100),
        step=decimals("0.001", 20),
        per_step=decimals(0, 10),
        lower_is_better=st.just(lower_is_better),
        floor=decimals(0, max_points),
        proportional=st.booleans(),
    )


@st.composite
def linears(draw, max_points, lower_is_better):
    low, high = sorted(draw(st.sets(decimals(0, 200), min_size=2, max_size=2)))
    return Linear(high, low) if lower_is_better else Linear(low, high)


def target_ratios(max_points, lower_is_better):
    smallest = 0 if lower_is_better else "0.001"
    return st.builds(
        TargetRatio,
        target=decimals(smallest, 200),
        lower_is_better=st.just(lower_is_better),
        cap=decimals(1, 2, 1),
    )


@st.composite
def levels(draw, max_points, lower_is_better):
    """Levels so far apart at the ends that every value of VALUES is on the scale."""
    inner = sorted(draw(st.sets(decimals(0, 200), max_size=4)))
    values = [D(-1000), *inner, D(1000)]
    count = len(values)
    points = draw(st.lists(decimals(0, max_points), min_size=count, max_size=count))
    points.sort(reverse=lower_is_better)
    made = [Level(*pair) for pair in zip(values, points, strict=True)]
    return Levels(tuple(draw(st.permutations(made))), draw(st.booleans()))


CURVE_BUILDERS = (bands, deductions, linears, target_ratios, levels)


@st.composite
def rules(draw):
    """(curve, maximum points, whether lower is better)."""
    max_points, lower_is_better = draw(MAX_POINTS), draw(st.booleans())
    builder = draw(st.sampled_from(CURVE_BUILDERS))
    return draw(builder(max_points, lower_is_better)), max_points, lower_is_better


@st.composite
def schemes(draw, size=SIZES, policies=("reweight",), total=None):
    """Criteria that are valid; their points add up to ``total`` where it is given."""
    count = draw(size)
    weights = draw(st.lists(st.integers(1, 40), min_size=count, max_size=count))
    if total is not None:
        weights[-1] = int(total) - sum(weights[:-1])
    return tuple(
        draw(criteria(f"c{place}", D(weight), policies))
        for place, weight in enumerate(weights)
    )


@st.composite
def criteria(draw, code, max_points, policies):
    builder = draw(st.sampled_from(CURVE_BUILDERS))
    curve = draw(builder(max_points, draw(st.booleans())))
    return Criterion(
        code,
        f"Criterion {code}",
        max_points,
        curve,
        no_data_policy=draw(st.sampled_from(policies)),
        minimum_sample=draw(st.integers(0, 3)),
    )


MEASURES = st.builds(Measure, value=VALUES, sample_size=st.just(5))


@st.composite
def measured(draw, scheme, present=SOMETIMES):
    """Measures for the criteria of the scheme, for those that are ``present``."""
    return {item.code: draw(MEASURES) for item in scheme if draw(present)}
