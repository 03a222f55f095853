"""The moves of a performance interview: one table, and who may do each."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_workflow import Transition

# Roles: a relation to the one interview, not a group.
HOST = "host"  # who holds it, HR if invited, and officers; never the person
PERSON = "person"  # the person scored; an officer for who has no login

# The whole state machine: buttons, refusals, tests and documentation read this table.
TRANSITIONS = {
    "action_plan": Transition(HOST, {"requested": "planned"}),
    "action_postpone": Transition(HOST, {"planned": "requested"}),
    "action_hold": Transition(HOST, {"planned": "held"}),
    "action_reopen": Transition(HOST, {"held": "planned"}),
    "action_cancel": Transition(
        HOST, {"requested": "cancelled", "planned": "cancelled"}
    ),
    "action_withdraw": Transition(PERSON, {"requested": "cancelled"}),
    "action_confirm": Transition(PERSON, {"held": "confirmed"}),
    "action_disagree": Transition(PERSON, {"held": "not_agreed"}),
}

# What the hosts write, and until when: the person answers to what stands there.
SCHEDULE_FIELDS = {"start", "duration", "location", "interviewer_id", "hr_user_id"}
MINUTES_FIELDS = {"topic_ids", "strengths", "weaknesses", "notes", "agreement"}
CREATE_FIELDS = {"scorecard_id"} | SCHEDULE_FIELDS | MINUTES_FIELDS
OPEN_STATES = ("requested", "planned")
# Until the person has answered, the own words may change.
COMMENT_STATES = (*OPEN_STATES, "held")


class AftersalesInterview(models.Model):
    _inherit = "aftersales.interview"
    _transitions = TRANSITIONS
    _given_fields = CREATE_FIELDS

    can_postpone = fields.Boolean(compute="_compute_can")
    can_hold = fields.Boolean(compute="_compute_can")
    can_reopen = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")
    can_confirm = fields.Boolean(compute="_compute_can")
    can_disagree = fields.Boolean(compute="_compute_can")
    can_edit = fields.Boolean(compute="_compute_can")

    @api.depends("state", "interviewer_id", "hr_user_id", "user_id")
    @api.depends_context("uid")
    def _compute_can(self):
        self._set_buttons()
        for interview in self:
            interview.can_edit = interview.state in OPEN_STATES and interview._has_role(
                HOST
            )

    # --- Who may --------------------------------------------------------------------

    def _is_host(self):
        if self.env.user == self.user_id:
            return False
        return self.env.user in self._hosts() or self._is_officer()

    def _is_person(self):
        return self._is_person_or_officer(self.user_id)

    def _refusal(self, role):
        return {
            HOST: self.env._("Only who holds the interview may do this."),
            PERSON: self.env._("Only the person scored may do this."),
        }[role]

    # --- Who may write what ---------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if any(set(vals) - CREATE_FIELDS for vals in vals_list):
            raise UserError(
                self.env._("An interview starts with its scorecard and a date.")
            )
        self._check_card_readable(vals_list)
        starts = [vals.pop("start", False) for vals in vals_list]
        interviews = super().create(vals_list)
        for interview in interviews:
            interview._check_role(HOST)
        interviews.filtered(lambda one: not one.topic_ids)._make_topics()
        for interview, start in zip(interviews, starts, strict=True):
            if start:
                interview.action_plan(start)
        return interviews

    def _check_may_write(self, names):
        if self.state not in OPEN_STATES or not names <= (
            SCHEDULE_FIELDS | MINUTES_FIELDS
        ):
            raise self._written_by_moves()
        self._check_role(HOST)

    def write(self, vals):
        vals = dict(vals)
        start = vals.pop("start", None)
        result = super().write(vals) if vals else True
        if start is not None:
            for interview in self:
                interview._reschedule(start)
        if SCHEDULE_FIELDS & set(vals):
            self._update_meeting()
        return result

    def _reschedule(self, start):
        """A date plans an interview, another one moves it, and none postpones it."""
        if not start:
            if self.state == "planned":
                self.action_postpone()
        elif self.state == "requested":
            self.action_plan(start)
        else:
            self._check_may_write({"start"})
            self._set({"start": start})
            self._update_meeting()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An interview is never deleted. Cancel it."))

    # --- Actions of the hosts -------------------------------------------------------

    def action_plan(self, start=None):
        """Fix the date, and put it into everybody's calendar."""
        self._check_move("action_plan")
        start = start or self.start
        if not start:
            raise UserError(self.env._("First choose a date."))
        if not self.interviewer_id:
            raise UserError(self.env._("First choose who holds the interview."))
        self._close_activities()
        self._move("action_plan", start=start)
        self._make_meeting()

    def action_postpone(self):
        """Take the date back; the person still gets the talk."""
        self._check_move("action_postpone")
        self._postpone()

    def _postpone(self):
        self._cancel_meeting()
        self._move("action_postpone", start=False)
        self._ask_for_date()

    def action_hold(self):
        """Close the minutes and ask the person to confirm them."""
        self._check_move("action_hold")
        self._check_minutes()
        self._move("action_hold", held_on=fields.Datetime.now(), is_reminded=False)
        self._ask_confirmation()

    def action_reopen(self):
        """Correct the minutes, as long as the person has not answered."""
        self._check_move("action_reopen")
        self._move("action_reopen", held_on=False)
        self._close_activities()

    def action_cancel(self, reason=None):
        """Give the interview up; without a reason, ask for it."""
        self._check_move("action_cancel")
        if reason is None:
            return self._ask_reason("action_cancel")
        reason = self._obligatory(reason)
        self._cancel_meeting()
        self._move("action_cancel", cancel_reason=reason)
        self._close_activities()
        self._tell_cancelled()
        return True

    # --- Actions of the person ------------------------------------------------------

    def action_withdraw(self):
        """Not want the talk any more that one asked for."""
        self._check_move("action_withdraw")
        words = self.env._("I do not need the interview any more.")
        self._move("action_withdraw", cancel_reason=words)
        self._close_activities()
        self._say(words)

    def action_confirm(self, version=None):
        """Agree with the minutes."""
        self._check_move("action_confirm")
        self._check_version(version)
        self._move("action_confirm", answered_on=fields.Datetime.now())
        self._close_activities()
        self._say(self.env._("I agree with the minutes."))

    def action_disagree(self, reason=None, version=None):
        """Say that one has seen the minutes and does not agree; ask why if need be."""
        self._check_move("action_disagree")
        if reason is None:
            return self._ask_reason("action_disagree")
        self._check_version(version)
        reason = self._obligatory(reason)
        self._move(
            "action_disagree", answered_on=fields.Datetime.now(), objection=reason
        )
        self._close_activities()
        self._say(
            self.env._("I have seen the minutes and do not agree: %(why)s", why=reason)
        )
        return True

    def action_comment(self, text):
        """Keep the person's own words with the interview; empty ones take them back."""
        self.ensure_one()
        self.check_access("read")
        self._check_role(PERSON)
        if self.state not in COMMENT_STATES:
            raise UserError(self.env._("The interview is over; its words stay."))
        self._set({"comment": (text or "").strip()})

    def _version(self):
        """What tells the minutes that a page shows from corrected ones."""
        return fields.Datetime.to_string(self.held_on) or ""

    def _check_version(self, version):
        """Raise where the page that the person answers shows other minutes."""
        if version is not None and version != self._version():
            raise UserError(
                self.env._("The minutes were corrected. Read them once more.")
            )
