from odoo import fields, models

# Decisions that this form may do, whatever the client sends.
ACTIONS = [
    ("action_grant", "Grant"),
    ("action_decide", "Decide"),
    ("action_reject", "Reject"),
    ("action_revoke", "Revoke"),
]


class AftersalesOutcomeReason(models.TransientModel):
    """Asks for the reason of a decision about an outcome."""

    _name = "aftersales.outcome.reason"
    _description = "Reason of a Decision"

    outcome_id = fields.Many2one("aftersales.outcome", required=True)
    action = fields.Selection(ACTIONS, required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Decide, with this reason."""
        return getattr(self.outcome_id, self.action)(self.reason)
