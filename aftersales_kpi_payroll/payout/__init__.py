"""Payout: from a score to an amount of money (R31, R71).

The package needs nothing but the standard library, so it is tried, tested and read
without Odoo. Money is ``Decimal`` and exact fractions in between; it is rounded once,
at the end, to the unit of its currency.
"""

from .claim import Claim, Stint, worked_base
from .coefficient import Proportional, Step, Table
from .money import ONE_CENT, to_unit
from .plan import Limits, Paid, Plan, Pool, pay, pay_from_pool, pay_pool
from .split import split

__all__ = [
    "ONE_CENT",
    "Claim",
    "Limits",
    "Paid",
    "Plan",
    "Pool",
    "Proportional",
    "Step",
    "Stint",
    "Table",
    "pay",
    "pay_from_pool",
    "pay_pool",
    "split",
    "to_unit",
    "worked_base",
]
