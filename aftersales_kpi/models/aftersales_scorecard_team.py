"""Scorecards of teams: who of the team reads them, where the company wants it (R73)."""

from odoo import api, fields, models
from odoo.fields import Domain

from .aftersales_scorecard_portal import NEWEST_FIRST, TREND_PERIODS


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_team_cards = fields.Boolean(
        string="Teams See Their Scorecard",
        help="Published scorecards of a team are shown to its members.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kpi_team_cards = fields.Boolean(related="company_id.kpi_team_cards", readonly=False)


class AftersalesScorecard(models.Model):
    _inherit = "aftersales.scorecard"

    @api.model
    def _team_domain(self):
        """Published scorecards of the teams that the user is in, if they are shown."""
        return Domain(
            [
                ("employee_id", "=", False),
                ("team_id.user_ids", "in", self.env.uid),
                ("is_current", "=", True),
                ("state", "in", ("published", "final")),
                ("company_id", "in", self.env.user.company_ids.ids),
                ("company_id.kpi_team_cards", "=", True),
            ]
        )

    @api.model
    def _team_cards(self, domain=(), **options):
        """The user's teams' scorecards (sudo): the domain is what may be seen."""
        return self.sudo().search(
            self._team_domain() & Domain(list(domain)), order=NEWEST_FIRST, **options
        )

    def _team_trend(self):
        """The scorecards of the same team and scheme up to this one, oldest first."""
        return self._team_cards(
            [
                ("subject_id", "=", self.subject_id),
                ("cycle_id.scheme_id.code", "=", self.cycle_id.scheme_id.code),
                ("cycle_id.date_from", "<=", self.cycle_id.date_from),
            ],
            limit=TREND_PERIODS,
        )[::-1]
