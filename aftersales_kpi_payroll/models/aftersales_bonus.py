from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_round, format_date

# The code of the salary rule and of the payslip's input that pays each kind.
CODES = {"kpi": "KPIBONUS", "award": "KPIAWARD", "deduction": "KPIDEDUCT"}
# Approved once and not taken back since: what has been or will be paid.
GRANTED_STATES = ("approved", "on_slip", "paid", "reversed")


class AftersalesBonus(models.Model):
    """An amount that one scorecard, or one award, brings to one person, once (R70).

    Nobody writes it by hand: amounts come from payouts, corrections and awards, the
    state from the moves in aftersales_bonus_workflow.py.
    """

    _name = "aftersales.bonus"
    _description = "Bonus"
    _inherit = ["aftersales.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, employee_name, id desc"
    _rec_name = "employee_name"

    kind = fields.Selection(
        [("kpi", "KPI bonus"), ("award", "Award"), ("deduction", "Deduction")],
        required=True,
        readonly=True,
    )
    payout_id = fields.Many2one(
        "aftersales.bonus.payout", readonly=True, ondelete="restrict", index=True
    )
    plan_id = fields.Many2one(related="payout_id.plan_id", store=True, index=True)
    cycle_id = fields.Many2one(related="payout_id.cycle_id", store=True)
    scorecard_id = fields.Many2one(
        "aftersales.scorecard", readonly=True, ondelete="restrict", index=True
    )
    outcome_id = fields.Many2one(
        "aftersales.outcome",
        "Award or Deduction",
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, readonly=True, ondelete="restrict"
    )
    employee_name = fields.Char(
        related="employee_id.name", store=True, string="Name of the Person"
    )
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index=True, string="User"
    )
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    date_from = fields.Date("Period From", required=True, readonly=True)
    date_to = fields.Date("Period To", required=True, readonly=True, index=True)
    pay_from = fields.Date(
        "Payable From",
        readonly=True,
        help="It goes to the first open payslip that ends on or after this day.",
    )

    # How it came about.
    has_score = fields.Boolean(readonly=True)
    score = fields.Float(digits=(16, 2), readonly=True, aggregator="avg")
    share = fields.Float(
        digits=(16, 4),
        default=1,
        readonly=True,
        aggregator=None,
        help="What this scorecard counts among those of several posts; the base is "
        "multiplied with it.",
    )
    coefficient = fields.Float(digits=(16, 4), readonly=True, aggregator="avg")
    base_amount = fields.Monetary(
        "Base of the Days Counted", readonly=True, aggregator=None
    )
    stints = fields.Json(readonly=True)
    counted_days = fields.Integer(readonly=True, aggregator=None)
    period_days = fields.Integer(readonly=True, aggregator=None)
    limit = fields.Selection(
        [("floor", "Raised to the floor"), ("cap", "Cut at the cap")], readonly=True
    )
    full_amount = fields.Monetary(
        "Amount in All",
        readonly=True,
        aggregator=None,
        help="What the scorecard is worth; a correction pays the difference to before.",
    )
    reason = fields.Text(readonly=True)

    # What is paid.
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    pay_amount = fields.Monetary(
        "To Be Paid",
        currency_field="company_currency_id",
        readonly=True,
        help="In the company's currency, at the rate of the period's last day.",
    )
    state = fields.Selection(
        [
            ("draft", "To Approve"),
            ("held", "Held"),
            ("approved", "Approved"),
            ("on_slip", "On Payslip"),
            ("paid", "Paid"),
            ("reversed", "Reversed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
    )
    approved_by_id = fields.Many2one("res.users", "Approved By", readonly=True)
    approved_on = fields.Datetime(readonly=True)
    cancelled_by_id = fields.Many2one(
        "res.users",
        "Cancelled By",
        readonly=True,
        help="Nobody, where a correction of the scorecard replaced it.",
    )
    held_by_appeal = fields.Boolean(
        readonly=True, help="It goes on by itself when the appeal ends."
    )
    posting_ids = fields.One2many(
        "aftersales.bonus.posting", "bonus_id", "On Payslips", readonly=True
    )
    payslip_id = fields.Many2one(
        "hr.payslip", "Payslip", compute="_compute_payslip_id", compute_sudo=True
    )

    # Corrections are bonuses of their own, linked both ways (R72).
    corrects_id = fields.Many2one(
        "aftersales.bonus", "Corrects", readonly=True, ondelete="restrict", index=True
    )
    correction_ids = fields.One2many(
        "aftersales.bonus", "corrects_id", "Corrected By", readonly=True
    )
    is_correction = fields.Boolean(
        compute="_compute_is_correction", store=True, string="Correction"
    )
    has_left = fields.Boolean(compute="_compute_has_left", search="_search_has_left")

    _scorecard_once = models.UniqueIndex(
        "(scorecard_id, kind) WHERE scorecard_id IS NOT NULL AND state != 'cancelled'",
        "There is already a bonus of this kind for this scorecard.",
    )
    _outcome_once = models.UniqueIndex(
        "(outcome_id, employee_id)"
        " WHERE outcome_id IS NOT NULL AND corrects_id IS NULL"
        " AND state != 'cancelled'",
        "There is already a bonus of this person for this award.",
    )
    # Whatever card it was made for: revisions are paid as differences.
    _first_once = models.UniqueIndex(
        "(cycle_id, employee_id) WHERE kind = 'kpi' AND cycle_id IS NOT NULL"
        " AND corrects_id IS NULL AND state != 'cancelled'",
        "This person already has a bonus for this period.",
    )
    _payable = models.Index("(employee_id, company_id) WHERE state = 'approved'")

    @api.depends("kind", "employee_name", "date_from", "date_to", "is_correction")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for bonus in self.sudo():
            what = self.env._("Correction") if bonus.is_correction else None
            period = bonus.payout_id.period
            parts = [labels.get(bonus.kind), what, period, bonus.employee_name]
            bonus.display_name = " · ".join(filter(None, parts))

    @api.depends("corrects_id")
    def _compute_is_correction(self):
        for bonus in self:
            bonus.is_correction = bool(bonus.corrects_id)

    @api.depends("posting_ids.released_on")
    def _compute_payslip_id(self):
        for bonus in self:
            active = bonus.posting_ids.filtered(lambda one: not one.released_on)
            bonus.payslip_id = active.payslip_id

    @api.depends("employee_id.active", "employee_id.departure_date")
    def _compute_has_left(self):
        left = self.sudo().filtered_domain(self._left_domain())
        for bonus in self:
            bonus.has_left = bonus in left

    def _search_has_left(self, operator, value):
        if operator != "in":
            return NotImplemented
        left = self.sudo().search(self._left_domain())
        return [("id", "in" if True in value else "not in", left.ids)]

    @api.model
    def _left_domain(self):
        today = fields.Date.context_today(self)
        return [
            "|",
            ("employee_id.active", "=", False),
            ("employee_id.departure_date", "<", today),
        ]

    # --- Making -------------------------------------------------------------------

    @api.model
    def _make(self, vals_list):
        """Create bonuses, from code only: nobody may create one by hand."""
        silent = {"tracking_disable": True, "mail_create_nolog": True}
        bonuses = self.sudo().with_context(**silent).create(vals_list)
        bonuses._set_derived()
        bonuses._hold_appealed()
        return bonuses.with_context(tracking_disable=False, mail_create_nolog=False)

    def _set_derived(self):
        """What follows from the rest: department, pay day, company's currency."""
        for bonus in self:
            bonus._set(
                {
                    "department_id": bonus.scorecard_id.department_id.id
                    or bonus.employee_id.department_id.id,
                    "pay_from": bonus._earliest_slip_end(),
                    "pay_amount": bonus._in_company_currency(),
                }
            )

    def _in_company_currency(self):
        """What a payslip can pay: it may have fewer decimals than the currency."""
        amount = self.currency_id._convert(
            self.amount, self.company_id.currency_id, self.company_id, self.date_to
        )
        digits = self.env["decimal.precision"].precision_get("Payroll")
        return float_round(amount, precision_digits=digits)

    def _set(self, vals):
        """Write past the guard of write(), which keeps amounts out of other hands."""
        result = super().write(vals)
        if "amount" in vals and "pay_amount" not in vals:
            for bonus in self:
                super(AftersalesBonus, bonus).write(
                    {"pay_amount": bonus._in_company_currency()}
                )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A bonus is never deleted. Cancel it."))

    # --- How it came about --------------------------------------------------------

    def _statement(self):
        """The personal statement: (what, how much) rows, in the reader's language."""
        self.ensure_one()
        bonus = self.sudo()
        money = bonus.currency_id.format
        rows = []
        if bonus.payout_id:
            rows += bonus._statement_of_score(money)
        if bonus.is_correction:
            before = bonus.full_amount - bonus.amount
            rows.append((self.env._("Amount in all"), money(bonus.full_amount)))
            rows.append((self.env._("Already granted before"), money(-before)))
        if bonus._reason():
            rows.append((self.env._("Reason"), bonus._reason()))
        if bonus.currency_id != bonus.company_id.currency_id:
            paid = bonus.company_id.currency_id.format(bonus.pay_amount)
            rows.append((self.env._("Paid in the company's currency"), paid))
        elif bonus.currency_id.compare_amounts(bonus.amount, bonus.pay_amount):
            rows.append(
                (self.env._("Paid, as payslips round"), money(bonus.pay_amount))
            )
        return rows

    def _statement_of_score(self, money):
        days = [
            (
                self.env._(
                    "Base for %(days)s of %(all)s days", days=days, all=self.period_days
                ),
                money(float(base)),
            )
            for base, days in self.stints or []
        ]
        if self.has_score:
            score = f"{self.score:.2f}"
        else:
            score = self.env._("none: the base is paid")
        if self.share != 1:
            days.insert(0, (self.env._("Share of this post"), f"{self.share:.2%}"))
        rows = [
            *days,
            (self.env._("Score"), score),
            (self.env._("Coefficient"), f"{self.coefficient:.4f}"),
        ]
        if self.payout_id.pool_amount:
            pool = money(self.payout_id.pool_amount)
            rows.append((self.env._("Share of the pool of %s", pool), self._share()))
        if self.limit:
            labels = dict(self._fields["limit"]._description_selection(self.env))
            rows.append((labels[self.limit], money(self.full_amount)))
        return rows

    def _reason(self):
        """Why it is paid; an award's title stands there in the reader's language."""
        if self.outcome_id and not self.is_correction and self.state != "cancelled":
            return self.outcome_id.title or self.outcome_id.rule_id.name
        return self.reason

    def _share(self):
        return f"{100 * self.full_amount / self.payout_id.pool_amount:.2f} %"

    def _portal_period(self):
        """What it is for, in a word: the period, the award's title, or the day."""
        return (
            self.payout_id.period
            or self.outcome_id.title
            or format_date(self.env, self.date_to)
        )

    def _code(self):
        """The code of the salary rule and of the payslip's input that pay it."""
        return CODES[self.kind]

    # --- Buttons ------------------------------------------------------------------

    def action_view_scorecard(self):
        """Open the scorecard that it comes from."""
        return self.scorecard_id._get_records_action()

    def action_view_payslip(self):
        """Open the payslip that it is on."""
        self.check_access("read")
        return self.payslip_id._get_records_action()

    def action_view_corrected(self):
        """Open the bonus that this one corrects."""
        return self.corrects_id._get_records_action()
