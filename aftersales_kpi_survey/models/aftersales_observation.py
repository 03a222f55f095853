from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class AftersalesObservation(models.Model):
    _inherit = "aftersales.observation"

    @api.model
    def _about_records(self, records):
        """Domain of the facts that come from these records."""
        return Domain("res_model", "=", records._name) & Domain(
            "res_id", "in", records.ids
        )

    @api.model
    def _forget_answers(self, answers):
        """Cut what leads from facts to those who answered; the numbers stay."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_observation
                   SET partner_id = NULL, ticket_id = NULL, customer_key = NULL
                 WHERE res_model = 'survey.user_input' AND res_id = ANY(%s)
                """,
                answers.ids,
            )
        )
        self.invalidate_model(["partner_id", "ticket_id", "customer_key"])
