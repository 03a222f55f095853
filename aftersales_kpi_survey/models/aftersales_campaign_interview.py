from itertools import cycle

from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesCampaign(models.Model):
    """A campaign by phone makes a call list instead of mails (R41)."""

    _inherit = "aftersales.campaign"

    interviewer_ids = fields.Many2many(
        "res.users",
        string="Interviewers",
        domain=[("share", "=", False)],
        help="The calls are shared out among them; nobody calls an own customer.",
    )
    interview_ids = fields.One2many("aftersales.phone.interview", "campaign_id")

    def _ask(self, records):
        result = super()._ask(records)
        if self.kpi_use == "interview":
            self._make_calls(records)
        return result

    def _make_calls(self, records):
        if not self.interviewer_ids:
            raise UserError(self.env._("Say who calls: choose the interviewers."))
        turns = cycle(self.interviewer_ids)
        interviews = self.env["aftersales.phone.interview"].sudo()
        calls = interviews.with_context(tracking_disable=True).create(
            [
                self._prepare_interview_vals(record, self._next_caller(record, turns))
                for record in records
            ]
        )
        calls._leave_in_peace()

    def _next_caller(self, record, turns):
        """Who is next and did not serve this customer; nobody if there is none."""
        for _turn in self.interviewer_ids:
            caller = next(turns)
            if caller != record.user_id and caller != record.employee_id.user_id:
                return caller
        return self.env["res.users"]

    def _prepare_interview_vals(self, record, caller):
        ticket = record.ticket_id
        return {
            "campaign_id": self.id,
            "company_id": self.company_id.id,
            "survey_id": self.survey_id.id,
            "ticket_id": ticket.id,
            "partner_id": ticket.partner_id.id,
            "customer": ticket.partner_id.name or ticket.partner_name,
            "phone": self.env["aftersales.invitation"]._phone_of(ticket.partner_id),
            "employee_id": record.employee_id.id,
            "user_id": record.user_id.id or record.employee_id.user_id.id,
            "team_id": record.team_id.id,
            "interviewer_id": caller.id,
        }

    def _stop_asking(self):
        result = super()._stop_asking()
        self.interview_ids.filtered(
            lambda one: one.state in ("to_call", "again")
        )._move("action_cancel")
        return result

    def _counts_by_state(self):
        """Calls as if they were invitations: refused and not reached are silent."""
        counts = super()._counts_by_state()
        for campaign, state, count in (
            self.env["aftersales.phone.interview"]
            .sudo()
            ._read_group(
                [("campaign_id", "in", self.ids)], ["campaign_id", "state"], ["__count"]
            )
        ):
            counts[campaign.id][STATES[state]] += count
        return counts

    def action_view_interviews(self):
        """The call list of the campaign."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi_survey.aftersales_phone_interview_action"
        )
        return {**action, "domain": [("campaign_id", "=", self.id)], "context": {}}


#: State of a call → the state of an invitation that it is counted as.
STATES = {
    "to_call": "sent",
    "again": "sent",
    "done": "answered",
    "refused": "expired",
    "unreachable": "expired",
    "cancelled": "cancelled",
}


class AftersalesCampaignStratum(models.Model):
    _inherit = "aftersales.campaign.stratum"

    def _counted_states(self):
        calls = (
            self.env["aftersales.phone.interview"]
            .sudo()
            ._read_group(
                [("campaign_id", "in", self.campaign_id.ids)],
                ["campaign_id", "employee_id", "team_id", "state"],
                ["__count"],
            )
        )
        return [
            *super()._counted_states(),
            *((*key, STATES[state], count) for *key, state, count in calls),
        ]
