from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kpi_survey_delay_hours = fields.Integer(
        related="company_id.kpi_survey_delay_hours", readonly=False
    )
    kpi_survey_deadline_days = fields.Integer(
        related="company_id.kpi_survey_deadline_days", readonly=False
    )
    kpi_survey_reminder_days = fields.Integer(
        related="company_id.kpi_survey_reminder_days", readonly=False
    )
    kpi_survey_reminder_limit = fields.Integer(
        related="company_id.kpi_survey_reminder_limit", readonly=False
    )
    kpi_survey_quiet_days = fields.Integer(
        related="company_id.kpi_survey_quiet_days", readonly=False
    )
    kpi_survey_sms = fields.Boolean(related="company_id.kpi_survey_sms", readonly=False)
    kpi_survey_has_sms = fields.Boolean(
        "SMS App Installed", compute="_compute_kpi_survey_has_sms"
    )

    def _compute_kpi_survey_has_sms(self):
        self.kpi_survey_has_sms = self.env["aftersales.invitation"]._apps().sms
