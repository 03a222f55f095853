from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.aftersales_cycle_approval_workflow import REASONED as OF_APPROVALS
from ..models.aftersales_cycle_workflow import REASONED as OF_CYCLES

# Moves that ask for a reason; the wizard calls nothing else.
REASONED = {
    "aftersales.cycle": OF_CYCLES,
    "aftersales.cycle.approval": OF_APPROVALS,
    "aftersales.cycle.exception": {"action_accept"},
}


class AftersalesReason(models.TransientModel):
    """Asks why, before a move that has to be explained."""

    _name = "aftersales.reason"
    _description = "Reason of a Move"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(required=True, readonly=True)
    move = fields.Char(required=True, readonly=True)
    reason = fields.Text(required=True)

    @api.model
    def _ask(self, records, move):
        """The window that asks; pressing its button does the move."""
        approves = move == "action_approve"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Your Note") if approves else self.env._("Say Why"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": records._name,
                "default_res_ids": records.ids,
                "default_move": move,
            },
        }

    def action_apply(self):
        """Do the move, in the rights of whoever pressed the button."""
        self.ensure_one()
        if not self._is_move():
            raise UserError(self.env._("This is not done with a reason."))
        records = self.env[self.res_model].browse(self.res_ids)
        getattr(records, self.move)(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _is_move(self):
        """Whether it is a move that asks for words, or one of a table of moves."""
        if self.move in REASONED.get(self.res_model, ()):
            return True
        moves = getattr(self.env.get(self.res_model), "_transitions", {})
        return self.move.startswith("action_") and self.move in moves
