from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kpi_bonus_month = fields.Selection(
        related="company_id.kpi_bonus_month", readonly=False
    )
    kpi_bonus_hold = fields.Boolean(related="company_id.kpi_bonus_hold", readonly=False)
