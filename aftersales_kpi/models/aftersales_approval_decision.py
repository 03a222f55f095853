from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesApprovalDecision(models.Model):
    """One word of an approver, logged for good: whose, by whom, when and why."""

    _name = "aftersales.approval.decision"
    _description = "Decision about an Approval"
    _order = "id"
    _log_access = False

    approval_id = fields.Many2one(
        "aftersales.cycle.approval",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    cycle_id = fields.Many2one(related="approval_id.cycle_id", store=True, index=True)
    company_id = fields.Many2one(related="approval_id.company_id", store=True)
    decided_on = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="In the Name of",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    by_id = fields.Many2one(
        "res.users",
        string="Decided By",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    decision = fields.Selection(
        [("approved", "Approved"), ("returned", "Returned")],
        required=True,
        readonly=True,
    )
    note = fields.Text(readonly=True)

    @api.model
    def _log(self, part, users, decision, note):
        """Append what was decided about a part, in the name of each of the users."""
        return super(AftersalesApprovalDecision, self.sudo()).create(
            [
                {
                    "approval_id": part.id,
                    "decided_on": fields.Datetime.now(),
                    "user_id": user.id,
                    "by_id": self.env.uid,
                    "decision": decision,
                    "note": note,
                }
                for user in users
            ]
        )

    # --- Append-only --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Decisions are logged by the approvers' buttons."))

    def write(self, vals):
        raise UserError(self.env._("A logged decision is never changed."))

    def unlink(self):
        raise UserError(self.env._("A logged decision is never deleted."))
