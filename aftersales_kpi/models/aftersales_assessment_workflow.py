"""The states of a single grade, on their own."""

from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

from .guards import check_state

# A grade in these states is still waited for.
OPEN_STATES = ("to_do", "draft")
# While the cycle is in these states, grades may change.
GRADING_STATES = ("open", "scored")


class Transition(NamedTuple):
    """One legal move of a grade."""

    sources: tuple  # states it may start from
    target: str  # state it leads to
    actor: str  # "rater": who grades; "officer": who runs the evaluation


# The whole state machine: refusals, tests and documentation read this table.
TRANSITIONS = {
    "action_answer": Transition(OPEN_STATES, "draft", "rater"),
    "action_submit": Transition(("draft",), "submitted", "rater"),
    "action_reopen": Transition(("submitted",), "draft", "officer"),
    "action_expire": Transition(OPEN_STATES, "expired", "officer"),
    "action_resume": Transition(("expired",), "to_do", "officer"),
}


class AftersalesAssessment(models.Model):
    _inherit = "aftersales.assessment"

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "to_do") != "to_do" for vals in vals_list):
            raise UserError(self.env._("A grade starts as a task; then give it."))
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals:
            raise UserError(self.env._("A grade is given, submitted or expires."))
        return super().write(vals)

    def _move(self, action, **vals):
        """Do the move `action` of TRANSITIONS, or raise where it is not allowed.

        Who may do it is asked by the public methods of the grading sheet.
        """
        self._check_move(action)
        # Past the guard of write() above, which keeps the state out of other hands.
        return super().write({"state": TRANSITIONS[action].target, **vals})

    def _check_move(self, action):
        """Raise unless the grade's and the cycle's states allow the move."""
        for assessment in self:
            if assessment.cycle_id.state not in GRADING_STATES and (
                action != "action_expire"
            ):
                raise UserError(
                    self.env._(
                        "The grading of %(cycle)s is over.",
                        cycle=assessment.cycle_id.display_name,
                    )
                )
        check_state(self, TRANSITIONS[action].sources)
