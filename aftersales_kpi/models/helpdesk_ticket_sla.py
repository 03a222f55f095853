from odoo import models

from ..sources.sla import due_sla


class HelpdeskTicketSla(models.Model):
    _inherit = "helpdesk.ticket.sla"

    def _stage_recompute(self):
        """Post an agreement when the change of stage decides it."""
        before = self.state
        result = super()._stage_recompute()
        if self.state != before and self.state in ("accomplished", "expired"):
            self.sudo()._kpi_post()
        return result

    def _kpi_post(self):
        ledger = self.env["aftersales.observation"].sudo()
        self.flush_recordset()
        ledger._land(
            due_sla(ledger._now(), self.ticket_id.company_id.ids, self.ids),
            customers=False,
        )
