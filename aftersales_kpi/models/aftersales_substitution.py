from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .guards import OFFICER


class AftersalesSubstitution(models.Model):
    """Who approves in the name of somebody absent, from which day to which."""

    _name = "aftersales.substitution"
    _description = "Substitution in Approvals"
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Absent",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    substitute_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('share', '=', False)]",
        help="Approves in the name of the absent person; the log says so.",
    )
    date_from = fields.Date(
        string="First Day", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Last Day", required=True)
    reason = fields.Char()
    leave_id = fields.Many2one(
        "resource.calendar.leaves",
        string="Time Off",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        groups="aftersales_kpi.group_officer",
        help="This substitution came by itself, with the time off of the absent "
        "person, and goes with it.",
    )

    _days_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The last day lies before the first one."
    )

    @api.depends("user_id.name", "substitute_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._(
                "%(substitute)s for %(absent)s",
                substitute=record.substitute_id.name,
                absent=record.user_id.name,
            )

    @api.constrains("user_id", "substitute_id")
    def _check_substitute(self):
        for record in self.sudo():
            if record.user_id == record.substitute_id:
                raise ValidationError(self.env._("Nobody is the own substitute."))
            if record.substitute_id.share or not record.substitute_id.active:
                raise ValidationError(
                    self.env._("Only an active internal user can be a substitute.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_own()
        records.substitute_id._kpi_open_approvals()
        records._refresh_approvals()
        return records

    def write(self, vals):
        self._check_own()
        result = super().write(vals)
        self._check_own()
        self.substitute_id._kpi_open_approvals()
        self._refresh_approvals()
        return result

    def unlink(self):
        self._check_own()
        absent = self.user_id
        result = super().unlink()
        self._refresh_approvals(absent)
        return result

    def _check_own(self):
        """One names the own substitute; an officer that of somebody who fell ill."""
        if self.env.su or self.env.user.has_group(OFFICER):
            return
        if self.user_id - self.env.user:
            raise UserError(
                self.env._(
                    "You can name a substitute for yourself only. Ask an evaluation "
                    "officer to name one for somebody else."
                )
            )

    def _refresh_approvals(self, absent=None):
        """What waits for the absent waits for the substitute too, from today on."""
        users = absent or self.user_id
        self.env["aftersales.cycle.approval"].sudo().search(
            [("state", "=", "waiting"), ("pending_ids", "in", users.ids)]
        )._refresh_activities()
