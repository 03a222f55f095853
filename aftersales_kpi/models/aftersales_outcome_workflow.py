"""The moves of an outcome: one table, and who may do each."""

import logging
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .company_day import plan_working_days, today_of
from .guards import MANAGER, OFFICER, check_state, claim

_logger = logging.getLogger(__name__)

# Roles: groups, or a relation to the one outcome.
PERSON = "person"  # whom it concerns
SYSTEM = "system"  # the scheduled action
HARMFUL, HARMLESS = (True,), (False,)


class Transition(NamedTuple):
    """One legal move of an outcome."""

    sources: tuple  # states it may start from
    target: str  # state it leads to
    role: str  # who may do it
    harm: tuple = (True, False)  # for harmful or harmless ones


# The whole state machine: buttons, refusals, tests and documentation read this table.
TRANSITIONS = {
    # What gives something takes one decision …
    "action_grant": Transition(("proposed",), "effective", OFFICER, HARMLESS),
    # … what takes something: notice, the person's answer, and two deciders.
    "action_notify": Transition(("proposed",), "notified", OFFICER, HARMFUL),
    "action_answer": Transition(("notified",), "answered", PERSON, HARMFUL),
    "_end_answer": Transition(("notified",), "answered", SYSTEM, HARMFUL),
    "action_decide": Transition(("answered",), "decided", OFFICER, HARMFUL),
    "action_countersign": Transition(("decided",), "effective", MANAGER, HARMFUL),
    "action_reject": Transition(
        ("proposed", "notified", "answered", "decided"), "rejected", OFFICER
    ),
    "action_revoke": Transition(("effective",), "revoked", MANAGER),
}
# What the mail thread keeps on the record.
THREAD_PREFIXES = ("message_", "activity_", "website_message_", "rating_")


class AftersalesOutcome(models.Model):
    _inherit = "aftersales.outcome"

    def write(self, vals):
        if any(not name.startswith(THREAD_PREFIXES) for name in vals):
            raise UserError(
                self.env._("An outcome is not written by hand; use its buttons.")
            )
        return super().write(vals)

    # --- Who may ------------------------------------------------------------------

    def _check_role(self, role):
        outcome, user = self.sudo(), self.env.user
        concerned = user in outcome.recipient_user_ids
        if role == SYSTEM:
            allowed = user == self.env.ref("base.user_root")
        elif role == PERSON:
            allowed = concerned
        else:
            allowed = user.has_group(role)
            # Who is in a team gets what the team gets.
            if allowed and (concerned or user in outcome.team_id.user_ids):
                raise UserError(self.env._("Nobody proposes or decides about oneself."))
        if not allowed:
            raise AccessError(self._refusal(role))

    def _refusal(self, role):
        match role:
            case "person":
                return self.env._("Only the person whom it concerns may do this.")
            case "system":
                return self.env._("This happens by itself, at its deadline.")
        return self.env._(
            "Only members of “%(group)s” may do this.",
            group=self.env.ref(role).sudo().display_name,
        )

    def _check_move(self, action):
        """Raise unless role, state and kind allow the move, and nobody else moves."""
        self.ensure_one()
        move = TRANSITIONS[action]
        self._check_role(move.role)
        outcome = self.sudo()
        if move.role in (OFFICER, MANAGER):
            self.check_access("read")
        claim(outcome)
        check_state(outcome, move.sources)
        if outcome.is_harmful not in move.harm:
            raise UserError(
                self.env._(
                    "What takes something from a person needs notice, the person's "
                    "answer and a second decision."
                )
                if outcome.is_harmful
                else self.env._("What gives something takes effect with one decision.")
            )

    def _move(self, action, **vals):
        """Do the checked move `action` of TRANSITIONS."""
        self.sudo()._set({**vals, "state": TRANSITIONS[action].target})

    def _obligatory(self, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason of the decision."))
        return reason

    def _ask_reason(self, action):
        """Open the small form that asks for a reason, then does the action."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reason"),
            "res_model": "aftersales.outcome.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_outcome_id": self.id, "default_action": action},
        }

    # --- Buttons ------------------------------------------------------------------

    def action_grant(self, reason=None):
        """Let what gives something take effect."""
        self._check_move("action_grant")
        if reason is None:
            return self._ask_reason("action_grant")
        self._become_effective("action_grant", self._obligatory(reason))
        return True

    def action_notify(self):
        """Tell the person what is proposed and why, and ask for an answer."""
        self._check_move("action_notify")
        outcome = self.sudo()
        self._move(
            "action_notify",
            notified_on=fields.Datetime.now(),
            answer_until=outcome._answer_deadline(),
        )
        outcome._mail_recipients("aftersales_kpi.mail_template_outcome_notice")

    def action_answer(self, answer=None):
        """Say, as the person, what one thinks of it."""
        self._check_move("action_answer")
        if not (answer or "").strip():
            raise UserError(self.env._("Write your answer."))
        self._move("action_answer", answer=answer.strip())
        self.sudo().message_post(body=self.env._("The person has answered."))

    def _end_answer(self):
        """Go on without an answer: there was the time to give one."""
        self._check_move("_end_answer")
        self._move("_end_answer")

    def action_decide(self, reason=None):
        """Decide that it takes effect, once somebody else countersigns."""
        self._check_move("action_decide")
        if reason is None:
            return self._ask_reason("action_decide")
        self._move(
            "action_decide",
            reason=self._obligatory(reason),
            decided_by_id=self.env.uid,
        )
        return True

    def action_countersign(self):
        """Agree, as the second pair of eyes, to what hurts."""
        self._check_move("action_countersign")
        if self.decided_by_id == self.env.user:
            raise UserError(
                self.env._("Somebody other than who decided has to countersign.")
            )
        self._become_effective("action_countersign", self.reason)

    def action_reject(self, reason=None):
        """Nothing comes of it."""
        self._check_move("action_reject")
        if reason is None:
            return self._ask_reason("action_reject")
        outcome = self.sudo()
        self._move(
            "action_reject",
            reason=self._obligatory(reason),
            decided_by_id=self.env.uid,
        )
        if outcome.notified_on:
            outcome._mail_recipients("aftersales_kpi.mail_template_outcome_rejected")
        return True

    def action_revoke(self, reason=None):
        """Take back what took effect."""
        self._check_move("action_revoke")
        if reason is None:
            return self._ask_reason("action_revoke")
        outcome = self.sudo()
        reason = self._obligatory(reason)
        self._move("action_revoke", reason=reason)
        outcome._undo_effect()
        outcome._mail_recipients("aftersales_kpi.mail_template_outcome_rejected")
        return True

    def action_choose(self, incentive_id):
        """Choose, as the person, one of the rule's incentives."""
        self.ensure_one()
        self._check_role(PERSON)
        outcome = self.sudo()
        incentive = outcome.incentive_ids.filtered(lambda one: one.id == incentive_id)
        if not outcome.must_choose or not incentive:
            raise UserError(self.env._("This cannot be chosen, or was chosen already."))
        outcome._set({"incentive_id": incentive.id})
        outcome._follow_choice()
        outcome.message_post(body=self.env._("Chosen: %s", incentive.name))

    def _become_effective(self, action, reason):
        outcome = self.sudo()
        signature = (
            {"countersigned_by_id": self.env.uid}
            if outcome.is_harmful
            else {"decided_by_id": self.env.uid}
        )
        self._move(
            action,
            reason=reason,
            effective_on=today_of(outcome.company_id),
            **signature,
        )
        outcome._take_effect()
        outcome._mail_recipients("aftersales_kpi.mail_template_outcome_effective")

    # --- Deadlines and notices ----------------------------------------------------

    def _answer_deadline(self):
        """So many working days from today, by the company's calendar."""
        today = today_of(self.company_id)
        return plan_working_days(self.company_id, today, self.rule_id.answer_days)

    def _mail_recipients(self, template):
        template = self.env.ref(template)
        cards = self.env["aftersales.scorecard"]
        cards._mail_about(self, template, self.recipient_user_ids)

    def _get_portal_url(self):
        """Where the person reads it, in the portal."""
        return f"{self.get_base_url()}/my/kpi/outcome/{self.id}"

    @api.model
    def _cron_deadlines(self):
        """Go on with what was not answered in time; one outcome a step."""
        notified = self.search(
            [("state", "=", "notified"), ("answer_until", "!=", False)]
        )
        due = notified.filtered(lambda one: one.answer_until < today_of(one.company_id))
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for outcome in due:
            try:
                with self.env.cr.savepoint():
                    outcome._end_answer()
            except UserError as error:
                _logger.warning("Outcome %s stays where it is: %s", outcome.id, error)
            if not cron._commit_progress(1):
                break
