"""Sharing a sum so that the parts make up the whole, to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .money import ONE_CENT, quantized, whole_units


def split(
    total: Decimal, weights: Sequence[Fraction], unit: Decimal = ONE_CENT
) -> list[Decimal]:
    """``total`` in proportion to ``weights``, by the largest remainder.

    Everybody gets the whole units of the exact share; the units left over go to the
    largest fractions. Among equal fractions the larger weight comes first, then the
    order given. The parts sum exactly to ``total``; without any weight all are zero.
    """
    whole = sum(weights, Fraction(0))
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("Neither the sum nor a weight can be below zero.")
    if not whole:
        return [quantized(Decimal(0), unit) for _weight in weights]
    units = whole_units(total, unit)
    if units * unit != total:
        raise ValueError(f"{total} is not a multiple of {unit}.")
    exact = [units * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(
        range(len(weights)),
        key=lambda place: (parts[place] - exact[place], -weights[place], place),
    )
    for place in by_remainder[: units - sum(parts)]:
        parts[place] += 1
    return [quantized(part * unit, unit) for part in parts]
