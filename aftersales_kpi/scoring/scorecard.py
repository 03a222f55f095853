"""From measured values to a card: lines with points, one total, explanations.

The total is the sum of the lines' points; where lines are left out, it is scaled to
all points, "actual ÷ applicable × 100" (GB/T 27922-2011). It is rounded once, half up,
to two decimals; that published number is what ranking, outcomes and pay use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from .absent import NO_DATA, Failed, NoData, is_number
from .curves import Curve
from .exact import ZERO, exact_sum, refuse_floats, round_half_up, settle
from .phrase import Phrase, _, quantity, say
from .shrinkage import shrink

# What happens to a line without enough data (R64).
REWEIGHT, TEAM_VALUE, FULL_POINTS, ASK = POLICIES = (
    "reweight",
    "team_value",
    "full_points",
    "ask",
)
# How a line got its points.
SCORED, NO_DATA_STATUS, ADJUSTED, ERROR, AVERAGED = STATUSES = (
    "scored",
    "no_data",
    "adjusted",
    "error",
    "averaged",
)
# What a missed critical limit does to the total.
ZERO_TOTAL, CAP_TOTAL, FLAG = EFFECTS = ("zero", "cap", "flag")


@dataclass(frozen=True)
class Critical:
    """A limit that a criterion must not miss, whatever the other points say."""

    # The last acceptable value.
    limit: Decimal
    # Whether values above the limit miss it, or values below it.
    lower_is_better: bool
    # "zero" the total, "cap" it, or only "flag" it.
    effect: str = ZERO_TOTAL
    # The highest total that is left, for "cap".
    cap: Decimal | None = None

    __post_init__ = refuse_floats

    def missed(self, value: Decimal) -> bool:
        """Whether ``value`` is worse than the limit; the limit itself is met."""
        return value > self.limit if self.lower_is_better else value < self.limit


@dataclass(frozen=True)
class Criterion:
    """One row of a scheme: an indicator with its points and rule."""

    # Unique inside the scheme.
    code: str
    # What the reader sees.
    name: str
    # Points that a perfect value gets.
    max_points: Decimal
    # How a value becomes points.
    curve: Curve
    # What happens without enough data: one of POLICIES.
    no_data_policy: str = REWEIGHT
    # Records that the value must rest on to count.
    minimum_sample: int = 0
    # The limit not to be missed, if there is one.
    critical: Critical | None = None
    # Unit of the value, for texts only.
    unit: str | Phrase = ""
    # Perspective of the balanced scorecard (R21), if the scheme has them.
    perspective: str | None = None

    __post_init__ = refuse_floats


@dataclass(frozen=True)
class Measure:
    """What was measured for one subject and one criterion."""

    # The value, or NO_DATA, or Failed with the reason.
    value: Decimal | NoData | Failed = NO_DATA
    # Parts of the value where it is a ratio or a mean; carried, not used in scoring.
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    # Records that the value rests on.
    sample_size: int = 0
    # The value of the subject's team, for the policy "team_value".
    team_value: Decimal | NoData = NO_DATA
    # Records that the team's value weighs beside the own ones (R64); None: it does not.
    team_records: Decimal | None = None
    # The subject's target, already chosen (person before post before team …).
    target: Decimal | None = None
    # Points that a person entered because the data were missing (policy "ask").
    given_points: Decimal | None = None
    # Points that a decision put in the place of the computed ones (appeal, R62).
    corrected_points: Decimal | None = None

    __post_init__ = refuse_floats

    @property
    def leans_on_team(self) -> bool:
        """Whether the team's value draws the own one to itself."""
        return (
            self.team_records is not None
            and is_number(self.value)
            and is_number(self.team_value)
        )

    @property
    def counted_value(self) -> Decimal | NoData | Failed:
        """The value that the curve is asked about."""
        if not self.leans_on_team:
            return self.value
        return shrink(self.value, self.sample_size, self.team_value, self.team_records)


@dataclass(frozen=True)
class Line:
    """One criterion on the card."""

    # The criterion's code.
    code: str
    # "scored" on own data; "no_data" left out or waiting; "adjusted" by a policy or
    # a person; "error"; "averaged" from the lines of shorter periods.
    status: str
    # The value that counted: the measured one, drawn to the team's where the scheme
    # says so, or the team's alone.
    value: Decimal | NoData | Failed
    # Exact points out of max_points; None where the line has none.
    points: Decimal | None
    # Points of the criterion in the scheme.
    max_points: Decimal
    # What the line weighs after re-weighting; 0 where it is left out.
    effective_max: Decimal
    # How the points came about.
    phrase: Phrase
    # Whether a person must enter points before the card has a total.
    waiting: bool = False

    @property
    def effective_points(self) -> Decimal | None:
        """The line's part of the total, after re-weighting."""
        if self.points is None:
            return None
        return self.points * self.effective_max / self.max_points


NO_TOTAL = say(_("No criterion has data, so there is no total."))


@dataclass(frozen=True)
class Card:
    """The result of one subject."""

    # Published total at two decimals; NO_DATA where nothing counts or one waits.
    total: Decimal | NoData
    # One line per criterion, in the scheme's order.
    lines: tuple[Line, ...]
    # One phrase per missed critical limit.
    critical: tuple[Phrase, ...] = ()
    # Whether points must still be entered by a person.
    waiting: bool = False
    # Whether a line failed, so that the total lacks it.
    incomplete: bool = False
    # The total before rounding.
    exact_total: Decimal | NoData = NO_DATA
    # How the total came about.
    phrase: Phrase = NO_TOTAL

    @property
    def measured(self) -> int:
        """How many lines rest on the subject's own data."""
        return sum(line.status == SCORED for line in self.lines)


def score(criteria: Iterable[Criterion], measures: Mapping[str, Measure]) -> Card:
    """The card of one subject.

    A criterion without a measure has no data. A measure of an unknown criterion raises
    ``ValueError``: a mistyped code must not read as "no data".
    """
    criteria = tuple(criteria)
    _refuse_unknown_codes(criteria, measures)
    drafts = [_line(item, measures.get(item.code, Measure())) for item in criteria]
    lines = _reweighted(drafts)
    exact = _exact_total(lines)
    missed = [pair for pair in zip(criteria, lines, strict=True) if _is_missed(*pair)]
    return _card(lines, exact, missed)


def _refuse_unknown_codes(criteria, measures):
    unknown = set(measures) - {criterion.code for criterion in criteria}
    if unknown:
        raise ValueError(f"Measures of unknown criteria: {sorted(unknown)}")


# --- Lines -----------------------------------------------------------------------


def _line(criterion, measure):
    if measure.corrected_points is not None:
        return _given(
            criterion,
            measure,
            measure.corrected_points,
            _("Decided: %(points)s points"),
        )
    if isinstance(measure.value, Failed):
        return _error(criterion, measure.value)
    if measure.value is NO_DATA:
        return _by_policy(criterion, measure, say(_("No data")))
    if measure.sample_size < criterion.minimum_sample:
        return _by_policy(criterion, measure, _too_few(criterion, measure))
    if measure.leans_on_team:
        return _shrunk_line(criterion, measure)
    return _by_curve(
        criterion, measure, measure.value, SCORED, _("%(value)s: %(award)s")
    )


def _shrunk_line(criterion, measure):
    template = _(
        "%(own)s from %(size)s records, drawn to the team's %(team)s, which weighs as "
        "%(weight)s records: (%(size)s × %(own)s + %(weight)s × %(team)s) ÷ %(sum)s "
        "= %(value)s: %(award)s"
    )
    return _by_curve(
        criterion,
        measure,
        measure.counted_value,
        SCORED,
        template,
        own=quantity(measure.value, criterion.unit),
        size=measure.sample_size,
        team=quantity(measure.team_value, criterion.unit),
        weight=measure.team_records,
        sum=measure.sample_size + measure.team_records,
    )


def _too_few(criterion, measure):
    return say(
        _("%(size)s records, at least %(minimum)s are needed"),
        size=measure.sample_size,
        minimum=criterion.minimum_sample,
    )


def _by_curve(criterion, measure, value, status, template, **params):
    award = _award(criterion, measure, value)
    if isinstance(award, Failed):
        return replace(_error(criterion, award), value=value)
    quantified = quantity(value, criterion.unit)
    phrase = say(template, value=quantified, award=award.phrase, **params)
    return _counted(criterion, status, value, award.points, phrase)


def _award(criterion, measure, value):
    curve = criterion.curve
    if measure.target is not None:
        curve = curve.with_target(measure.target)
    try:
        return curve.award(value, criterion.max_points, criterion.unit)
    except (ArithmeticError, ValueError):
        # A rule that slipped past validation (a step of zero, a value that is not a
        # number) fills one cell; the other lines must still be readable.
        return Failed(say(_("The rule cannot be computed. Check its numbers.")))


def _by_policy(criterion, measure, why):
    match criterion.no_data_policy:
        case "reweight":
            return _left_out(criterion, measure, why)
        case "team_value":
            return _team_line(criterion, measure, why)
        case "full_points":
            return _full_line(criterion, measure, why)
        case "ask":
            return _asked_line(criterion, measure, why)
    raise ValueError(f"Unknown policy {criterion.no_data_policy!r}")


def _left_out(criterion, measure, why):
    phrase = say(_("%(why)s: left out, its points are spread over the others"), why=why)
    return Line(
        criterion.code,
        NO_DATA_STATUS,
        measure.value,
        None,
        criterion.max_points,
        ZERO,
        phrase,
    )


def _team_line(criterion, measure, why):
    if not is_number(measure.team_value):
        return _left_out(
            criterion, measure, say(_("%(why)s, nor has the team any"), why=why)
        )
    template = _("%(why)s: the team's %(value)s counts instead: %(award)s")
    return _by_curve(
        criterion, measure, measure.team_value, ADJUSTED, template, why=why
    )


def _full_line(criterion, measure, why):
    phrase = say(
        _("%(why)s: full points, %(points)s"), why=why, points=criterion.max_points
    )
    return _counted(criterion, ADJUSTED, measure.value, criterion.max_points, phrase)


def _asked_line(criterion, measure, why):
    if measure.given_points is None:
        line = _left_out(criterion, measure, why)
        phrase = say(_("%(why)s: waiting for a person to enter the points"), why=why)
        return replace(
            line, phrase=phrase, effective_max=criterion.max_points, waiting=True
        )
    template = _("%(why)s: %(points)s points entered by a person")
    return _given(criterion, measure, measure.given_points, template, why=why)


def _given(criterion, measure, points, template, **params):
    if not 0 <= points <= criterion.curve.ceiling(criterion.max_points):
        reason = _("%(points)s points were entered; enter 0 to %(max)s points")
        return _error(
            criterion, Failed(say(reason, points=points, max=criterion.max_points))
        )
    phrase = say(template, points=points, **params)
    return _counted(criterion, ADJUSTED, measure.value, points, phrase)


def _counted(criterion, status, value, points, phrase):
    maximum = criterion.max_points
    return Line(criterion.code, status, value, points, maximum, maximum, phrase)


def _error(criterion, failed):
    maximum = criterion.max_points
    return Line(criterion.code, ERROR, failed, None, maximum, ZERO, failed.reason)


# --- Total -----------------------------------------------------------------------


def _reweighted(lines):
    """Spread the points of left-out lines over the others, in proportion."""
    all_points = sum(line.max_points for line in lines)
    remaining = sum(line.effective_max for line in lines)
    return tuple(
        replace(line, effective_max=line.max_points * all_points / remaining)
        if line.effective_max
        else line
        for line in lines
    )


def _exact_total(lines):
    counted = [line for line in lines if line.points is not None]
    applicable = exact_sum(line.max_points for line in counted)
    if not applicable or any(line.waiting for line in lines):
        return NO_DATA
    points = exact_sum(line.points for line in counted)
    all_points = exact_sum(line.max_points for line in lines)
    return settle(Fraction(points) * Fraction(all_points) / Fraction(applicable))


def _is_missed(criterion, line):
    # Only own data decide: neither a team's value nor too small a sample (R64).
    if criterion.critical is None or line.status != SCORED:
        return False
    return criterion.critical.missed(line.value)


def _card(lines, exact, missed):
    limited = exact
    if exact is not NO_DATA:
        for criterion, _own_line in missed:
            limited = _limited(limited, criterion.critical)
    return Card(
        total=NO_DATA if limited is NO_DATA else round_half_up(limited),
        lines=lines,
        critical=tuple(_critical_phrase(*pair) for pair in missed),
        waiting=any(line.waiting for line in lines),
        incomplete=any(line.status == ERROR for line in lines),
        exact_total=limited,
        phrase=_total_phrase(lines, exact, limited),
    )


def _limited(total, critical):
    match critical.effect:
        case "zero":
            return ZERO
        case "cap":
            return min(total, critical.cap)
        case "flag":
            return total
    raise ValueError(f"Unknown effect {critical.effect!r}")


def _critical_phrase(criterion, line):
    critical = criterion.critical
    return say(
        _("%(name)s: %(value)s misses the critical limit %(limit)s; %(effect)s"),
        name=criterion.name,
        value=quantity(line.value, criterion.unit),
        limit=quantity(critical.limit, criterion.unit),
        effect=_effect_phrase(critical),
    )


def _effect_phrase(critical):
    match critical.effect:
        case "zero":
            return say(_("the total is set to 0"))
        case "cap":
            return say(_("the total is at most %(cap)s"), cap=critical.cap)
    return say(_("the total stays as it is"))


def _total_phrase(lines, exact, limited):
    if any(line.waiting for line in lines):
        return say(_("Points must still be entered, so there is no total yet."))
    if exact is NO_DATA:
        return NO_TOTAL
    params = _total_params(lines, exact, limited)
    if params["applicable"] == params["all"]:
        sentence = say(_("%(points)s of %(all)s points"), **params)
    else:
        formula = _("%(points)s ÷ %(applicable)s × %(all)s = %(exact)s")
        sentence = say(formula, **params)
    if exact == limited:
        return say(_("%(sum)s; published: %(total)s"), sum=sentence, **params)
    template = _("%(sum)s; after the critical limits %(limited)s; published: %(total)s")
    return say(template, sum=sentence, **params)


def _total_params(lines, exact, limited):
    counted = [line for line in lines if line.points is not None]
    return {
        "points": settle(Fraction(exact_sum(line.points for line in counted))),
        "applicable": sum(line.max_points for line in counted),
        "all": sum(line.max_points for line in lines),
        "exact": exact,
        "limited": limited,
        "total": format(round_half_up(limited), "f"),
    }
