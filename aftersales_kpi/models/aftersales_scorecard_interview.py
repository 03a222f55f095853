from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError


class AftersalesScorecard(models.Model):
    """The way from a scorecard to the talk about it."""

    _inherit = "aftersales.scorecard"

    interview_ids = fields.One2many(
        "aftersales.interview", "scorecard_id", string="Interviews"
    )
    interview_id = fields.Many2one(
        "aftersales.interview", compute="_compute_interview_id", string="Interview"
    )
    interview_state = fields.Selection(
        selection=lambda self: (
            self.env["aftersales.interview"]._fields["state"].selection
        ),
        compute="_compute_interview_id",
        string="State of the Interview",
    )

    @api.depends("interview_ids.state", "cycle_id", "employee_id")
    def _compute_interview_id(self):
        """The interview about the period, even if it began with another revision."""
        found = self.env["aftersales.interview"].search(
            [
                ("cycle_id", "in", self.cycle_id.ids),
                ("employee_id", "in", self.employee_id.ids),
                ("state", "!=", "cancelled"),
            ]
        )
        by_person = {(one.cycle_id, one.employee_id): one for one in found.sudo()}
        for card in self:
            one = by_person.get((card.cycle_id, card.employee_id))
            card.interview_id = one.id if one else False
            card.interview_state = one.state if one else False

    def _usual_interviewer(self):
        """The superior, else the team's leader, else whoever asks."""
        card = self.sudo()
        users = card.manager_id.user_id | card.team_id.user_id | self.env.user
        return (users - card.user_id).filtered(lambda user: not user.share)[:1]

    def _schedule_interview(self):
        """What the person asked for becomes an interview without a date yet."""
        for card in self:
            if card.interview_id:
                continue
            host = card.sudo()._interviewers()[:1]
            # the person may not write interviews, but may ask for one
            interviews = self.env["aftersales.interview"].with_user(SUPERUSER_ID)
            interview = interviews.create(
                {"scorecard_id": card.id, "interviewer_id": host.id}
            )
            interview._set({"asked_by_person": True})
            interview._ask_for_date()

    def action_view_interview(self):
        """Open the interview about this card, or start one."""
        self.ensure_one()
        interview = self.interview_id
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Interview"),
            "res_model": "aftersales.interview",
            "view_mode": "form",
        }
        if interview:
            return {**action, "res_id": interview.id}
        if self.is_mine:
            raise UserError(self.env._("No interview about this is planned yet."))
        return {
            **action,
            "context": {
                "default_scorecard_id": self._current().id,
                "default_interviewer_id": self._usual_interviewer().id,
            },
        }

    def action_plan_interviews(self):
        """Find dates for the interviews about these cards."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan Interviews"),
            "res_model": "aftersales.interview.planner",
            "view_mode": "form",
            "target": "new",
            "context": {"default_scorecard_ids": self.ids},
        }
