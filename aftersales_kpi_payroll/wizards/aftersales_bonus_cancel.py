from odoo import fields, models


class AftersalesBonusCancel(models.TransientModel):
    """Asks why bonuses are not to be paid."""

    _name = "aftersales.bonus.cancel"
    _description = "Cancel Bonuses"

    bonus_ids = fields.Many2many("aftersales.bonus", required=True)
    reason = fields.Text(required=True)

    def action_cancel(self):
        """Cancel the bonuses for this reason."""
        return self.bonus_ids.action_cancel(self.reason)
