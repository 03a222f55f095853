"""Sharing a sample out to strata: by size, with a minimum for each."""

from __future__ import annotations

from collections.abc import Mapping


def allocate(sizes: Mapping[str, int], size: int, minimum: int) -> dict[str, int]:
    """How many of each stratum are asked, given how many each has.

    First the minimum, or all of a small stratum; then the rest in proportion to what is
    left in each, by largest remainder, equal remainders in the order of the names.

    >>> allocate({"anna": 60, "ben": 30, "chen": 2}, size=20, minimum=4)
    {'anna': 11, 'ben': 7, 'chen': 2}
    """
    shares = {name: min(minimum, sizes[name]) for name in sorted(sizes)}
    left = {name: sizes[name] - shares[name] for name in shares}
    wanted = min(size, sum(sizes.values())) - sum(shares.values())
    if wanted <= 0:
        return shares
    total = sum(left.values())
    for name in shares:
        shares[name] += wanted * left[name] // total
    missing = wanted - sum(wanted * left[name] // total for name in left)
    by_remainder = sorted(left, key=lambda name: (-(wanted * left[name] % total), name))
    for name in by_remainder[:missing]:
        shares[name] += 1
    return shares
