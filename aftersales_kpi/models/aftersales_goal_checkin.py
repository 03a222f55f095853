from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_goal_achievement import STATUSES
from .aftersales_goal_workflow import EITHER, RUNNING_STATES

OUTLOOKS = [
    ("on_track", "On track"),
    ("at_risk", "At risk"),
    ("off_track", "Will be missed"),
]


class AftersalesGoalCheckin(models.Model):
    """A word on how a goal goes, with where it stood then; it stays as it was said."""

    _name = "aftersales.goal.checkin"
    _inherit = ["aftersales.guarded"]
    _description = "Check-in on a Goal"
    _order = "date desc, id desc"

    goal_id = fields.Many2one(
        "aftersales.goal", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="goal_id.company_id", store=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    outlook = fields.Selection(
        OUTLOOKS,
        required=True,
        default="on_track",
    )
    text = fields.Text(required=True, string="How It Goes")
    is_done = fields.Boolean(string="It Is Done")
    measure = fields.Selection(related="goal_id.measure", string="Measure of the Goal")
    achievement = fields.Float(readonly=True, digits=(16, 2), string="Reached Then")
    status = fields.Selection(STATUSES, readonly=True, string="Status Then")

    @api.model_create_multi
    def create(self, vals_list):
        own = {"user_id": self.env.uid, "date": fields.Datetime.now()}
        goal_ids = self._first_given(vals_list, "goal_id")
        for goal in self.env["aftersales.goal"].browse(goal_ids):
            goal._check_running()
        for vals in vals_list:
            if not (vals.get("text") or "").strip():
                raise UserError(self.env._("Say how it goes."))
        checkins = super().create([{**vals, **own} for vals in vals_list])
        for checkin in checkins:
            checkin.goal_id._take_checkin(checkin)
        return checkins

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("A check-in stays as it was said. Add another."))
        return super().write(vals)

    def unlink(self):
        if not self.env.su:
            raise UserError(self.env._("A check-in stays as it was said. Add another."))
        return super().unlink()


class AftersalesGoal(models.Model):
    """The course of a goal: check-ins, the last of which is shown."""

    _inherit = "aftersales.goal"

    outlook = fields.Selection(
        OUTLOOKS,
        compute="_compute_outlook",
        compute_sudo=True,
        store=True,
        help="What the last check-in says.",
    )
    last_checkin = fields.Datetime(
        compute="_compute_outlook", compute_sudo=True, store=True
    )

    @api.depends("checkin_ids.outlook")
    def _compute_outlook(self):
        for goal in self:
            last = goal.checkin_ids.sorted("id")[-1:]
            goal.outlook = last.outlook
            goal.last_checkin = last.date

    def _check_running(self):
        """Raise unless there is progress to tell, and this user may tell it."""
        self.ensure_one()
        self.check_access("read")
        self._check_role(EITHER)
        if self.state not in RUNNING_STATES:
            raise UserError(
                self.env._("Progress is told of goals that are agreed and not over.")
            )

    def _take_checkin(self, checkin):
        """Keep where the goal stands with what was said."""
        if self.measure == "yes_no":
            self._set({"is_done": checkin.is_done})
        goal = self.sudo()
        goal.invalidate_recordset(["achievement", "status"])
        checkin.sudo().write({"achievement": goal.achievement, "status": goal.status})

    def check_in(self, text, outlook="on_track", is_done=False):
        """Say how it goes; also for portal users, who create nothing themselves."""
        self._check_running()
        return (
            self.env["aftersales.goal.checkin"]
            .sudo()
            .create(
                {
                    "goal_id": self.id,
                    "text": text,
                    "outlook": outlook,
                    "is_done": is_done,
                }
            )
        )

    def action_check_in(self):
        """Ask how it goes."""
        self.ensure_one()
        self._check_running()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check In"),
            "res_model": "aftersales.goal.checkin",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_goal_id": self.id,
                "default_is_done": self.is_done,
                "default_outlook": self.outlook or "on_track",
            },
        }
