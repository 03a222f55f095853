from odoo import api, models

from ..demo.questionnaires import DemoQuestionnaires
from ..demo.surveys import DemoSurveys


class AftersalesDemo(models.AbstractModel):
    _inherit = "aftersales.demo"

    @api.model
    def _load_questionnaires(self):
        """Let the demo company's customers answer, once."""
        DemoQuestionnaires(self.env).load()

    @api.model
    def _load_surveys(self):
        """Campaign, calls, visits and test of the demo company, once."""
        DemoSurveys(self.env).load()
