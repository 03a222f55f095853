from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class AftersalesSchemeReading(models.Model):
    """That a person was told of a scheme, and when the person read it (R63)."""

    _name = "aftersales.scheme.reading"
    _description = "Announcement of a Scheme"
    _order = "create_date desc, id desc"
    _rec_name = "scheme_id"

    scheme_id = fields.Many2one(
        "aftersales.scheme", required=True, readonly=True, ondelete="cascade"
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index=True, string="Login"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    read_on = fields.Datetime(readonly=True, copy=False)

    _told_once = models.UniqueIndex(
        "(scheme_id, employee_id)", "This person was told of the scheme already."
    )

    @api.depends("scheme_id.display_name")
    def _compute_display_name(self):
        for reading in self.sudo():  # who was told may not read all of the scheme
            reading.display_name = reading.scheme_id.display_name

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Announce a scheme with its button."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("Only the person concerned says so."))
        return super().write(vals)

    def action_read(self):
        """Say that one has read the rules; saying it again changes nothing."""
        self.check_access("read")
        if any(reading.user_id != self.env.user for reading in self):
            raise AccessError(self.env._("Only the person concerned says so."))
        unread = self.filtered(lambda reading: not reading.read_on)
        unread.sudo().read_on = fields.Datetime.now()

    def _send(self):
        """Queue one mail for each person with a login, in the own language."""
        template = self.env.ref("aftersales_kpi.mail_template_scheme_announced")
        template.send_mail_batch(
            self.filtered("user_id").ids,
            email_layout_xmlid="mail.mail_notification_light",
        )
