from markupsafe import Markup

from odoo import fields, models


class AftersalesScheme(models.Model):
    """By whom the results of a scheme are approved.

    Levels change no score, so an approved scheme may change them: people come and go.
    A round of approval that has begun keeps those it began with.
    """

    _inherit = "aftersales.scheme"

    approval_ids = fields.One2many(
        "aftersales.scheme.approval",
        "scheme_id",
        string="Approval Levels",
        copy=True,
        help="In this order; the next level is asked when all of one have agreed.",
    )
    approval_days = fields.Integer(
        string="Days to Approve",
        default=3,
        help="Working days that each level has; then whoever is due is reminded.",
    )

    def _open_fields(self):
        return super()._open_fields() | {"approval_ids", "approval_days"}

    def write(self, vals):
        result = super().write(vals)
        if "approval_ids" in vals:
            self.filtered(lambda scheme: scheme.state != "draft")._announce_levels()
        return result

    def _announce_levels(self):
        """Keep with the scheme who approved from when on."""
        for scheme in self:
            levels = Markup().join(
                Markup("<li>%s</li>") % level.display_name
                for level in scheme.approval_ids
            )
            scheme.message_post(
                body=Markup("%s<ol>%s</ol>")
                % (self.env._("Approval from now on:"), levels)
                if levels
                else self.env._("Approval from now on: by an administrator, no levels.")
            )
