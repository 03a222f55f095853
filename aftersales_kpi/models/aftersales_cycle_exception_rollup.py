from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesCycleException(models.Model):
    """People of a longer period who lack a total in one of the shorter ones."""

    _inherit = "aftersales.cycle.exception"
    _depends = {"aftersales.scorecard": ["rollup_data"]}

    kind = fields.Selection(
        selection_add=[("missing_parts", "Shorter periods without a total")]
    )

    @api.model
    def _more_exceptions(self):
        missing = SQL(
            """
            ((card.rollup_data #>> '{fields,absent}')::int > 0
             OR card.rollup_data @>
                '{"fields": {"parts": [{"fields": {"total": {"kind": "NO_DATA"}}}]}}')
            """
        )
        return [
            *super()._more_exceptions(),
            self._exceptional_cards("missing_parts", missing),
        ]

    def action_view(self):
        """Open what the exception is about: here the cards, with their parts."""
        if self.kind != "missing_parts":
            return super().action_view()
        return self.cycle_id.action_view_scorecards()
