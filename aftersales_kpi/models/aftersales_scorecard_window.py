from odoo import api, fields, models

from .company_day import today_of

# Days before the end of the time to appeal.
DAYS_BEFORE = 1


class AftersalesScorecard(models.Model):
    """A last word before the time to appeal is over, once."""

    _inherit = "aftersales.scorecard"

    is_appeal_reminded = fields.Boolean(readonly=True, copy=False)

    @api.model
    def _cron_appeal_windows(self):
        """Write to whoever has neither confirmed nor appealed and has a day left."""
        cards = self.search(
            [
                ("state", "in", ("published", "final", "voided")),
                ("published_on", "!=", False),
                ("is_current", "=", True),
                ("is_appeal_reminded", "=", False),
                ("confirmed_on", "=", False),
                ("user_id", "!=", False),
                ("appeal_ids", "=", False),
            ]
        )
        due = cards.filtered(lambda card: card._appeal_ends_soon())
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        template = self.env.ref("aftersales_kpi.mail_template_appeal_window_ends")
        for card in due:
            card.is_appeal_reminded = True
            self._mail_about(card, template, card.user_id)
            if not cron._commit_progress(1):
                break

    def _appeal_ends_soon(self):
        if not self.appeal_until:
            return False
        left = self.appeal_until - today_of(self.company_id)
        return 0 <= left.days <= DAYS_BEFORE
