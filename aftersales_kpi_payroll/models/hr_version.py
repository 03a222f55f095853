from odoo import api, fields, models


class HrVersion(models.Model):
    _inherit = "hr.version"

    kpi_bonus_base = fields.Monetary(
        string="KPI Bonus Base",
        currency_field="currency_id",
        groups="hr.group_hr_manager",
        tracking=True,
        help="What a whole period pays at 100 points, in this contract. Empty: what "
        "the bonus plan says for the post, or for everybody.",
    )

    @api.model
    def _get_whitelist_fields_from_template(self):
        return [*super()._get_whitelist_fields_from_template(), "kpi_bonus_base"]
