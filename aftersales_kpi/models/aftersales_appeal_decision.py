from odoo import api, fields, models
from odoo.exceptions import UserError

# Moves that decide what is corrected.
VERDICTS = ("action_accept", "action_accept_partly", "action_reject")


class AftersalesAppealDecision(models.Model):
    """One move of an appeal, logged for good: who, when, why, and what it changed."""

    _name = "aftersales.appeal.decision"
    _description = "Decision about an Appeal"
    _order = "id"
    _log_access = False

    appeal_id = fields.Many2one(
        "aftersales.appeal",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(related="appeal_id.company_id", store=True)
    decided_on = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict", string="By"
    )
    action = fields.Selection("_selection_action", required=True, readonly=True)
    level = fields.Integer("Instance", readonly=True)
    state_from = fields.Char("From", readonly=True)
    state_to = fields.Char("To", readonly=True)
    reason = fields.Text(readonly=True)
    remedies = fields.Text(readonly=True, help="What was decided for each record.")

    @api.model
    def _selection_action(self):
        return [
            ("action_submit", self.env._("Sent")),
            ("action_hear", self.env._("Other person asked")),
            ("action_state", self.env._("Statement of the other person")),
            ("action_accept", self.env._("Accepted")),
            ("action_accept_partly", self.env._("Partly accepted")),
            ("action_reject", self.env._("Rejected")),
            ("action_escalate", self.env._("Taken to the last instance")),
            ("action_agree", self.env._("Decision accepted by the person")),
            ("action_withdraw", self.env._("Withdrawn")),
            ("_end_hearing", self.env._("No statement in time")),
            ("_escalate_overdue", self.env._("Escalated: not answered in time")),
            ("_close_unanswered", self.env._("Closed: not taken higher in time")),
        ]

    @api.model
    def _log(self, appeal, action, state_from, reason):
        """Append what `appeal` has just gone through."""
        items = appeal.item_ids if action in VERDICTS else None
        return super(AftersalesAppealDecision, self.sudo()).create(
            {
                "appeal_id": appeal.id,
                "decided_on": fields.Datetime.now(),
                "user_id": self.env.uid,
                "action": action,
                "level": appeal.level,
                "state_from": state_from,
                "state_to": appeal.state,
                "reason": reason,
                "remedies": items and items._summary(),
            }
        )

    def _is_verdict(self):
        return self.action in VERDICTS

    # --- Append-only --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Decisions are logged by the moves of an appeal."))

    def write(self, vals):
        raise UserError(self.env._("A logged decision is never changed."))

    def unlink(self):
        raise UserError(self.env._("A logged decision is never deleted."))
