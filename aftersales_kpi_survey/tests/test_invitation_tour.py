"""What a customer clicks, in a real browser."""

from odoo.tests import HttpCase, tagged

from .common import SurveyCase


@tagged("post_install", "-at_install")
class TestInvitationTour(HttpCase, SurveyCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_one_click_in_the_mail_then_the_cause(self):
        """R13, R40: the click counts by itself; a bad answer asks for its cause."""
        invitation = self.sent()
        choice = self.choice("satisfaction_overall_5")
        self.start_tour(f"{invitation._path()}?choice={choice.id}", "kpi_invitation")
        answer = invitation.answer_ids
        self.assertEqual(answer.state, "done")
        self.assertEqual(answer.kpi_cause, "timeliness")
        self.assertEqual(self.survey_facts(answer).numerator, 20)
