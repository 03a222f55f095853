"""What a scheme would do: which criterion decides, and how firm the ranking is.

For weights that are tried on past months before they count (section B). Figures for a
person who decides, not for scoring: nothing here changes a total.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .absent import NO_DATA, NoData
from .exact import round_half_up, settle
from .ranking import rank

# {subject: {criterion code: share of its points, 0 to 1}}; a line without points is
# left out.
Shares = Mapping[Hashable, Mapping[str, Decimal]]
Weights = Mapping[str, Decimal]

# How much a weight is raised to see whether the ranking depends on it.
RAISE = Decimal("1.25")
ALL_POINTS = 100


@dataclass(frozen=True)
class Shift:
    """What a change does to a ranking."""

    # People whose rank is another one.
    moved: int
    # Places that the one who moves furthest moves.
    furthest: int


def weighted_totals(
    shares: Shares, weights: Weights
) -> dict[Hashable, Decimal | NoData]:
    """Totals out of 100 from shares and weights, left-out lines re-weighted.

    "Actual ÷ applicable × 100" (GB/T 27922-2011), without critical limits, which do
    not depend on weights.
    """
    return {subject: _total(lines, weights) for subject, lines in shares.items()}


def decisive(shares: Shares, weights: Weights) -> dict[str, Decimal]:
    """How much of the differences between people each criterion makes.

    The covariance of the criterion's part with the total, by the variance of the
    total: the parts add up to 1. A criterion in which all are alike decides nothing,
    whatever its points; one that runs against the others is below zero. Empty where
    all totals are equal or fewer than two people have one.
    """
    totals = {
        subject: total
        for subject, total in weighted_totals(shares, weights).items()
        if total is not NO_DATA
    }
    centred = _centred([Fraction(total) for total in totals.values()])
    variance = sum(each * each for each in centred)
    if not variance:
        return {}
    return {
        code: settle(
            sum(
                own * all_
                for own, all_ in zip(
                    _parts(code, totals, shares, weights), centred, strict=True
                )
            )
            / variance
        )
        for code in weights
    }


def sensitivity(
    shares: Shares, weights: Weights, factor: Decimal = RAISE
) -> dict[str, Shift]:
    """Per criterion: what raising its weight by ``factor`` does to the ranking.

    The other weights share the rest as before. Ranks are those of totals at two
    decimals, as they are published.
    """
    before = _ranks(shares, weights)
    return {
        code: _shift(before, _ranks(shares, {**weights, code: weights[code] * factor}))
        for code in weights
    }


def histogram(totals: Sequence[Decimal], width: int = 10) -> list[int]:
    """How many totals lie in 0 to <10, 10 to <20 … 90 to 100 and above."""
    counts = [0] * (ALL_POINTS // width)
    for total in totals:
        counts[min(max(int(total) // width, 0), len(counts) - 1)] += 1
    return counts


def points_by_importance(importance: Mapping[str, int]) -> dict[str, int]:
    """100 whole points in proportion to importance (1, 2, 3 …), largest remainders.

    Importance zero gets none; where all are zero, nobody gets any.
    """
    whole = sum(importance.values())
    if not whole:
        return dict.fromkeys(importance, 0)
    exact = {
        code: Fraction(ALL_POINTS * each, whole) for code, each in importance.items()
    }
    points = {code: int(each) for code, each in exact.items()}
    missing = ALL_POINTS - sum(points.values())
    by_remainder = sorted(exact, key=lambda code: points[code] - exact[code])
    for code in by_remainder[:missing]:
        points[code] += 1
    return points


def _total(lines, weights):
    applicable = sum(Fraction(weights[code]) for code in lines)
    if not applicable:
        return NO_DATA
    reached = sum(Fraction(weights[code]) * Fraction(lines[code]) for code in lines)
    return settle(ALL_POINTS * reached / applicable)


def _parts(code, totals, shares, weights):
    """The criterion's part of each total, after re-weighting."""
    for subject in totals:
        lines = shares[subject]
        applicable = sum(Fraction(weights[each]) for each in lines)
        own = Fraction(weights[code]) * Fraction(lines.get(code, 0))
        yield ALL_POINTS * own / applicable


def _centred(values):
    middle = sum(values) / len(values) if values else 0
    return [value - middle for value in values]


def _ranks(shares, weights):
    return rank(
        {
            subject: total if total is NO_DATA else round_half_up(total)
            for subject, total in weighted_totals(shares, weights).items()
        }
    )


def _shift(before, after):
    places = [abs(after[subject] - place) for subject, place in before.items()]
    return Shift(sum(map(bool, places)), max(places, default=0))
