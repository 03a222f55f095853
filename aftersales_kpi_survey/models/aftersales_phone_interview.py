from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import groupby

from ..sources import eligibility
from .aftersales_invitation import SKIP_REASONS
from .aftersales_survey_workflow import Transition

#: A customer still to be called is in one of these states.
OPEN_STATES = ("to_call", "again")

TRANSITIONS = {
    "action_call_again": Transition(OPEN_STATES, "again", "interviewer"),
    "action_refuse": Transition(OPEN_STATES, "refused", "interviewer"),
    "action_give_up": Transition(OPEN_STATES, "unreachable", "interviewer"),
    "action_finish": Transition(OPEN_STATES, "done", "interviewer"),
    "action_skip": Transition(("to_call",), "cancelled", "system"),
    "action_cancel": Transition(OPEN_STATES, "cancelled", "officer"),
}
#: What the interviewer writes; an officer decides who that is.
INTERVIEWER_FIELDS = {"summary", "best_time", "call_on", "phone"}
#: After so many calls that nobody took, the customer counts as unreachable.
CALLS = 3


class AftersalesPhoneInterview(models.Model):
    """A customer to call: when, how often, with what outcome (R41)."""

    _name = "aftersales.phone.interview"
    _description = "Phone Interview"
    _inherit = ["aftersales.survey.workflow", "mail.thread", "mail.activity.mixin"]
    _order = "call_on, id"
    _check_company_auto = True
    _transitions = TRANSITIONS

    campaign_id = fields.Many2one(
        "aftersales.campaign", readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    survey_id = fields.Many2one(
        "survey.survey",
        string="Outline",
        required=True,
        ondelete="restrict",
        domain=[("survey_type", "=", "aftersales"), ("kpi_use", "=", "interview")],
        groups="aftersales_kpi.group_leader",
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", readonly=True, ondelete="set null", index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    customer = fields.Char(
        "Customer Name", readonly=True, help="When the call was planned."
    )
    phone = fields.Char()
    employee_id = fields.Many2one(
        "hr.employee",
        string="About",
        readonly=True,
        ondelete="restrict",
        groups="aftersales_kpi.group_officer",
    )
    user_id = fields.Many2one(
        "res.users",
        string="About (Login)",
        readonly=True,
        ondelete="restrict",
        groups="aftersales_kpi.group_officer",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", readonly=True, ondelete="set null"
    )
    interviewer_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        tracking=True,
        index="btree_not_null",
    )
    best_time = fields.Selection(
        [
            ("any", "Any time"),
            ("morning", "Morning"),
            ("afternoon", "Afternoon"),
            ("evening", "Evening"),
        ],
        default="any",
        required=True,
    )
    call_on = fields.Datetime("Call From", default=fields.Datetime.now)
    state = fields.Selection(
        [
            ("to_call", "To call"),
            ("again", "Call again"),
            ("done", "Interviewed"),
            ("refused", "Refused"),
            ("unreachable", "Not reached"),
            ("cancelled", "Cancelled"),
        ],
        default="to_call",
        required=True,
        readonly=True,
        tracking=True,
    )
    skip_reason = fields.Selection(
        SKIP_REASONS, string="Not Called Because", readonly=True
    )
    attempt_ids = fields.One2many(
        "aftersales.phone.interview.attempt",
        "interview_id",
        string="Calls",
        readonly=True,
    )
    attempt_count = fields.Integer("Calls Made", compute="_compute_attempt_count")
    answer_ids = fields.One2many(
        "survey.user_input",
        "kpi_interview_id",
        string="Answers",
        readonly=True,
        groups="aftersales_kpi.group_leader",
    )
    score = fields.Float("Result (of 100)", readonly=True, aggregator="avg")
    has_score = fields.Boolean(readonly=True)
    summary = fields.Text(help="What the customer said, in a few sentences.")
    follow_up_id = fields.Many2one(
        "helpdesk.ticket", string="Follow-Up Ticket", readonly=True, copy=False
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _ticket_uniq = models.UniqueIndex(
        "(campaign_id, ticket_id) WHERE ticket_id IS NOT NULL",
        "This customer is on the call list already.",
    )

    @api.depends("attempt_ids")
    def _compute_attempt_count(self):
        for interview in self:
            interview.attempt_count = len(interview.attempt_ids)

    @api.depends("interviewer_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for interview in self:
            interview.is_mine = interview.interviewer_id == self.env.user

    @api.depends("customer", "ticket_id")
    def _compute_display_name(self):
        for interview in self.sudo():
            parts = (interview.customer, interview.ticket_id.number)
            interview.display_name = (
                " · ".join(filter(None, parts)) or interview.team_id.display_name
            )

    @api.constrains("interviewer_id")
    def _check_interviewer(self):
        for interview in self.sudo():
            if interview.interviewer_id and (
                interview.interviewer_id == interview.user_id
            ):
                raise ValidationError(
                    self.env._(
                        "%s served this customer and cannot ask how it was.",
                        interview.interviewer_id.name,
                    )
                )

    def write(self, vals):
        """An interviewer notes what was said and when to call, and no more."""
        others = set(vals) - INTERVIEWER_FIELDS
        if (
            others
            and not self.env.su
            and not self.env.user.has_group("aftersales_kpi.group_officer")
        ):
            raise AccessError(self.env._("Only an evaluation officer may do this."))
        return super().write(vals)

    def _leave_in_peace(self):
        """Take whom nobody must call off a new list, as with invitations."""
        self.env.flush_all()
        now = self.env["aftersales.observation"]._now()
        refused = self.env["aftersales.invitation"]._refusals(
            self, eligibility.refused_calls, now
        )
        for reason, ids in groupby(refused, refused.get):
            self.browse(ids)._move("action_skip", skip_reason=reason)

    # --- Calling ----------------------------------------------------------------------

    def action_interview(self):
        """Open the outline and fill it for the customer."""
        interview = self._of_interviewer()
        interview._check_open()
        answer = interview.answer_ids.filtered(lambda one: one.state != "done")[:1]
        if not answer:
            answer = (
                self.env["survey.user_input"]
                .sudo()
                .create(interview._prepare_answer_vals())
            )
        # who took the call over goes on with what was begun
        answer.kpi_filled_by_id = self.env.user
        return {
            "type": "ir.actions.act_url",
            "url": f"/survey/{answer.survey_id.access_token}/{answer.access_token}",
            "target": "new",
        }

    def _prepare_answer_vals(self):
        """The customer is the contact, the interviewer the only one who may fill."""
        return {
            "survey_id": self.survey_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "kpi_interview_id": self.id,
            "kpi_ticket_id": self.ticket_id.id,
            "kpi_campaign_id": self.campaign_id.id,
            "kpi_employee_id": self.employee_id.id,
            "kpi_user_id": self.user_id.id,
            "kpi_team_id": self.team_id.id,
            "kpi_filled_by_id": self.env.uid,
        }

    def _record(self, outcome, call_on=False, note=False):
        """A call without an interview: nobody there, later please, or no."""
        interview = self._of_interviewer()
        interview._check_open()
        interview._log_call(outcome, note)
        match outcome:
            case "refused":
                interview._move("action_refuse")
            case "no_answer" if interview.attempt_count >= CALLS:
                interview._move("action_give_up")
            case "no_answer" | "again":
                interview._move(
                    "action_call_again",
                    call_on=call_on or fields.Datetime.now() + timedelta(days=1),
                )

    def _log_call(self, outcome, note=False):
        self.attempt_ids = [
            Command.create(
                {"outcome": outcome, "note": note, "user_id": self.env.user.id}
            )
        ]

    def _finished(self, answer):
        """The outline was filled to its end; who only said no has refused."""
        for interview in self.filtered(lambda one: one.state in OPEN_STATES):
            if answer.kpi_has_score:
                interview._log_call("reached")
                interview._move("action_finish", score=answer.kpi_score, has_score=True)
            else:
                interview._log_call("refused")
                interview._move("action_refuse")

    def _check_open(self):
        if self.state not in OPEN_STATES:
            raise UserError(self.env._("This customer is not to be called any more."))

    def _of_interviewer(self):
        """This interview with all rights, if it is the user's own to make."""
        self.ensure_one()
        self.check_access("read")
        if self.interviewer_id != self.env.user:
            raise AccessError(self.env._("This call is another interviewer's."))
        return self.sudo()

    # --- What follows -----------------------------------------------------------------

    def action_follow_up(self):
        """A ticket for what the customer still needs."""
        return self._follow_up({})

    def action_complaint(self):
        """The same as a complaint about the person who served."""
        interview = self._of_follower()
        return self._follow_up(
            {
                "kpi_is_complaint": True,
                "kpi_complaint_cause": interview.answer_ids[:1].kpi_cause or False,
                "kpi_complaint_employee_id": interview.employee_id.id,
            }
        )

    def _follow_up(self, vals):
        interview = self._of_follower()
        if interview.follow_up_id:
            raise UserError(self.env._("There is a follow-up ticket already."))
        interview.follow_up_id = (
            self.env["helpdesk.ticket"]
            .sudo()
            .create(
                {
                    "name": self.env._("Follow-up: %s", interview.display_name),
                    "description": interview.summary or interview.display_name,
                    "company_id": interview.company_id.id,
                    "team_id": interview.team_id.id,
                    "partner_id": interview.partner_id.id,
                    "user_id": False,
                    **vals,
                }
            )
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Ticket %s made.", interview.follow_up_id.number),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _of_follower(self):
        """The interviewer, or an officer."""
        if self.env.user.has_group("aftersales_kpi.group_officer"):
            return self._of_officer()
        return self._of_interviewer()

    def action_cancel(self):
        """Do not call these customers."""
        self._of_officer()._move("action_cancel")

    def action_erase(self):
        """Erase who was called and what was said; the score stays (privacy)."""
        interviews = self._of_officer()
        answers = interviews.answer_ids
        self.env["aftersales.observation"].sudo()._forget_answers(answers)
        answers.unlink()
        interviews.filtered(lambda one: one.state in OPEN_STATES)._move("action_cancel")
        interviews.write(
            {
                "partner_id": False,
                "ticket_id": False,
                "customer": False,
                "phone": False,
                "summary": False,
            }
        )
        interviews.attempt_ids.write({"note": False})


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    kpi_interview_id = fields.Many2one(
        "aftersales.phone.interview",
        string="Interview",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    def _kpi_follow(self):
        result = super()._kpi_follow()
        for answer in self.filtered("kpi_interview_id"):
            answer.kpi_interview_id._finished(answer)
        return result

    def _kpi_posts_now(self):
        """An interview is posted when its form is done, as a mailed one is."""
        return self.survey_id.kpi_use == "interview" or super()._kpi_posts_now()
