from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesGoalMilestone(models.Model):
    """A step on the way to a goal; reaching it is a matter of yes or no."""

    _name = "aftersales.goal.milestone"
    _description = "Milestone of a Goal"
    _order = "goal_id, sequence, id"

    goal_id = fields.Many2one(
        "aftersales.goal", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="goal_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    weight = fields.Float(default=1, required=True, digits=(16, 2))
    date_due = fields.Date(string="Due On")
    done_on = fields.Date(readonly=True, copy=False, string="Reached On")
    is_open = fields.Boolean(compute="_compute_is_open")

    _weight_positive = models.Constraint(
        "CHECK(weight > 0)", "A milestone weighs more than zero."
    )

    @api.depends("goal_id.state", "done_on")
    def _compute_is_open(self):
        for milestone in self:
            running = milestone.goal_id.state in ("agreed", "changing")
            milestone.is_open = running and not milestone.done_on

    # --- Part of what was agreed ------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        milestones = super().create(vals_list)
        milestones.goal_id._check_may_write({"milestone_ids"})
        return milestones

    def write(self, vals):
        if "done_on" in vals:
            raise UserError(self.env._("Use the button to say that it is reached."))
        self.goal_id._check_may_write({"milestone_ids"})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self.goal_id._check_may_write({"milestone_ids"})

    def action_reach(self):
        """Say that the milestone is reached."""
        self._mark(fields.Date.context_today(self))

    def action_take_back(self):
        """Say that the milestone is not reached after all."""
        self._mark(False)

    def _mark(self, day):
        for milestone in self:
            goal = milestone.goal_id
            goal._check_running()
            milestone._set_done_on(day)
            goal.sudo().message_post(
                body=self.env._("Reached: %(milestone)s", milestone=milestone.name)
                if day
                else self.env._(
                    "Not reached after all: %(milestone)s", milestone=milestone.name
                ),
                author_id=self.env.user.partner_id.id,
            )

    def _set_done_on(self, day):
        """Past the guard of write(): what was agreed stays, this is progress."""
        return super(AftersalesGoalMilestone, self.sudo()).write({"done_on": day})
