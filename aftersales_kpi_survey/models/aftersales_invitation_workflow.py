"""The states of an invitation, on their own."""

from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

#: The customer can answer in these states.
ANSWERABLE_STATES = ("sent", "started")


class Transition(NamedTuple):
    """One legal move of an invitation."""

    sources: tuple  # states it may start from
    target: str  # state it leads to
    actor: str  # "system": the scheduled action; "customer": the link; "officer"


# The whole state machine: refusals, tests and documentation read this table.
TRANSITIONS = {
    "action_send": Transition(("queued",), "sent", "system"),
    "action_skip": Transition(("queued",), "skipped", "system"),
    "action_start": Transition(("sent", "started"), "started", "customer"),
    "action_answer": Transition(("sent", "started"), "answered", "customer"),
    "action_expire": Transition(("sent", "started"), "expired", "system"),
    "action_cancel": Transition(("queued", "sent"), "cancelled", "officer"),
}


class AftersalesInvitation(models.Model):
    _inherit = "aftersales.invitation"

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "queued") != "queued" for vals in vals_list):
            raise UserError(self.env._("An invitation starts in the queue."))
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals:
            raise UserError(
                self.env._("An invitation is sent, answered or expires by itself.")
            )
        return super().write(vals)

    def _move(self, action, **vals):
        """Do the move `action` of TRANSITIONS, or raise where it is not allowed.

        Who may do it is asked by the public methods and by the controller.
        """
        transition = TRANSITIONS[action]
        labels = dict(self._fields["state"]._description_selection(self.env))
        for invitation in self:
            if invitation.state not in transition.sources:
                raise UserError(
                    self.env._(
                        "This invitation is in state “%(state)s” and cannot change so.",
                        state=labels[invitation.state],
                    )
                )
        # Past the guard of write() above, which keeps the state out of other hands.
        return super().write({"state": transition.target, **vals})
