"""Scoring: from measured values to points, cards, ranks and periods.

The package needs nothing but the standard library, so it is tried, tested and read
without Odoo. All numbers are ``Decimal``; nothing known is ``NO_DATA``, never zero.
"""

from .absent import NO_DATA, Failed, NoData, add_up, is_number
from .aggregate import AGGREGATES, Aggregated, Row, aggregate
from .brief import brief, shorten
from .curves import (
    Award,
    Band,
    Bands,
    Curve,
    Deduction,
    Level,
    Levels,
    Linear,
    Step,
    TargetRatio,
)
from .exact import round_half_up
from .findings import (
    Finding,
    averages,
    find_averages,
    find_improvements,
    find_streaks,
    find_top,
)
from .outlook import Outlook, Progress, half_way, look_ahead
from .period import Period, midnight, period_of, utc_bounds
from .phrase import Phrase, plain, quantity, say, shown
from .ranking import rank, rank_within, top_share
from .rollup import (
    Part,
    PeriodScore,
    RollUp,
    RollUpRule,
    roll_up,
    rolled_up_card,
    weighted_average,
)
from .scorecard import Card, Criterion, Critical, Line, Measure, score
from .shrinkage import Sample, shrink, team_records
from .snapshot import freeze, thaw
from .statistics import (
    Interval,
    correlation,
    fences,
    mean,
    mean_interval,
    median,
    outliers,
    percentile,
    percentile_90,
    wilson,
)
from .streaks import streak
from .trial import (
    Shift,
    decisive,
    histogram,
    points_by_importance,
    sensitivity,
    weighted_totals,
)
from .uncertainty import Records, total_range, value_interval
from .validation import Issue, SchemeSpec, issues
from .worktime import OutOfTable, Timetable

__all__ = [
    "AGGREGATES",
    "NO_DATA",
    "Aggregated",
    "Award",
    "Band",
    "Bands",
    "Card",
    "Criterion",
    "Critical",
    "Curve",
    "Deduction",
    "Failed",
    "Finding",
    "Interval",
    "Issue",
    "Level",
    "Levels",
    "Line",
    "Linear",
    "Measure",
    "NoData",
    "OutOfTable",
    "Outlook",
    "Part",
    "Period",
    "PeriodScore",
    "Phrase",
    "Progress",
    "Records",
    "RollUp",
    "RollUpRule",
    "Row",
    "Sample",
    "SchemeSpec",
    "Shift",
    "Step",
    "Timetable",
    "add_up",
    "aggregate",
    "averages",
    "brief",
    "correlation",
    "decisive",
    "fences",
    "find_averages",
    "find_improvements",
    "find_streaks",
    "find_top",
    "freeze",
    "half_way",
    "histogram",
    "is_number",
    "issues",
    "look_ahead",
    "mean",
    "mean_interval",
    "median",
    "midnight",
    "outliers",
    "percentile",
    "percentile_90",
    "period_of",
    "plain",
    "points_by_importance",
    "quantity",
    "rank",
    "rank_within",
    "roll_up",
    "rolled_up_card",
    "round_half_up",
    "say",
    "score",
    "sensitivity",
    "shorten",
    "shown",
    "shrink",
    "streak",
    "team_records",
    "thaw",
    "top_share",
    "total_range",
    "utc_bounds",
    "value_interval",
    "weighted_average",
    "weighted_totals",
    "wilson",
]
