from odoo import api, fields, models

from ..scoring import is_number
from .company_day import local_day, plan_working_days, today_of


class AftersalesScorecardLine(models.Model):
    _inherit = "aftersales.scorecard.line"

    @api.depends("indicator_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.sudo().indicator_id.name


class AftersalesScorecard(models.Model):
    """The time to appeal, and the way there."""

    _inherit = "aftersales.scorecard"

    appeal_ids = fields.One2many(
        "aftersales.appeal", "scorecard_id", string="Appeals", groups="base.group_user"
    )
    appeal_until = fields.Date(compute="_compute_appeal_until", compute_sudo=True)
    can_appeal = fields.Boolean(compute="_compute_can_appeal")

    @api.depends("published_on", "employee_id", "cycle_id.scheme_id.appeal_days")
    def _compute_appeal_until(self):
        last_days = {}  # people of one cycle share it
        for card in self:
            # teams and departments have nobody who appeals
            published_on = card.employee_id and card._appealable_from()
            if not published_on:
                card.appeal_until = False
                continue
            company = card.company_id
            key = (
                company,
                local_day(company, published_on),
                card.cycle_id.scheme_id.appeal_days,
            )
            if key not in last_days:
                last_days[key] = plan_working_days(*key)
            card.appeal_until = last_days[key]

    def _appealable_from(self):
        """When the time to appeal began: voiding starts it anew, a correction not."""
        card = self
        while card.supersedes_id and card.state != "voided":
            if card.supersedes_id.state == "voided":
                break
            card = card.supersedes_id
        return card.published_on

    @api.depends("appeal_until", "is_current", "user_id", "employee_id")
    @api.depends_context("uid")
    def _compute_can_appeal(self):
        for card in self:
            card.can_appeal = card.sudo()._is_open_to_appeal()

    def _is_open_to_appeal(self):
        """Whether this user may appeal today."""
        if not (self.employee_id and self.is_current and self.appeal_until):
            return False
        own = (
            self.user_id == self.env.user
            if self.user_id
            else self.env.user.has_group("aftersales_kpi.group_officer")
        )
        today = today_of(self.company_id)
        return own and today <= self.appeal_until

    def _change_if(self, without=(), points=None):
        """ "50.00 → 100.00": the total without some record ids, or with points decided.

        `points` is {criterion id: points}. False where nothing changes or it depends.
        """
        if self.result != "scored" or not (without or points):
            return False
        computed, _measures = self._recomputed(without, points)[self]
        if not is_number(computed.total):
            return False
        return f"{self.score:.2f} → {computed.total:.2f}"

    def _answer_due(self):
        """Until when an appeal sent now is answered."""
        today = today_of(self.company_id)
        days = self.cycle_id.scheme_id.answer_days
        return plan_working_days(self.company_id, today, days)

    def _colleagues(self):
        """Those of the same team and cycle (sudo): whose a record may be."""
        cards = self.sudo().search(
            [
                ("cycle_id", "=", self.cycle_id.id),
                ("team_id", "=", self.sudo().team_id.id),
                ("is_current", "=", True),
            ]
        )
        return (cards.employee_id - self.sudo().employee_id).sorted("name")

    def _appeals_shown(self, line_id=False):
        """What was sent about the line, or the whole, of this card or earlier ones."""
        line = self.env["aftersales.scorecard.line"].sudo().browse(line_id)
        return (
            self.sudo()
            ._history()
            .appeal_ids.filtered(
                lambda appeal: (
                    appeal.state != "draft"
                    and appeal.line_id.criterion_id == line.criterion_id
                )
            )
        )

    def _history(self):
        """This card and all that it supersedes."""
        cards = card = self
        while card.supersedes_id:
            card = card.supersedes_id
            cards |= card
        return cards

    def action_appeal(self):
        """Start an appeal against this card."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Appeal"),
            "res_model": "aftersales.appeal",
            "view_mode": "form",
            "context": {"default_scorecard_id": self.id},
        }

    def action_view_appeals(self):
        """Open the appeals against this card and its earlier revisions."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_appeal_action"
        )
        return {
            **action,
            "domain": [
                ("cycle_id", "=", self.cycle_id.id),
                ("employee_id", "=", self.employee_id.id),
            ],
            "context": {"create": False},
        }
