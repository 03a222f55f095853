from datetime import timedelta

from odoo import api, fields, models

ACTIVITY = "aftersales_kpi.mail_activity_interview"
# Within so many days a date is wanted, and an answer to the minutes.
DAYS_FOR_DATE = 5
DAYS_TO_ANSWER = 5


class AftersalesInterview(models.Model):
    """Who learns of an interview, and who is reminded of what."""

    _inherit = "aftersales.interview"

    def _ask_for_date(self):
        """Put the interview on the desk of whoever holds it: a date is wanted."""
        for interview in self.sudo():
            interview._schedule(
                interview.interviewer_id, DAYS_FOR_DATE, interview._date_wanted
            )

    def _date_wanted(self, env):
        if not self.asked_by_person:
            return env._("Choose a date for the interview")
        return env._("%(name)s asks for an interview", name=self.employee_id.name)

    def _ask_confirmation(self):
        """Ask the person to confirm the minutes, by mail and on the desk."""
        self._close_activities()
        for interview in self.sudo():
            interview._mail(
                "aftersales_kpi.mail_template_interview_confirm", interview.user_id
            )
            interview._schedule(
                interview.user_id,
                DAYS_TO_ANSWER,
                lambda env: env._("Confirm the minutes of the interview"),
            )

    def _tell_cancelled(self):
        """Nobody waits for a talk that does not take place."""
        for interview in self.sudo():
            readers = (interview._hosts() | interview.user_id) - self.env.user
            interview._mail("aftersales_kpi.mail_template_interview_cancelled", readers)

    def _say(self, words):
        """Keep the person's words with the interview, for everybody who follows it."""
        interview = self.sudo()
        interview.message_post(
            body=words,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
            partner_ids=(interview._hosts() - self.env.user).partner_id.ids,
        )

    def _mail(self, xmlid, readers):
        """Send a template to users, each in the own language."""
        template = self.env.ref(xmlid)
        for interview in self:
            self.env["aftersales.scorecard"]._mail_about(interview, template, readers)

    def _schedule(self, users, days, words):
        """An activity for each user of the backend; others have their mail.

        ``words`` gives the summary in the language of an environment.
        """
        deadline = fields.Date.add(fields.Date.context_today(self), days=days)
        for user in users.filtered(lambda one: not one.share):
            asked = self.with_context(mail_activity_quick_update=True, lang=user.lang)
            asked.activity_schedule(
                ACTIVITY,
                date_deadline=deadline,
                summary=words(asked.env),
                user_id=user.id,
            )

    def _close_activities(self):
        """What was to do is done, the calendar's activity too."""
        self.sudo().activity_unlink([ACTIVITY])
        self.sudo().activity_ids.filtered("calendar_event_id").unlink()

    # --- Where readers go from their mail -------------------------------------------

    def _portal_path(self):
        return f"/my/kpi/interview/{self.id}"

    def _get_portal_url(self):
        """Where the person reads and answers, whatever the own rights."""
        return f"{self.get_base_url()}{self._portal_path()}"

    def _get_access_action(self, access_uid=None, force_website=False):
        """Lead the person from a mail to the own page, others to the form."""
        user = self.env["res.users"].sudo().browse(access_uid or self.env.uid)
        if self.sudo().user_id == user and (user.share or force_website):
            return {
                "type": "ir.actions.act_url",
                "url": self._portal_path(),
                "target": "self",
                "res_id": self.id,
            }
        return super()._get_access_action(access_uid, force_website)

    # --- Reminders ------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind once of minutes that nobody answered."""
        limit = fields.Datetime.now() - timedelta(days=DAYS_TO_ANSWER)
        waiting = self.search(
            [
                ("state", "=", "held"),
                ("is_reminded", "=", False),
                ("held_on", "<=", limit),
            ]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(waiting))
        for interview in waiting:
            interview._remind()
            if not cron._commit_progress(1):
                break

    def _remind(self):
        self._set({"is_reminded": True})
        self._mail("aftersales_kpi.mail_template_interview_confirm", self.user_id)
