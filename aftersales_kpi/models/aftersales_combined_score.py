from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesCombinedScore(models.Model):
    """A person's total over several schemes of one period, weighted by their shares.

    Only people with more than one scorecard that counts in a period have one: who holds
    several posts. It is read from the scorecards, so a corrected card corrects it.
    """

    _name = "aftersales.combined.score"
    _description = "Combined Score"
    _auto = False
    _order = "date_from desc, score desc, id"
    _depends = {
        "aftersales.scorecard": [
            "score",
            "share",
            "state",
            "result",
            "is_current",
            "employee_id",
        ],
        "aftersales.cycle": ["date_from", "date_to", "scheme_id"],
    }

    employee_id = fields.Many2one("hr.employee", string="Person", readonly=True)
    user_id = fields.Many2one("res.users", string="Login", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    period = fields.Char(readonly=True)
    date_from = fields.Date(string="First Day", readonly=True)
    date_to = fields.Date(string="Last Day", readonly=True)
    card_count = fields.Integer(string="Scorecards", readonly=True)
    share = fields.Float(
        string="Shares Together",
        readonly=True,
        aggregator=None,
        digits=(16, 4),
        help="1 where the scorecards cover the person's whole work.",
    )
    score = fields.Float(
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="Totals weighted by their shares.",
    )
    is_published = fields.Boolean(
        string="Published", readonly=True, help="All of the scorecards are published."
    )
    card_ids = fields.Many2many(
        "aftersales.scorecard", compute="_compute_card_ids", compute_sudo=True
    )
    made_from = fields.Char(compute="_compute_card_ids", compute_sudo=True)
    card_data = fields.Json(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(card.id) AS id, card.employee_id, MIN(card.user_id) AS user_id,
                   card.company_id, MIN(cycle.name) AS period, cycle.date_from,
                   cycle.date_to, COUNT(*) AS card_count, SUM(card.share) AS share,
                   ROUND(SUM(card.score * card.share)
                         / NULLIF(SUM(card.share), 0), 2) AS score,
                   BOOL_AND(card.state IN ('published', 'final')) AS is_published,
                   JSONB_AGG(card.id ORDER BY card.id) AS card_data
              FROM aftersales_scorecard AS card
              JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
             WHERE card.is_current AND card.result = 'scored'
               AND card.employee_id IS NOT NULL AND card.state != 'voided'
               AND cycle.state != 'cancelled' AND card.share > 0
             GROUP BY card.employee_id, card.company_id, cycle.date_from, cycle.date_to
            HAVING COUNT(*) > 1
            """
        )

    @api.depends("card_data")
    @api.depends_context("lang")
    def _compute_card_ids(self):
        for combined in self:
            combined.card_ids = combined.card_data
            combined.made_from = " + ".join(
                f"{card.cycle_id.scheme_id.name}: {card.score:.2f} × "
                f"{round(100 * card.share, 2):g} %"
                for card in combined.card_ids
            )

    @api.depends("employee_id", "period")
    def _compute_display_name(self):
        for combined in self.sudo():  # portal users read no employees
            combined.display_name = f"{combined.employee_id.name} · {combined.period}"

    def action_view_cards(self):
        """Open the scorecards that it is made from."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_scorecard_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("id", "in", self.card_data)],
            "context": {},
        }
