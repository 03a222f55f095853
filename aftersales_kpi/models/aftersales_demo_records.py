from odoo import api, models

from ..demo.records import DemoRecords


class AftersalesDemo(models.AbstractModel):
    _inherit = "aftersales.demo"

    @api.model
    def _load_records(self):
        """Steps, costs, parts and quality checks of the demo company, once."""
        if not self.env["aftersales.ticket.step"].search_count([], limit=1):
            DemoRecords(self.env).load()
