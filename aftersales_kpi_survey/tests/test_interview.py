"""Phone interviews: call list, attempts, the outline, and what follows (R41)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .test_campaign import CampaignCase


class InterviewCase(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outline = cls.env.ref("aftersales_kpi_survey.survey_interview")
        cls.ida = new_test_user(
            cls.env,
            "ida",
            password="ida_ida_ida",
            groups="helpdesk_mgmt.group_helpdesk_user",
        )

    def call_list(self, anna=3, ben=0, **values):
        self.serve(anna, ben)
        campaign = self.make_campaign(
            survey_id=self.outline.id,
            interviewer_ids=[Command.set(self.ida.ids)],
            **values,
        )
        campaign.action_draw()
        campaign.action_start()
        return campaign

    def interview(self, call, **choices):
        """The interviewer fills the outline."""
        call.with_user(self.ida).action_interview()
        answer = call.sudo().answer_ids
        answer._mark_in_progress()
        for name, number in choices.items():
            question = self.env.ref(f"aftersales_kpi_survey.interview_{name}")
            choice = self.env.ref(f"aftersales_kpi_survey.interview_{name}_{number}")
            answer._save_lines(question, str(choice.id))
        answer._mark_done()
        return answer


@tagged("post_install", "-at_install")
class TestInterview(InterviewCase):
    def test_a_campaign_makes_a_call_list(self):
        campaign = self.call_list()
        calls = campaign.interview_ids
        self.assertEqual(len(calls), 3)
        self.assertEqual(calls.interviewer_id, self.ida)
        self.assertEqual(set(calls.mapped("state")), {"to_call"})
        self.assertFalse(campaign.invitation_ids)

    def test_nobody_calls_an_own_customer(self):
        """Anna's customers go to Ben and the other way round."""
        self.serve(4, 4)
        campaign = self.make_campaign(
            survey_id=self.outline.id,
            interviewer_ids=[Command.set((self.anna | self.ben).ids)],
        )
        campaign.action_draw()
        campaign.action_start()
        for call in campaign.interview_ids:
            self.assertTrue(call.interviewer_id)
            self.assertNotEqual(call.interviewer_id, call.user_id)
        with self.assertRaises(ValidationError):
            call.interviewer_id = call.user_id

    def test_an_interview_is_a_fact_about_who_served(self):
        """R41: 5, 4 of 5 and two others not asked: 90."""
        call = self.call_list().interview_ids[0]
        answer = self.interview(call, consent=1, overall=1, solved=2)
        fact = self.survey_facts(answer, "survey_interview")
        self.assertEqual((fact.numerator, fact.denominator), (90, 100))
        self.assertEqual(fact.employee_id, self.anna_employee)
        self.assertEqual((call.state, call.score), ("done", 90))
        self.assertEqual(call.attempt_ids.outcome, "reached")

    def test_a_customer_without_time_posts_nothing(self):
        call = self.call_list().interview_ids[0]
        answer = self.interview(call, consent=2)
        self.assertFalse(self.survey_facts(answer, "survey_interview"))
        self.assertFalse(call.has_score)
        self.assertEqual((call.state, call.attempt_ids.outcome), ("refused",) * 2)
        self.assertEqual(call.campaign_id.answered_count, 0)

    def test_who_says_no_is_asked_nothing_more(self):
        call = self.call_list().interview_ids[0]
        call.with_user(self.ida).action_interview()
        answer = call.sudo().answer_ids
        consent = self.choice("interview_consent")
        answer._save_lines(consent, str(self.choice("interview_consent_2").id))
        hidden = answer._get_inactive_conditional_questions()
        self.assertEqual(hidden, answer.survey_id.question_ids - consent)

    def test_a_call_handed_over_is_the_new_interviewers(self):
        """R41: who takes over fills the form that was begun."""
        call = self.call_list().interview_ids[0]
        call.with_user(self.ida).action_interview()
        call.with_user(self.olga).interviewer_id = self.ben
        call.with_user(self.ben).action_interview()
        self.assertEqual(len(call.answer_ids), 1)
        self.assertEqual(call.answer_ids.kpi_filled_by_id, self.ben)

    def test_nobody_is_called_about_a_ticket_twice(self):
        """R41: two campaigns with the same outline, one call."""
        campaign = self.call_list(2)
        twin = self.make_campaign(
            survey_id=self.outline.id, interviewer_ids=[Command.set(self.ida.ids)]
        )
        with self.assertRaises(UserError):
            twin.action_draw()
        self.resolve("2026-03-04 10:00:00", partner_id=self.customers[5].id)
        twin.action_draw()
        twin.action_start()
        self.assertFalse(
            twin.interview_ids.ticket_id & campaign.interview_ids.ticket_id
        )
        self.assertEqual(len(twin.interview_ids), 1)

    def record(self, call, outcome, **values):
        self.env["aftersales.call"].with_user(self.ida).create(
            {"interview_id": call.id, "outcome": outcome, **values}
        ).action_apply()

    def test_attempts_and_outcomes(self):
        """Nobody, then later, then no; three times nobody: not reached."""
        first, second, _third = self.call_list().interview_ids
        self.record(first, "no_answer")
        self.record(first, "again", call_on="2026-04-01 09:00:00", note="After nine")
        self.assertEqual(first.state, "again")
        self.assertEqual(str(first.call_on), "2026-04-01 09:00:00")
        self.record(first, "refused")
        self.assertEqual(first.state, "refused")
        self.assertEqual(first.attempt_count, 3)
        with self.assertRaises(UserError):
            self.record(first, "no_answer")
        for _call in range(3):
            self.record(second, "no_answer")
        self.assertEqual(second.state, "unreachable")
        with self.assertRaises(UserError):
            self.record(_third, "again")

    def test_response_rate_of_calls(self):
        campaign = self.call_list()
        first, second, _third = campaign.interview_ids
        self.interview(first, consent=1, overall=1)
        self.record(second, "refused")
        self.assertEqual((campaign.sent_count, campaign.answered_count), (3, 1))
        campaign.action_close()
        self.assertEqual(
            set(campaign.interview_ids.mapped("state")),
            {"done", "refused", "cancelled"},
        )

    def test_follow_up_by_one_click(self):
        """R41: a ticket, or a complaint about who served, with its cause."""
        first, second, _third = self.call_list().interview_ids
        self.interview(first, consent=1, overall=5, cause=1)
        first.with_user(self.ida).summary = "Was cut off twice."
        first.with_user(self.ida).action_complaint()
        ticket = first.follow_up_id
        self.assertTrue(ticket.kpi_is_complaint)
        self.assertEqual(ticket.kpi_complaint_cause, "attitude")
        self.assertEqual(ticket.kpi_complaint_employee_id, self.anna_employee)
        self.assertEqual(ticket.partner_id, first.partner_id)
        self.assertIn("cut off", ticket.description)
        with self.assertRaises(UserError):
            first.with_user(self.ida).action_follow_up()
        second.with_user(self.olga).action_follow_up()
        self.assertFalse(second.follow_up_id.kpi_is_complaint)

    def test_who_may(self):
        """The interviewer's own list; not who is rated; no marks of others."""
        call = self.call_list().interview_ids[0]
        mine = self.env["aftersales.phone.interview"].with_user(self.ida)
        self.assertEqual(len(mine.search([])), 3)
        with self.assertRaises(AccessError):
            call.with_user(self.ida).read(["employee_id"])
        for vals in ({"score": 100}, {"interviewer_id": False}, {"customer": "Me"}):
            with self.assertRaises(AccessError):
                call.with_user(self.ida).write(vals)
        for user in (self.anna, self.ben, self.lea):
            calls = self.env["aftersales.phone.interview"].with_user(user)
            self.assertFalse(calls.search([]), user.login)
            with self.assertRaises(AccessError):
                call.with_user(user).action_interview()
        with self.assertRaises(AccessError):
            call.with_user(self.olga).action_interview()

    def test_an_interview_is_never_anonymous(self):
        """The interviewer knows who said it; promising otherwise would be a lie."""
        with self.assertRaises(ValidationError):
            self.outline.write(
                {
                    "kpi_privacy": "anonymous",
                    "kpi_kind_id": self.env.ref(
                        "aftersales_kpi_survey.kind_survey_anonymous"
                    ).id,
                }
            )

    def test_no_calls_without_interviewers(self):
        self.serve(2, 0)
        campaign = self.make_campaign(survey_id=self.outline.id)
        campaign.action_draw()
        with self.assertRaises(UserError):
            campaign.action_start()


@tagged("post_install", "-at_install")
class TestInterviewPage(HttpCase, InterviewCase):
    def test_the_interviewer_fills_it_and_nobody_else(self):
        call = self.call_list().interview_ids[0]
        url = call.with_user(self.ida).action_interview()["url"]
        self.assertNotIn("five minutes", self.url_open(url).text)
        self.authenticate("ida", "ida_ida_ida")
        self.assertIn("five minutes", self.url_open(url).text)
        self.anna.password = "anna_anna_anna"
        self.authenticate("anna", "anna_anna_anna")
        self.assertNotIn("five minutes", self.url_open(url).text)
