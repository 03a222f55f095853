"""What officers, interviewers, shoppers and tested people click, in a real browser."""

from odoo.tests import HttpCase, tagged

from .test_interview import InterviewCase
from .test_knowledge_test import TestCase as KnowledgeTestCase
from .test_visit import VisitCase


@tagged("post_install", "-at_install")
class TestCampaignTour(HttpCase, InterviewCase):
    def test_an_officer_makes_a_campaign_and_draws(self):
        """R40: questionnaire, period, draw, check, start."""
        self.serve()
        self.start_tour("/odoo/kpi-campaigns", "kpi_campaign", login="olga")
        campaign = self.env["aftersales.campaign"].search([])
        self.assertEqual((campaign.state, campaign.sample_count), ("running", 12))
        self.assertEqual(len(campaign.invitation_ids), 12)

    def test_an_interviewer_works_the_call_list(self):
        """R41: call again at …, then the outline, then a complaint by one click."""
        first, second, _third = self.call_list().interview_ids.sorted("id")
        self.start_tour("/odoo/kpi-my-calls", "kpi_call_list", login="ida")
        later = (first | second | _third).filtered(lambda one: one.state == "again")
        self.assertEqual(later.attempt_ids.outcome, "again")
        self.assertEqual(later.call_on.year, 2099)
        call = (first | second | _third - later)[0]
        url = call.with_user(self.ida).action_interview()["url"]
        self.start_tour(url, "kpi_interview_form", login="ida")
        self.assertEqual(call.state, "done")
        self.assertEqual(call.answer_ids.kpi_cause, "attitude")
        self.start_tour(
            f"/odoo/kpi-my-calls/{call.id}", "kpi_call_complaint", login="ida"
        )
        self.assertTrue(call.follow_up_id.kpi_is_complaint)
        self.assertIn("cut off", call.follow_up_id.description)


@tagged("post_install", "-at_install")
class TestVisitTour(HttpCase, VisitCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_shopper_makes_a_visit(self):
        """R42: on a phone, by a portal user, with a photo."""
        self.visit.action_brief()
        self.start_tour("/my/kpi/visits", "kpi_visit", login="shopper")
        self.assertEqual(self.visit.state, "reported")
        self.assertEqual(self.visit.attachment_ids.name, "door.png")
        self.visit.action_publish()
        self.assertEqual(self.visit.score, 100)


@tagged("post_install", "-at_install")
class TestKnowledgeTestTour(HttpCase, KnowledgeTestCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_person_takes_a_test(self):
        """R17: on a phone, question after question, to the result and certificate."""
        for answer in self.pool.question_ids.suggested_answer_ids:
            answer.value = "right" if answer.is_correct else "false"
        self.test.action_open()
        self.start_tour("/my/kpi/tests", "kpi_test", login="anna")
        sitting = self.sitting(self.anna_employee)
        self.assertEqual((sitting.state, sitting.score), ("taken", 100))
        self.authenticate("anna", "anna")
        page = self.url_open("/my/kpi/tests")
        self.assertIn("get_certification", page.text)
        response = self.url_open(f"/survey/{self.pool.id}/get_certification")
        self.assertEqual(response.status_code, 200)
