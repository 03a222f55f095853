from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_survey_delay_hours = fields.Integer(
        string="Questionnaire After",
        default=2,
        required=True,
        help="Hours between the solution and the questionnaire. A ticket reopened in "
        "the meantime is not asked about.",
    )
    kpi_survey_deadline_days = fields.Integer(
        string="Return Deadline",
        default=14,
        required=True,
        help="Days in which a questionnaire can be answered.",
    )
    kpi_survey_reminder_days = fields.Integer(
        string="Remind After",
        default=4,
        required=True,
        help="Days without an answer before a reminder; 0 for none.",
    )
    kpi_survey_reminder_limit = fields.Integer(
        string="Reminders", default=1, required=True
    )
    kpi_survey_quiet_days = fields.Integer(
        string="Quiet Period",
        default=30,
        required=True,
        help="Nobody is asked twice within so many days, whatever the number of "
        "tickets.",
    )
    kpi_survey_sms = fields.Boolean(
        string="Text Messages",
        help="Customers without an e-mail address get the link by SMS, where the SMS "
        "app is installed.",
    )

    _kpi_survey_days = models.Constraint(
        "CHECK (kpi_survey_deadline_days > 0 AND kpi_survey_delay_hours >= 0"
        " AND kpi_survey_reminder_days >= 0 AND kpi_survey_reminder_limit >= 0"
        " AND kpi_survey_quiet_days >= 0)",
        "The return deadline must be at least a day; the other times not below zero.",
    )
