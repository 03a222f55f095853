from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..payout import Limits, Plan, Proportional, Step, Table


class AftersalesBonusPlan(models.Model):
    """How a scheme's scores become money (R31, R71), per company and currency.

    What a plan says is frozen for a period when its bonuses are computed; changing it
    concerns the periods after.
    """

    _name = "aftersales.bonus.plan"
    _description = "Bonus Plan"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=10, help="Whom several plans are for, is paid by the first of them."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Bonuses in another currency are paid in the company's, at the rate of "
        "the last day of the period.",
    )
    scheme_id = fields.Many2one(
        "aftersales.scheme",
        required=True,
        check_company=True,
        domain="[('subject_type', '=', 'employee')]",
        tracking=True,
        help="The plan pays all versions of this scheme.",
    )
    scheme_code = fields.Char(related="scheme_id.code", store=True, index=True)
    valid_from = fields.Date(
        "First Period",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
        tracking=True,
        help="Periods that began earlier are not paid by this plan.",
    )
    department_ids = fields.Many2many("hr.department", string="Departments")
    job_ids = fields.Many2many("hr.job", string="Posts")
    method = fields.Selection(
        [("proportional", "Score ÷ 100"), ("table", "Coefficient table")],
        required=True,
        default="proportional",
        tracking=True,
    )
    step_ids = fields.One2many(
        "aftersales.bonus.step", "plan_id", "Coefficients", copy=True
    )
    distribution = fields.Selection(
        [("each", "To each person"), ("pool", "From a fixed pool")],
        required=True,
        default="each",
        tracking=True,
    )
    pool_amount = fields.Monetary(
        "Pool", tracking=True, help="Shared by coefficient × base, to the cent."
    )
    base_amount = fields.Monetary(
        "Base",
        tracking=True,
        help="What a whole period pays at 100 points, where neither the person, the "
        "contract nor the post has a base of its own.",
    )
    base_ids = fields.One2many(
        "aftersales.bonus.base", "plan_id", "Own Bases", copy=True
    )
    has_floor = fields.Boolean("At Least")
    floor_amount = fields.Monetary("Floor", tracking=True)
    has_cap = fields.Boolean("At Most")
    cap_amount = fields.Monetary("Cap", tracking=True)
    prorate = fields.Boolean(
        "By Days",
        default=True,
        help="Joiners, leavers and those whose base changed get their days of the "
        "period; otherwise everybody gets the last base in full.",
    )
    leave_type_ids = fields.Many2many(
        "hr.leave.type",
        string="Leave That Does Not Count",
        help="Whole days of these leaves are taken out of the days of the period.",
    )
    without_total = fields.Selection(
        [("none", "Nothing; a person decides"), ("base", "The base")],
        "Without a Score",
        required=True,
        default="none",
        help="What who has no total gets: served too few days, or nothing to score.",
    )
    payout_ids = fields.One2many("aftersales.bonus.payout", "plan_id", "Payouts")
    example = fields.Char(compute="_compute_example")

    _amounts_positive = models.Constraint(
        "CHECK (base_amount >= 0 AND pool_amount >= 0 AND floor_amount >= 0"
        " AND cap_amount >= 0)",
        "Base, pool, floor and cap cannot be below zero.",
    )

    @api.constrains("distribution", "has_floor", "pool_amount")
    def _check_pool(self):
        for plan in self.filtered(lambda one: one.distribution == "pool"):
            if plan.has_floor:
                raise ValidationError(
                    self.env._("A pool cannot promise a floor: take one of them out.")
                )
            if not plan.pool_amount:
                raise ValidationError(self.env._("Say how much the pool holds."))

    @api.constrains("has_floor", "has_cap", "floor_amount", "cap_amount")
    def _check_limits(self):
        for plan in self.filtered(lambda one: one.has_floor and one.has_cap):
            if plan.floor_amount > plan.cap_amount:
                raise ValidationError(self.env._("The floor lies above the cap."))

    @api.constrains("method", "step_ids")
    def _check_steps(self):
        for plan in self.filtered(lambda one: one.method == "table"):
            if not plan.step_ids:
                raise ValidationError(
                    self.env._("Fill the coefficient table, or pay score ÷ 100.")
                )

    @api.depends(
        "method",
        "distribution",
        "step_ids.score",
        "step_ids.coefficient",
        "base_amount",
        "currency_id",
    )
    @api.depends_context("lang")
    def _compute_example(self):
        for plan in self:
            plan.example = plan._example_text() if plan.base_amount else False

    def _example_text(self):
        """What 80 points pay, so that a typing error shows at once."""
        coefficient = self._rules().method.coefficient(Decimal(80))
        amount = self.currency_id.format(float(coefficient) * self.base_amount)
        base = self.currency_id.format(self.base_amount)
        if self.distribution == "pool":
            return self.env._(
                "A base of %(base)s at 80.00 points weighs %(amount)s when the pool is "
                "shared.",
                base=base,
                amount=amount,
            )
        return self.env._(
            "A base of %(base)s at 80.00 points pays %(amount)s.",
            base=base,
            amount=amount,
        )

    # --- From the record to the pure rules and back -------------------------------

    def _rules(self):
        self.ensure_one()
        return thawed_rules(self._frozen_rules())

    def _frozen_rules(self):
        """What a payout keeps of the plan, as JSON: numbers as text, exactly."""
        return {
            "method": self.method,
            "steps": [[str(s.score), str(s.coefficient)] for s in self.step_ids],
            "floor": str(self.floor_amount) if self.has_floor else None,
            "cap": str(self.cap_amount) if self.has_cap else None,
            "unit": str(self.currency_id.rounding),
        }

    # --- Whom it is for -----------------------------------------------------------

    @api.model
    def _of_cycle(self, cycle):
        """Plans that pay the cycle's scheme, the first to be asked first."""
        return self.search(
            [
                ("scheme_code", "=", cycle.scheme_id.code),
                ("company_id", "=", cycle.company_id.id),
                ("valid_from", "<=", cycle.date_from),
            ]
        )

    def _covered(self, cards):
        """Those of the scorecards whose persons, as of that period, the plan is for."""
        self.ensure_one()
        if self.job_ids:
            cards = cards.filtered(lambda card: card.job_id in self.job_ids)
        if self.department_ids:
            below = self.env["hr.department"].search(
                [("id", "child_of", self.department_ids.ids)]
            )
            cards = cards.filtered(lambda card: card.department_id in below)
        return cards

    def action_view_payouts(self):
        """Open what the plan paid, period by period."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi_payroll.aftersales_bonus_payout_action"
        )
        return {**action, "domain": [("plan_id", "=", self.id)], "context": {}}


def thawed_rules(frozen):
    """The pure rules of what a plan or a payout keeps."""
    if frozen["method"] == "table":
        method = Table(
            tuple(Step(Decimal(low), Decimal(times)) for low, times in frozen["steps"])
        )
    else:
        method = Proportional()
    limits = Limits(
        *(
            None if frozen[name] is None else Decimal(frozen[name])
            for name in ("floor", "cap")
        )
    )
    return Plan(method, limits, Decimal(frozen["unit"]))
