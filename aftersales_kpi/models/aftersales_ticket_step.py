from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class AftersalesTicketStep(models.Model):
    """A step of a checklist on one ticket, ticked by who did it (R12).

    Who ticked it and when is recorded, never typed. What was required stays as it was
    when the step was put on the ticket.
    """

    _name = "aftersales.ticket.step"
    _description = "Step on a Ticket"
    _inherit = ["aftersales.ticket.record"]
    _order = "ticket_id, sequence, id"
    _rec_name = "name"

    step_id = fields.Many2one(
        "aftersales.checklist.step",
        string="Step of the Checklist",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    name = fields.Char(related="step_id.name", string="Step")
    note = fields.Char(related="step_id.note", string="How")
    sequence = fields.Integer(readonly=True)
    required = fields.Boolean(readonly=True)
    done = fields.Boolean(compute="_compute_done", inverse="_inverse_done")
    done_on = fields.Datetime("Ticked On", readonly=True)
    done_by_id = fields.Many2one("res.users", string="Ticked By", readonly=True)

    _step_unique = models.Constraint(
        "UNIQUE(ticket_id, step_id)", "This step is on the ticket already."
    )

    @api.depends("done_on")
    def _compute_done(self):
        for step in self:
            step.done = bool(step.done_on)

    def _inverse_done(self):
        changed = self.filtered(lambda step: step.done != bool(step.done_on))
        for step in changed:
            step._check_may_tick()
            step.sudo().write(
                {
                    "done_on": fields.Datetime.now() if step.done else False,
                    "done_by_id": step.done and self.env.uid,
                }
            )
        if changed.ticket_id.sudo().filtered("closed"):
            changed._post_records()

    def _check_may_tick(self):
        self._check_ticket_write()
        if self.ticket_id.sudo().closed and not self._is_officer():
            raise UserError(
                self.env._(
                    "%(ticket)s is closed: its steps stand as they are. Reopen it to "
                    "go on working, or ask an evaluation officer.",
                    ticket=self.ticket_id.display_name,
                )
            )

    def write(self, vals):
        if not self.env.su and set(vals) - {"done"}:
            raise AccessError(self.env._("A step is only ticked, or not."))
        return super().write(vals)
