from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController


class TicketCloseController(HelpdeskTicketController):
    """Closing by the customer decides whether a problem counts as solved.

    helpdesk_mgmt closes any ticket for anybody who is logged in; here only who may
    read the ticket closes it, only into a stage offered for its team, and only once.
    """

    @http.route("/ticket/close", type="http", auth="user")
    def support_ticket_close(self, **kw):
        ticket = self._closable_ticket(kw.get("ticket_id"))
        stage = self._closing_stage(ticket, kw.get("stage_id"))
        if stage and not ticket.closed:
            ticket.sudo().stage_id = stage
        # the code that helpdesk_mgmt answers with
        return request.redirect(f"/my/ticket/{ticket.id}", code=302)

    def _closable_ticket(self, ticket_id):
        """The ticket, if this user may read it; else "not found", as for no ticket."""
        if not str(ticket_id or "").isdecimal():
            raise NotFound()
        ticket = request.env["helpdesk.ticket"].browse(int(ticket_id)).exists()
        try:
            ticket.check_access("read")
        except AccessError as error:
            raise NotFound() from error
        if not ticket:
            raise NotFound()
        return ticket

    def _closing_stage(self, ticket, stage_id):
        """The requested stage among those offered to customers of its team."""
        if not str(stage_id or "").isdecimal():
            return request.env["helpdesk.ticket.stage"]
        stages = ticket.sudo().team_id._get_applicable_stages()
        return stages.filtered(
            lambda stage: (
                stage.id == int(stage_id) and stage.closed and stage.close_from_portal
            )
        )
