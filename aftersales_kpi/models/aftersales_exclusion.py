from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class AftersalesExclusion(models.Model):
    """A fact that is true but not the person's (R45).

    It stays in the figures of team and company and leaves the person's.  Never deleted:
    undoing is a second entry on the same record, visible to the person scored.
    """

    _name = "aftersales.exclusion"
    _inherit = ["aftersales.guarded"]
    _given_fields = {"observation_id", "reason"}
    _description = "Exclusion of an Observation"
    _order = "excluded_on desc, id desc"

    observation_id = fields.Many2one(
        "aftersales.observation", required=True, ondelete="restrict", index=True
    )
    employee_id = fields.Many2one(related="observation_id.employee_id")
    kind_id = fields.Many2one(related="observation_id.kind_id")
    ticket_id = fields.Many2one(related="observation_id.ticket_id")
    event_date = fields.Datetime(related="observation_id.event_date")
    company_id = fields.Many2one(
        related="observation_id.company_id", store=True, index=True
    )
    reason = fields.Text(required=True)
    excluded_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user
    )
    excluded_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    undone_by_id = fields.Many2one("res.users", readonly=True)
    undone_on = fields.Datetime(readonly=True)

    _active_uniq = models.UniqueIndex(
        "(observation_id) WHERE undone_on IS NULL",
        "This observation is excluded already.",
    )

    @api.constrains("reason")
    def _check_reason(self):
        for exclusion in self:
            if not exclusion.reason.strip():
                raise ValidationError(
                    self.env._("Give the reason why this fact is not the person's.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        exclusions = super().create(
            [
                {
                    "observation_id": vals.get("observation_id"),
                    "reason": vals.get("reason"),
                    "excluded_by_id": self.env.uid,
                    "excluded_on": now,
                }
                for vals in vals_list
            ]
        )
        exclusions._check_not_own()
        return exclusions

    def _check_not_own(self):
        """Nobody takes an own record out, whatever the rights."""
        for exclusion in self:
            if exclusion.sudo().employee_id.user_id == self.env.user:
                raise AccessError(
                    self.env._("Somebody else has to decide about your own records.")
                )

    def write(self, vals):
        raise UserError(
            self.env._("An exclusion is never changed. Undo it, and exclude anew.")
        )

    def unlink(self):
        raise UserError(
            self.env._("An exclusion is never deleted. Undo it: both stay visible.")
        )

    def action_undo(self):
        """Count the facts for the person again."""
        self.check_access("write")
        self._check_not_own()
        active = self.filtered(lambda exclusion: not exclusion.undone_on)
        return super(AftersalesExclusion, active).write(
            {"undone_on": fields.Datetime.now(), "undone_by_id": self.env.uid}
        )
