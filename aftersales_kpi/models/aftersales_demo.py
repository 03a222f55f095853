from odoo import api, models

from ..demo.company import DemoCompany


class AftersalesDemo(models.AbstractModel):
    """Lets demo data call Python; does nothing unless demo data is installed."""

    _name = "aftersales.demo"
    _description = "Demo Company"

    @api.model
    def _load(self):
        """Build the demo company's history, once."""
        team = self.env.ref("aftersales_kpi.demo_team_hotline")
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
        if not tickets.search_count([("team_id", "=", team.id)], limit=1):
            DemoCompany(self.env).load()
