from odoo import api, fields, models
from odoo.tools import SQL

from .aftersales_pay_month import month_id

# How many names a row shows before it says how many more there are.
SHOWN_NAMES = 3


class AftersalesPayException(models.Model):
    """What to look at before a month is paid, one row for all people alike."""

    _name = "aftersales.pay.exception"
    _description = "Exception of a Month to Pay"
    _auto = False
    _order = "kind, id"

    month_id = fields.Many2one("aftersales.pay.month", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(
        [
            ("a_no_bonus", "Published, but without a bonus"),
            ("b_held", "Held"),
            ("c_left", "Has left, not paid yet"),
            ("d_waiting", "Approved, but on no payslip"),
            ("e_negative", "To be taken back"),
        ],
        "What",
        readonly=True,
    )
    people = fields.Integer(readonly=True)
    names = fields.Char(readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    total = fields.Monetary(readonly=True)
    bonus_ids = fields.Json(readonly=True)
    card_ids = fields.Json(readonly=True)
    who = fields.Char(compute="_compute_who")

    # An id is its month and kind: what somebody looks at stays what it is, whatever
    # others do meanwhile.
    @property
    def _table_query(self):
        return SQL(
            """
            SELECT month_id::bigint * 10 + ASCII(kind) - ASCII('a') AS id, month_id,
                   company_id, kind, COUNT(*) AS people,
                   ARRAY_TO_STRING((ARRAY_AGG(name ORDER BY name))[:%(shown)s], ', ')
                       AS names,
                   SUM(amount) AS total, JSONB_AGG(bonus_id) AS bonus_ids,
                   JSONB_AGG(card_id) AS card_ids
              FROM (%(no_bonus)s UNION ALL %(bonuses)s) AS exception
             GROUP BY month_id, company_id, kind
            """,
            shown=SHOWN_NAMES,
            no_bonus=self._no_bonus_sql(),
            bonuses=SQL(" UNION ALL ").join(
                self._bonus_sql(kind, condition)
                for kind, condition in self._conditions().items()
            ),
        )

    @api.model
    def _conditions(self):
        """{kind: condition on a bonus and its employee's last version}."""
        left = SQL(
            "(NOT employee.active"
            " OR COALESCE(version.departure_date < CURRENT_DATE, FALSE))"
        )
        open_ = SQL("bonus.state IN ('draft', 'held', 'approved')")
        return {
            "b_held": SQL("bonus.state = 'held'"),
            "c_left": SQL("%s AND %s", left, open_),
            "d_waiting": SQL("bonus.state = 'approved' AND NOT %s", left),
            "e_negative": SQL("bonus.amount < 0 AND %s", open_),
        }

    @api.model
    def _bonus_sql(self, kind, condition):
        return SQL(
            """
            SELECT %(month)s AS month_id, bonus.company_id, %(kind)s AS kind,
                   bonus.employee_name AS name, bonus.pay_amount AS amount,
                   bonus.id AS bonus_id, NULL::int AS card_id
              FROM aftersales_bonus AS bonus
              JOIN hr_employee AS employee ON employee.id = bonus.employee_id
              LEFT JOIN hr_version AS version
                ON version.id = employee.current_version_id
             WHERE %(condition)s
            """,
            month=month_id(SQL("bonus.company_id"), SQL("bonus.date_to")),
            kind=kind,
            condition=condition,
        )

    @api.model
    def _no_bonus_sql(self):
        """Published cards of paid schemes that led to no bonus: a person decides."""
        return SQL(
            """
            SELECT %(month)s AS month_id, cycle.company_id, 'a_no_bonus' AS kind,
                   card.name, NULL::numeric AS amount, NULL::int AS bonus_id,
                   card.id AS card_id
              FROM aftersales_cycle AS cycle
              JOIN aftersales_scorecard AS card
                ON card.cycle_id = cycle.id AND card.is_current
             WHERE card.employee_id IS NOT NULL AND card.published_on IS NOT NULL
               AND card.state != 'voided'
               AND EXISTS (SELECT FROM aftersales_bonus_payout AS payout
                            WHERE payout.cycle_id = cycle.id)
               AND NOT EXISTS (
                   SELECT FROM aftersales_bonus AS bonus
                     JOIN aftersales_bonus_payout AS payout
                       ON payout.id = bonus.payout_id
                    WHERE payout.cycle_id = cycle.id
                      AND bonus.employee_id = card.employee_id)
            """,
            month=month_id(SQL("cycle.company_id"), SQL("cycle.date_to")),
        )

    @api.depends("people", "names")
    @api.depends_context("lang")
    def _compute_who(self):
        for exception in self:
            more = exception.people - SHOWN_NAMES
            exception.who = (
                self.env._(
                    "%(names)s and %(count)s more", names=exception.names, count=more
                )
                if more > 0
                else exception.names
            )

    def action_view(self):
        """Open what the row is about."""
        self.ensure_one()
        if self.kind == "a_no_bonus":
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "aftersales_kpi.aftersales_scorecard_action"
            )
            ids = self.card_ids
        else:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "aftersales_kpi_payroll.aftersales_bonus_action"
            )
            ids = self.bonus_ids
        return {**action, "domain": [("id", "in", ids)], "context": {}}
