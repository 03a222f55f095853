from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesCycleAcknowledgement(models.Model):
    """An exception that somebody accepted, with the reason: appended, never changed."""

    _name = "aftersales.cycle.acknowledgement"
    _description = "Accepted Exception"
    _order = "id desc"
    _log_access = False

    cycle_id = fields.Many2one(
        "aftersales.cycle", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="cycle_id.company_id", store=True)
    what = fields.Char(required=True, readonly=True)
    who = fields.Char(readonly=True)
    note = fields.Text(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, ondelete="restrict"
    )
    accepted_on = fields.Datetime(required=True, readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)

    _once = models.UniqueIndex(
        "(cycle_id, fingerprint)", "This exception was accepted already."
    )

    @api.model
    def _accept(self, exceptions, note):
        """Append what is accepted; the same twice is an error, not a second row."""
        note = (note or "").strip()
        if not note:
            raise UserError(self.env._("Say in a note why the results can stand."))
        return super(AftersalesCycleAcknowledgement, self.sudo()).create(
            [
                {
                    "cycle_id": row.cycle_id.id,
                    "what": row.name,
                    "who": row.who,
                    "note": note,
                    "user_id": self.env.uid,
                    "accepted_on": fields.Datetime.now(),
                    "fingerprint": row.fingerprint,
                }
                for row in exceptions
            ]
        )

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Exceptions are accepted with their own button."))

    def write(self, vals):
        raise UserError(self.env._("What was accepted stays as it was said."))

    def unlink(self):
        raise UserError(self.env._("What was accepted stays as it was said."))
