"""The states of a quality check, on their own."""

from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .aftersales_workflow import THREAD_PREFIXES
from .guards import check_state


class Transition(NamedTuple):
    """One legal move of a quality check."""

    sources: tuple  # states it may start from
    target: str  # state it leads to
    actor: str  # "checker": who checks; "officer": who runs the evaluation


# The whole state machine: refusals, tests and documentation read this table.
TRANSITIONS = {
    "action_submit": Transition(("to_do",), "submitted", "checker"),
    "action_reopen": Transition(("submitted",), "to_do", "officer"),
    "action_withdraw": Transition(("to_do", "submitted"), "withdrawn", "officer"),
}


class AftersalesQualityCheck(models.Model):
    _inherit = "aftersales.quality.check"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su or any("state" in vals for vals in vals_list):
            raise AccessError(self.env._("Quality checks are drawn, never made up."))
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals:
            raise UserError(
                self.env._("A check is submitted, reopened or withdrawn by its button.")
            )
        names = {name for name in vals if not name.startswith(THREAD_PREFIXES)}
        if not self.env.su and names:
            self._check_may_answer(names)
        return super().write(vals)

    def _check_may_answer(self, names):
        """What was found is the checker's word, and stands once it is submitted."""
        if names - {"comment", "line_ids"}:
            raise AccessError(self.env._("A check is answered, nothing else."))
        for check in self.sudo():
            if check.state != "to_do" or check.checker_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Only the checker answers, until the check is submitted."
                    )
                )

    def _move(self, action, **vals):
        """Do the move `action` of TRANSITIONS, or raise where it is not allowed."""
        self._check_move(action)
        # Past the guard of write() above, which keeps the state out of other hands.
        return super(AftersalesQualityCheck, self.sudo()).write(
            {"state": TRANSITIONS[action].target, **vals}
        )

    def _check_move(self, action):
        self.check_access("read")
        for check in self:
            if not check._is_actor(TRANSITIONS[action].actor):
                raise AccessError(
                    self.env._("Only the checker of this ticket may do this.")
                    if TRANSITIONS[action].actor == "checker"
                    else self.env._("Only an evaluation officer may do this.")
                )
        check_state(self, TRANSITIONS[action].sources)

    def _is_actor(self, actor):
        if actor == "checker":
            return self.checker_id == self.env.user
        return self._is_officer() and self.env.user != self.user_id
