from collections import defaultdict

from odoo import api, fields, models

from ..sampling import estimate_stratified_mean, size_for_margin
from ..sources.answers import MAXIMUM

#: A result surer than this is not wanted; the number of answers for it is shown.
WANTED_MARGIN = 5


class AftersalesCampaign(models.Model):
    """What a campaign found, and on how much it rests."""

    _inherit = "aftersales.campaign"

    answer_ids = fields.One2many(
        "survey.user_input", "kpi_campaign_id", string="Answers", readonly=True
    )
    sent_count = fields.Integer("Asked", compute="_compute_progress")
    skipped_count = fields.Integer("Not Asked", compute="_compute_progress")
    answered_count = fields.Integer("Answered", compute="_compute_progress")
    response_rate = fields.Float("Response Rate (%)", compute="_compute_progress")
    has_result = fields.Boolean(compute="_compute_result")
    score = fields.Float("Result (of 100)", compute="_compute_result")
    margin = fields.Float(
        "± Points",
        compute="_compute_result",
        help="With a chance of 95 % the result of the whole population lies within "
        "this range, as far as it is a matter of the draw.",
    )
    interval = fields.Char(compute="_compute_result")
    needed_count = fields.Integer(
        "Answers for ± 5",
        compute="_compute_result",
        help="So many answers would narrow the range to five points on either side.",
    )
    warning = fields.Text(compute="_compute_warning")

    @api.depends("invitation_ids.state", "answer_ids.state")
    def _compute_progress(self):
        counts = self._counts_by_state()
        for campaign in self:
            by_state = counts[campaign.id]
            answered = by_state["answered"]
            campaign.skipped_count = by_state["skipped"] + by_state["cancelled"]
            campaign.sent_count = (
                answered + by_state["sent"] + by_state["started"] + by_state["expired"]
            )
            campaign.answered_count = answered
            campaign.response_rate = 100 * answered / (campaign.sent_count or 1)

    def _counts_by_state(self):
        counts = defaultdict(lambda: defaultdict(int))
        for campaign, state, count in (
            self.env["aftersales.invitation"]
            .sudo()
            ._read_group(
                [("campaign_id", "in", self.ids)], ["campaign_id", "state"], ["__count"]
            )
        ):
            counts[campaign.id][state] = count
        return counts

    @api.depends("answer_ids.kpi_score", "stratum_ids.population")
    def _compute_result(self):
        """The mean over strata, each weighted by its customers."""
        scores = self._scores_by_stratum()
        for campaign in self:
            known = scores[campaign.id]
            strata = {
                str(stratum.id): (stratum.population, known[stratum._subject().id])
                for stratum in campaign.stratum_ids
            }
            estimate = campaign._may_tell(known) and estimate_stratified_mean(strata)
            campaign.has_result = bool(estimate)
            campaign.score = estimate.value if estimate else 0
            has_margin = estimate and estimate.margin is not None
            campaign.margin = estimate.margin if has_margin else 0
            campaign.interval = (
                f"{estimate.low:.1f} – {estimate.high:.1f}" if has_margin else False
            )
            campaign.needed_count = size_for_margin(
                WANTED_MARGIN, campaign.population_count
            )

    def _may_tell(self, scores):
        """Anonymous answers are summed up only once enough have come."""
        if self.kpi_privacy != "anonymous":
            return True
        return sum(map(len, scores.values())) >= self.answer_minimum

    def _scores_by_stratum(self):
        """{campaign id: {person or team id: scores}}, in one query."""
        scores = defaultdict(lambda: defaultdict(list))
        answers = self.env["survey.user_input"].sudo()
        for campaign, employee, team, values in answers._read_group(
            self._scored_domain(),
            ["kpi_campaign_id", "kpi_employee_id", "kpi_team_id"],
            ["kpi_score:array_agg"],
        ):
            subject = employee if campaign.stratify_by == "employee" else team
            scores[campaign.id][subject.id] += values
        return scores

    def _scored_domain(self):
        return [
            ("kpi_campaign_id", "in", self.ids),
            ("state", "=", "done"),
            ("kpi_has_score", "=", True),
        ]

    @api.depends("stratum_ids.is_few", "answered_count", "state")
    def _compute_warning(self):
        for campaign in self:
            campaign.warning = (
                "\n".join(campaign._warnings())
                if campaign.state in ("running", "closed")
                else False
            )

    def _warnings(self):
        """Why the result should be read with care."""
        few = self.stratum_ids.filtered("is_few")
        if few:
            yield self.env._(
                "%(few)s of %(all)s rest on fewer than %(minimum)s answers: their "
                "single results say little.",
                few=len(few),
                all=len(self.stratum_ids),
                minimum=self.answer_minimum,
            )
        if self.sent_count and self.response_rate < 50:
            yield self.env._(
                "%(silent)s of %(asked)s customers have not answered; they may think "
                "otherwise.",
                silent=self.sent_count - self.answered_count,
                asked=self.sent_count,
            )

    # --- Anonymous answers ------------------------------------------------------------

    def _post_sums(self):
        """One row for each person with enough answers, one for the rest of a team.

        A person below the minimum appears in no row of an own; the answers join those
        of colleagues of the team, if these together are enough.
        """
        rows, rest = [], defaultdict(list)
        answers = self.env["survey.user_input"].sudo()
        for employee, team, values in answers._read_group(
            self._scored_domain(),
            ["kpi_employee_id", "kpi_team_id"],
            ["kpi_score:array_agg"],
        ):
            if len(values) >= self.answer_minimum:
                rows.append(self._prepare_sum_vals(values, team, employee))
            else:
                rest[team].append(values)
        for team, groups in rest.items():
            values = sum(groups, [])
            if team and len(groups) > 1 and len(values) >= self.answer_minimum:
                rows.append(self._prepare_sum_vals(values, team))
        self.env["aftersales.observation"].sudo()._post(rows)

    def _prepare_sum_vals(self, values, team, employee=None):
        who = f"e{employee.id}" if employee else "rest"
        return {
            "kind": self.survey_id.kpi_kind_id.code,
            "company_id": self.company_id.id,
            "team_id": team.id or None,
            "employee_id": employee.id if employee else None,
            "event_date": self.env["aftersales.observation"]._now(),
            "numerator": round(sum(values), 2),
            "denominator": MAXIMUM * len(values),
            "res_model": self._name,
            "res_id": self.id,
            "origin": f"campaign:{self.id}:{who}.t{team.id or 0}",
        }
