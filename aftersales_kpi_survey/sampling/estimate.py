"""What the answers of a sample say about everybody, and how surely.

Intervals are at 95 %. They tell the chance of the draw only: who does not answer may
think otherwise, which no formula mends.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Standard deviations on either side of the mean that hold 95 %.
Z = statistics.NormalDist().inv_cdf(0.975)
#: A score of 0–100 cannot deviate more than this.
LARGEST_DEVIATION = 50


@dataclass(frozen=True)
class Estimate:
    """A value with its interval; the bounds are None where they cannot be told."""

    value: float
    low: float | None
    high: float | None
    # Answers it rests on.
    sample: int

    @property
    def margin(self) -> float | None:
        """Half of the interval: the ± after the value."""
        return None if self.low is None else (self.high - self.low) / 2


def estimate_mean(
    values: Sequence[float], population: int | None = None
) -> Estimate | None:
    """Mean of scores of 0–100; None without any.

    One answer has no interval, all of the population needs none (its width is 0).
    """
    if not values:
        return None
    mean = statistics.fmean(values)
    if len(values) == 1 and population != 1:
        return Estimate(mean, None, None, 1)
    variance = statistics.variance(values) if len(values) > 1 else 0.0
    error = math.sqrt(variance / len(values) * _unseen(len(values), population))
    return _around(mean, error, len(values))


def estimate_stratified_mean(
    strata: Mapping[str, tuple[int, Sequence[float]]],
) -> Estimate | None:
    """Mean over strata, each weighted by how many customers it has.

    A stratum drawn more densely than others does not weigh more. Strata without answers
    are left out; one answer alone gives a stratum no spread, and the whole no interval.

    :param strata: {name: (customers, scores)}
    """
    known = {name: data for name, data in strata.items() if data[1]}
    if not known:
        return None
    total = sum(population for population, _values in known.values())
    sample = sum(len(values) for _population, values in known.values())
    mean = variance = 0.0
    is_certain = True
    for population, values in known.values():
        weight = population / total
        mean += weight * statistics.fmean(values)
        if len(values) > 1:
            unseen = _unseen(len(values), population)
            spread = statistics.variance(values) / len(values)
            variance += weight**2 * spread * unseen
        elif population > 1:
            is_certain = False
    if not is_certain:
        return Estimate(mean, None, None, sample)
    return _around(mean, math.sqrt(variance), sample)


def estimate_share(successes: int, sample: int) -> Estimate | None:
    """Share of yes on 0–1 with Wilson's interval, right near 0 and 1 too."""
    if not sample:
        return None
    share = successes / sample
    weight = 1 + Z**2 / sample
    centre = (share + Z**2 / (2 * sample)) / weight
    half = Z / weight * math.sqrt(share * (1 - share) / sample + Z**2 / (4 * sample**2))
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Estimate(share, min(low, share), max(high, share), sample)


def size_for_margin(margin: float, population: int, deviation: float = 25.0) -> int:
    """Answers needed for ± margin points, if scores deviate as much as assumed."""
    if margin <= 0 or not 0 < deviation <= LARGEST_DEVIATION:
        raise ValueError("the margin and the deviation must be above zero")
    if population < 1:
        return 0
    without_end = (Z * deviation / margin) ** 2
    return min(population, math.ceil(without_end / (1 + without_end / population)))


def _unseen(sample: int, population: int | None) -> float:
    """Share of the population that was not asked: what the sample is unsure about."""
    if population is None:
        return 1.0
    return max(0.0, 1 - sample / population)


def _around(mean: float, error: float, sample: int) -> Estimate:
    return Estimate(
        mean, max(0.0, mean - Z * error), min(100.0, mean + Z * error), sample
    )
