"""The states of an invitation, on their own."""

from odoo import models

from .aftersales_survey_workflow import Transition

#: The customer can answer in these states.
ANSWERABLE_STATES = ("sent", "started")

TRANSITIONS = {
    "action_send": Transition(("queued",), "sent", "system"),
    "action_skip": Transition(("queued",), "skipped", "system"),
    "action_queue_again": Transition(("queued", "skipped"), "queued", "system"),
    "action_start": Transition(("sent", "started"), "started", "customer"),
    "action_answer": Transition(("sent", "started"), "answered", "customer"),
    "action_expire": Transition(("sent", "started"), "expired", "system"),
    "action_cancel": Transition(("queued", "sent", "started"), "cancelled", "officer"),
}


class AftersalesInvitation(models.Model):
    _inherit = "aftersales.invitation"

    _transitions = TRANSITIONS
