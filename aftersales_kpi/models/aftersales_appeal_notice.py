import logging

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

ACTIVITY = "aftersales_kpi.mail_activity_appeal"


class AftersalesAppeal(models.Model):
    """Who learns of an appeal, and what happens by itself at its deadlines."""

    _inherit = "aftersales.appeal"

    # --- Notices ------------------------------------------------------------------

    def _notify_deciders(self):
        """Put the appeal on the desk of those who decide now, and write to them."""
        appeal = self.sudo()
        appeal._close_activities()
        appeal._schedule(
            appeal.decider_ids, lambda env: env._("Decide about the appeal")
        )
        template = "aftersales_kpi.mail_template_appeal_to_decide"
        appeal._mail(template, appeal.decider_ids)

    def _notify_appellant(self, template):
        appeal = self.sudo()
        appeal._mail(template, appeal.user_id)
        if appeal.state in ("partly", "rejected") and appeal.level == 1:
            appeal._schedule(
                appeal.user_id,
                lambda env: env._("Accept the decision, or take it higher"),
            )

    def _notify_heard(self):
        appeal = self.sudo()
        appeal._close_activities()
        appeal._mail(
            "aftersales_kpi.mail_template_appeal_hearing",
            appeal.other_employee_id.user_id,
        )

    def _notify_withdrawn(self):
        appeal = self.sudo()
        appeal._close_activities()
        appeal.message_notify(
            partner_ids=appeal.decider_ids.partner_id.ids,
            body=self.env._("The appeal was withdrawn."),
            subject=appeal.display_name,
        )

    def _mail(self, xmlid, readers):
        """Send a template to users, each in the own language."""
        template = self.env.ref(xmlid)
        self.env["aftersales.scorecard"]._mail_about(self, template, readers)

    def _schedule(self, users, words):
        """An activity for each user of the backend; others have their mail.

        ``words`` gives the summary in the language of an environment.
        """
        for user in users.filtered(lambda one: not one.share):
            # The mail in the reader's language goes out beside it.
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY,
                date_deadline=self.answer_until,
                summary=words(self.with_context(lang=user.lang).env),
                user_id=user.id,
            )

    def _close_activities(self):
        self.sudo().activity_unlink([ACTIVITY])

    def _get_portal_url(self):
        """Where the appellant follows the appeal, in the portal."""
        return f"{self.get_base_url()}/my/kpi/appeal/{self.id}"

    def _get_backend_url(self):
        """Where those who decide examine it."""
        return f"{self.get_base_url()}/odoo/kpi-appeals/{self.id}"

    # --- Deadlines ----------------------------------------------------------------

    @api.model
    def _cron_deadlines(self):
        """Move on whatever nobody answered in time; one appeal a step."""
        overdue = self.search([("answer_until", "!=", False)])._overdue()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(overdue))
        for appeal in overdue:
            try:
                with self.env.cr.savepoint():
                    appeal._pass_deadline()
            except UserError as error:
                _logger.warning("Appeal %s stays where it is: %s", appeal.id, error)
            if not cron._commit_progress(1):
                break

    def _overdue(self):
        """Those whose deadline has passed, by the calendar of their company."""
        return self.filtered(
            lambda appeal: (
                appeal.state not in ("draft", "accepted", "closed", "withdrawn")
                and appeal.answer_until
                and appeal._today() > appeal.answer_until
            )
        )

    def _pass_deadline(self):
        """What the passing of the deadline means in the appeal's state."""
        match self.state, self.level:
            case "hearing", _:
                self._end_hearing()
            case (("submitted" | "heard"), 1):
                self._escalate_overdue()
            case (("partly" | "rejected"), 1):
                self._close_unanswered()
            case (("escalated" | "heard"), 2):
                self._remind_last_instance()

    def _remind_last_instance(self):
        """The last instance is late: tell it, and the officers of the company, once."""
        if self.is_reminded:
            return
        self._set({"is_reminded": True})
        officers = self._members("aftersales_kpi.group_officer") - self.user_id
        self._mail(
            "aftersales_kpi.mail_template_appeal_overdue", self.decider_ids | officers
        )
