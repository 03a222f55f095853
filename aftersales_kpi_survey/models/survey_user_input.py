import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.aftersales_kpi.sources import ticket as source

from ..sources import answers
from .survey_survey import PRIVACY

_logger = logging.getLogger(__name__)

#: A questionnaire left half-way counts after this time without another answer.
ABANDONED_AFTER = timedelta(hours=24)
TOP_BOX = "survey_top_box"


class SurveyUserInput(models.Model):
    """An answer that counts in the evaluation: about whom, and what it says."""

    _inherit = "survey.user_input"

    company_id = fields.Many2one("res.company", readonly=True, index="btree_not_null")
    kpi_invitation_id = fields.Many2one(
        "aftersales.invitation",
        string="Invitation",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    kpi_ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Ticket",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    kpi_employee_id = fields.Many2one(
        "hr.employee",
        string="About",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Who is evaluated by this answer; fixed when the customer was served.",
    )
    kpi_user_id = fields.Many2one(
        "res.users", string="About (Login)", readonly=True, ondelete="restrict"
    )
    kpi_team_id = fields.Many2one(
        "helpdesk.ticket.team", string="Team", readonly=True, ondelete="set null"
    )
    kpi_filled_by_id = fields.Many2one(
        "res.users",
        string="Filled By",
        readonly=True,
        help="The interviewer, shopper or tested person; empty for customers.",
    )
    kpi_privacy = fields.Selection(
        PRIVACY,
        string="Who Said What",
        compute="_compute_kpi_privacy",
        store=True,
        precompute=True,
        help="As the questionnaire promised when the answer was begun.",
    )
    kpi_score = fields.Float(
        "Score (of 100)", readonly=True, digits=(5, 2), aggregator="avg"
    )
    kpi_has_score = fields.Boolean(readonly=True)
    kpi_cause = fields.Selection(
        "_selection_kpi_cause", string="Cause of Dissatisfaction", readonly=True
    )
    kpi_device = fields.Char(
        "Device",
        readonly=True,
        help="A fingerprint of address and browser, which tells neither.",
    )
    kpi_from_inside = fields.Boolean(
        "From Inside", readonly=True, help="Sent from where colleagues work."
    )

    _kpi_invitation_uniq = models.UniqueIndex(
        "(kpi_invitation_id) WHERE kpi_invitation_id IS NOT NULL",
        "An invitation leads to one answer.",
    )

    @api.model
    def _selection_kpi_cause(self):
        return self.env["helpdesk.ticket"]._selection_complaint_cause()

    @api.depends("survey_id")
    def _compute_kpi_privacy(self):
        """Fixed with the answer: what was promised does not change behind it."""
        for answer in self:
            answer.kpi_privacy = answer.survey_id.kpi_privacy

    # --- Answering --------------------------------------------------------------------

    def _kpi_answer_first(self, question, choice):
        """Keep the choice made in the mail, if it is one of the question's."""
        if not question or choice not in [
            value for value, _label, _share in question._kpi_choices()
        ]:
            return
        self._save_lines(question, str(choice), overwrite_existing=True)
        if self.survey_id.questions_layout == "page_per_question":
            self.last_displayed_page_id = question

    def _mark_done(self):
        """A filled questionnaire becomes facts of the ledger."""
        result = super()._mark_done()
        self.sudo()._kpi_follow()
        return result

    @api.model
    def _kpi_finish_abandoned(self):
        """What was begun and left counts as far as it was answered."""
        now = self.env["aftersales.observation"]._now()
        begun = self.sudo().search(
            Domain("survey_id.survey_type", "=", "aftersales")
            & Domain("survey_id.kpi_use", "in", self._kpi_uses_finished())
            & Domain("state", "=", "in_progress")
            & Domain("test_entry", "=", False)
            & (
                Domain("write_date", "<=", now - ABANDONED_AFTER)
                | Domain("kpi_invitation_id.deadline", "<=", now)
            )
        )
        begun.filtered(lambda one: one._kpi_given())._kpi_finish()

    @api.model
    def _kpi_uses_finished(self):
        """Uses of questionnaires whose answers count even if left half-way."""
        return ["service"]

    def _kpi_is_over(self):
        """Whether the campaign that asked has ended; interviews are their callers'."""
        campaign = self.kpi_campaign_id
        return bool(
            campaign and campaign.kpi_use == "service" and campaign.state != "running"
        )

    def _kpi_finish(self):
        """Finish each on its own: one that cannot be stays as it is, and is logged."""
        for answer in self:
            try:
                with self.env.cr.savepoint():
                    answer._mark_done()
            except OperationalError:
                # another transaction was first: the whole one is tried again
                raise
            except Exception:  # pylint: disable=broad-except
                _logger.exception("Answer %d could not be finished", answer.id)

    def _kpi_end(self):
        """Nobody goes on with these: what was answered counts, the rest is over."""
        under_way = self.filtered(lambda one: one.state != "done")
        begun = under_way.filtered(
            lambda one: one.state == "in_progress" and one._kpi_counts_so_far()
        )
        begun._kpi_finish()
        (under_way - begun).deadline = self.env["aftersales.observation"]._now()

    def _kpi_counts_so_far(self):
        """Whether an answer left here and now counts."""
        return bool(self._kpi_given())

    # --- What it says -----------------------------------------------------------------

    def _kpi_given(self):
        return self.user_input_line_ids.filtered(lambda line: not line.skipped)

    def _kpi_follow(self):
        """Score what was filled, tell the invitation, post, and raise the alarm."""
        counted = self.filtered(
            lambda one: one.survey_id.survey_type == "aftersales" and not one.test_entry
        )
        rows = []
        for answer in counted:
            shares = answer._kpi_shares()
            score = answer._kpi_total(shares)
            # without a score it stays empty: a mean would count a 0
            result = {} if score is None else {"kpi_score": float(score)}
            answer.write(
                {
                    **result,
                    "kpi_has_score": score is not None,
                    "kpi_cause": answer._kpi_given_cause(),
                }
            )
            if answer._kpi_posts_now():
                rows += answer._kpi_rows(score, shares)
        counted.kpi_invitation_id._finished()
        self.env["aftersales.observation"].sudo()._post(rows)
        counted._kpi_warn_leader()

    def _kpi_total(self, shares):
        """The score of 100 that these shares make; None: nothing counted."""
        return answers.score_of(shares.values())

    def _kpi_shares(self):
        """{question: share of its best answer}, in the questionnaire's order."""
        lines = self.user_input_line_ids.grouped("question_id")
        questions = self.predefined_question_ids.sorted()
        shares = {
            question: answers.share_of(question, lines[question])
            for question in questions
            if question in lines
        }
        return {
            question: share for question, share in shares.items() if share is not None
        }

    def _kpi_given_cause(self):
        return self.user_input_line_ids.suggested_answer_id.filtered("kpi_cause")[
            :1
        ].kpi_cause

    def _kpi_posts_now(self):
        """Whether facts are posted at once; anonymous answers wait for their sum."""
        return self.survey_id.kpi_use == "service" and self.kpi_privacy != "anonymous"

    def _kpi_rows(self, score, shares):
        """The ledger's rows: the score, the good review, single questions."""
        survey = self.survey_id
        if score is None:
            return
        if survey.kpi_kind_id:
            yield self._kpi_row(survey.kpi_kind_id.code, score)
        first = next(iter(shares.values()))
        if survey.kpi_use == "service":
            good = first * answers.MAXIMUM >= survey.kpi_top_box
            yield {**self._kpi_row(TOP_BOX, int(good)), "denominator": 1}
        for kind, score in self._kpi_scores_by_kind(shares):
            yield self._kpi_row(kind.code, score)

    @api.model
    def _kpi_scores_by_kind(self, shares):
        """Of questions with a kind of their own: (kind, mean of its questions)."""
        questions = self.env["survey.question"].union(*shares).filtered("kpi_kind_id")
        for kind, group in questions.grouped("kpi_kind_id").items():
            yield kind, answers.score_of([shares[question] for question in group])

    def _kpi_row(self, kind, numerator):
        """A fact about who served; a confidential one names no customer."""
        ticket = self.kpi_ticket_id
        is_named = ticket and self.kpi_privacy == "named"
        return {
            **(source.fact(ticket) if is_named else {}),
            "kind": kind,
            "company_id": self.company_id.id,
            "team_id": self.kpi_team_id.id or None,
            "employee_id": self.kpi_employee_id.id or None,
            "user_id": self.kpi_user_id.id or None,
            "numerator": numerator,
            "denominator": answers.MAXIMUM,
            "cause": self.kpi_cause or None,
            "event_date": self._kpi_given_on(),
            "customer": source.customer_identity(ticket) if ticket else None,
            "res_model": self._name,
            "res_id": self.id,
            "origin": f"answer:{self.id}",
            "revision": 0,
        }

    def _kpi_given_on(self):
        """When the customer last answered, not when the system counted it."""
        moments = self._kpi_given().mapped("write_date") or [self.end_datetime]
        return max(moments).replace(microsecond=0)

    # --- Alarm ------------------------------------------------------------------------

    def _kpi_warn_leader(self):
        """A dissatisfied customer is called back: a task for who leads the team."""
        for answer in self:
            if (
                answer.kpi_ticket_id
                and answer.kpi_privacy == "named"
                and answer.kpi_has_score
                and answer.kpi_score < answer.survey_id.kpi_bad_below
            ):
                answer._kpi_ask_to_call(answer._kpi_who_calls())

    def _kpi_who_calls(self):
        """The leader; an officer of the company where the leader has left."""
        leader = self.kpi_team_id.user_id
        if not leader or leader.active:
            return leader
        officers = self.env.ref("aftersales_kpi.group_officer").all_user_ids
        return officers.filtered(
            lambda user: (
                user.active
                and user != self.kpi_user_id
                and self.company_id in user.company_ids
            )
        ).sorted("id")[:1]

    def _kpi_ask_to_call(self, user):
        """The task, in the user's language and not in the customer's."""
        if not user:
            return
        answer = self.with_context(lang=user.lang)
        answer.kpi_ticket_id.activity_schedule(
            "mail.mail_activity_data_call",
            summary=answer.env._(
                "Dissatisfied customer: %(score)g of 100", score=answer.kpi_score
            ),
            note=answer.env._("From the questionnaire “%s”.", answer.survey_id.title),
            user_id=user.id,
        )
