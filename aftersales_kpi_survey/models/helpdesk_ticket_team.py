from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.aftersales_kpi.models.guards import OFFICER


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    kpi_survey_id = fields.Many2one(
        "survey.survey",
        string="Questionnaire After Service",
        groups=OFFICER,
        ondelete="restrict",
        domain=[
            ("survey_type", "=", "aftersales"),
            ("kpi_use", "=", "service"),
            ("kpi_privacy", "!=", "anonymous"),
        ],
        help="Customers are asked to answer it when a ticket of the team is resolved. "
        "Anonymous questionnaires are for campaigns, which have an end to sum up at.",
    )

    @api.constrains("kpi_survey_id")
    def _check_kpi_survey(self):
        for survey in self.sudo().kpi_survey_id:
            if survey.kpi_use != "service" or survey.kpi_privacy == "anonymous":
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be asked after service: choose a customer "
                        "questionnaire that is not anonymous.",
                        survey.title,
                    )
                )
