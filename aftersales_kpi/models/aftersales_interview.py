from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import is_html_empty

DEFAULT_HOURS = 0.5


class AftersalesInterview(models.Model):
    """The talk about a published scorecard (R61).

    Both sides read everything from the start: there are no notes behind the back. This
    file holds what an interview says; its moves stand in
    aftersales_interview_workflow.py, its meeting in aftersales_interview_meeting.py.
    """

    _name = "aftersales.interview"
    _description = "Performance Interview"
    _inherit = ["aftersales.workflow", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "start desc, id desc"

    scorecard_id = fields.Many2one(
        "aftersales.scorecard",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('state', 'in', ['published', 'final', 'voided']),"
        " ('is_current', '=', True), ('employee_id', '!=', False)]",
    )
    cycle_id = fields.Many2one(related="scorecard_id.cycle_id", store=True, index=True)
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True)
    employee_id = fields.Many2one(
        related="scorecard_id.employee_id", store=True, index=True, string="Person"
    )
    user_id = fields.Many2one(
        related="scorecard_id.user_id", store=True, index=True, string="Person's Login"
    )
    team_id = fields.Many2one(related="scorecard_id.team_id", store=True)
    score = fields.Float(related="scorecard_id.score")
    result = fields.Selection(related="scorecard_id.result", string="Card's Result")

    # When, where and with whom.
    interviewer_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    hr_user_id = fields.Many2one(
        "res.users",
        string="HR",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Somebody of HR who takes part, if wanted.",
    )
    start = fields.Datetime("When", copy=False, tracking=True)
    duration = fields.Float("Hours", default=DEFAULT_HOURS)
    stop = fields.Datetime(compute="_compute_stop", store=True)
    location = fields.Char("Where", tracking=True)
    conflict = fields.Char(
        compute="_compute_conflict", help="Who has something else at that time."
    )

    # What is talked about.
    topic_ids = fields.One2many(
        "aftersales.interview.topic", "interview_id", string="Agenda"
    )
    strengths = fields.Html()
    weaknesses = fields.Html()
    notes = fields.Html("What Was Said")
    agreement = fields.Html("What Was Agreed")
    comment = fields.Text(
        "Person's Own Words",
        readonly=True,
        copy=False,
        help="Written by the person, before or after the talk.",
    )

    # How it goes on; written by moves only.
    state = fields.Selection(
        [
            ("requested", "Without a Date"),
            ("planned", "Planned"),
            ("held", "Held"),
            ("confirmed", "Confirmed"),
            ("not_agreed", "Seen, Not Agreed"),
            ("cancelled", "Cancelled"),
        ],
        default="requested",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    asked_by_person = fields.Boolean(readonly=True, copy=False)
    held_on = fields.Datetime(readonly=True, copy=False)
    answered_on = fields.Datetime(readonly=True, copy=False)
    objection = fields.Text(
        readonly=True, copy=False, help="Why the person does not agree."
    )
    cancel_reason = fields.Text(readonly=True, copy=False)
    is_reminded = fields.Boolean(readonly=True, copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    can_appeal = fields.Boolean(compute="_compute_can_appeal")

    _one_running = models.UniqueIndex(
        "(cycle_id, employee_id) WHERE state != 'cancelled'",
        "There is already an interview with this person about this period.",
    )
    _duration_positive = models.Constraint(
        "CHECK(duration > 0)", "An interview takes some time."
    )

    @api.depends("employee_id.name", "cycle_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for interview in self:
            card = interview.sudo().scorecard_id
            parts = [card.name, card.cycle_id and card.cycle_id._period_label()]
            interview.display_name = " · ".join(filter(None, parts))

    @api.depends("start", "duration")
    def _compute_stop(self):
        for interview in self:
            interview.stop = interview.start and interview.start + timedelta(
                hours=interview.duration
            )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for interview in self:
            interview.is_mine = interview.user_id == self.env.user

    @api.onchange("scorecard_id")
    def _onchange_scorecard_id(self):
        """Whoever is the person's superior usually holds the talk."""
        if self.scorecard_id:
            self.interviewer_id = self.scorecard_id._usual_interviewer()

    # --- What must be true of it ----------------------------------------------------

    @api.constrains("scorecard_id")
    def _check_scorecard(self):
        for interview in self.sudo():
            card = interview.scorecard_id
            if not card.published_on or not card.employee_id:
                raise ValidationError(
                    self.env._(
                        "Interviews are about a person's published scorecard; publish "
                        "the cycle first."
                    )
                )

    @api.constrains("scorecard_id", "interviewer_id", "hr_user_id")
    def _check_people(self):
        for interview in self.sudo():
            hosts = interview._hosts()
            if interview.user_id & hosts:
                raise ValidationError(
                    self.env._("Nobody holds the interview about the own scorecard.")
                )
            for user in hosts:
                if interview.company_id not in user.company_ids or user.share:
                    raise ValidationError(
                        self.env._(
                            "%(name)s does not work in %(company)s.",
                            name=user.name,
                            company=interview.company_id.name,
                        )
                    )

    def _hosts(self):
        """Who holds the talk, and HR if HR takes part."""
        return self.interviewer_id | self.hr_user_id

    def _check_minutes(self):
        """An interview that nothing is written of was not held."""
        texts = (self.notes, self.strengths, self.weaknesses, self.agreement)
        if all(is_html_empty(text) for text in texts):
            raise UserError(
                self.env._(
                    "First write down what was said: strengths, weaknesses, or what "
                    "was agreed."
                )
            )

    # --- Buttons --------------------------------------------------------------------

    def action_view_scorecard(self):
        """Open the scorecard that the talk is about."""
        return self.scorecard_id._get_records_action()

    def action_appeal(self):
        """Start an appeal with what the person objected in the talk (R62)."""
        self.ensure_one()
        action = self.scorecard_id._current().action_appeal()
        action["context"]["default_reason"] = self.objection
        return action

    @api.depends_context("uid")
    @api.depends("state", "scorecard_id")
    def _compute_can_appeal(self):
        for interview in self:
            card = interview.sudo().scorecard_id
            current = card._current() if card else card
            interview.can_appeal = (
                interview.state == "not_agreed"
                and bool(current)
                and current.sudo(False).can_appeal
            )
