from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..payout import Claim, Pool, Stint, pay, pay_from_pool, pay_pool
from .aftersales_bonus import GRANTED_STATES
from .aftersales_bonus_plan import thawed_rules

# Bonuses that nobody has approved yet: computing again replaces their amounts.
OPEN_STATES = ("draft", "held")


class AftersalesBonusPayout(models.Model):
    """A plan applied to a cycle: its rules as they were, and the bonuses it made.

    Made by itself when the cycle is published. Its rules and the rate of its pool stay,
    so that a correction years later is paid by the rules of that period.
    """

    _name = "aftersales.bonus.payout"
    _description = "Payout of a Period"
    _order = "date_to desc, id desc"

    plan_id = fields.Many2one(
        "aftersales.bonus.plan", required=True, ondelete="restrict", index=True
    )
    cycle_id = fields.Many2one(
        "aftersales.cycle", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one("res.currency", required=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    period = fields.Char(compute="_compute_period", compute_sudo=True)
    rules = fields.Json(readonly=True)
    pool_amount = fields.Monetary("Pool", readonly=True)
    pool_rest = fields.Char(
        readonly=True, help="What those below the cap shared, exactly."
    )
    pool_weight = fields.Char(
        readonly=True, help="Their coefficient × base in all, as an exact fraction."
    )
    bonus_ids = fields.One2many("aftersales.bonus", "payout_id", "Bonuses")
    bonus_count = fields.Integer(compute="_compute_totals")
    open_count = fields.Integer("To Approve", compute="_compute_totals")
    held_count = fields.Integer("Held", compute="_compute_totals")
    first_total = fields.Monetary("First Payout", compute="_compute_totals")
    correction_total = fields.Monetary("Corrections", compute="_compute_totals")
    overrun = fields.Monetary(
        compute="_compute_totals",
        help="What corrections and late scorecards cost beyond the pool.",
    )

    _once = models.UniqueIndex(
        "(plan_id, cycle_id)", "This plan already has a payout for this cycle."
    )

    @api.depends("cycle_id")
    @api.depends_context("lang")
    def _compute_period(self):
        for payout in self:
            payout.period = payout.cycle_id._period_label()

    @api.depends("plan_id.name", "cycle_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for payout in self.sudo():
            payout.display_name = f"{payout.plan_id.name} · {payout.period}"

    @api.depends("bonus_ids.amount", "bonus_ids.state", "bonus_ids.corrects_id")
    def _compute_totals(self):
        groups = self.env["aftersales.bonus"]._read_group(
            [("payout_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["payout_id", "state", "is_correction"],
            ["__count", "amount:sum"],
        )
        for payout in self:
            own = [group[1:] for group in groups if group[0] == payout]
            payout.bonus_count = sum(count for _state, _is, count, _sum in own)
            payout.open_count = sum(group[2] for group in own if group[0] == "draft")
            payout.held_count = sum(group[2] for group in own if group[0] == "held")
            payout.first_total = sum(group[3] for group in own if not group[1])
            payout.correction_total = sum(group[3] for group in own if group[1])
            paid = payout.first_total + payout.correction_total
            payout.overrun = max(0, paid - payout.pool_amount) * bool(
                payout.pool_amount
            )

    # --- Making bonuses -----------------------------------------------------------

    @api.model
    def _prepare_cycles(self, cycles):
        """Make the bonuses that published cycles lack; again changes nothing."""
        for cycle in cycles.sudo():
            cards = cycle.scorecard_ids.filtered(
                lambda card: card.is_current and card.employee_id and card.published_on
            )
            for plan in self.env["aftersales.bonus.plan"].sudo()._of_cycle(cycle):
                covered = plan._covered(cards)
                cards -= covered
                if covered:
                    self.sudo()._of(plan, cycle)._make_bonuses(covered)

    @api.model
    def _of(self, plan, cycle):
        """The payout of plan and cycle, made if need be with today's rules."""
        found = self.search([("plan_id", "=", plan.id), ("cycle_id", "=", cycle.id)])
        return found or self.create(
            {
                "plan_id": plan.id,
                "cycle_id": cycle.id,
                "company_id": cycle.company_id.id,
                "date_from": cycle.date_from,
                "date_to": cycle.date_to,
                **self._frozen_vals(plan),
            }
        )

    def _frozen_vals(self, plan):
        in_pool = plan.distribution == "pool"
        return {
            "currency_id": plan.currency_id.id,
            "rules": plan._frozen_rules(),
            "pool_amount": plan.pool_amount if in_pool else 0,
            "pool_rest": False,
            "pool_weight": False,
        }

    def _make_bonuses(self, cards):
        """A bonus for each person of the scorecards who has none for this period.

        A revision is paid as a difference, see aftersales_bonus_correction.py, and
        what a person cancelled is not made again.
        """
        self.ensure_one()
        bonuses = self.env["aftersales.bonus"]
        known = bonuses.search(
            [
                ("cycle_id", "=", self.cycle_id.id),
                ("employee_id", "in", cards.employee_id.ids),
                ("kind", "=", "kpi"),
                "|",
                ("state", "!=", "cancelled"),
                ("cancelled_by_id", "!=", False),
            ]
        ).employee_id
        cards = cards.filtered(
            lambda card: card.employee_id not in known and self._is_paid(card)
        )
        if not cards:
            return bonuses
        is_late = bool(self.pool_weight)
        made = bonuses._make(self._bonus_vals(cards))
        if is_late:
            self._share_again()
        return made

    def _is_paid(self, card):
        """Whether the card leads to an amount without somebody's decision."""
        if card.result == "scored":
            return True
        return card.result != "voided" and self.plan_id.without_total == "base"

    def _bonus_vals(self, cards):
        """Values of the cards' bonuses, by the frozen rules."""
        claims = self._claims(cards)
        return [
            self._one_bonus_vals(card, claims[card], paid)
            for card, paid in zip(
                cards, self._pay([claims[card] for card in cards]), strict=True
            )
        ]

    def _pay(self, claims):
        """What each of the claims gets; a pool is shared out by the first of them.

        As long as nobody got anything of it, the next ones share it.
        """
        plan = thawed_rules(self.rules)
        if not self.pool_amount:
            return [pay(plan, claim) for claim in claims]
        if self.pool_weight:
            return [pay_from_pool(plan, self._pool(), claim) for claim in claims]
        total = Decimal(str(self.currency_id.round(self.pool_amount)))
        paid, pool = pay_pool(plan, total, claims)
        if any(one.amount for one in paid):
            rate = {"pool_rest": str(pool.total), "pool_weight": str(pool.weight)}
            self.write(rate)
        return paid

    def _pool(self):
        return Pool(Decimal(self.pool_rest), Fraction(self.pool_weight))

    def _one_bonus_vals(self, card, claim, paid):
        return {
            "kind": "kpi",
            "payout_id": self.id,
            "scorecard_id": card.id,
            "employee_id": card.employee_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "share": card.share,
            "score": card.score if card.result == "scored" else 0,
            "has_score": card.result == "scored",
            "coefficient": float(paid.coefficient),
            "base_amount": float(paid.base),
            "counted_days": sum(stint.days for stint in claim.stints),
            "period_days": claim.period_days,
            "stints": [[str(stint.base), stint.days] for stint in claim.stints],
            "limit": paid.limit,
            "full_amount": float(paid.amount),
            "amount": float(paid.amount),
        }

    # --- What each person brings --------------------------------------------------

    def _claims(self, cards):
        """{scorecard: claim}, with a constant number of queries."""
        versions = self._versions(cards.employee_id)
        leaves = self._leaves(cards.employee_id)
        spans = self._served_spans(cards)
        bases = self._plan_bases()
        days = (self.date_to - self.date_from).days + 1
        return {
            card: Claim(
                card.id,
                # Without a total the base is paid, as at 100 points.
                Decimal(str(card.score if card.result == "scored" else 100)),
                tuple(
                    self._stints(
                        card,
                        spans[card],
                        versions[card.employee_id],
                        leaves[card.employee_id],
                        bases,
                    )
                ),
                days,
                # Who holds several posts is paid for each by its share.
                Decimal(str(card.share)),
            )
            for card in cards
        }

    def _versions(self, employees):
        """{employee: versions}, the oldest first."""
        found = self.env["hr.version"].search(
            [
                ("employee_id", "in", employees.ids),
                ("date_version", "<=", self.date_to),
            ],
            order="date_version",
        )
        versions = defaultdict(self.env["hr.version"].browse)
        for version in found:
            versions[version.employee_id] |= version
        return versions

    def _leaves(self, employees):
        """{employee: set of days on leave that does not count}; half days do count."""
        found = self.env["hr.leave"].search(
            [
                ("employee_id", "in", employees.ids),
                ("holiday_status_id", "in", self.plan_id.leave_type_ids.ids),
                ("state", "=", "validate"),
                ("request_unit_half", "=", False),
                ("request_unit_hours", "=", False),
                ("request_date_from", "<=", self.date_to),
                ("request_date_to", ">=", self.date_from),
            ]
        )
        leaves = defaultdict(set)
        for leave in found:
            length = (leave.request_date_to - leave.request_date_from).days + 1
            leaves[leave.employee_id] |= {
                leave.request_date_from + timedelta(days=day) for day in range(length)
            }
        return leaves

    def _plan_bases(self):
        """{person or post: base} of the plan."""
        return {
            line.employee_id or line.job_id: line.amount
            for line in self.plan_id.base_ids
        }

    def _served_spans(self, cards):
        """{scorecard: (first, last day) pairs served}, without the gaps in between."""
        served = {
            card: (card.served_from or self.date_from, card.served_to or self.date_to)
            for card in cards
        }
        with_gaps = cards.filtered(
            lambda card: (
                0 < card.served_days <= (served[card][1] - served[card][0]).days
            )
        )
        covered = {}
        if with_gaps:
            covered = self.cycle_id._served_spans(with_gaps.employee_id)
        return {
            card: (card in with_gaps and covered.get(card.employee_id.id)) or [whole]
            for card, whole in served.items()
        }

    def _stints(self, card, served, versions, leave_days, bases):
        """The days of the period that count, each with the base of its version."""
        spans = [
            span
            for first, last in served
            for span in self._version_spans(versions, first, last)
        ]
        if not self.plan_id.prorate:
            spans = [(versions[-1:], self.date_from, self.date_to)]
        for version, first, last in spans:
            days = {
                first + timedelta(days=day) for day in range((last - first).days + 1)
            }
            base = self._base(card, version, bases)
            yield Stint(Decimal(str(base)), len(days - leave_days))

    @staticmethod
    def _version_spans(versions, first_day, last_day):
        """(version, first, last day) inside the days served.

        The first version counts from ever on, as in scoring: a company that starts to
        use versions today knows nothing better about yesterday.
        """
        if not versions:
            yield versions, first_day, last_day
        starts = [first_day, *versions[1:].mapped("date_version")]
        ends = [start - timedelta(days=1) for start in starts[1:]] + [last_day]
        for version, start, end in zip(versions, starts, ends, strict=bool(versions)):
            first, last = max(start, first_day), min(end, last_day)
            if first <= last:
                yield version, first, last

    def _base(self, card, version, bases):
        """The person's own base, else the contract's, the post's, everybody's."""
        return (
            bases.get(card.employee_id)
            or version.kpi_bonus_base
            or bases.get(version.job_id)
            or self.plan_id.base_amount
        )

    # --- Buttons ------------------------------------------------------------------

    def action_compute(self):
        """Compute again what nobody has approved; approved bonuses stay."""
        self.env["aftersales.bonus"]._check_clerk()
        self.check_access("read")
        for payout in self.sudo():
            payout._compute_again()

    def _compute_again(self):
        if not self._granted():
            self.write(self._frozen_vals(self.plan_id))
        fresh = self._fresh()
        unpaid = fresh.filtered(lambda bonus: not self._is_paid(bonus.scorecard_id))
        unpaid._move("_supersede")
        self._compute_fresh(fresh - unpaid)
        self._prepare_cycles(self.cycle_id)

    def _share_again(self):
        """Share a pool anew among all, as long as nobody's share is granted."""
        if self.pool_amount and not self._granted():
            self.write({"pool_rest": False, "pool_weight": False})
            self._compute_fresh(self._fresh())

    def _granted(self):
        return self.bonus_ids.filtered(lambda bonus: bonus.state in GRANTED_STATES)

    def _fresh(self):
        """Open bonuses of those who were granted nothing yet: worth all they show."""
        granted = self._granted().employee_id
        return self.bonus_ids.filtered(
            lambda bonus: (
                bonus.state in OPEN_STATES and bonus.employee_id not in granted
            )
        )

    def _compute_fresh(self, fresh):
        by_card = {bonus.scorecard_id.id: bonus for bonus in fresh}
        for vals in self._bonus_vals(fresh.scorecard_id):
            by_card[vals["scorecard_id"]]._set(vals)

    def action_approve(self):
        """Approve all bonuses of the payout that wait for it."""
        drafts = self.bonus_ids.filtered(lambda bonus: bonus.state == "draft")
        if not drafts:
            raise UserError(self.env._("Nothing waits for approval here."))
        drafts.action_approve()

    def action_view_bonuses(self):
        """Open the bonuses."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi_payroll.aftersales_bonus_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("payout_id", "=", self.id)],
            "context": {},
        }
