from odoo import fields, models


class AftersalesVoid(models.TransientModel):
    """Asks why a published scorecard is voided."""

    _name = "aftersales.void"
    _description = "Void a Scorecard"

    scorecard_id = fields.Many2one("aftersales.scorecard", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_apply(self):
        """Void the scorecard and tell its person."""
        self.ensure_one()
        return self.scorecard_id.action_void(self.reason)
