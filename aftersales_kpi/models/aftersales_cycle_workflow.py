from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

from .guards import MANAGER, OFFICER, check_group, check_state, claim


class Transition(NamedTuple):
    """One legal move of a cycle."""

    sources: tuple  # states it may start from
    target: str  # state it leads to
    group: str  # who may do it
    card_state: str | None = None  # what the cycle's scorecards become
    reason: bool = False  # whether it has to be said why


# The whole state machine: buttons, refusals, tests and documentation read this table.
TRANSITIONS = {
    "action_open": Transition(("draft",), "open", OFFICER),
    "action_score": Transition(("open", "scored"), "scored", OFFICER),
    # Begins a round of approval where the scheme has levels; the last one to agree
    # moves the cycle on. Without levels an administrator approves.
    "action_request_approval": Transition(("scored",), "scored", OFFICER),
    "action_approve": Transition(("scored",), "approved", MANAGER, "approved"),
    # Steps back. What was published is never taken back: corrections are revisions.
    "action_reopen": Transition(("scored",), "open", OFFICER, reason=True),
    "action_withdraw_approval": Transition(
        ("approved",), "scored", MANAGER, "scored", reason=True
    ),
    "action_publish": Transition(("approved",), "published", OFFICER, "published"),
    "action_close": Transition(("published",), "closed", OFFICER, "final"),
    "action_cancel": Transition(
        ("draft", "open", "scored", "approved"),
        "cancelled",
        MANAGER,
        "voided",
        reason=True,
    ),
}

# What the wizard that asks for reasons may call.
REASONED = {action for action, move in TRANSITIONS.items() if move.reason}


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("A cycle starts as a draft; then open it."))
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals:
            raise UserError(
                self.env._("Use the buttons to move a cycle to another state.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_without_results(self):
        if self.sudo().scorecard_ids:
            raise UserError(
                self.env._("A cycle with scorecards is cancelled, never deleted.")
            )

    def _move(self, action, reason=None):
        """Do the move `action` of TRANSITIONS, or raise where it is not allowed."""
        self._check_move(action)
        move = TRANSITIONS[action]
        if move.reason:
            self._say_reason(action, reason)
        self._lock_for_move()
        if move.card_state:
            self.scorecard_ids._follow_cycle(move.card_state)
        # Past the guard of write() above, which keeps the state out of other hands.
        moved = super().write({"state": move.target})
        self.flush_recordset(["state"])  # a unique index reads it in the next INSERT
        return moved

    def _lock_for_move(self):
        """Two who press at the same moment: one moves it, the other gets a sentence."""
        claim(self)

    def _say_reason(self, action, reason):
        """Keep the reason with the cycle; without one there is no such move."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason; it stays with the cycle."))
        words = {
            "action_reopen": self.env._("Opened again"),
            "action_withdraw_approval": self.env._("Approval withdrawn"),
            "action_cancel": self.env._("Cancelled"),
        }[action]
        for cycle in self:
            cycle.message_post(
                body=self.env._("%(what)s: %(reason)s", what=words, reason=reason)
            )

    def _ask_reason(self, action):
        """Open the wizard that asks for the reason of a move, if it is allowed."""
        self._check_move(action)
        return self.env["aftersales.reason"]._ask(self, action)

    def _check_move(self, action):
        """Raise unless the state and the user's groups allow the move."""
        move = TRANSITIONS[action]
        check_group(self.env, move.group)
        check_state(self, move.sources)
