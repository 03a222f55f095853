from odoo import api, models

from ..demo.interview import DemoInterview


class AftersalesDemo(models.AbstractModel):
    _inherit = "aftersales.demo"

    @api.model
    def _load_interviews(self):
        """Let the demo company's people talk about their results, once."""
        DemoInterview(self.env).load()
