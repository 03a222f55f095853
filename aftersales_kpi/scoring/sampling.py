"""Drawing at random so that anybody can draw the same again."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from random import Random


def draw(
    found: Mapping[int, Iterable[int]], size: int, seed: int
) -> dict[int, list[int]]:
    """``size`` records of every person, or all where there are fewer.

    The same people, records and seed give the same draw, in whatever order they come;
    one person's records change nobody else's draw.
    """
    return {
        person: sorted(_sample(records, size, f"{seed}:{person}"))
        for person, records in sorted(found.items())
    }


def assign(
    excluded: Mapping[int, Collection[Hashable]], checkers: Iterable[int], seed: int
) -> dict[int, int]:
    """A checker for each record, never one of those ``excluded`` from it.

    The least busy one each time, chance among equals.  Records that nobody may check
    are missing in the answer.
    """
    chance = Random(f"{seed}:checkers")
    load = dict.fromkeys(sorted(set(checkers)), 0)
    assigned = {}
    for record in sorted(excluded):
        able = [one for one in load if one not in excluded[record]]
        if not able:
            continue
        least = min(load[one] for one in able)
        chosen = chance.choice([one for one in able if load[one] == least])
        load[chosen] += 1
        assigned[record] = chosen
    return assigned


def _sample(records, size, seed):
    ordered = sorted(records)
    return Random(seed).sample(ordered, min(size, len(ordered)))
