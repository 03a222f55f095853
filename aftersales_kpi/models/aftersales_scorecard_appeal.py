from odoo import api, fields, models

from .aftersales_appeal_instance import local_day, plan_working_days


class AftersalesScorecard(models.Model):
    """The time to appeal, and the way there."""

    _inherit = "aftersales.scorecard"

    appeal_ids = fields.One2many("aftersales.appeal", "scorecard_id", string="Appeals")
    appeal_until = fields.Date(compute="_compute_appeal_until", compute_sudo=True)
    can_appeal = fields.Boolean(compute="_compute_can_appeal")

    @api.depends("published_on", "cycle_id.scheme_id.appeal_days")
    def _compute_appeal_until(self):
        for card in self:
            published_on = card._appealable_from()
            card.appeal_until = published_on and plan_working_days(
                card.company_id,
                local_day(card.company_id, published_on),
                card.cycle_id.scheme_id.appeal_days,
            )

    def _appealable_from(self):
        """When the time to appeal began: voiding starts it anew, a correction not."""
        card = self
        while card.supersedes_id and card.state != "voided":
            if card.supersedes_id.state == "voided":
                break
            card = card.supersedes_id
        return card.published_on

    @api.depends("published_on", "is_current", "user_id")
    @api.depends_context("uid")
    def _compute_can_appeal(self):
        for card in self:
            own = card.user_id == self.env.user or (
                not card.user_id
                and card.employee_id
                and self.env.user.has_group("aftersales_kpi.group_officer")
            )
            today = local_day(card.company_id, fields.Datetime.now())
            card.can_appeal = (
                own
                and card.is_current
                and card.appeal_until
                and today <= card.appeal_until
            )

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
