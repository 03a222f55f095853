from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kpi_emergency_priority = fields.Selection(
        related="company_id.kpi_emergency_priority", readonly=False
    )
    kpi_emergency_hours = fields.Float(
        related="company_id.kpi_emergency_hours", readonly=False
    )
    kpi_repeat_days = fields.Integer(
        related="company_id.kpi_repeat_days", readonly=False
    )
    kpi_fix_days = fields.Integer(related="company_id.kpi_fix_days", readonly=False)
    kpi_closure_days = fields.Integer(
        related="company_id.kpi_closure_days", readonly=False
    )
