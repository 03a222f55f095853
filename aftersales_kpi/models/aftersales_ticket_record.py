from odoo import fields, models


class AftersalesTicketRecord(models.AbstractModel):
    """What staff records about a ticket, in tables of its own.

    Customers may read their tickets, never these; and the ticket's table stays narrow.
    """

    _name = "aftersales.ticket.record"
    _description = "Record about a Ticket"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, string="Company"
    )
    team_id = fields.Many2one(related="ticket_id.team_id", store=True, string="Team")

    def _check_ticket_write(self):
        """Whoever may not change the ticket changes nothing recorded about it."""
        if not self._is_officer():
            self.ticket_id.check_access("write")

    def _is_officer(self):
        return self.env.su or self.env.user.has_group("aftersales_kpi.group_officer")

    def _is_leader(self):
        return self.env.su or self.env.user.has_group("aftersales_kpi.group_leader")

    def _post_records(self):
        """Bring the ledger up to date with what is recorded about these tickets."""
        self.env["aftersales.observation"].sudo()._post_records(self.ticket_id.ids)
