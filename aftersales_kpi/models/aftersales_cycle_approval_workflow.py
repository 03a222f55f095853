"""The moves of one part of an approval: one table, and who may do each."""

from typing import NamedTuple

from odoo import Command, api, models
from odoo.exceptions import UserError

from .company_day import today_of
from .guards import check_officer, check_state, claim
from .wording import listed

# Roles: a relation to the one part, not a group.
APPROVER = "approver"  # one of those it waits for, or the substitute today
SYSTEM = "system"  # what the cycle does to its parts

ACTIVITY = "aftersales_kpi.mail_activity_approval"
THREAD_PREFIXES = ("message_", "activity_", "website_message_", "rating_")


class Transition(NamedTuple):
    """One legal move of a part."""

    sources: tuple  # states it may start from
    target: str  # state it leads to
    role: str  # who may do it
    reason: bool = False  # whether it has to be said why


# The whole state machine: buttons, refusals, tests and documentation read this table.
# Where all of several people must agree, a part stays "waiting" until the last has.
TRANSITIONS = {
    "action_approve": Transition(("waiting",), "approved", APPROVER),
    "action_return": Transition(("waiting",), "returned", APPROVER, reason=True),
    "_start": Transition(("queued",), "waiting", SYSTEM),
    "_lapse": Transition(("queued", "waiting"), "lapsed", SYSTEM),
}
# What the wizard that asks for words may call; approving takes a note, too.
REASONED = {"action_approve"} | {
    action for action, move in TRANSITIONS.items() if move.reason
}
# What still can be decided by somebody else than planned.
OPEN_STATES = ("queued", "waiting")


class AftersalesCycleApproval(models.Model):
    _inherit = "aftersales.cycle.approval"

    # --- Who may ------------------------------------------------------------------

    def _stands_for(self):
        """In whose name this user may decide: the own, and that of who is absent.

        Nobody decides about the own scorecard, not even in somebody else's name.
        """
        self.ensure_one()
        part = self.sudo()
        if self.env.user in part.card_ids._own_users():
            return self.env["res.users"]
        if self.env.user in part.pending_ids:
            return self.env.user
        substitutes = part.pending_ids._kpi_substitutes(part._today())
        return part.pending_ids.filtered(
            lambda user: self.env.user in substitutes[user]
        )

    def _today(self):
        return today_of(self.company_id)

    def _check_move(self, action, reason=None):
        """Raise unless role and state allow the move, and nobody else moves.

        All parts of a cycle are decided one after the other: two who press at the same
        moment, one gets the lock, the other a sentence.
        """
        self.ensure_one()
        move = TRANSITIONS[action]
        part = self.sudo()
        claim(part.cycle_id)
        claim(part)
        check_state(part, move.sources)
        if move.role == APPROVER and not self._stands_for():
            raise UserError(self._refusal())
        if move.reason and not (reason or "").strip():
            raise UserError(self.env._("Give the reason; it stays with the cycle."))

    def _refusal(self):
        if self.env.user in self.sudo().card_ids._own_users():
            return self.env._("Nobody approves the own scorecard.")
        return self.env._(
            "Only those it waits for may decide: %(names)s.",
            names=listed(self.env, self.sudo().pending_ids.mapped("name"))
            or self.env._("nobody yet"),
        )

    # --- Moving -------------------------------------------------------------------

    def action_approve(self, note=None):
        """Agree with the results of these people."""
        for part in self:
            part._check_move("action_approve")
            part._decide("action_approve", note)

    def action_approve_with_note(self):
        """Ask for words that stay with the decision, then agree."""
        for part in self:
            part._check_move("action_approve")
        return self.env["aftersales.reason"]._ask(self, "action_approve")

    def action_return(self, reason=None):
        """Send the results back to the evaluation officers, and say why."""
        if reason is None:
            for part in self:
                part._check_move("action_return", reason="?")
            return self.env["aftersales.reason"]._ask(self, "action_return")
        for part in self:
            part._check_move("action_return", reason)
            part._decide("action_return", reason.strip())
        return None

    def _decide(self, action, note):
        part, users = self.sudo(), self._stands_for()
        target = TRANSITIONS[action].target
        log = self.env["aftersales.approval.decision"]
        log._log(part, users, target, note)
        left = part.pending_ids - users
        if target == "approved" and part.rule == "all" and left:
            part._set({"pending_ids": [Command.set(left.ids)]})
        else:
            part._set({"state": target, "pending_ids": [Command.clear()]})
        part._refresh_activities()
        # The decider's environment, so that the cycle's log names the right person.
        self._say_decision(users, target, note)
        part.cycle_id._after_decision(part, note)

    def _say_decision(self, users, target, note):
        part = self.sudo()
        absent = users - self.env.user
        words = (
            self.env._("%(step)s, %(part)s: approved", step=part.step, part=part.name)
            if target == "approved"
            else self.env._(
                "%(step)s, %(part)s: returned", step=part.step, part=part.name
            )
        )
        if absent:
            words = self.env._(
                "%(words)s, in the name of %(absent)s",
                words=words,
                absent=listed(self.env, absent.mapped("name")),
            )
        part.cycle_id.message_post(
            body=f"{words}. {note}" if note else f"{words}.",
            author_id=self.env.user.partner_id.id,
        )

    def _start(self, due):
        """Ask the approvers of these parts."""
        self._set({"state": "waiting", "due": due})
        self._cover_absence()
        self._refresh_activities()

    def _lapse(self):
        """What these parts were asked about is no longer true."""
        sources = TRANSITIONS["_lapse"].sources
        lapsing = self.filtered(lambda part: part.state in sources)
        lapsing._set({"state": "lapsed", "pending_ids": [Command.clear()]})
        lapsing._refresh_activities()

    def _set(self, vals):
        """Write past the guard of write(), which keeps moves out of other hands."""
        return super(AftersalesCycleApproval, self.sudo()).write(vals)

    # --- Who may write what -------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Ask for approval on the form of the cycle."))
        parts = super().create(vals_list)
        parts.approver_ids._kpi_open_approvals()
        return parts

    def write(self, vals):
        names = {name for name in vals if not name.startswith(THREAD_PREFIXES)}
        if names == {"approver_ids"}:
            return self._name_approvers(vals)
        if names:
            raise UserError(
                self.env._("Use the buttons to approve or to return the results.")
            )
        return super().write(vals)

    def _name_approvers(self, vals):
        """An officer names somebody else, where those planned cannot decide."""
        for part in self:
            check_officer(self.env)
            part.check_access("write")
            if part.state not in OPEN_STATES:
                raise UserError(self.env._("This part was decided already."))
            before = part.approver_ids
            part._set(vals)
            part._check_approvers()
            decided = part.sudo().decision_ids.user_id
            part._set({"pending_ids": [Command.set((part.approver_ids - decided).ids)]})
            part.approver_ids._kpi_open_approvals()
            part._cover_absence()
            part._refresh_activities()
            part.cycle_id._look_again_at_exceptions()
            part.sudo().cycle_id.message_post(
                body=self.env._(
                    "%(part)s is approved by %(after)s instead of %(before)s.",
                    part=part.name,
                    after=listed(self.env, part.approver_ids.mapped("name")),
                    before=listed(self.env, before.mapped("name"))
                    or self.env._("nobody"),
                ),
                author_id=self.env.user.partner_id.id,
            )
        return True

    def _check_approvers(self):
        part = self.sudo()
        wrong = part.approver_ids.filtered(
            lambda user: (
                user.share or not user.active or part.company_id not in user.company_ids
            )
        )
        wrong |= part.approver_ids & part.card_ids._own_users()
        if wrong or not part.approver_ids:
            raise UserError(
                self.env._(
                    "%(people)s cannot approve this: choose internal users of the "
                    "company whose own scorecard is not among these.",
                    people=listed(self.env, wrong.mapped("name"))
                    or self.env._("Nobody"),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was asked and decided stays."))

    # --- Notices ------------------------------------------------------------------

    def _refresh_activities(self):
        """An activity for everybody who is due today, and for nobody else."""
        due = {part.id: part._due_users() for part in self.sudo()}
        known = self.sudo().activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref(ACTIVITY)
        )
        known.filtered(lambda one: one.user_id not in due[one.res_id]).unlink()
        for part in self.sudo():
            for user in due[part.id] - part.activity_ids.user_id:
                part._schedule_for(user)

    def _due_users(self):
        """Those it waits for, and their substitutes while they are absent."""
        if self.state != "waiting":
            return self.env["res.users"]
        users = self.pending_ids
        for substitutes in users._kpi_substitutes(self._today()).values():
            users |= substitutes - self.card_ids._own_users()
        return users

    def _schedule_for(self, user):
        part = self.with_context(lang=user.lang)
        part.activity_schedule(
            ACTIVITY,
            date_deadline=self.due,
            summary=part.env._("Approve the results: %(part)s", part=part.display_name),
            user_id=user.id,
        )

    @api.model
    def _cron_approvals(self):
        """Ask substitutes who begin today, and remind who is late, once."""
        waiting = self.search([("state", "=", "waiting")])
        waiting._cover_absence()
        waiting._refresh_activities()
        waiting.filtered(
            lambda part: part.due and part.due < part._today() and not part.is_reminded
        )._remind()

    def _remind(self):
        for part in self.sudo():
            for user in part._due_users():
                reader = part.with_context(lang=user.lang)
                reader.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=reader.env._("Overdue: %(part)s", part=reader.display_name),
                    body=reader.env._(
                        "The results wait for your approval since %(day)s.",
                        day=part.due,
                    ),
                )
        self._set({"is_reminded": True})
