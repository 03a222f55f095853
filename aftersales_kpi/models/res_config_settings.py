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
    kpi_currency_id = fields.Many2one(related="company_id.currency_id")
    kpi_labour_rate = fields.Monetary(
        related="company_id.kpi_labour_rate",
        readonly=False,
        currency_field="kpi_currency_id",
    )
    kpi_fee_tolerance = fields.Float(
        related="company_id.kpi_fee_tolerance", readonly=False
    )
    kpi_deduct_parts_wait = fields.Boolean(
        related="company_id.kpi_deduct_parts_wait", readonly=False
    )
