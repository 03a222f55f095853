from odoo import fields, models


class AftersalesScorecard(models.Model):
    _inherit = "aftersales.scorecard"

    bonus_ids = fields.One2many(
        "aftersales.bonus",
        "scorecard_id",
        "Bonuses",
        readonly=True,
        groups="payroll.group_payroll_user,hr.group_hr_manager",
    )

    def _revise(self, reason, removed=(), replaced=None, points=None, void=False):
        """A corrected scorecard changes the pay by the difference."""
        revision = super()._revise(reason, removed, replaced, points, void)
        if revision.employee_id:
            self.env["aftersales.bonus"].sudo()._correct(revision.sudo())
        return revision
