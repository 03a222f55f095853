from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesCycleException(models.Model):
    """Scorecards that nobody can approve, or somebody else than the scheme says."""

    _inherit = "aftersales.cycle.exception"
    _depends = {
        "aftersales.cycle": ["approval_round"],
        "aftersales.cycle.approval": ["state", "is_stand_in", "round"],
    }

    kind = fields.Selection(
        selection_add=[
            ("approver", "Nobody is left who may approve"),
            ("stand_in", "Approved by somebody else than the scheme says"),
        ]
    )

    @api.model
    def _more_exceptions(self):
        without = SQL(
            """
            NOT EXISTS (
                SELECT FROM aftersales_cycle_approval_approver_rel AS approver
                 WHERE approver.aftersales_cycle_approval_id = part.id
            )
            """
        )
        return [
            *super()._more_exceptions(),
            self._parts_sql("approver", without),
            self._parts_sql("stand_in", SQL("part.is_stand_in AND NOT (%s)", without)),
        ]

    @api.model
    def _parts_sql(self, kind, condition):
        return SQL(
            """
            SELECT DISTINCT part.cycle_id, part.company_id, NULL::int AS criterion_id,
                   %(kind)s AS kind, card.name, NULL::int AS line_id,
                   NULL::int AS card_id
              FROM aftersales_cycle_approval AS part
              JOIN aftersales_cycle AS cycle
                ON cycle.id = part.cycle_id AND cycle.approval_round = part.round
              JOIN aftersales_cycle_approval_card_rel AS of_part
                ON of_part.aftersales_cycle_approval_id = part.id
              JOIN aftersales_scorecard AS card
                ON card.id = of_part.aftersales_scorecard_id
             WHERE part.state IN ('queued', 'waiting') AND cycle.state = 'scored'
               AND %(condition)s
            """,
            kind=kind,
            condition=condition,
        )

    def action_view(self):
        """Open what the exception is about: here the parts of the approval."""
        if self.kind not in ("approver", "stand_in"):
            return super().action_view()
        return self.cycle_id.action_view_approvals()
