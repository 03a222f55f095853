from odoo import api, fields, models
from odoo.tools import groupby

from .guards import check_officer

TEMPLATE = "aftersales_kpi.mail_template_scorecard_published"
LAYOUT = "mail.mail_notification_light"


class AftersalesScorecard(models.Model):
    """The notice that a scorecard is published: once for each person."""

    _inherit = "aftersales.scorecard"

    notice = fields.Selection(
        [
            ("due", "Not told yet"),
            ("sent", "Told"),
            ("unreachable", "Cannot be told"),
        ],
        readonly=True,
        copy=True,  # a revision has its own notice, not this one again
        help="Whether the person was told that the scorecard is published.",
    )
    notified_on = fields.Datetime("Told On", readonly=True)

    _notices_due = models.Index("(id) WHERE notice = 'due'")

    def _follow_cycle(self, state):
        """Publishing leaves a notice to be sent, for whoever has none yet."""
        result = super()._follow_cycle(state)
        if state == "published":
            self.sudo().filtered(
                lambda card: card.is_current and card.employee_id and not card.notice
            ).write({"notice": "due"})
            self.env.ref("aftersales_kpi.notice_cron").sudo()._trigger()
        return result

    @api.model
    def _cron_notices(self, size=50):
        """Send the notices that are due, batch by batch.

        A batch is queued and marked in one transaction: killed half-way, the next run
        goes on where the last commit was, and tells nobody twice.
        """
        cron = self.env["ir.cron"]
        due = self.search([("notice", "=", "due"), ("is_current", "=", True)])
        cron._commit_progress(remaining=len(due))
        for start in range(0, len(due), size):
            batch = due[start : start + size].try_lock_for_update()
            batch.filtered(lambda card: card.notice == "due")._notify_published()
            if not cron._commit_progress(min(size, len(due) - start)):
                break

    def _notify_published(self):
        """Tell these people, each in the own language, and mark them as told."""
        cards = self.filtered(lambda card: card.state in ("published", "final"))
        reached = cards.filtered(lambda card: card._is_reachable())
        for lang, of_lang in groupby(reached, lambda card: card.user_id.lang):
            self.browse([card.id for card in of_lang])._send_notice(lang)
        now = fields.Datetime.now()
        reached.write({"notice": "sent", "notified_on": now})
        (cards - reached).write({"notice": "unreachable"})
        # voided before the notice left: its person is told of the voiding instead
        (self - cards).write({"notice": "sent"})

    def _is_reachable(self):
        """A login to see it with; an internal user's Inbox or else an e-mail."""
        user = self.user_id
        return bool(
            user.active
            and (
                user.partner_id.email
                or (not user.share and user.notification_type == "inbox")
            )
        )

    def _send_notice(self, lang):
        """Queue the notices; nothing is sent before the transaction has ended."""
        template = self.env.ref(TEMPLATE).with_context(lang=lang)
        subjects = template._render_field("subject", self.ids)
        bodies = template._render_field("body_html", self.ids)
        for card in self:
            # The Inbox, where the user wants it, else a mail that the queue sends.
            card.with_context(lang=lang).message_notify(
                partner_ids=card.user_id.partner_id.ids,
                subject=subjects[card.id],
                body=bodies[card.id],
                email_layout_xmlid=LAYOUT,
                force_send=False,
            )

    def action_notify_again(self):
        """Try once more to tell those who could not be told."""
        self.check_access("read")
        check_officer(self.env)
        cards = self.sudo().filtered(lambda card: card.notice == "unreachable")
        cards._notify_published()
