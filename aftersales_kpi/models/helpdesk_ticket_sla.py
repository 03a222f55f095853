from odoo import models

from ..sources.ticket import fact


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
        ticket = self.ticket_id
        ledger = self.env["aftersales.observation"].sudo()
        response = ledger._latest("response", f"t{ticket.id}", ticket.company_id)
        who = response.user_id or ticket._kpi_holder()
        met = self.state == "accomplished"
        ledger._post(
            [
                {
                    "kind": "sla",
                    **fact(
                        ticket,
                        user_id=who.id or None,
                        numerator=int(met),
                        event_date=ledger._now() if met else self.deadline,
                        origin=f"t{ticket.id}.s{self.sla_id.id}",
                        res_model=self._name,
                        res_id=self.id,
                    ),
                }
            ]
        )
