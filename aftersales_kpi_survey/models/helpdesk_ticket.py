from odoo import models

from odoo.addons.aftersales_kpi.sources import ticket as source


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _kpi_follow(self, before, agreements=None):
        """A ticket that has just been resolved queues a questionnaire (R02, R40).

        Queueing is one insertion; the scheduled action decides whom to ask, and sends.
        """
        result = super()._kpi_follow(before, agreements)
        resolved = self.filtered(
            lambda ticket: (
                ticket.team_id.kpi_survey_id
                and ticket._kpi_state() == source.RESOLVED
                and before[ticket.id][1] != source.RESOLVED
            )
        )
        if resolved:
            self.env["aftersales.invitation"]._queue_tickets(resolved)
        return result
