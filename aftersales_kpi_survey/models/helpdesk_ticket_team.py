from odoo import fields, models

OFFICER = "aftersales_kpi.group_officer"


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    kpi_survey_id = fields.Many2one(
        "survey.survey",
        string="Questionnaire After Service",
        groups=OFFICER,
        ondelete="restrict",
        domain=[("survey_type", "=", "aftersales"), ("kpi_use", "=", "service")],
        help="Customers are asked to answer it when a ticket of the team is resolved.",
    )
