"""What a plan pays: to one person, from a pool, and after a correction."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .claim import Claim
from .coefficient import Proportional, Table
from .money import ONE_CENT, quantized, to_unit
from .split import split


@dataclass(frozen=True)
class Limits:
    """The least and the most that a whole period pays; ``None`` is no limit.

    They shrink with the days that count, as the base does.
    """

    floor: Decimal | None = None
    cap: Decimal | None = None

    def __post_init__(self):
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise ValueError("The floor lies above the cap.")


@dataclass(frozen=True)
class Plan:
    """How a score becomes money."""

    method: Proportional | Table
    limits: Limits = Limits()
    # The smallest amount of the currency.
    unit: Decimal = ONE_CENT


@dataclass(frozen=True)
class Paid:
    """What one person gets, and how it came about."""

    key: Hashable
    # Rounded to the currency's unit.
    amount: Decimal
    coefficient: Fraction
    # Base of the days that count.
    base: Fraction
    # "floor" or "cap" where one of them decided, else None.
    limit: str | None = None


@dataclass(frozen=True)
class Pool:
    """A pool that was shared out: later corrections are paid at the same rate."""

    total: Decimal
    # Σ coefficient × base at the first payout.
    weight: Fraction


def pay(plan: Plan, claim: Claim) -> Paid:
    """Base × coefficient of one person, within the limits: 1000 at 80 is 800.00."""
    coefficient = plan.method.coefficient(claim.score)
    return _limited(plan, claim, coefficient, claim.base * coefficient)


def pay_pool(
    plan: Plan, total: Decimal, claims: Sequence[Claim]
) -> tuple[list[Paid], Pool]:
    """Share ``total`` by coefficient × base; the shares sum exactly to it.

    Who would get more than the cap gets the cap, and the rest is shared among the
    others; when all stand at the cap, what is left stays in the pool. Where nobody has
    a weight, nothing is paid. A pool has no floor: it could not be kept.
    """
    if plan.limits.floor is not None:
        raise ValueError("A pool cannot promise a floor.")
    weights = [weight(plan, claim) for claim in claims]
    capped = _capped_places(plan, total, claims, weights)
    open_places = [place for place in range(len(claims)) if place not in capped]
    rest = total - sum(capped.values(), Decimal(0))
    shares = split(rest, [weights[place] for place in open_places], plan.unit)
    amounts = {**capped, **dict(zip(open_places, shares, strict=True))}
    paid = [
        Paid(
            claim.key,
            amounts[place],
            plan.method.coefficient(claim.score),
            claim.base,
            "cap" if place in capped else None,
        )
        for place, claim in enumerate(claims)
    ]
    # The rate of those below the cap: what a point more would have brought them.
    return paid, Pool(rest, sum((weights[place] for place in open_places), Fraction(0)))


def pay_from_pool(plan: Plan, pool: Pool, claim: Claim) -> Paid:
    """One person's share at the rate of a pool that was shared out before.

    It changes nobody else's share: a correction upwards goes beyond the pool.
    """
    share = (
        weight(plan, claim) * Fraction(pool.total) / pool.weight
        if pool.weight
        else Fraction(0)
    )
    return _limited(plan, claim, plan.method.coefficient(claim.score), share)


def weight(plan: Plan, claim: Claim) -> Fraction:
    """Coefficient × base: what a person's share of a pool is in proportion to."""
    return plan.method.coefficient(claim.score) * claim.base


def _limited(plan, claim, coefficient, amount):
    limit = None
    floor, cap = (
        None if bound is None else Fraction(bound) * claim.presence
        for bound in (plan.limits.floor, plan.limits.cap)
    )
    if floor is not None and amount < floor:
        amount, limit = floor, "floor"
    if cap is not None and amount > cap:
        amount, limit = cap, "cap"
    rounded = quantized(to_unit(amount, plan.unit), plan.unit)
    return Paid(claim.key, rounded, coefficient, claim.base, limit)


def _capped_places(plan, total, claims, weights):
    """{place: cap} of those who would get more than their cap, found step by step."""
    if plan.limits.cap is None:
        return {}
    caps = [
        # rounded down: a rounded cap is still a cap
        int(Fraction(plan.limits.cap) * claim.presence / Fraction(plan.unit))
        * plan.unit
        for claim in claims
    ]
    capped = {}
    while True:
        rest = Fraction(total) - sum(map(Fraction, capped.values()), Fraction(0))
        whole = sum(
            (weights[place] for place in range(len(claims)) if place not in capped),
            Fraction(0),
        )
        over = {
            place: quantized(caps[place], plan.unit)
            for place in range(len(claims))
            if place not in capped
            and whole
            and rest * weights[place] / whole > Fraction(caps[place])
        }
        if not over:
            return capped
        capped.update(over)
