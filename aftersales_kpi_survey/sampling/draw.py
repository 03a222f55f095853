"""The draw: a frame, a design and a seed give a sample, always the same."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .allocation import allocate
from .designs import All, Fixed, Random, Stratified


@dataclass(frozen=True)
class Unit:
    """One customer who can be drawn."""

    id: int
    # Person or team that served; what a stratified sample is shared out by.
    stratum: str


def draw(frame: Iterable[Unit], design, seed: str) -> list[int]:
    """Ids of the units drawn, in ascending order.

    Each unit gets a number from the seed and its own id, and the lowest numbers win: no
    unit's fate depends on the order or on the presence of another, beyond the size.
    """
    units = sorted(set(frame), key=lambda unit: _lot(seed, unit.id))
    match design:
        case All():
            chosen = units
        case Random(share):
            chosen = units[: math.ceil(share * len(units))]
        case Fixed(size):
            chosen = units[:size]
        case Stratified(size, minimum):
            chosen = _from_each(units, size, minimum)
        case _:
            raise TypeError(f"not a sample design: {design!r}")
    return sorted(unit.id for unit in chosen)


def _from_each(units: list[Unit], size: int, minimum: int) -> list[Unit]:
    strata = defaultdict(list)
    for unit in units:
        strata[unit.stratum].append(unit)
    shares = allocate(
        {name: len(members) for name, members in strata.items()}, size, minimum
    )
    return [unit for name in strata for unit in strata[name][: shares[name]]]


def _lot(seed: str, unit_id: int) -> tuple[bytes, int]:
    """A number that nobody can foresee without the seed."""
    return hashlib.sha256(f"{seed}:{unit_id}".encode()).digest(), unit_id
