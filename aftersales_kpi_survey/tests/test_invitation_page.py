"""The customer's way: from the link in the mail to the ledger, through real HTTP."""

import re

from odoo.tests import HttpCase, new_test_user, tagged

from .common import SurveyCase


@tagged("post_install", "-at_install")
class TestInvitationPage(HttpCase, SurveyCase):
    def setUp(self):
        super().setUp()
        self.invitation = self.sent()
        self.path = f"/kpi/survey/{self.invitation.access_token}"

    def click(self, choice="satisfaction_overall_2", **values):
        """Confirm a choice as the page's form does."""
        data = {"choice": self.choice(choice).id, **values}
        return self.url_open(f"{self.path}/answer", data=data)

    def submit(self, answer, **choices):
        """Send the whole page, as Odoo's script does."""
        values = {
            str(self.choice(f"satisfaction_{name}").id): str(
                self.choice(f"satisfaction_{name}_{number}").id
            )
            for name, number in choices.items()
        }
        survey = answer.survey_id
        return self.make_jsonrpc_request(
            f"/survey/submit/{survey.access_token}/{answer.access_token}", values
        )

    def test_opening_the_link_records_nothing(self):
        """Mail scanners open links: only a confirmed choice counts."""
        choice = self.choice("satisfaction_overall_1").id
        page = self.url_open(f"{self.path}?choice={choice}")
        self.assertEqual(page.status_code, 200)
        self.assertRegex(page.text, rf'value="{choice}"[^>]*checked')
        self.assertFalse(self.invitation.answer_ids)
        self.assertEqual(self.invitation.state, "sent")

    def test_from_the_click_to_the_ledger(self):
        """R02, R40: no account, no login; the rest of the questions follow."""
        page = self.click()
        self.assertEqual(page.status_code, 200)
        answer = self.invitation.answer_ids
        self.assertEqual(answer.state, "in_progress")
        self.assertIn(f"/survey/{self.survey.access_token}/", page.url)
        self.assertIn("friendly and respectful", page.text)
        self.submit(answer, overall=2, attitude=1)
        self.assertEqual(answer.state, "done")
        self.assertEqual(self.invitation.state, "answered")
        self.assertEqual(self.survey_facts(answer).numerator, 90)
        done = self.url_open(page.url).text
        self.assertIn("helps the people who helped you", done)
        self.assertNotIn("/survey/retry/", done)

    def test_the_choice_can_change_until_the_end(self):
        """The same customer clicks another answer: one answer, the last choice."""
        self.click("satisfaction_overall_5")
        self.click("satisfaction_overall_1")
        answer = self.invitation.answer_ids
        self.assertEqual(len(answer), 1)
        lines = answer.user_input_line_ids
        self.assertEqual(
            lines.suggested_answer_id, self.choice("satisfaction_overall_1")
        )

    def test_a_second_submission_changes_nothing(self):
        self.click()
        answer = self.invitation.answer_ids
        self.submit(answer, overall=2)
        self.submit(answer, overall=5)
        page = self.click("satisfaction_overall_5")
        self.assertIn("your answer is here already", page.text)
        self.assertEqual(self.survey_facts(answer).numerator, 80)

    def test_an_expired_link_says_so(self):
        self.invitation.deadline = "2026-03-16 10:00:00"
        for page in (self.url_open(self.path), self.click()):
            self.assertIn("too late", page.text)
        self.assertFalse(self.invitation.answer_ids)

    def test_nobody_goes_on_after_the_campaign(self):
        """What was only opened before, too: the result stands when it is closed."""
        customer = self.make_customer("Late")
        self.team.kpi_survey_id = False
        self.resolve("2026-03-05 10:00:00", partner_id=customer.id)
        campaign = self.env["aftersales.campaign"].create(
            {
                "name": "March",
                "survey_id": self.survey.id,
                "date_from": "2026-03-05",
                "date_to": "2026-03-05",
                "design": "all",
            }
        )
        campaign.action_draw()
        campaign.action_start()
        self.invitation = campaign.invitation_ids
        self.invitation._send()
        self.path = self.invitation._path()
        answer = self.invitation.sudo()._begin()
        campaign.action_close()
        result = self.submit(answer, overall=2)
        self.assertEqual(result[1]["error"], "answer_deadline")
        self.assertFalse(self.survey_facts(answer))

    def test_a_foreign_token_leads_nowhere(self):
        for path in ("/kpi/survey/unknown", "/kpi/survey/unknown/stop"):
            self.assertEqual(self.url_open(path).status_code, 404)
        response = self.url_open("/kpi/survey/unknown/answer", data={"choice": 1})
        self.assertEqual(response.status_code, 404)
        other = self.sent(partner_id=self.make_customer().id)
        self.click()
        answer = self.invitation.answer_ids
        wrong = f"/survey/{self.survey.access_token}/{other.access_token}"
        self.assertNotIn("friendly and respectful", self.url_open(wrong).text)
        self.assertEqual(answer.state, "in_progress")

    def test_a_choice_of_another_question_is_not_taken(self):
        """Whatever is typed into the link: it is no answer to this question."""
        for choice in ("satisfaction_attitude_1", "shopper_1_1"):
            self.click(choice)
        for value in ("0", "-1", "9" * 30, "<b>"):
            self.url_open(f"{self.path}/answer", data={"choice": value})
            self.assertEqual(
                self.url_open(f"{self.path}?choice={value}").status_code, 200
            )
        self.assertFalse(self.invitation.answer_ids.user_input_line_ids)

    def test_a_colleague_cannot_answer_for_the_customer(self):
        """Not by the link, and not by the page of an answer under way."""
        new_test_user(
            self.env, "colleague", password="colleague", groups="base.group_user"
        )
        self.click()
        answer = self.invitation.answer_ids
        self.authenticate("colleague", "colleague")
        page = self.url_open(f"{self.path}?choice=1")
        self.assertIn("belongs to a customer", page.text)
        page = self.click("satisfaction_overall_1")
        self.assertIn("belongs to a customer", page.text)
        result = self.submit(answer, overall=1)
        self.assertEqual(result[1]["error"], "answer_wrong_user")
        self.assertEqual(
            answer.user_input_line_ids.suggested_answer_id,
            self.choice("satisfaction_overall_2"),
        )

    def test_a_customer_with_an_account_can(self):
        """Logged in as whomever: the link decides."""
        portal = new_test_user(
            self.env, "buyer", password="buyer_buyer", groups="base.group_portal"
        )
        self.assertNotEqual(portal.partner_id, self.customer)
        self.authenticate("buyer", "buyer_buyer")
        self.assertIn("friendly and respectful", self.click().text)

    def test_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.overall.with_context(lang="fr_FR").title = "Êtes-vous satisfait ?"
        self.invitation.lang = "fr_FR"
        page = self.url_open(self.path)
        self.assertIn("Êtes-vous satisfait", page.text)
        self.assertRegex(page.url, re.escape("/fr/") + "|" + re.escape("/fr_FR/"))
        self.assertRegex(self.click().url, "/fr(_FR)?/survey/")

    def test_never_ask_again(self):
        """Opening the page asks; the button puts the address on the list."""
        blacklist = self.env["mail.blacklist"]
        domain = [("email", "=", "customer@example.com")]
        self.assertIn("stop asking", self.url_open(f"{self.path}/stop").text)
        self.assertFalse(blacklist.search(domain))
        self.url_open(f"{self.path}/stop", data={"confirmed": "1"})
        self.assertTrue(blacklist.search(domain))
        self.assertEqual(self.invitation.state, "cancelled")

    def test_several_answers_from_one_device_are_recognisable(self):
        """The fingerprint is the same for both, and says nothing by itself."""
        other = self.sent(partner_id=self.make_customer().id)
        self.click()
        self.url_open(
            f"/kpi/survey/{other.access_token}/answer",
            data={"choice": self.choice("satisfaction_overall_1").id},
        )
        devices = (self.invitation | other).answer_ids.mapped("kpi_device")
        self.assertEqual(len(devices), 2)
        self.assertEqual(len(set(devices)), 1)
        self.assertNotIn("127.0.0.1", devices[0])
