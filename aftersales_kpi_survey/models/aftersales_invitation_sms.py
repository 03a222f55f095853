import secrets

from odoo import fields, models


class AftersalesInvitation(models.Model):
    """By text message to whom has no e-mail address, where the SMS app is installed."""

    _inherit = "aftersales.invitation"

    short_code = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What a link of few characters ends with; made for a text message.",
    )

    _short_code_uniq = models.UniqueIndex("(short_code) WHERE short_code IS NOT NULL")

    def _deliver_sms(self):
        """Queue a text message for each; the SMS app sends them."""
        messages = [invitation._prepare_sms_vals() for invitation in self]
        if messages:
            self.env["sms.sms"].sudo().create(messages)

    def _prepare_sms_vals(self):
        if not self.short_code:
            self.short_code = secrets.token_urlsafe(9)
        return {
            "number": self.phone,
            "partner_id": self.partner_id.id,
            "body": self.with_context(lang=self.lang)._sms_text(),
        }

    def _sms_text(self):
        """Short, so that it fits into one message in Chinese too (70 characters)."""
        return self.env._(
            "%(company)s: how was our service? %(url)s",
            company=self.company_id.name,
            url=self._short_url(),
        )

    def _short_url(self):
        return f"{self.get_base_url()}/q/{self.sudo().short_code}"

    def _refuse_phone(self, reason):
        """The number is neither called nor sent a message any more."""
        if self.phone and "phone.blacklist" in self.env:
            self.env["phone.blacklist"].sudo().add(self.phone, message=reason)
