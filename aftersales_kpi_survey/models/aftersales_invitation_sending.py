import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import groupby, split_every

from odoo.addons.aftersales_kpi.models.company_day import local_day, zone_of
from odoo.addons.aftersales_kpi.scoring import midnight

from ..sources import eligibility
from .aftersales_invitation_workflow import ANSWERABLE_STATES
from .aftersales_survey_workflow import LAYOUT

_logger = logging.getLogger(__name__)

#: Invitations sent in one transaction.
BATCH = 100
#: What a choice looks like in the mail, from this share of the best answer on.
COLOURS = ((0.8, "#2e7d32"), (0.6, "#6b8e23"), (0.4, "#b26a00"), (0, "#b3261e"))
NEUTRAL = "#5f6368"


class AftersalesInvitation(models.Model):
    """Sending, reminding and closing, in batches and never in anybody's click."""

    _inherit = "aftersales.invitation"

    # --- Scheduled actions ------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what is due; each batch is a transaction of its own."""
        now = self.env["aftersales.observation"]._now()
        due = Domain("state", "=", "queued") & Domain("send_on", "<=", now)
        self._in_batches(due, "_send")

    @api.model
    def _cron_follow_up(self):
        """Remind, close what is past its deadline, count what was left half-way."""
        self._in_batches(self._due_reminders(), "_remind")
        now = self.env["aftersales.observation"]._now()
        over = Domain("deadline", "<=", now)
        self.env["survey.user_input"]._kpi_finish_abandoned()
        self._in_batches(over & Domain("state", "in", ANSWERABLE_STATES), "_expire")

    @api.model
    def _in_batches(self, domain, method):
        ids = self.search(domain, order="id").ids
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(ids))
        for batch in split_every(BATCH, ids, self.browse):
            batch.try_lock_for_update()._try(method)
            if not progress._commit_progress(len(batch)):
                break

    def _try(self, method):
        """All at once; where that fails each alone, and the log says who failed."""
        try:
            with self.env.cr.savepoint():
                getattr(self, method)()
        except OperationalError:
            # another transaction was first: the whole one is tried again
            raise
        except Exception:  # pylint: disable=broad-except
            if len(self) < 2:
                _logger.exception("Invitation %s: %s failed", self.id, method)
            for invitation in self if len(self) > 1 else ():
                invitation._try(method)

    # --- Sending ----------------------------------------------------------------------

    def _send(self):
        """Send these queued invitations, except to whom must not be asked."""
        now = self.env["aftersales.observation"]._now()
        self.env.flush_all()
        refused = self._refusals(self, eligibility.refused_invitations, now)
        for reason, refusals in groupby(refused, refused.get):
            self.browse(refusals)._move("action_skip", skip_reason=reason)
        wanted = self.filtered(lambda one: one.id not in refused)
        for company, group in wanted.grouped("company_id").items():
            group._move("action_send", sent_on=now, deadline=_deadline(company, now))
        wanted._deliver("aftersales_kpi_survey.mail_template_invitation")
        _logger.info("%d invitations sent, %d not", len(wanted), len(refused))

    def _deliver(self, template):
        """By mail to whom has an address, else by text message."""
        self._speak_a_known_language()
        by_mail = self.filtered("email")
        if by_mail:
            self.env.ref(template).sudo().send_mail_batch(
                by_mail.ids, email_layout_xmlid=LAYOUT
            )
        (self - by_mail)._deliver_sms()

    def _speak_a_known_language(self):
        """The company's language for customers whose own is not installed any more."""
        known = {code for code, _name in self.env["res.lang"].get_installed()}
        strangers = self.filtered(lambda one: one.lang not in known)
        for company, group in strangers.grouped("company_id").items():
            group.lang = company.partner_id.lang

    @api.model
    def _apps(self):
        """What is installed that a question can go by, or be refused by."""
        return eligibility.Apps(
            sms="sms.sms" in self.env, phone_blacklist="phone.blacklist" in self.env
        )

    @api.model
    def _refusals(self, records, statement, now):
        """{id: reason} of those of these invitations or calls that must not be made."""
        if not records:
            return {}
        statement = statement(records.ids, now, self._apps())
        return dict(self.env.execute_query(statement))

    def _remind(self):
        """Whoever said no in the meantime is left in peace."""
        self.env.flush_all()
        unwilling = self.browse(
            row[0]
            for row in self.env.execute_query(
                eligibility.unwilling(self.ids, self._apps())
            )
        )
        for invitation in self:
            invitation.reminder_count += 1
        (self - unwilling)._deliver(
            "aftersales_kpi_survey.mail_template_invitation_reminder"
        )

    @api.model
    def _due_reminders(self):
        """Sent invitations whose next reminder is due, by company."""
        now = self.env["aftersales.observation"]._now()
        companies = self.env["res.company"].sudo().search([])
        return (
            Domain("state", "in", ANSWERABLE_STATES)
            & Domain("deadline", ">", now)
            & Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain("reminder_count", "=", number)
                & Domain(
                    "sent_on",
                    "<=",
                    fields.Datetime.subtract(
                        now, days=company.kpi_survey_reminder_days * (number + 1)
                    ),
                )
                for company in companies
                if company.kpi_survey_reminder_days
                for number in range(company.kpi_survey_reminder_limit)
            )
        )

    def _expire(self):
        self._move("action_expire")

    # --- What the mail says -----------------------------------------------------------

    def _path(self):
        return f"/kpi/survey/{self.sudo().access_token}"

    def _url(self):
        return self.get_base_url() + self._path()

    def _stop_url(self):
        return f"{self._url()}/stop"

    def _last_day(self):
        """The day until whose end the customer can answer, where the company is."""
        if not self.deadline:
            return False
        return local_day(self.company_id, self.deadline - timedelta(seconds=1))

    def _mail_question(self):
        return self.survey_id.sudo()._kpi_first_question()

    def _mail_choices(self):
        """The answers of the first question, each a link: best answer first."""
        question = self._mail_question()
        if not question:
            return []
        return [
            {
                "label": label,
                "url": f"{self._url()}?choice={value}",
                "colour": _colour(share),
            }
            for value, label, share in question._kpi_choices()
        ]


def _deadline(company, now):
    """The end of the last day on which the questionnaire can be answered."""
    days = company.kpi_survey_deadline_days + 1
    first = local_day(company, now)
    return midnight(first + timedelta(days=days), zone_of(company))


def _colour(share):
    if share is None:
        return NEUTRAL
    return next(colour for limit, colour in COLOURS if share >= limit)
