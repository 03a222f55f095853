"""The states of a scheme, on their own."""

from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from .guards import check_state


class Transition(NamedTuple):
    """One legal move of a scheme."""

    sources: tuple  # states it may start from
    target: str  # state it leads to
    role: str  # "manager": administrators of the evaluation; "system": by itself


# The whole state machine: buttons, refusals, tests and documentation read this table.
TRANSITIONS = {
    "action_approve": Transition(("draft",), "approved", "manager"),
    "action_retire": Transition(("approved",), "retired", "manager"),
    # A newer version has taken over.
    "_give_way": Transition(("approved",), "retired", "system"),
}


class AftersalesScheme(models.Model):
    _inherit = "aftersales.scheme"

    def action_approve(self):
        """Put the scheme into force; an earlier version of it gives way."""
        for scheme in self:
            scheme._check_move("action_approve")
            texts = scheme._issue_texts()
            if texts:
                raise UserError("\n".join([self.env._("Mend first:"), *texts]))
            scheme._earlier_versions()._give_way_to(scheme)
            scheme._move("action_approve")

    def action_retire(self):
        """Make no new cycles of the scheme; those that run keep it."""
        self._move("action_retire")

    def _give_way(self):
        """Retire for a newer version."""
        self._move("_give_way")

    def _move(self, action):
        """Do the move `action` of TRANSITIONS, or raise where it is not allowed."""
        self._check_move(action)
        self._write_past_guard({"state": TRANSITIONS[action].target})

    def _check_move(self, action):
        move = TRANSITIONS[action]
        if move.role == "manager":
            self._check_manager()
        check_state(self, move.sources)
