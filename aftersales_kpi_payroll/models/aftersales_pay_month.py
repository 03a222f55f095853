from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import babel_locale_parse

from .aftersales_bonus_appeal import OPEN_APPEALS
from .aftersales_bonus_workflow import CLERK

# Room for the months of each company: id = company × MONTHS + number of the month.
MONTHS = 100_000


def month_id(company, date):
    """SQL of a month's number, the same for every table that is joined by it."""
    return SQL(
        "%s * %s + (EXTRACT(YEAR FROM %s) * 12 + EXTRACT(MONTH FROM %s) - 1)::int",
        company,
        MONTHS,
        date,
        date,
    )


class AftersalesPayMonth(models.Model):
    """Closing a month with pay on one screen: scorecards, appeals, bonuses, payslips.

    A month is that in which the scored period ended; its figures are queries, nothing
    is stored.
    """

    _name = "aftersales.pay.month"
    _description = "Month to Pay"
    _auto = False
    _order = "date_from desc, company_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date("Month", readonly=True)
    card_count = fields.Integer("Scorecards", readonly=True)
    published_count = fields.Integer("Published", readonly=True)
    appeal_count = fields.Integer("Open Appeals", readonly=True)
    draft_count = fields.Integer("To Approve", readonly=True)
    draft_total = fields.Monetary("Sum to Approve", readonly=True)
    held_count = fields.Integer("Held", readonly=True)
    held_total = fields.Monetary("Sum Held", readonly=True)
    approved_count = fields.Integer("Approved, on No Payslip", readonly=True)
    approved_total = fields.Monetary("Sum on No Payslip", readonly=True)
    slip_count = fields.Integer("On Payslips", readonly=True)
    slip_total = fields.Monetary("Sum on Payslips", readonly=True)
    paid_count = fields.Integer("Paid", readonly=True)
    paid_total = fields.Monetary("Sum Paid", readonly=True)
    exception_ids = fields.One2many(
        "aftersales.pay.exception", "month_id", "Needs You", readonly=True
    )
    payout_ids = fields.Many2many(
        "aftersales.bonus.payout", compute="_compute_payout_ids", string="Payouts"
    )
    has_open_slips = fields.Boolean(compute="_compute_has_open_slips")

    @property
    def _table_query(self):
        return SQL(
            """
            WITH card AS (%(cards)s), bonus AS (%(bonuses)s)
            SELECT month AS id, company_id, date_from,
                   COALESCE(card_count, 0) AS card_count,
                   COALESCE(published_count, 0) AS published_count,
                   COALESCE(appeal_count, 0) AS appeal_count,
                   %(sums)s
              FROM card FULL JOIN bonus USING (month, company_id, date_from)
            """,
            cards=self._cards_sql(),
            bonuses=self._bonuses_sql(),
            sums=SQL(", ").join(
                SQL("COALESCE(%(name)s, 0) AS %(name)s", name=SQL.identifier(name))
                for kind in ("draft", "held", "approved", "slip", "paid")
                for name in (f"{kind}_count", f"{kind}_total")
            ),
        )

    @api.model
    def _cards_sql(self):
        return SQL(
            """
            SELECT %(month)s AS month, cycle.company_id,
                   DATE_TRUNC('month', cycle.date_to)::date AS date_from,
                   COUNT(card.id) AS card_count,
                   COUNT(card.id) FILTER (WHERE card.published_on IS NOT NULL)
                       AS published_count,
                   COUNT(card.id) FILTER (WHERE EXISTS (
                       SELECT FROM aftersales_appeal AS appeal
                        WHERE appeal.cycle_id = card.cycle_id
                          AND appeal.employee_id = card.employee_id
                          AND (appeal.state IN
                                   ('submitted', 'hearing', 'heard', 'escalated')
                               OR appeal.state IN ('partly', 'rejected')
                                  AND appeal.level = 1))) AS appeal_count
              FROM aftersales_cycle AS cycle
              JOIN aftersales_scorecard AS card
                ON card.cycle_id = cycle.id AND card.is_current
               AND card.employee_id IS NOT NULL
             WHERE cycle.state != 'cancelled'
               AND EXISTS (SELECT FROM aftersales_bonus_plan AS plan
                             JOIN aftersales_scheme AS scheme
                               ON scheme.id = cycle.scheme_id
                              AND scheme.code = plan.scheme_code
                            WHERE plan.company_id = cycle.company_id
                              AND plan.valid_from <= cycle.date_from)
             GROUP BY 1, 2, 3
            """,
            month=month_id(SQL("cycle.company_id"), SQL("cycle.date_to")),
        )

    @api.model
    def _bonuses_sql(self):
        return SQL(
            """
            SELECT %(month)s AS month, company_id,
                   DATE_TRUNC('month', date_to)::date AS date_from,
                   %(sums)s
              FROM aftersales_bonus GROUP BY 1, 2, 3
            """,
            month=month_id(SQL("company_id"), SQL("date_to")),
            sums=SQL(", ").join(
                SQL(
                    "COUNT(*) FILTER (WHERE state IN %(states)s) AS %(count)s, "
                    "SUM(pay_amount) FILTER (WHERE state IN %(states)s) AS %(total)s",
                    states=states,
                    count=SQL.identifier(f"{kind}_count"),
                    total=SQL.identifier(f"{kind}_total"),
                )
                for kind, states in (
                    ("draft", ("draft",)),
                    ("held", ("held",)),
                    ("approved", ("approved",)),
                    ("slip", ("on_slip",)),
                    ("paid", ("paid", "reversed")),
                )
            ),
        )

    @api.depends("date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        locale = babel_locale_parse(self.env.lang or "en_US")
        for month in self:
            month.display_name = (
                format_skeleton("yMMMM", month.date_from, locale=locale)
                if month.date_from
                else False
            )

    def _compute_payout_ids(self):
        for month in self:
            month.payout_ids = self.env["aftersales.bonus.payout"].search(
                month._period_domain()
            )

    def _compute_has_open_slips(self):
        for month in self:
            month.has_open_slips = bool(month._open_slips())

    # --- What belongs to the month ----------------------------------------------------

    def _period_domain(self):
        last = fields.Date.end_of(self.date_from, "month")
        return [
            ("company_id", "=", self.company_id.id),
            ("date_to", ">=", self.date_from),
            ("date_to", "<=", last),
        ]

    def _bonuses(self, *states):
        return self.env["aftersales.bonus"].search(
            [*self._period_domain(), ("state", "in", states)]
        )

    def _open_slips(self):
        """Open payslips of those whose bonuses wait for one."""
        return self.env["hr.payslip"].search(
            [
                ("employee_id", "in", self._bonuses("approved").employee_id.ids),
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("draft", "verify")),
                ("credit_note", "=", False),
            ]
        )

    # --- Buttons ----------------------------------------------------------------------

    def action_prepare(self):
        """Make the bonuses that published scorecards still lack."""
        self._check_clerk()
        cycles = (
            self.env["aftersales.cycle"]
            .sudo()
            .search([*self._period_domain(), ("state", "in", ("published", "closed"))])
        )
        self.env["aftersales.bonus.payout"].sudo()._prepare_cycles(cycles)

    def action_approve(self):
        """Approve everything that waits for it."""
        drafts = self._bonuses("draft")
        if not drafts:
            raise UserError(self.env._("Nothing waits for approval here."))
        drafts.action_approve()

    def action_fill(self):
        """Compute the open payslips of those whose bonuses wait for one."""
        self._check_clerk()
        slips = self._open_slips()
        if not slips:
            raise UserError(
                self.env._("There is no open payslip of these people; make a batch.")
            )
        slips.compute_sheet()

    def action_confirm(self):
        """Confirm the payslips that bring this month's bonuses."""
        self._check_clerk()
        for slip in self._bonuses("on_slip").payslip_id:
            slip.with_env(self.env).action_payslip_done()

    def action_reconcile(self):
        """Compare what was approved with what payslips paid and what is open."""
        rows = self.env["aftersales.bonus"].reconcile(self.company_id.ids)
        wrong = [row for row in rows if row["people"]]
        misgranted = [row for row in rows if row["misgranted"]]
        money = self.currency_id.format
        if wrong:
            people = self.env["hr.employee"].browse(wrong[0]["people"])
            message = self.env._(
                "The payslips of these people do not pay what their bonuses say: %s",
                ", ".join(people.mapped("name")),
            )
        elif misgranted:
            people = self.env["hr.employee"].browse(misgranted[0]["misgranted"])
            message = self.env._(
                "The bonuses of these people for one period are not together what "
                "their scorecard is worth; open them and cancel what is too much: %s",
                ", ".join(people.mapped("name")),
            )
        else:
            row = rows[0] if rows else {"approved": 0, "paid": 0, "open": 0}
            message = self.env._(
                "Approved %(approved)s = paid %(paid)s + open %(open)s, over all "
                "months and every person.",
                approved=money(row["approved"]),
                paid=money(row["paid"]),
                open=money(row["open"]),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Bonuses and payslips compared"),
                "message": message,
                "type": "danger" if wrong or misgranted else "success",
                "sticky": True,
            },
        }

    def action_export(self):
        """Download the month's bonuses as a workbook."""
        report = self.env.ref("aftersales_kpi_payroll.aftersales_pay_month_xlsx")
        return report.report_action(self)

    def action_view_cards(self):
        """Open the scorecards that are paid."""
        return self._view(
            "aftersales_kpi.aftersales_scorecard_action", self._paid_cards()
        )

    def action_view_appeals(self):
        """Open the appeals that are not at their end."""
        appeals = self.env["aftersales.appeal"].search(
            [("cycle_id", "in", self._paid_cards().cycle_id.ids), *OPEN_APPEALS]
        )
        return self._view("aftersales_kpi.aftersales_appeal_action", appeals)

    def _view(self, action, records):
        action = self.env["ir.actions.act_window"]._for_xml_id(action)
        return {**action, "domain": [("id", "in", records.ids)], "context": {}}

    def _paid_cards(self):
        """The current scorecards of those periods that end in the month."""
        cards = self.env["aftersales.scorecard"].search(
            [
                *self._period_domain(),
                ("is_current", "=", True),
                ("employee_id", "!=", False),
                ("cycle_id.state", "!=", "cancelled"),
            ]
        )
        plans = self.env["aftersales.bonus.plan"].sudo()
        paid = cards.cycle_id.filtered(lambda cycle: plans._of_cycle(cycle))
        return cards.filtered(lambda card: card.cycle_id in paid)

    def action_view_drafts(self):
        """Open what waits for approval."""
        return self._view_bonuses("draft")

    def action_view_held(self):
        """Open what is held."""
        return self._view_bonuses("held")

    def action_view_approved(self):
        """Open what is approved and on no payslip."""
        return self._view_bonuses("approved")

    def action_view_on_slip(self):
        """Open what is on payslips that are not confirmed."""
        return self._view_bonuses("on_slip")

    def action_view_paid(self):
        """Open what is paid."""
        return self._view_bonuses("paid", "reversed")

    def _view_bonuses(self, *states):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi_payroll.aftersales_bonus_action"
        )
        domain = [*self._period_domain(), ("state", "in", states)]
        return {**action, "domain": domain, "context": {}}

    def _check_clerk(self):
        self.env["aftersales.bonus"]._check_group(CLERK)
