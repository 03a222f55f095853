from odoo import api, models

from ..demo.methods import DemoMethods


class AftersalesDemo(models.AbstractModel):
    _inherit = "aftersales.demo"

    @api.model
    def _load_methods(self):
        """Give the demo company a strategy, its teams scorecards, and goals, once."""
        DemoMethods(self.env).load()
