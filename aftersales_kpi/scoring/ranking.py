"""Ranks and top shares, on published totals."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Mapping
from decimal import Decimal

from .absent import NO_DATA, NoData
from .statistics import Interval


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


def rank_within(
    scores: Mapping[Hashable, Decimal | NoData], ranges: Mapping[Hashable, Interval]
) -> dict[Hashable, int]:
    """Ranks in which chance separates nobody: 1, 1, 3 where two overlap (R64).

    From the top: who leads a group shares the rank with all whose range overlaps the
    leader's, down to the first whose range does not; that one leads the next group.
    Somebody without a range has the total alone. Equal totals share a rank always.
    """
    known = _known(scores)
    descending = sorted(known, key=lambda one: known[one], reverse=True)
    ranks, leader = {}, None
    for number, key in enumerate(descending):
        before = descending[number - 1] if number else None
        if number and (
            known[key] == known[before]
            or _range(key, known, ranges).overlaps(_range(leader, known, ranges))
        ):
            ranks[key] = ranks[before]
        else:
            ranks[key], leader = number + 1, key
    return ranks


def _range(key, scores, ranges):
    return ranges.get(key) or Interval(scores[key], scores[key])


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
