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
        return [*super()._more_exceptions(), self._people_with_missing_parts()]

    @api.model
    def _people_with_missing_parts(self):
        return self._people_sql(
            "missing_parts",
            SQL(
                """
                SELECT card.cycle_id, card.company_id, card.name
                  FROM aftersales_scorecard AS card
                 WHERE card.is_current AND card.rollup_data IS NOT NULL
                   AND ((card.rollup_data #>> '{fields,absent}')::int > 0
                        OR card.rollup_data @>
                           '{"fields": {"parts": [
                               {"fields": {"total": {"kind": "NO_DATA"}}}
                           ]}}')
                """
            ),
        )

    def action_view(self):
        """Open what the exception is about: here the cards, with their parts."""
        if self.kind != "missing_parts":
            return super().action_view()
        return self.cycle_id.action_view_scorecards()
