from odoo import api, fields, models


class AftersalesCycle(models.Model):
    """The results of a cycle in one line, and beside those of the period before."""

    _inherit = "aftersales.cycle"

    summary = fields.Html(compute="_compute_summary_line", sanitize=False)
    previous_id = fields.Many2one(
        "aftersales.cycle", compute="_compute_previous_id", string="Period Before"
    )

    @api.depends("scorecard_ids.score", "scorecard_ids.result")
    @api.depends_context("lang")
    def _compute_summary_line(self):
        for cycle in self:
            cards = cycle.scorecard_ids.filtered("is_current")
            cycle.summary = cards._summary_html() if cards else False

    @api.depends("date_from", "scheme_id", "company_id")
    def _compute_previous_id(self):
        for cycle in self:
            cycle.previous_id = cycle.search(
                [
                    ("company_id", "=", cycle.company_id.id),
                    ("scheme_id.code", "=", cycle.scheme_id.code),
                    ("date_to", "<", cycle.date_from),
                    ("state", "in", ("scored", "approved", "published", "closed")),
                ],
                order="date_to desc, id desc",
                limit=1,
            )

    def action_compare(self):
        """Open the totals of this period and of the one before, side by side."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_scorecard_action"
        )
        return {
            **action,
            "display_name": self.env._("Compare: %(cycle)s", cycle=self.display_name),
            "views": [(False, "pivot"), (False, "graph"), (False, "list")],
            "domain": [
                ("cycle_id", "in", (self | self.previous_id).ids),
                ("is_current", "=", True),
                ("result", "=", "scored"),
            ],
            "context": {},
        }
