"""Ranks and top shares, on published totals."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Mapping
from decimal import Decimal

from .absent import NO_DATA, NoData


def rank(scores: Mapping[Hashable, Decimal | NoData]) -> dict[Hashable, int]:
    """Competition ranks 1, 2, 2, 4 by published total, the highest first (R33).

    Equal totals share a rank. A subject without a total has no rank and no key here.
    """
    known = _known(scores)
    ascending = sorted(known.values())
    return {
        key: 1 + len(ascending) - bisect_right(ascending, total)
        for key, total in known.items()
    }


def top_share(
    scores: Mapping[Hashable, Decimal | NoData],
    share: Decimal,
    minimum_group: int = 1,
) -> set[Hashable]:
    """The subjects in the top ``share`` (``Decimal("0.10")``) of the ranking (R33).

    The number of places is the share of the subjects with a total, rounded down, but
    at least one. Subjects who tie with the last place are in: nothing but the total
    may choose between them. A group smaller than ``minimum_group`` has no top: among
    four people, one tenth means nothing.
    """
    ranks = rank(scores)
    if not ranks or len(ranks) < minimum_group:
        return set()
    places = max(1, int(len(ranks) * share))
    return {key for key, place in ranks.items() if place <= places}


def _known(scores):
    return {key: total for key, total in scores.items() if total is not NO_DATA}
