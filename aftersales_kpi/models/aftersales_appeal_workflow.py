"""The moves of an appeal: one table, and who may do each."""

from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .guards import check_state, claim

# Roles: a relation to the one appeal, not a group.
APPELLANT = "appellant"  # the person scored; an officer for who has no login
DECIDER = "decider"  # one of those whom the instance consists of
HEARD = "heard"  # the other person; who decides, for who has no login
SYSTEM = "system"  # the scheduled action


class Transition(NamedTuple):
    """One legal move of an appeal."""

    sources: tuple  # states it may start from
    target: str  # state it leads to
    role: str  # who may do it
    levels: tuple = (1, 2)  # in which instance


# What waits for a decision.
WAITING_STATES = ("submitted", "heard", "escalated")

# The whole state machine: buttons, refusals, tests and documentation read this table.
TRANSITIONS = {
    "action_submit": Transition(("draft",), "submitted", APPELLANT),
    "action_hear": Transition(WAITING_STATES, "hearing", DECIDER),
    "action_state": Transition(("hearing",), "heard", HEARD),
    "action_accept": Transition(WAITING_STATES, "accepted", DECIDER),
    "action_accept_partly": Transition(WAITING_STATES, "partly", DECIDER),
    "action_reject": Transition(WAITING_STATES, "rejected", DECIDER),
    "action_escalate": Transition(("partly", "rejected"), "escalated", APPELLANT, (1,)),
    "action_agree": Transition(("partly", "rejected"), "closed", APPELLANT, (1,)),
    "action_withdraw": Transition(
        ("draft", *WAITING_STATES, "hearing"), "withdrawn", APPELLANT
    ),
    # By themselves, when a deadline has passed.
    "_end_hearing": Transition(("hearing",), "heard", SYSTEM),
    "_escalate_overdue": Transition(("submitted", "heard"), "escalated", SYSTEM, (1,)),
    "_close_unanswered": Transition(("partly", "rejected"), "closed", SYSTEM, (1,)),
}

# What the appellant may write, and only before sending.
CONTENT_FIELDS = {
    "scorecard_id",
    "line_id",
    "observation_ids",
    "kind",
    "reason",
    "proposed_points",
    "other_employee_id",
    "attachment_ids",
}
# What those who decide may write while it waits for them.
DECISION_FIELDS = {"answer", "item_ids", "other_employee_id"}
# What an officer may write while it waits: somebody else decides, during absence.
ASSIGNMENT_FIELDS = {"decider_ids"}
# What the mail thread keeps on the record.
THREAD_PREFIXES = ("message_", "activity_", "website_message_", "rating_")


class AftersalesAppeal(models.Model):
    _inherit = "aftersales.appeal"
    _given_fields = CONTENT_FIELDS

    can_submit = fields.Boolean(compute="_compute_can")
    can_hear = fields.Boolean(compute="_compute_can")
    can_state = fields.Boolean(compute="_compute_can")
    can_accept = fields.Boolean(compute="_compute_can")
    can_accept_partly = fields.Boolean(compute="_compute_can")
    can_reject = fields.Boolean(compute="_compute_can")
    can_escalate = fields.Boolean(compute="_compute_can")
    can_agree = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")

    @api.depends("state", "level", "decider_ids")
    @api.depends_context("uid")
    def _compute_can(self):
        for appeal in self:
            allowed = appeal._allowed_actions()
            for action in TRANSITIONS:
                if action.startswith("action_"):
                    name = action.replace("action_", "can_", 1)
                    appeal[name] = action in allowed

    def _allowed_actions(self):
        """Names of the moves that this user may do now."""
        self.ensure_one()
        return {
            action
            for action, move in TRANSITIONS.items()
            if self._is_open_to(move) and self._has_role(move.role)
        }

    def _is_open_to(self, move):
        appeal = self.sudo()  # the person heard has a part in it, but may not read it
        return appeal.state in move.sources and appeal.level in move.levels

    # --- Who may ------------------------------------------------------------------

    def _has_role(self, role):
        """Whether this user stands in the role to the appeal."""
        return getattr(self.sudo(), f"_is_{role}")()

    def _is_appellant(self):
        if self.employee_id.user_id:
            return self.employee_id.user_id == self.env.user
        return self._is_officer()

    def _is_decider(self):
        return self.env.user in self.decider_ids

    def _is_heard(self):
        user = self.other_employee_id.user_id
        return user == self.env.user if user else self._is_decider()

    def _is_system(self):
        return self.env.uid == self.env.ref("base.user_root").id

    def _is_officer(self):
        return self.env.user.has_group("aftersales_kpi.group_officer")

    def _check_role(self, role):
        if not self._has_role(role):
            raise UserError(
                {
                    APPELLANT: self.env._("Only the person scored may do this."),
                    DECIDER: self.env._(
                        "Only those who decide about this appeal may do this."
                    ),
                    HEARD: self.env._("Only the person who is heard may do this."),
                    SYSTEM: self.env._("This happens by itself, at its deadline."),
                    "officer": self.env._("Only an evaluation officer may do this."),
                }[role]
            )

    # --- Moving -------------------------------------------------------------------

    def _check_move(self, action):
        """Raise unless role, state and instance allow the move, and nobody else moves.

        Two who press at the same moment: one gets the lock, the other a sentence.
        """
        self.ensure_one()
        move = TRANSITIONS[action]
        self._check_role(move.role)
        appeal = self.sudo()
        claim(appeal)
        check_state(appeal, move.sources)
        if appeal.level not in move.levels:
            raise UserError(
                self.env._("The last instance has decided; there is none above it.")
            )

    def _move(self, action, reason=None, **vals):
        """Do the checked move `action` of TRANSITIONS, and log it for good."""
        before = self.sudo().state
        self._set({**vals, "state": TRANSITIONS[action].target})
        log = self.env["aftersales.appeal.decision"]
        log._log(self.sudo(), action, before, reason)

    def _set(self, vals):
        """Write past the guard of write(), which keeps moves out of other hands."""
        return super(AftersalesAppeal, self.sudo()).write(vals)

    # --- Who may write what -------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if any(set(vals) - CONTENT_FIELDS for vals in vals_list):
            raise UserError(self.env._("An appeal starts as a draft; then send it."))
        appeals = super().create(vals_list)
        for appeal in appeals:
            appeal._check_role(APPELLANT)
            appeal._check_content()
        appeals._adopt_attachments()
        return appeals

    def write(self, vals):
        names = {name for name in vals if not name.startswith(THREAD_PREFIXES)}
        for appeal in self:
            appeal._check_may_write(names)
        result = super().write(vals)
        for appeal in self:
            appeal._check_written(names)
        return result

    def _check_may_write(self, names):
        if not names:
            return
        if self.state == "draft" and names <= CONTENT_FIELDS:
            self._check_role(APPELLANT)
        elif self.state in WAITING_STATES and names <= DECISION_FIELDS:
            self._check_role(DECIDER)
        elif self.state in WAITING_STATES and names <= ASSIGNMENT_FIELDS:
            self._check_role("officer")
        else:
            raise UserError(
                self.env._(
                    "This cannot be written by hand now; use the buttons to move the "
                    "appeal."
                )
            )

    def _check_written(self, names):
        if names & CONTENT_FIELDS and self.state == "draft":
            self._check_content()
            self._adopt_attachments()
        if names & ASSIGNMENT_FIELDS:
            self._check_deciders()

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(appeal.state != "draft" for appeal in self):
            raise UserError(
                self.env._("An appeal that was sent is never deleted. Withdraw it.")
            )

    # --- Actions of the appellant -------------------------------------------------

    def action_submit(self):
        """Send the appeal to its first instance."""
        self._check_move("action_submit")
        self._check_content()
        self._check_window()
        self._check_not_running()
        self._assign(1)
        self._prepare_items()
        self._move(
            "action_submit",
            submitted_on=fields.Datetime.now(),
            answer_until=self._deadline(),
            scorer_ids=[Command.set(self._named_scorers().ids)],
            score_before=self.sudo().scorecard_id.score,
        )
        self._notify_deciders()
        self._notify_appellant("aftersales_kpi.mail_template_appeal_received")

    def action_withdraw(self):
        """Give the appeal up; what it led to so far stays."""
        self._check_move("action_withdraw")
        self._move("action_withdraw", outcome="withdrawn")
        self._notify_withdrawn()

    def action_agree(self):
        """Be content with what the first instance decided."""
        self._check_move("action_agree")
        self._move("action_agree")
        self._close_activities()

    def action_escalate(self, reason=None):
        """Take it to the last instance, where nobody decides who did before."""
        self._check_move("action_escalate")
        self._check_answer_in_time()
        self._rise("action_escalate", reason)

    def _rise(self, action, reason=None):
        self._assign(2)
        self._move(
            action,
            reason,
            level=2,
            answer=False,
            outcome=False,
            is_reminded=False,
            answer_until=self._deadline(),
        )
        self._prepare_items()
        self._notify_deciders()
        self._notify_appellant("aftersales_kpi.mail_template_appeal_escalated")

    # --- Actions of those who decide ----------------------------------------------

    def action_hear(self):
        """Hear the other person before records are booked on him or her."""
        self._check_move("action_hear")
        self._check_other_person()
        other = self.sudo().other_employee_id
        if other == self.sudo().heard_employee_id:
            raise UserError(
                self.env._("%(person)s had the hearing already.", person=other.name)
            )
        self._move(
            "action_hear",
            answer_until=self._deadline(),
            statement=False,
            heard_employee_id=other.id,
        )
        self._notify_heard()

    def action_state(self, statement=None):
        """Say, as the other person, whether the records are one's own."""
        self._check_move("action_state")
        if not (statement or "").strip():
            raise UserError(self.env._("Say whether the records are yours, and why."))
        self._back_from_hearing("action_state", statement.strip())

    def _back_from_hearing(self, action, statement=None):
        self._move(
            action, statement, statement=statement, answer_until=self._deadline()
        )
        self._notify_deciders()

    def action_accept(self, reason=None):
        """Correct everything that was appealed."""
        self._check_move("action_accept")
        self._check_all_remedied()
        self._decide("action_accept", reason)

    def action_accept_partly(self, reason=None):
        """Correct what the chosen remedies say, and nothing else."""
        self._check_move("action_accept_partly")
        self._check_some_remedied()
        self._decide("action_accept_partly", self._obligatory(reason))

    def action_reject(self, reason=None):
        """Leave the scorecard as it is; the reason is obligatory."""
        self._check_move("action_reject")
        self._open_items()._keep()
        self._decide("action_reject", self._obligatory(reason))

    def _obligatory(self, reason):
        reason = (reason or self.answer or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason of the decision."))
        return reason

    def _decide(self, action, reason):
        reason = (reason or self.answer or "").strip()
        corrected = self._apply_remedies(reason)
        target = TRANSITIONS[action].target
        self._move(
            action,
            reason,
            answer=reason,
            outcome=target,
            decided_on=fields.Datetime.now(),
            answer_until=self._deadline(),
            **corrected,
        )
        self._close_activities()
        self._notify_appellant("aftersales_kpi.mail_template_appeal_decided")

    # --- By themselves ------------------------------------------------------------

    def _end_hearing(self):
        """Go on without a statement: the other person had the time to give one."""
        self._check_move("_end_hearing")
        self._back_from_hearing("_end_hearing")

    def _escalate_overdue(self):
        """Take it to the last instance because the first one let its time pass."""
        self._check_move("_escalate_overdue")
        self._set({"late_decider_ids": [Command.set(self.decider_ids.ids)]})
        self._rise("_escalate_overdue")

    def _close_unanswered(self):
        """Close what the appellant did not take higher in time."""
        self._check_move("_close_unanswered")
        self._move("_close_unanswered")
        self._close_activities()
