from odoo import fields, models

from ..sources.ticket import IGNORED, RESOLVED, UNRESOLVED


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    kpi_outcome = fields.Selection(
        [
            (RESOLVED, "Resolved"),
            (UNRESOLVED, "Not resolved"),
            (IGNORED, "Does not count"),
        ],
        string="KPI Outcome",
        help="What a ticket closed in this stage means for the evaluation. "
        "Not resolved: cancelled, rejected. Does not count: spam, tests. "
        "Empty means resolved.",
    )
    kpi_waits_for_parts = fields.Boolean(
        "Waits for Parts",
        help="A ticket in this stage waits for parts, until it leaves the stage.",
    )
