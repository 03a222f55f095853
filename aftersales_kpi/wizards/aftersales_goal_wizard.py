from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.aftersales_goal_change import CHANGEABLE_FIELDS
from ..models.aftersales_goal_workflow import TRANSITIONS

# The moves that this asks the reason for.
ACTIONS = [
    ("action_send_back", "Send back"),
    ("action_propose_change", "Propose a change"),
    ("action_decline_change", "Decline the change"),
    ("action_reopen", "Take the evaluation back"),
    ("action_cancel", "Cancel the goal"),
]


class AftersalesGoalWizard(models.TransientModel):
    """Asks for the reason of a move of a goal, and for what a change shall change."""

    _name = "aftersales.goal.wizard"
    _description = "Move a Goal with a Reason"

    goal_id = fields.Many2one("aftersales.goal", required=True, readonly=True)
    action = fields.Selection(ACTIONS, required=True, readonly=True)
    reason = fields.Text(required=True)
    measure = fields.Selection(related="goal_id.measure", string="Measure of the Goal")
    name = fields.Char()
    target_value = fields.Float(digits=(16, 4), string="Target")
    weight = fields.Float(digits=(16, 2))
    date_to = fields.Date(string="Last Day")

    @api.model
    def default_get(self, fields_list):
        """Begin with what is agreed."""
        values = super().default_get(fields_list)
        goal = self.env["aftersales.goal"].browse(values.get("goal_id")).exists()
        return {
            **{name: goal[name] for name in CHANGEABLE_FIELDS if goal},
            **values,
        }

    def action_apply(self):
        """Make the move."""
        self.ensure_one()
        if not TRANSITIONS[self.action].needs_reason:
            raise UserError(self.env._("This needs no reason; use the button for it."))
        if self.action == "action_propose_change":
            values = {name: self[name] for name in CHANGEABLE_FIELDS}
            return self.goal_id.action_propose_change(values, self.reason)
        return getattr(self.goal_id, self.action)(self.reason)
