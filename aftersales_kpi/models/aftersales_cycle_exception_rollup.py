from odoo import api, fields, models
from odoo.tools import SQL

from .aftersales_cycle_rollup import SUPERSEDED_PART


class AftersalesCycleException(models.Model):
    """People of a longer period: a shorter one lacks a total, or was corrected."""

    _inherit = "aftersales.cycle.exception"
    _depends = {"aftersales.scorecard": ["rollup_data", "is_current"]}

    kind = fields.Selection(
        selection_add=[
            ("missing_parts", "Shorter periods without a total"),
            ("superseded_part", "Rests on a corrected scorecard: score again"),
        ]
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
            self._exceptional_cards(
                "superseded_part", SUPERSEDED_PART, ("scored", "approved")
            ),
        ]

    def action_view(self):
        """Open what the exception is about: here the cards, with their parts."""
        if self.kind not in ("missing_parts", "superseded_part"):
            return super().action_view()
        return self.cycle_id.action_view_scorecards()
