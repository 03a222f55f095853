"""Exact descriptive statistics on decimals (R45, R50, R64).

Every function answers ``NO_DATA`` where the statistic does not exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .absent import NO_DATA, NoData

# Two-sided 95 % of the normal distribution.
Z_95 = Decimal("1.959964")
# Fences lie this many interquartile ranges outside the quartiles (Tukey 1977).
FENCE_LENGTH = Decimal("1.5")


@dataclass(frozen=True)
class Interval:
    """A closed range of numbers."""

    # Smallest number inside.
    low: Decimal
    # Largest number inside.
    high: Decimal

    def overlaps(self, other: Interval) -> bool:
        """Whether both share a number, so that a ranking should not separate them."""
        return self.low <= other.high and other.low <= self.high

    def __contains__(self, number):
        return self.low <= number <= self.high


def mean(values: Sequence[Decimal]) -> Decimal | NoData:
    """The arithmetic mean."""
    return sum(values, Decimal(0)) / len(values) if values else NO_DATA


def median(values: Sequence[Decimal]) -> Decimal | NoData:
    """The middle value, or the mean of the middle two."""
    return percentile(values, Decimal("0.5"))


def percentile_90(values: Sequence[Decimal]) -> Decimal | NoData:
    """The value below which nine tenths lie; see ``percentile``."""
    return percentile(values, Decimal("0.9"))


def percentile(values: Sequence[Decimal], share: Decimal) -> Decimal | NoData:
    """The percentile at ``share`` (0 to 1) by linear interpolation between neighbours.

    The position is share × (n − 1), counted from 0: PostgreSQL's ``percentile_cont``,
    definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages",
    The American Statistician 50 (1996).
    """
    if not values:
        return NO_DATA
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def wilson(
    successes: Decimal | int, trials: int, z: Decimal = Z_95
) -> Interval | NoData:
    """The confidence interval of a share, between 0 and 1.

    Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    Journal of the American Statistical Association 22 (1927). Sound for small samples,
    where the usual interval leaves 0 … 1.
    """
    if not trials:
        return NO_DATA
    share, count = Decimal(successes) / trials, Decimal(trials)
    shrink = 1 + z * z / count
    centre = (share + z * z / (2 * count)) / shrink
    spread = share * (1 - share) / count + z * z / (4 * count * count)
    margin = z * spread.sqrt() / shrink
    return Interval(max(centre - margin, Decimal(0)), min(centre + margin, Decimal(1)))


# Two-sided 95 % of Student's distribution, by degrees of freedom from 1.
T_95 = tuple(
    map(
        Decimal,
        "12.706205 4.302653 3.182446 2.776445 2.570582 2.446912 2.364624 2.306004 "
        "2.262157 2.228139 2.200985 2.178813 2.160369 2.144787 2.131450 2.119905 "
        "2.109816 2.100922 2.093024 2.085963 2.079614 2.073873 2.068658 2.063899 "
        "2.059539 2.055529 2.051831 2.048407 2.045230 2.042272".split(),
    )
)


def student(degrees: int) -> Decimal:
    """The two-sided 95 % quantile of Student's distribution.

    Tabulated up to 30 degrees of freedom; beyond by the expansion 26.7.5 of Abramowitz
    and Stegun, "Handbook of Mathematical Functions" (1964), right to five decimals.
    """
    if degrees <= len(T_95):
        return T_95[degrees - 1]
    z, n = Z_95, Decimal(degrees)
    first = (z**3 + z) / (4 * n)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    return z + first + second + third


def mean_interval(centre: Decimal, variance: Decimal, count: int) -> Interval | NoData:
    """The confidence interval of a mean of ``count`` values with this variance.

    Student, "The Probable Error of a Mean", Biometrika 6 (1908). One value alone says
    nothing about how much values differ: NO_DATA.
    """
    if count < 2:
        return NO_DATA
    margin = student(count - 1) * (variance / count).sqrt()
    return Interval(centre - margin, centre + margin)


def fences(values: Sequence[Decimal]) -> Interval | NoData:
    """The range outside which a value is suspicious: quartiles ± 1.5 × their distance.

    Tukey, "Exploratory Data Analysis" (1977). A value outside is shown to a person
    for a decision (R45), never excluded by itself.
    """
    if not values:
        return NO_DATA
    low, high = percentile(values, Decimal("0.25")), percentile(values, Decimal("0.75"))
    length = FENCE_LENGTH * (high - low)
    return Interval(low - length, high + length)


def outliers(values: Sequence[Decimal]) -> list[int]:
    """The positions of the values outside the fences."""
    inside = fences(values)
    return [place for place, value in enumerate(values) if value not in inside]


def correlation(left: Sequence[Decimal], right: Sequence[Decimal]) -> Decimal | NoData:
    """Pearson's coefficient of paired values, −1 to 1 (R50).

    ``NO_DATA`` for fewer than two pairs or where one side never varies; sequences of
    different length raise ``ValueError``.
    """
    if len(left) != len(right):
        raise ValueError("Correlation needs pairs: the lengths differ")
    across, along = _deviations(left), _deviations(right)
    common = _products(across, along)
    spread = _products(across, across) * _products(along, along)
    if not spread:
        return NO_DATA
    size = common * common / spread
    root = (Decimal(size.numerator) / Decimal(size.denominator)).sqrt()
    return root if common >= 0 else -root


def _deviations(values):
    # Fractions, so that values that are all alike have no spread at all.
    numbers = [Fraction(value) for value in values]
    middle = sum(numbers, Fraction(0)) / max(len(numbers), 1)
    return [number - middle for number in numbers]


def _products(left, right):
    return sum((x * y for x, y in zip(left, right, strict=True)), Fraction(0))
