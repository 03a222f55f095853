"""Named rules that a scheme must keep before it can be adopted (R20, R63).

Every rule is one small function that yields its issues; ``issues`` collects them all,
so that the manager sees everything at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from .curves import Bands, Deduction, Levels, Linear, TargetRatio
from .exact import refuse_floats
from .phrase import Phrase, _, say
from .scorecard import CAP_TOTAL, EFFECTS, POLICIES, Criterion

HUNDRED = Decimal(100)
INFINITE = Decimal("Infinity")


@dataclass(frozen=True)
class SchemeSpec:
    """A scheme as far as scoring is concerned."""

    # Rows of the scheme.
    criteria: tuple[Criterion, ...]
    # What the maximum points must add up to.
    total: Decimal = HUNDRED
    # Points of every perspective of a balanced scorecard (R21), if it is one.
    perspective_weights: Mapping[str, Decimal] | None = None

    __post_init__ = refuse_floats


@dataclass(frozen=True)
class Issue:
    """One broken rule."""

    # Name of the rule's function.
    rule: str
    # Code of the criterion that breaks it; None where the whole scheme does.
    criterion_code: str | None
    # What is wrong and what to do.
    phrase: Phrase


def issues(spec: SchemeSpec) -> list[Issue]:
    """All issues of the scheme; an empty list means that it can be adopted."""
    found = [
        Issue(rule.__name__, None, phrase)
        for rule in SCHEME_RULES
        for phrase in rule(spec)
    ]
    for criterion in spec.criteria:
        found += _criterion_issues(criterion)
    return found


def _criterion_issues(criterion):
    return [
        Issue(rule.__name__, criterion.code, phrase)
        for rule in CRITERION_RULES
        for phrase in rule(criterion)
    ]


# --- Rules of the scheme ---------------------------------------------------------


def no_criteria(spec: SchemeSpec) -> Iterator[Phrase]:
    """A scheme has at least one criterion."""
    if not spec.criteria:
        yield say(_("The scheme is empty. Add at least one criterion."))


def points_total(spec: SchemeSpec) -> Iterator[Phrase]:
    """The maximum points add up to the total."""
    points = sum(criterion.max_points for criterion in spec.criteria)
    if spec.criteria and points != spec.total:
        yield say(
            _("The criteria have %(points)s points. Make them add up to %(total)s."),
            points=points,
            total=spec.total,
        )


def duplicate_code(spec: SchemeSpec) -> Iterator[Phrase]:
    """Codes are unique."""
    codes = Counter(criterion.code for criterion in spec.criteria)
    for code, times in codes.items():
        if times > 1:
            yield say(
                _("%(times)s criteria have the code %(code)s. Give each its own."),
                times=times,
                code=code,
            )


def perspective_total(spec: SchemeSpec) -> Iterator[Phrase]:
    """The weights of the perspectives add up to the total."""
    weights = spec.perspective_weights
    if weights is not None and sum(weights.values()) != spec.total:
        yield say(
            _("The perspectives weigh %(weight)s. Make them add up to %(total)s."),
            weight=sum(weights.values()),
            total=spec.total,
        )


def perspective_unknown(spec: SchemeSpec) -> Iterator[Phrase]:
    """With weighted perspectives, every criterion belongs to one of them."""
    weights = spec.perspective_weights
    for criterion in spec.criteria if weights is not None else ():
        if criterion.perspective not in weights:
            yield say(
                _("%(name)s belongs to none of the scheme's perspectives. Choose one."),
                name=criterion.name,
            )


def perspective_points(spec: SchemeSpec) -> Iterator[Phrase]:
    """The criteria of a perspective have the points of its weight."""
    for perspective, weight in (spec.perspective_weights or {}).items():
        points = _points_in(spec, perspective)
        if points != weight:
            yield say(
                _(
                    "The criteria of %(perspective)s have %(points)s points. "
                    "Make them add up to its weight, %(weight)s."
                ),
                perspective=perspective,
                points=points,
                weight=weight,
            )


def _points_in(spec, perspective):
    return sum(
        criterion.max_points
        for criterion in spec.criteria
        if criterion.perspective == perspective
    )


# --- Rules of a criterion --------------------------------------------------------


def max_points_positive(criterion: Criterion) -> Iterator[Phrase]:
    """A criterion has points to win."""
    if criterion.max_points <= 0:
        yield say(_("Give %(name)s more than 0 points."), name=criterion.name)


def minimum_sample_negative(criterion: Criterion) -> Iterator[Phrase]:
    """The minimum number of records is 0 or more."""
    if criterion.minimum_sample < 0:
        yield say(
            _("The minimum number of records cannot be below 0. Enter 0 or more.")
        )


def policy_unknown(criterion: Criterion) -> Iterator[Phrase]:
    """The policy for missing data is one of those there are."""
    if criterion.no_data_policy not in POLICIES:
        yield say(
            _("There is no policy %(policy)s for missing data. Choose another one."),
            policy=criterion.no_data_policy,
        )


def critical_limit(criterion: Criterion) -> Iterator[Phrase]:
    """A critical criterion has its limit."""
    if criterion.critical and criterion.critical.limit is None:
        yield say(
            _("%(name)s is critical but has no limit. Enter one."), name=criterion.name
        )


def critical_effect(criterion: Criterion) -> Iterator[Phrase]:
    """The effect of a missed limit is one of those there are."""
    if criterion.critical and criterion.critical.effect not in EFFECTS:
        yield say(
            _("There is no effect %(effect)s of a critical limit. Choose another one."),
            effect=criterion.critical.effect,
        )


def critical_cap(criterion: Criterion) -> Iterator[Phrase]:
    """A cap on the total has its number, 0 or more."""
    critical = criterion.critical
    if critical is None or critical.effect != CAP_TOTAL:
        return
    if critical.cap is None or critical.cap < 0:
        yield say(
            _("%(name)s caps the total. Enter the highest total that is left."),
            name=criterion.name,
        )


# --- Rules of bands --------------------------------------------------------------


def bands_missing(criterion: Criterion) -> Iterator[Phrase]:
    """There is at least one band."""
    if isinstance(criterion.curve, Bands) and not criterion.curve.bands:
        yield say(_("The rule has no bands. Add bands that cover every value."))


def band_empty(criterion: Criterion) -> Iterator[Phrase]:
    """Every band holds a value."""
    for band in _bands(criterion):
        if _low_edge(band) >= _high_edge(band):
            yield say(
                _("The band %(range)s holds no value. Correct or remove it."),
                range=band.range_phrase(criterion.unit),
            )


def bands_overlap(criterion: Criterion) -> Iterator[Phrase]:
    """No value lies in two bands."""
    for left, right in _neighbours(criterion):
        if _low_edge(right) < _high_edge(left):
            yield say(
                _("The bands %(left)s and %(right)s overlap. Separate their edges."),
                left=left.range_phrase(criterion.unit),
                right=right.range_phrase(criterion.unit),
            )


def bands_gap(criterion: Criterion) -> Iterator[Phrase]:
    """No value lies between two bands."""
    for left, right in _neighbours(criterion):
        if _low_edge(right) > _high_edge(left):
            yield say(
                _("Values between %(left)s and %(right)s have no band. Close the gap."),
                left=left.range_phrase(criterion.unit),
                right=right.range_phrase(criterion.unit),
            )


def bands_open_end(criterion: Criterion) -> Iterator[Phrase]:
    """The lowest band reaches down without end, the highest up."""
    bands = _filled_bands(criterion)
    if bands and bands[0].low is not None:
        yield say(
            _("Values below %(range)s have no band. Leave its lower edge empty."),
            range=bands[0].range_phrase(criterion.unit),
        )
    if bands and all(band.high is not None for band in bands):
        yield say(
            _("Values above %(range)s have no band. Leave its upper edge empty."),
            range=max(bands, key=_high_edge).range_phrase(criterion.unit),
        )


def points_range(criterion: Criterion) -> Iterator[Phrase]:
    """The points of bands and levels lie between 0 and the criterion's maximum."""
    for points in _listed_points(criterion):
        if not _within(points, criterion):
            yield say(
                _("%(points)s points are not between 0 and %(max)s. Correct them."),
                points=points,
                max=criterion.max_points,
            )


def _within(points, criterion):
    # Without points to win, max_points_positive speaks; one mistake is one issue.
    return points >= 0 and (points <= criterion.max_points or criterion.max_points <= 0)


def _bands(criterion):
    return criterion.curve.bands if isinstance(criterion.curve, Bands) else ()


def _filled_bands(criterion):
    filled = [band for band in _bands(criterion) if _low_edge(band) < _high_edge(band)]
    return sorted(filled, key=_low_edge)


def _neighbours(criterion):
    """Each band after the first, with the band before it that reaches furthest up."""
    bands = _filled_bands(criterion)
    furthest = accumulate(bands, lambda left, right: max(left, right, key=_high_edge))
    return zip(furthest, bands[1:], strict=False)


def _listed_points(criterion):
    return [entry.points for entry in (*_bands(criterion), *_levels(criterion))]


# An edge is a place on the line where every value v takes the stretch from (v, 0) to
# (v, 1). So "up to 10" ends at (10, 1), "above 10" begins there, and two bands meet
# exactly when one ends where the other begins.


def _low_edge(band):
    if band.low is None:
        return (-INFINITE, 0)
    return (band.low, 0 if band.low_included else 1)


def _high_edge(band):
    if band.high is None:
        return (INFINITE, 1)
    return (band.high, 1 if band.high_included else 0)


# --- Rules of the other curves ---------------------------------------------------


def deduction_step(criterion: Criterion) -> Iterator[Phrase]:
    """A step has a width."""
    if isinstance(criterion.curve, Deduction) and criterion.curve.step <= 0:
        yield say(_("The step of the deduction must be above 0. Enter its width."))


def deduction_per_step(criterion: Criterion) -> Iterator[Phrase]:
    """A step takes points off, never adds any."""
    if isinstance(criterion.curve, Deduction) and criterion.curve.per_step < 0:
        yield say(_("Points taken off per step cannot be below 0. Enter 0 or more."))


def deduction_floor(criterion: Criterion) -> Iterator[Phrase]:
    """The floor lies between 0 and the maximum."""
    curve = criterion.curve
    if isinstance(curve, Deduction) and not _within(curve.floor, criterion):
        yield say(
            _("The lowest points must lie between 0 and %(max)s. Correct them."),
            max=criterion.max_points,
        )


def linear_flat(criterion: Criterion) -> Iterator[Phrase]:
    """A line leads from one value to another."""
    curve = criterion.curve
    if isinstance(curve, Linear) and curve.zero_at == curve.full_at:
        yield say(
            _("No points and full points are both at %(value)s. Set them apart."),
            value=curve.zero_at,
        )


def target_positive(criterion: Criterion) -> Iterator[Phrase]:
    """A target is above 0; 0 is one only where lower is better (no complaint)."""
    curve = criterion.curve
    if not isinstance(curve, TargetRatio) or curve.target is None:
        return
    if curve.target < 0 or (curve.target == 0 and not curve.lower_is_better):
        yield say(_("The target must be above 0. Enter another one."))


def cap_below_one(criterion: Criterion) -> Iterator[Phrase]:
    """Reaching the target gives full points."""
    if isinstance(criterion.curve, TargetRatio) and criterion.curve.cap < 1:
        yield say(
            _("With the cap %(cap)s nobody reaches full points. Enter 1 or more."),
            cap=criterion.curve.cap,
        )


def levels_missing(criterion: Criterion) -> Iterator[Phrase]:
    """There is at least one level."""
    if isinstance(criterion.curve, Levels) and not criterion.curve.levels:
        yield say(_("The rule has no levels. Add at least one."))


def levels_duplicate(criterion: Criterion) -> Iterator[Phrase]:
    """Every level has its own value."""
    for value, times in Counter(level.value for level in _levels(criterion)).items():
        if times > 1:
            yield say(
                _("%(times)s levels have the value %(value)s. Keep one."),
                times=times,
                value=value,
            )


def _levels(criterion):
    return criterion.curve.levels if isinstance(criterion.curve, Levels) else ()


SCHEME_RULES = (
    no_criteria,
    points_total,
    duplicate_code,
    perspective_total,
    perspective_unknown,
    perspective_points,
)
CRITERION_RULES = (
    max_points_positive,
    minimum_sample_negative,
    policy_unknown,
    critical_limit,
    critical_effect,
    critical_cap,
    bands_missing,
    band_empty,
    bands_overlap,
    bands_gap,
    bands_open_end,
    points_range,
    deduction_step,
    deduction_per_step,
    deduction_floor,
    linear_flat,
    target_positive,
    cap_below_one,
    levels_missing,
    levels_duplicate,
)
