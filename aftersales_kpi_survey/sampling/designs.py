"""How a sample is taken from the population."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class All:
    """Everybody is asked."""


@dataclass(frozen=True)
class Random:
    """Each customer has the same chance; a share of all is asked."""

    # Of one: 0.2 asks a fifth.
    share: float

    def __post_init__(self):
        if not 0 < self.share <= 1:
            raise ValueError(f"a share lies above 0 and up to 1, not {self.share}")


@dataclass(frozen=True)
class Fixed:
    """So many, each with the same chance."""

    # Customers; all, where there are fewer.
    size: int

    def __post_init__(self):
        if self.size < 1:
            raise ValueError(f"a sample has at least one customer, not {self.size}")


@dataclass(frozen=True)
class Stratified:
    """So many, shared out to the strata by their size, but nobody left out."""

    # Customers in all; more, where the minimum of the strata needs more.
    size: int
    # In each stratum at least; all, where it has fewer.
    minimum: int

    def __post_init__(self):
        if self.size < 1 or self.minimum < 0:
            raise ValueError(f"not a design: {self}")
