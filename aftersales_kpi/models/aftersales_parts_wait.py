from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What staff may enter about a wait; its times and its person are recorded.
ENTERED = {"ticket_id", "part", "note"}


class AftersalesPartsWait(models.Model):
    """A spell in which a ticket waits for parts (R15), begun and ended by a click.

    Or by the stage: a stage that means waiting opens a spell, leaving it ends it.
    """

    _name = "aftersales.parts.wait"
    _description = "Waiting for Parts"
    _inherit = ["aftersales.guarded", "aftersales.ticket.record"]
    _given_fields = ENTERED
    _order = "date_from desc, id desc"
    _rec_name = "part"

    ticket_id = fields.Many2one(readonly=False)
    part = fields.Char(help="Which part is missing.")
    note = fields.Char("Supplier", help="Who delivers it, and when it was promised.")
    date_from = fields.Datetime(
        "Waits Since", required=True, readonly=True, default=lambda self: self._now()
    )
    date_to = fields.Datetime("Arrived", readonly=True)
    days = fields.Float(compute="_compute_days", help="Elapsed, until now if waiting.")
    state = fields.Selection(
        [("waiting", "Waiting"), ("arrived", "Arrived")],
        compute="_compute_state",
        store=True,
    )
    by_stage = fields.Boolean(readonly=True, help="Begun by the ticket's stage.")
    user_id = fields.Many2one(
        "res.users", string="Held By", readonly=True, ondelete="restrict"
    )
    employee_id = fields.Many2one("hr.employee", readonly=True, ondelete="restrict")

    _one_at_a_time = models.UniqueIndex(
        "(ticket_id) WHERE date_to IS NULL", "This ticket waits for parts already."
    )
    _in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "Parts cannot arrive before they are waited for.",
    )

    @api.model
    def _now(self):
        return self.env["aftersales.observation"]._now()

    @api.depends("ticket_id", "part")
    def _compute_display_name(self):
        for wait in self:
            parts = (wait.ticket_id.sudo().number, wait.part)
            wait.display_name = " · ".join(filter(None, parts))

    @api.depends("date_to")
    def _compute_state(self):
        for wait in self:
            wait.state = "arrived" if wait.date_to else "waiting"

    @api.depends("date_from", "date_to")
    def _compute_days(self):
        for wait in self:
            end = wait.date_to or self._now()
            wait.days = (end - wait.date_from).total_seconds() / 86400

    # --- Begin and end --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(set(vals) - ENTERED for vals in vals_list):
            raise AccessError(
                self.env._("When a wait begins and ends is recorded, never typed.")
            )
        self._refuse_second(self._tickets_of(vals_list))
        waits = super().create(vals_list)
        for wait in waits.sudo():
            if not wait.date_to:
                wait._begin()
        return waits

    def _tickets_of(self, vals_list):
        """The tickets meant, if the user may change them; asked first of all."""
        self.check_access("create")
        ticket_ids = self._first_given(vals_list, "ticket_id")
        tickets = self.env["helpdesk.ticket"].browse(filter(None, ticket_ids))
        if not self._is_officer():
            tickets.check_access("write")
        return tickets

    def _refuse_second(self, tickets):
        waiting = self.sudo().search(
            [("ticket_id", "in", tickets.ids), ("date_to", "=", False)], limit=1
        )
        if waiting:
            raise UserError(
                self.env._(
                    "%s waits for parts already. Say when they arrived first.",
                    waiting.ticket_id.display_name,
                )
            )

    def _begin(self):
        ticket = self.ticket_id
        if ticket.closed:
            raise UserError(
                self.env._("%s is closed and waits for nothing.", ticket.display_name)
            )
        holder, employee = ticket._kpi_holder(), ticket.kpi_employee_id
        self.write(
            {
                "user_id": employee.user_id.id if employee else holder.id,
                "employee_id": employee.id,
            }
        )

    def write(self, vals):
        if not self.env.su:
            if set(vals) - (ENTERED - {"ticket_id"}):
                raise AccessError(
                    self.env._("When a wait begins and ends is recorded, never typed.")
                )
            self._check_ticket_write()
        return super().write(vals)

    def action_arrived(self):
        """The part is there: the wait is over and stands in the ledger."""
        self._check_ticket_write()
        waiting = self.sudo().filtered(lambda wait: not wait.date_to)
        if not waiting:
            raise UserError(self.env._("Nothing is waited for any more."))
        waiting._end()

    def _end(self):
        now = self._now()
        for wait in self:
            self.env["aftersales.worktime"]._cover(
                wait.ticket_id._kpi_calendar(), wait.date_from, now
            )
        self.write({"date_to": now})
        self._post_records()
