"""The aggregates of indicators, as pure functions over rows of the ledger.

They recompute a frozen line from its evidence and are the reference for the SQL that
computes whole companies at once. Ratios keep numerator and denominator to the last, so
that months and teams aggregate again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from . import statistics
from .absent import NO_DATA, NoData
from .exact import ONE, ZERO, refuse_floats


@dataclass(frozen=True)
class Row:
    """One observation."""

    # In base units: seconds, cents, counts.
    numerator: Decimal
    # 1 for plain quantities, the scale's maximum for ratings.
    denominator: Decimal = ONE
    # Who the customer is, for distinct customers; None where unknown.
    customer_key: str | None = None

    __post_init__ = refuse_floats

    @property
    def value(self) -> Decimal:
        """The row's own quotient: 4 of 5 is 0.8."""
        return self.numerator / self.denominator


@dataclass(frozen=True)
class Aggregated:
    """The value of an indicator with the parts that it was made of."""

    # In the indicator's unit.
    value: Decimal | NoData
    # Σ of the upper part; None where the aggregate is no quotient (median …).
    numerator: Decimal | None = None
    # Σ or count of the lower part; None where there is none.
    denominator: Decimal | None = None
    # Records that the value rests on.
    sample_size: int = 0


def aggregate(
    name: str,
    rows: Iterable[Row],
    base_rows: Iterable[Row] | None = None,
    scale: Decimal = ONE,
    divisor: Decimal = ONE,
) -> Aggregated:
    """The indicator ``name`` (a key of AGGREGATES) over the rows of its numerator kind.

    ``base_rows`` are the rows of the denominator kind, where the indicator has one.
    ``scale`` and ``divisor`` turn the result into the indicator's unit: 100 and 1 for
    per cent, 1 and 60 for minutes from seconds. They are two numbers because 1/60 has
    no end: 600 seconds must be exactly 10 minutes, on the edge of a band.
    An unknown name raises ``ValueError``.
    """
    if name not in AGGREGATES:
        raise ValueError(f"Unknown aggregate {name!r}")
    base = None if base_rows is None else tuple(base_rows)
    return AGGREGATES[name](tuple(rows), base, Fraction(scale) / Fraction(divisor))


def ratio_of_sums(rows, base, scale) -> Aggregated:
    """Σ numerator ÷ Σ denominator; rows without a base carry their own denominator."""
    base = rows if base is None else base
    upper = sum((row.numerator for row in rows), ZERO)
    lower = sum((row.denominator for row in base), ZERO)
    return _quotient(upper, lower, len(base), scale)


def ratio_of_counts(rows, base, scale) -> Aggregated:
    """Rows ÷ rows of the base: the share of ratings that are good (R13).

    Without a base there is nothing to divide by: ``ValueError``.
    """
    if base is None:
        raise ValueError("A share of rows needs the rows of its denominator")
    return _quotient(Decimal(len(rows)), Decimal(len(base)), len(base), scale)


def distinct_customers_ratio(rows, base, scale) -> Aggregated:
    """Distinct customers of the rows ÷ distinct customers of the base (R01).

    Rows without a customer are not counted, as in SQL's count(DISTINCT …). Without a
    base there is nothing to divide by: ``ValueError``.
    """
    if base is None:
        raise ValueError("A share of customers needs the rows of its denominator")
    upper, lower = _customers(rows), _customers(base)
    return _quotient(Decimal(upper), Decimal(lower), lower, scale)


def mean(rows, base, scale) -> Aggregated:
    """Σ of the rows' quotients ÷ their number: 4 of 5 and 5 of 5 are 0.9."""
    values = _values(rows)
    return _quotient(sum(values, ZERO), Decimal(len(values)), len(values), scale)


def median(rows, base, scale) -> Aggregated:
    """The median of the rows' quotients."""
    return _statistic(statistics.median, rows, scale)


def percentile_90(rows, base, scale) -> Aggregated:
    """The 90th percentile of the rows' quotients."""
    return _statistic(statistics.percentile_90, rows, scale)


def total(rows, base, scale) -> Aggregated:
    """Σ numerator; see ``_quantity`` for when there is none."""
    return _quantity(sum((row.numerator for row in rows), ZERO), rows, base, scale)


def count(rows, base, scale) -> Aggregated:
    """The number of rows; see ``_quantity`` for when there are none."""
    return _quantity(Decimal(len(rows)), rows, base, scale)


AGGREGATES = {
    "ratio_of_sums": ratio_of_sums,
    "ratio_of_counts": ratio_of_counts,
    "mean": mean,
    "median": median,
    "percentile_90": percentile_90,
    "sum": total,
    "count": count,
    "distinct_customers_ratio": distinct_customers_ratio,
}


def _quotient(upper, lower, size, scale):
    value = _scaled(upper, scale, lower) if lower else NO_DATA
    return Aggregated(value, upper, lower, size)


def _scaled(number, scale, lower=ONE):
    # One division at the end, exact wherever the answer has an end.
    return number * scale.numerator / (lower * scale.denominator)


def _quantity(number, rows, base, scale):
    """A plain quantity.

    Without any row it is NO_DATA, because nobody knows whether nothing happened or
    nothing was recorded. A denominator kind says that: where it has rows, the person
    was at work, and no row is a true zero resting on the rows of the base.
    """
    present = rows if base is None else base
    if not present:
        return Aggregated(NO_DATA)
    return Aggregated(_scaled(number, scale), number, None, len(present))


def _statistic(function, rows, scale):
    values = _values(rows)
    if not values:
        return Aggregated(NO_DATA)
    return Aggregated(_scaled(function(values), scale), sample_size=len(values))


def _values(rows: Sequence[Row]) -> list[Decimal]:
    return [row.value for row in rows if row.denominator]


def _customers(rows):
    return len({row.customer_key for row in rows if row.customer_key is not None})
