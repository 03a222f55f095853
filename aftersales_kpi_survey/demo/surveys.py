"""A campaign, a call list, visits and a test of the demo company, each under way."""

import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields

#: login: right answers of five in the running month's test; others are yet to take it
TESTED = {"lina": 5, "zhangwei": 4, "wangfang": 4, "zhaomin": 3, "chenjie": 5}
#: What the interviewers noted: which answer to "how satisfied", and the summary.
CALLS = (
    (1, "Very content, praises the quick answer."),
    (2, "Content. Would like a call before the technician comes."),
    (4, "The pump still leaks a little. Wants to be called back."),
    (1, "All fine."),
)
#: When the last customers on the call list want to be called.
BEST_TIMES = ("morning", "afternoon", "evening")
#: scenario, target, number of the answers, planned days from today, second scorer's
VISITS = (
    ("Asks for a pump that leaks", "zhaomin", 3, -24, None),
    ("Complains about a late parcel", "wangfang", 2, -6, 2),
    ("Which valve fits an old boiler?", "liuyang", None, 3, None),
)


class DemoSurveys:
    """Everything that is not asked by the teams themselves."""

    def __init__(self, env):
        self.env = env
        self.chance = random.Random(2028)
        self.today = fields.Date.context_today(env["res.company"])
        self.company = env.ref("base.main_company")
        self.officer = env.ref("aftersales_kpi.demo_user_wuhua")
        self.shopper = env.ref("aftersales_kpi_survey.demo_user_shopper")

    def load(self):
        """Build everything, once."""
        if self.env["aftersales.campaign"].search_count([], limit=1):
            return
        mails = self.env["mail.mail"]
        known = mails.search([])
        # first: who has just been written to is not called
        self._make_calls()
        self._make_campaign()
        self._make_visits()
        self._make_test()
        # nobody writes to people who do not exist
        (mails.search([]) - known).unlink()

    def _employee(self, login):
        return self.env.ref(f"aftersales_kpi.demo_employee_{login}")

    def _choose(self, answer, number):
        """The answer of this number to each question of choices, best first."""
        for question in answer.predefined_question_ids:
            choices = question.suggested_answer_ids
            if question.question_type == "text_box":
                answer._save_lines(question, "As described in the scenario.")
            elif choices and not choices[0].kpi_cause:
                place = min(number, len(choices)) - 1
                answer._save_lines(question, str(choices[place].id))

    # --- Campaigns --------------------------------------------------------------------

    def _prepare_campaign_vals(self):
        first = self.today.replace(day=1) - relativedelta(months=1)
        return {
            "company_id": self.company.id,
            "date_from": first,
            "date_to": first + relativedelta(day=31),
            "seed": "2026",
        }

    def _make_campaign(self):
        """Last month's customers, four of each person at least; most have answered."""
        campaign = self.env["aftersales.campaign"].create(
            {
                **self._prepare_campaign_vals(),
                "name": "Service of last month",
                "survey_id": self.env.ref(
                    "aftersales_kpi_survey.survey_satisfaction"
                ).id,
                "size": 42,
                "stratum_minimum": 4,
                "answer_minimum": 3,
            }
        )
        campaign.action_draw()
        campaign.action_start()
        now = self.env["aftersales.observation"]._now()
        invitations = campaign.invitation_ids
        invitations._move("action_send", sent_on=now, deadline=now + timedelta(days=14))
        for invitation in invitations.filtered(lambda one: self.chance.random() < 0.7):
            answer = self.env["survey.user_input"].create(
                invitation._prepare_answer_vals({})
            )
            self._choose(answer, self.chance.choice((1, 1, 2, 2, 3)))
            answer.with_context(tracking_disable=True)._mark_done()

    def _make_calls(self):
        campaign = self.env["aftersales.campaign"].create(
            {
                **self._prepare_campaign_vals(),
                "name": "Calls to repair customers",
                "survey_id": self.env.ref("aftersales_kpi_survey.survey_interview").id,
                "team_ids": self.env.ref("aftersales_kpi.demo_team_repair").ids,
                "design": "all",
                "interviewer_ids": (self.officer | self.env.ref("base.user_admin")).ids,
            }
        )
        campaign.action_draw()
        campaign.action_start()
        calls = campaign.interview_ids.filtered(lambda one: one.state == "to_call")
        for call, (number, summary) in zip(calls, CALLS, strict=False):
            self._interview(call, number, summary)
        calls[len(CALLS)].with_user(calls[len(CALLS)].interviewer_id)._record("refused")
        for call in calls[len(CALLS) + 1 :][:2]:
            call.with_user(call.interviewer_id)._record("no_answer")
        for call, best_time in zip(calls[-3:], BEST_TIMES, strict=False):
            call.best_time = best_time

    def _interview(self, call, number, summary):
        call = call.with_user(call.interviewer_id).sudo()
        answer = self.env["survey.user_input"].create(call._prepare_answer_vals())
        self._choose(answer, number)
        consent = self.env.ref("aftersales_kpi_survey.interview_consent")
        answer._save_lines(consent, str(consent.suggested_answer_ids[0].id))
        answer.with_context(tracking_disable=True)._mark_done()
        call.summary = summary

    # --- Visits -----------------------------------------------------------------------

    def _make_visits(self):
        """One published, one waiting for its publication, one to be made."""
        for scenario, login, number, days, second in VISITS:
            visit = self.env["aftersales.visit"].create(
                {
                    "name": scenario,
                    "company_id": self.company.id,
                    "shopper_id": self.shopper.id,
                    "scorer_id": self.officer.id if second else False,
                    "employee_id": self._employee(login).id,
                    "team_id": self.env.ref("aftersales_kpi.demo_team_hotline").id
                    if login != "liuyang"
                    else self.env.ref("aftersales_kpi.demo_team_repair").id,
                    "planned_on": self.today + timedelta(days=days),
                    "deadline": self.today + timedelta(days=days + 2),
                    "briefing": "<p>You are a private customer. Call the hotline, ask, "
                    "and note word for word what you are told. Do not say that you are "
                    "a mystery shopper.</p>",
                }
            )
            visit.action_brief()
            if number:
                self._score(visit, self.shopper, number)
            if second:
                self._score(visit, self.officer, second)
            elif number:
                visit.action_publish()

    def _score(self, visit, user, number):
        answer = visit._begin(user)
        self._choose(answer, number)
        answer.with_context(tracking_disable=True)._mark_done()

    # --- Test -------------------------------------------------------------------------

    def _make_test(self):
        """The running month's; some have taken it."""
        first = self.today.replace(day=1)
        test = self.env["aftersales.test"].create(
            {
                "name": "Product knowledge",
                "company_id": self.company.id,
                "survey_id": self.env.ref("aftersales_kpi_survey.survey_test").id,
                "date_from": first,
                "date_to": first + relativedelta(day=31),
                "attempt_limit": 2,
                "job_ids": (
                    self.env.ref("aftersales_kpi.demo_job_service")
                    | self.env.ref("aftersales_kpi.demo_job_repair")
                ).ids,
            }
        )
        test.action_open()
        for sitting in test.sitting_ids:
            right = TESTED.get(sitting.user_id.login)
            if right is not None:
                self._take(sitting, right)

    def _take(self, sitting, right):
        attempt = sitting._begin()
        attempt._mark_in_progress()
        for number, question in enumerate(attempt.predefined_question_ids):
            correct = question.suggested_answer_ids.filtered("is_correct")
            wrong = question.suggested_answer_ids - correct
            choice = correct if number < right else wrong[0]
            attempt._save_lines(question, str(choice.id))
        attempt.with_context(tracking_disable=True)._mark_done()
