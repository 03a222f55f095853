"""Periods in a row above or below a limit (R32)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .absent import NO_DATA, NoData

# What a period without a total does to a run.
BREAKS, SKIPS = UNSCORED = ("breaks", "skips")


def streak(
    totals: Iterable[Decimal | NoData],
    limit: Decimal,
    above: bool = True,
    unscored: str = BREAKS,
) -> int:
    """How many periods in a row, up to the last one, keep to ``limit``.

    ``totals`` are published totals of successive periods, oldest first, with
    ``NO_DATA`` where a period has none. ``above`` counts totals ≥ ``limit`` (85 counts
    as ≥ 85); otherwise totals < ``limit`` count (60 does not count as < 60). A period
    without a total ``"breaks"`` the run or is passed over (``"skips"``).
    """
    if unscored not in UNSCORED:
        raise ValueError(f"Unknown treatment of unscored periods {unscored!r}")
    run = 0
    for total in reversed(tuple(totals)):
        if total is NO_DATA and unscored == SKIPS:
            continue
        if total is NO_DATA or (total >= limit) != above:
            break
        run += 1
    return run
