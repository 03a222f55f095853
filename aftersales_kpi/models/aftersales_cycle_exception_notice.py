from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesCycleException(models.Model):
    """People who were not told that their scorecard is published."""

    _inherit = "aftersales.cycle.exception"
    _depends = {"aftersales.scorecard": ["notice", "state", "is_current"]}

    kind = fields.Selection(
        selection_add=[("unreachable", "Not told: no login or no e-mail")]
    )

    @api.model
    def _more_exceptions(self):
        return [
            *super()._more_exceptions(),
            SQL(
                """
                SELECT card.cycle_id, card.company_id, NULL::int AS criterion_id,
                       'unreachable' AS kind, card.name, NULL::int AS line_id,
                       card.id AS card_id
                  FROM aftersales_scorecard AS card
                  JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
                 WHERE card.notice = 'unreachable' AND card.is_current
                   AND cycle.state = 'published'
                """
            ),
        ]

    def action_notify_again(self):
        """Tell them now, where they have a login and an e-mail by now."""
        self.ensure_one()
        self.env["aftersales.scorecard"].browse(self.card_ids).action_notify_again()
