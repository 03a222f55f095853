from collections import defaultdict

from odoo import api, fields, models


class AftersalesCampaignStratum(models.Model):
    """Customers of one person or team in a campaign: drawn, asked, answered."""

    _name = "aftersales.campaign.stratum"
    _description = "Stratum of a Campaign"
    _order = "campaign_id, employee_id, team_id, id"
    _rec_name = "name"

    campaign_id = fields.Many2one(
        "aftersales.campaign",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    employee_id = fields.Many2one(
        "hr.employee", string="Person", readonly=True, ondelete="restrict"
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", readonly=True, ondelete="restrict"
    )
    name = fields.Char(compute="_compute_name", string="Stratum")
    population = fields.Integer(readonly=True)
    sample = fields.Integer("Drawn", readonly=True)
    sent_count = fields.Integer("Asked", compute="_compute_numbers")
    answered_count = fields.Integer("Answered", compute="_compute_numbers")
    silent_count = fields.Integer(
        "No Answer",
        compute="_compute_numbers",
        help="Asked, and silent so far: in the end those who refused, could not be "
        "reached or let the deadline pass.",
    )
    unasked_count = fields.Integer(
        "Not Asked",
        compute="_compute_numbers",
        help="Drawn, but waiting, or left out: no address, asked a short time ago, "
        "does not want to be asked, or a colleague.",
    )
    response_rate = fields.Float("Response Rate (%)", compute="_compute_numbers")
    has_result = fields.Boolean(compute="_compute_numbers")
    score = fields.Float("Result (of 100)", compute="_compute_numbers")
    is_few = fields.Boolean("Too Few", compute="_compute_numbers")

    @api.depends("employee_id", "team_id")
    def _compute_name(self):
        for stratum in self:
            stratum.name = stratum._subject().display_name or self.env._("No team")

    def _subject(self):
        by_person = self.campaign_id.stratify_by == "employee"
        return self.employee_id if by_person else self.team_id

    @api.depends(
        "campaign_id.invitation_ids.state",
        "campaign_id.answer_ids.kpi_score",
        "campaign_id.state",
    )
    def _compute_numbers(self):
        counts = self._counts()
        scores = self.campaign_id._scores_by_stratum()
        for stratum in self:
            campaign = stratum.campaign_id
            by_state = counts[campaign.id, stratum._subject().id]
            values = scores[campaign.id][stratum._subject()]
            stratum.answered_count = by_state["answered"]
            stratum.silent_count = by_state["asked"]
            stratum.unasked_count = by_state["unasked"]
            stratum.sent_count = by_state["answered"] + by_state["asked"]
            stratum.response_rate = (
                100 * stratum.answered_count / (stratum.sent_count or 1)
            )
            known = len(values) or stratum.answered_count
            stratum.is_few = known < campaign.answer_minimum
            stratum.has_result = bool(values)
            stratum.score = sum(values) / len(values) if values else 0

    def _counts(self):
        """{(campaign id, person or team id): {"answered", "asked", "unasked": n}}."""
        counts = defaultdict(lambda: defaultdict(int))
        for campaign, employee, team, state, count in self._counted_states():
            subject = employee if campaign.stratify_by == "employee" else team
            what = (
                "answered"
                if state == "answered"
                else "unasked"
                if state in ("queued", "skipped", "cancelled")
                else "asked"
            )
            counts[campaign.id, subject.id][what] += count
        return counts

    def _counted_states(self):
        return (
            self.env["aftersales.invitation"]
            .sudo()
            ._read_group(
                [("campaign_id", "in", self.campaign_id.ids)],
                ["campaign_id", "employee_id", "team_id", "state"],
                ["__count"],
            )
        )


class AftersalesInvitation(models.Model):
    _inherit = "aftersales.invitation"

    campaign_id = fields.Many2one(
        "aftersales.campaign", readonly=True, ondelete="cascade", index="btree_not_null"
    )

    def _prepare_answer_vals(self, trace):
        """An anonymous answer belongs to a campaign, too."""
        return {
            **super()._prepare_answer_vals(trace),
            "kpi_campaign_id": self.campaign_id.id,
        }


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    kpi_campaign_id = fields.Many2one(
        "aftersales.campaign",
        string="Campaign",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
