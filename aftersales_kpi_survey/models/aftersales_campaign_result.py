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

    @api.depends("answer_ids.kpi_score", "stratum_ids.population", "state")
    def _compute_result(self):
        """The mean over strata, each weighted by its customers."""
        scores = self._scores_by_stratum()
        for campaign in self:
            estimate = estimate_stratified_mean(campaign._weighed(scores[campaign.id]))
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

    def _weighed(self, scores):
        """{stratum: (customers, scores)}; people summed up together are one of them."""
        customers = {one._subject(): one.population for one in self.stratum_ids}
        return {
            str(subject): (
                customers.get(subject) or sum(customers.get(one, 0) for one in subject),
                values,
            )
            for subject, values in scores.items()
        }

    def _scores_by_stratum(self):
        """{campaign id: {person, people or team: scores}}, in one query."""
        scores = defaultdict(lambda: defaultdict(list))
        for campaign, groups in self._groups_by_campaign().items():
            by_person = campaign.stratify_by == "employee"
            for people, team, values in campaign._tellable(groups):
                scores[campaign.id][people if by_person else team] += values
        return scores

    def _groups_by_campaign(self):
        """{campaign: [[employee, team, scores], …]}."""
        groups = defaultdict(list)
        answers = self.env["survey.user_input"].sudo()
        for campaign, *group in answers._read_group(
            self._scored_domain(),
            ["kpi_campaign_id", "kpi_employee_id", "kpi_team_id"],
            ["kpi_score:array_agg"],
        ):
            groups[campaign].append(group)
        return groups

    def _tellable(self, groups):
        """What of these scores may be told, as (people, team, scores).

        Of anonymous answers nothing before the end, then sums: each person with enough
        answers, and the rest of a team if these are several people with enough answers
        together.  Whatever is shown or posted is made of these sums, so that no
        difference between two of them is a single answer.
        """
        if self.kpi_privacy != "anonymous":
            return groups
        return self._sums(groups) if self.state == "closed" else []

    def _sums(self, groups):
        rest = defaultdict(list)
        for employee, team, values in groups:
            if len(values) >= self.answer_minimum:
                yield employee, team, values
            else:
                rest[team].append((employee, values))
        for team, parts in rest.items():
            people = self.env["hr.employee"].union(*(one for one, _values in parts))
            values = sum((values for _one, values in parts), [])
            if team and len(people) > 1 and len(values) >= self.answer_minimum:
                yield people, team, values

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
        """One row for each person with enough answers, one for the rest of a team."""
        if not self.survey_id.kpi_kind_id:
            return
        groups = self._groups_by_campaign()[self]
        self.env["aftersales.observation"].sudo()._post(
            [
                self._prepare_sum_vals(values, team, people)
                for people, team, values in self._tellable(groups)
            ]
        )

    def _prepare_sum_vals(self, values, team, people):
        is_rest = len(people) > 1
        who = "rest" if is_rest else f"e{people.id}"
        return {
            "kind": self.survey_id.kpi_kind_id.code,
            "company_id": self.company_id.id,
            "team_id": team.id or None,
            "employee_id": None if is_rest else people.id or None,
            "event_date": self.env["aftersales.observation"]._now(),
            "numerator": round(sum(values), 2),
            "denominator": MAXIMUM * len(values),
            "res_model": self._name,
            "res_id": self.id,
            "origin": f"campaign:{self.id}:{who}.t{team.id or 0}",
        }
