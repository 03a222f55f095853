"""The moves of a bonus: one table, and who may do each."""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_kpi.models.guards import check_group, check_state, claim

CLERK = "payroll.group_payroll_user"
MANAGER = "payroll.group_payroll_manager"
SYSTEM = None  # follows payslips, appeals and scorecards; nobody's button


class Transition(NamedTuple):
    """One legal move of a bonus."""

    sources: tuple  # states it may start from
    target: str  # state it leads to
    group: str | None  # who may do it


# The whole state machine: buttons, refusals, tests and documentation read this table.
TRANSITIONS = {
    "action_approve": Transition(("draft",), "approved", CLERK),
    "action_hold": Transition(("draft", "approved"), "held", CLERK),
    "action_release": Transition(("held",), "draft", CLERK),
    "action_reopen": Transition(("approved",), "draft", CLERK),
    "action_cancel": Transition(("draft", "held", "approved"), "cancelled", MANAGER),
    # An appeal against the scorecard begins and ends.
    "_hold": Transition(("draft", "approved"), "held", SYSTEM),
    "_release": Transition(("held",), "draft", SYSTEM),
    # The scorecard was corrected before anybody approved.
    "_supersede": Transition(("draft", "held"), "cancelled", SYSTEM),
    # A payslip takes it, gives it back, is confirmed, is cancelled or refunded.
    "_post": Transition(("approved",), "on_slip", SYSTEM),
    "_unpost": Transition(("on_slip",), "approved", SYSTEM),
    "_pay": Transition(("on_slip",), "paid", SYSTEM),
    "_unpay": Transition(("paid", "reversed"), "approved", SYSTEM),
    "_repay": Transition(("approved",), "paid", SYSTEM),
    # A correction that takes all of it back was paid, or was given back itself.
    "_reverse": Transition(("paid",), "reversed", SYSTEM),
    "_restore": Transition(("reversed",), "paid", SYSTEM),
}
# What the mail thread keeps on the record.
THREAD_PREFIXES = ("message_", "activity_", "website_message_", "rating_", "access_")


class AftersalesBonus(models.Model):
    _inherit = "aftersales.bonus"

    def write(self, vals):
        if any(not name.startswith(THREAD_PREFIXES) for name in vals):
            raise UserError(
                self.env._("A bonus is not written by hand; use its buttons.")
            )
        return super().write(vals)

    # --- Checks -------------------------------------------------------------------

    @api.model
    def _check_clerk(self):
        self._check_group(CLERK)

    @api.model
    def _check_group(self, group):
        check_group(self.env, group)

    def _check_move(self, action):
        """Raise unless the user and all the states allow the move; lock the rows.

        Two clerks press at the same moment: one gets the rows, the other a sentence.
        """
        move = TRANSITIONS[action]
        if move.group:
            self._check_group(move.group)
            self.check_access("read")
        claim(self)
        check_state(self.sudo(), move.sources)

    def _move(self, action, **vals):
        """Do the move `action` of TRANSITIONS on all of them, or raise."""
        self._check_move(action)
        silent = self.sudo().with_context(tracking_disable=True)
        silent._set({**vals, "state": TRANSITIONS[action].target})

    def _check_no_appeal(self):
        """Raise where the company holds bonuses and an appeal is still open."""
        held = self.sudo().filtered("company_id.kpi_bonus_hold")
        appealed = held._appealed_cards()
        for bonus in held:
            if (bonus.scorecard_id.cycle_id, bonus.employee_id) in appealed:
                raise UserError(
                    self.env._(
                        "An appeal against the scorecard of %(person)s is still open. "
                        "The bonus goes on when it is decided; where bonuses should "
                        "not wait, change the payroll settings of the company.",
                        person=bonus.employee_name,
                    )
                )

    def _say(self, text):
        """Say on each of them why it moved."""
        for bonus in self.sudo():
            bonus.message_post(body=text)

    # --- Buttons ------------------------------------------------------------------

    def action_approve(self):
        """Let it be paid: it goes to the first payslip that fits."""
        self._check_move("action_approve")
        self._check_no_appeal()
        for bonus in self.sudo():
            # The person may have left since, or the setting have changed.
            bonus._set({"pay_from": bonus._earliest_slip_end()})
        self._move(
            "action_approve",
            approved_by_id=self.env.uid,
            approved_on=fields.Datetime.now(),
        )

    def action_hold(self, reason=None):
        """Keep it back for now."""
        self._move("action_hold")
        self._say(reason or self.env._("Held."))

    def action_release(self):
        """Let it go on to approval."""
        self._check_move("action_release")
        self._check_no_appeal()
        self._move("action_release", held_by_appeal=False)
        self._say(self.env._("No longer held."))

    def action_reopen(self):
        """Take the approval back, as long as no payslip has taken the bonus."""
        self._move("action_reopen", approved_by_id=False, approved_on=False)
        self._say(self.env._("Approval taken back."))

    def action_cancel(self, reason=None):
        """Not to be paid at all; without a reason, ask for it."""
        self._check_move("action_cancel")
        if reason is None:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Cancel the Bonus"),
                "res_model": "aftersales.bonus.cancel",
                "view_mode": "form",
                "target": "new",
                "context": {"default_bonus_ids": self.ids},
            }
        if not reason.strip():
            raise UserError(self.env._("Give the reason why it is not paid."))
        self._move("action_cancel", reason=reason.strip(), cancelled_by_id=self.env.uid)
        self._say(self.env._("Cancelled: %s", reason.strip()))
        return True
