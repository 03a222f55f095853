"""Text messages to whom has no e-mail address (R40)."""

from odoo.tests import HttpCase, tagged

from .common import SurveyCase
from .test_campaign import CampaignCase

NUMBER = "+32470112233"


class SmsCase(SurveyCase):
    """Customers of the company can be reached by phone; the SMS app sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "sms.sms" not in cls.env:
            cls.skipTest(cls, "The SMS app is not installed.")
        cls.company.kpi_survey_sms = True

    def invite(self, moment="2026-03-02 10:00:00", **values):
        """An invitation of a customer with a phone and without an e-mail address."""
        partner = self.make_customer(email=False, phone=NUMBER, **values)
        return self.invitation_of(self.resolve(moment, partner_id=partner.id))

    def messages_to(self, invitation):
        return self.env["sms.sms"].search(
            [("partner_id", "=", invitation.partner_id.id)]
        )


@tagged("post_install", "-at_install")
class TestInvitationSms(SmsCase):
    def test_a_message_with_a_short_link(self):
        invitation = self.send(self.invite())
        self.assertEqual(invitation.state, "sent")
        message = self.messages_to(invitation)
        self.assertEqual((message.number, message.state), (NUMBER, "outgoing"))
        self.assertIn(invitation._short_url(), message.body)
        self.assertNotIn(invitation.access_token, message.body)
        path = invitation._short_url().removeprefix(invitation.get_base_url())
        self.assertLessEqual(len(path), 15)

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        message = self.messages_to(self.send(self.invite(lang="zh_CN")))
        self.assertIn("我们的服务", message.body)
        words = message.body.partition("http")[0].removeprefix(self.company.name)
        self.assertLessEqual(len(words), 20, "leaves 50 of 70 characters")

    def test_who_has_an_address_gets_a_mail(self):
        partner = self.make_customer(phone=NUMBER)
        invitation = self.send(self.invitation_of(self.resolve(partner_id=partner.id)))
        self.assertEqual(invitation.state, "sent")
        self.assertFalse(self.messages_to(invitation))

    def test_not_where_the_company_does_not_want_it(self):
        self.company.kpi_survey_sms = False
        invitation = self.send(self.invite())
        self.assertEqual(invitation.skip_reason, "no_address")
        self.assertFalse(self.messages_to(invitation))

    def test_a_number_that_said_no(self):
        """Not asked; and not reminded, if it said no since."""
        asked = self.send(self.invite())
        self.env["phone.blacklist"].add(NUMBER)
        asked._remind()
        self.assertEqual(len(self.messages_to(asked)), 1)
        later = self.send(self.invite("2026-05-04 10:00:00"), "2026-05-04 13:00:00")
        self.assertEqual(later.skip_reason, "opted_out")
        self.assertFalse(self.messages_to(later))

    def test_a_number_that_said_no_is_asked_by_mail(self):
        self.env["phone.blacklist"].add(NUMBER)
        partner = self.make_customer(phone=NUMBER)
        invitation = self.send(self.invitation_of(self.resolve(partner_id=partner.id)))
        self.assertEqual(invitation.state, "sent")

    def test_one_reminder(self):
        invitation = self.send(self.invite())
        code = invitation.short_code
        invitation._remind()
        self.assertEqual(len(self.messages_to(invitation)), 2)
        self.assertEqual(invitation.short_code, code)

    def test_the_quiet_period_goes_by_the_number(self):
        first = self.send(self.invite())
        second = self.send(self.invite("2026-03-09 10:00:00"), "2026-03-09 13:00:00")
        self.assertEqual((first.state, second.skip_reason), ("sent", "quiet"))


@tagged("post_install", "-at_install")
class TestWithoutSms(SurveyCase):
    def test_nobody_counts_as_asked_whom_no_message_can_reach(self):
        """The app is gone: the number alone is no address."""
        from ..sources import eligibility

        self.company.kpi_survey_sms = True
        partner = self.make_customer(email=False, phone=NUMBER)
        invitation = self.invitation_of(self.resolve(partner_id=partner.id))
        apps = eligibility.Apps(sms=False, phone_blacklist=False)
        self.env.flush_all()
        statement = eligibility.refused_invitations(
            invitation.ids, self.env.cr.now(), apps
        )
        found = self.env.execute_query(statement)
        self.assertEqual(found, [(invitation.id, "no_address")])


@tagged("post_install", "-at_install")
class TestSmsPage(HttpCase, SmsCase):
    def test_from_the_message_to_the_questionnaire(self):
        """The link of the message leads to the page, and to no more being asked."""
        invitation = self.invite()
        invitation._send()
        link = self.messages_to(invitation).body.split()[-1]
        page = self.url_open(link)
        self.assertIn(self.overall.title, page.text)
        self.assertIn("/stop", page.text)
        self.assertFalse(invitation.answer_ids)
        stop = f"{invitation._path()}/stop"
        self.assertIn(NUMBER, self.url_open(stop).text)
        self.url_open(stop, data={"confirmed": "1"})
        self.assertEqual(self.env["phone.blacklist"].search([]).number, NUMBER)
        self.assertEqual(invitation.state, "cancelled")
        self.assertEqual(self.url_open("/q/unknown").status_code, 404)


@tagged("post_install", "-at_install")
class TestCallsLeaveInPeace(CampaignCase):
    """Who must not be written to must not be called either."""

    def call_list(self):
        campaign = self.make_campaign(
            survey_id=self.env.ref("aftersales_kpi_survey.survey_interview").id,
            interviewer_ids=self.olga.ids,
        )
        campaign.action_draw()
        campaign.action_start()
        return campaign

    def test_who_is_not_called(self):
        """Said no by mail; a colleague; asked last week; and one who may be."""
        self.env["mail.blacklist"]._add(self.customers[0].email)
        self.ben_employee.work_email = self.customers[1].email
        self.serve(4, 0)
        self.team.kpi_survey_id = self.survey
        asked = self.invitation_of(self.resolve(partner_id=self.customers[2].id))
        asked._send()
        campaign = self.call_list()
        reasons = {call.partner_id: call.skip_reason for call in campaign.interview_ids}
        self.assertEqual(
            [reasons[customer] for customer in self.customers[:4]],
            ["opted_out", "colleague", "quiet", False],
        )
        self.assertEqual((campaign.skipped_count, campaign.sent_count), (3, 1))

    def test_a_number_that_said_no_is_not_called(self):
        if "phone.blacklist" not in self.env:
            self.skipTest("No list of phone numbers is installed.")
        self.customers[0].phone = NUMBER
        self.env["phone.blacklist"].add(NUMBER)
        self.serve(1, 0)
        self.assertEqual(self.call_list().interview_ids.skip_reason, "opted_out")

    def test_who_was_interviewed_is_not_written_to_for_a_while(self):
        self.serve(1, 0)
        call = self.call_list().interview_ids
        call.with_user(self.olga)._record("refused")
        self.team.kpi_survey_id = self.survey
        ticket = self.resolve(partner_id=self.customers[0].id)
        invitation = self.invitation_of(ticket)
        invitation._send()
        self.assertEqual(invitation.skip_reason, "quiet")

    def test_erasing_a_call_keeps_the_number(self):
        """Privacy: who was called and what was said goes, the score stays."""
        self.serve(1, 0)
        call = self.call_list().interview_ids
        call.with_user(self.olga).action_interview()
        answer = call.answer_ids
        for name in ("consent", "overall"):
            question = self.choice(f"interview_{name}")
            choice = self.choice(f"interview_{name}_1")
            answer._save_lines(question, str(choice.id))
        answer._mark_done()
        fact = self.survey_facts(answer, "survey_interview")
        call.with_user(self.olga).action_erase()
        self.assertFalse(answer.exists())
        self.assertFalse(call.customer or call.phone or call.partner_id)
        self.assertEqual(fact.numerator, 100)
        self.assertFalse(fact.partner_id or fact.ticket_id or fact.customer_key)
