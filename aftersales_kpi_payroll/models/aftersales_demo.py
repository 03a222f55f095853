from odoo import api, models

from ..demo.pay import DemoPay


class AftersalesDemo(models.AbstractModel):
    _inherit = "aftersales.demo"

    @api.model
    def _load_pay(self):
        """Pay the demo company's earlier months, once."""
        if not self.env["aftersales.bonus.plan"].search_count([], limit=1):
            DemoPay(self.env).load()
