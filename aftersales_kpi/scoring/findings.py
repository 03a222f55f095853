"""Who fulfils a rule for outcomes: streaks, averages, top shares, gains (R32–R34).

A history is what one subject's published totals were, period by period, oldest first,
with ``NO_DATA`` where a period has no total. The last one is the period judged.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .absent import NO_DATA, NoData
from .exact import refuse_floats
from .ranking import rank, top_share
from .rollup import PeriodScore, roll_up
from .streaks import BREAKS, streak

History = Sequence[Decimal | NoData]
Histories = Mapping[Hashable, History]


@dataclass(frozen=True)
class Finding:
    """That a subject fulfils a rule, and by what number."""

    # Length of the run, average, total at the end, or gain.
    value: Decimal
    # How many periods it rests on, counted back from the one judged.
    periods: int
    # Place in the ranking, where there is one.
    rank: int | None = None
    # Among how many.
    among: int | None = None

    __post_init__ = refuse_floats


def find_streaks(
    histories: Histories,
    limit: Decimal,
    length: int,
    above: bool = True,
    unscored: str = BREAKS,
) -> dict[Hashable, Finding]:
    """Who stayed ≥ (or, not ``above``, <) ``limit`` for ``length`` periods in a row.

    A longer run is found again after another ``length`` periods, not at each of them:
    six months are two times three. What a period without a total does to the run is
    said by ``unscored``; the period judged must have one.
    """
    runs = {
        key: streak(history, limit, above, unscored)
        for key, history in histories.items()
        if history and history[-1] is not NO_DATA
    }
    return {
        key: Finding(Decimal(run), length)
        for key, run in runs.items()
        if run and run % length == 0
    }


def averages(
    histories: Histories, minimum_periods: int = 1
) -> dict[Hashable, Decimal | NoData]:
    """Everybody's average at two decimals; ``NO_DATA`` with too few totals."""
    return {
        key: roll_up(map(PeriodScore, history), minimum_periods=minimum_periods).total
        for key, history in histories.items()
    }


def find_averages(
    histories: Histories, limit: Decimal, above: bool = True, minimum_periods: int = 1
) -> dict[Hashable, Finding]:
    """Whose average is ≥ (or <) ``limit``: 85.00 counts as ≥ 85."""
    return {
        key: Finding(average, _totals(histories[key]))
        for key, average in averages(histories, minimum_periods).items()
        if average is not NO_DATA and (average >= limit) == above
    }


def find_top(
    histories: Histories,
    share: Decimal,
    minimum_group: int = 1,
    minimum_periods: int = 1,
    lower_is_better: bool = False,
) -> dict[Hashable, Finding]:
    """The top ``share`` by average; ties with the last place are in (R33).

    Where ``lower_is_better``, as of minutes to the first answer, the lowest are on top.
    """
    known = averages(histories, minimum_periods)
    merits = {
        key: -average if lower_is_better and average is not NO_DATA else average
        for key, average in known.items()
    }
    ranks = rank(merits)
    return {
        key: Finding(known[key], _totals(histories[key]), ranks[key], len(ranks))
        for key in top_share(merits, share, minimum_group)
    }


def find_improvements(
    histories: Histories, gain: Decimal, length: int, lower_is_better: bool = False
) -> dict[Hashable, Finding]:
    """Who gained at least ``gain`` from ``length`` periods ago to the one judged.

    Where ``lower_is_better``, from 60 to 10 minutes are 50 gained. Both ends need a
    total: from nothing known nobody improves.
    """
    found = {}
    for key, history in histories.items():
        if len(history) <= length:
            continue
        before, now = history[-1 - length], history[-1]
        if NO_DATA in (before, now):
            continue
        gained = before - now if lower_is_better else now - before
        if gained >= gain:
            found[key] = Finding(gained, length + 1)
    return found


def _totals(history):
    return sum(total is not NO_DATA for total in history)
