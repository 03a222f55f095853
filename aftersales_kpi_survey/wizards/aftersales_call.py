from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesCall(models.TransientModel):
    """How a call ended that did not become an interview."""

    _name = "aftersales.call"
    _description = "Outcome of a Call"

    interview_id = fields.Many2one("aftersales.phone.interview", required=True)
    outcome = fields.Selection(
        [
            ("no_answer", "Nobody answered"),
            ("again", "Call again at …"),
            ("refused", "Does not want to be interviewed"),
        ],
        required=True,
        default="no_answer",
    )
    call_on = fields.Datetime("Call Again On")
    note = fields.Char()

    def action_apply(self):
        """Record the call."""
        self.ensure_one()
        if self.outcome == "again" and not self.call_on:
            raise UserError(self.env._("Say when the customer wants to be called."))
        self.interview_id._record(self.outcome, self.call_on, self.note)
        return {"type": "ir.actions.act_window_close"}
