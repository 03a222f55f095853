"""Who said what is seen by whom the questionnaire allows; companies stay apart."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import OFFICER, SurveyCase


@tagged("post_install", "-at_install")
class TestSurveyAccess(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.surveyor = new_test_user(
            cls.env, "surveyor", groups="base.group_user,survey.group_survey_manager"
        )
        cls.portal = new_test_user(cls.env, "portal_buyer", groups="base.group_portal")
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.foreign_officer = new_test_user(
            cls.env,
            "foreign_officer",
            groups=OFFICER,
            company_id=cls.elsewhere.id,
            company_ids=[Command.set(cls.elsewhere.ids)],
        )

    def sees(self, user, records):
        model = self.env[records._name].with_user(user)
        try:
            return bool(model.search([("id", "in", records.ids)]))
        except AccessError:
            return False

    def test_invitations_are_for_officers_only(self):
        """The served person cannot know, and so not influence, who is asked."""
        invitation = self.sent()
        self.assertTrue(self.sees(self.olga, invitation))
        for user in (
            self.anna,
            self.lea,
            self.surveyor,
            self.portal,
            self.foreign_officer,
        ):
            self.assertFalse(self.sees(user, invitation), user.login)

    def test_officers_do_not_see_who_was_asked_about_themselves(self):
        self.env["hr.employee"].create({"name": "Olga", "user_id": self.olga.id})
        self.team.user_ids = [Command.link(self.olga.id)]
        invitation = self.sent(user=self.olga)
        self.assertEqual(invitation.user_id, self.olga)
        self.assertFalse(self.sees(self.olga, invitation))
        self.assertFalse(self.sees(self.olga, self.fill(invitation)))

    def test_the_token_is_for_nobody(self):
        """Who could read the link could answer in the customer's place."""
        with self.assertRaises(AccessError):
            self.sent().with_user(self.olga).read(["access_token"])

    def test_named_answers(self):
        answer = self.fill(self.sent())
        for user in (self.olga, self.lea):
            self.assertTrue(self.sees(user, answer), user.login)
            self.assertTrue(self.sees(user, answer.user_input_line_ids), user.login)
        for user in (
            self.anna,
            self.ben,
            self.surveyor,
            self.portal,
            self.foreign_officer,
        ):
            self.assertFalse(self.sees(user, answer), user.login)
            self.assertFalse(self.sees(user, answer.user_input_line_ids), user.login)

    def test_leaders_see_their_own_teams_only(self):
        other = new_test_user(self.env, "leader2", groups="aftersales_kpi.group_leader")
        self.assertFalse(self.sees(other, self.fill(self.sent())))

    def test_confidential_answers_are_for_officers(self):
        self.survey.kpi_privacy = "confidential"
        answer = self.fill(self.sent())
        self.assertTrue(self.sees(self.olga, answer))
        self.assertFalse(self.sees(self.lea, answer))

    def test_a_team_asks_nothing_anonymous(self):
        """Sums need an end to be made at, and a team's questions have none."""
        with self.assertRaises(ValidationError):
            self.survey.write(
                {
                    "kpi_kind_id": self.env.ref(
                        "aftersales_kpi_survey.kind_survey_anonymous"
                    ).id,
                    "kpi_privacy": "anonymous",
                }
            )

    def test_an_anonymous_questionnaire_posts_sums_only(self):
        with self.assertRaises(ValidationError):
            self.survey.kpi_privacy = "anonymous"

    def test_what_was_promised_stays_once_somebody_was_asked(self):
        """R40: confidential answers do not become named by one write."""
        self.survey.kpi_privacy = "confidential"
        answer = self.fill(self.sent())
        for vals in (
            {"kpi_privacy": "named"},
            {"kpi_use": "interview"},
            {"survey_type": "survey"},
        ):
            with self.assertRaises(UserError, msg=vals):
                self.survey.with_user(self.olga).write(vals)
        self.survey.with_user(self.olga).write({"kpi_privacy": "confidential"})
        self.assertFalse(self.sees(self.lea, answer))
        copy = self.survey.with_user(self.olga).copy()
        copy.kpi_privacy = "named"

    def test_an_invitation_alone_is_a_promise(self):
        self.survey.kpi_privacy = "confidential"
        self.resolve()
        with self.assertRaises(UserError):
            self.survey.with_user(self.olga).write({"kpi_privacy": "named"})

    def test_an_answer_keeps_the_privacy_it_was_given_under(self):
        """Whatever becomes of the questionnaire, by whatever way."""
        self.survey.kpi_privacy = "confidential"
        answer = self.fill(self.sent())
        self.env.cr.execute(
            "UPDATE survey_survey SET kpi_privacy = 'named' WHERE id = %s",
            [self.survey.id],
        )
        self.env.invalidate_all()
        self.survey.modified(["kpi_privacy"])
        self.env.flush_all()
        self.assertEqual(answer.kpi_privacy, "confidential")
        self.assertFalse(self.sees(self.lea, answer))

    def test_answers_under_way_are_the_customers_alone(self):
        """R45: with its link, leaders could answer in the customer's place."""
        answer = self.sent().sudo()._begin(self.choice("satisfaction_overall_5").id)
        for user in (self.lea, self.olga):
            self.assertFalse(self.sees(user, answer), user.login)
            self.assertFalse(self.sees(user, answer.user_input_line_ids), user.login)
            with self.assertRaises(AccessError):
                answer.with_user(user).read(["access_token"])
        answer._mark_done()
        self.assertTrue(self.sees(self.lea, answer))

    def test_the_link_is_not_read_in_the_mail_that_waits(self):
        """R45: the stored message has the link in its body."""
        invitation = self.invitation_of(self.resolve())
        invitation._send()
        messages = self.env["mail.message"].search(
            [("model", "=", invitation._name), ("res_id", "=", invitation.id)]
        )
        self.assertIn(invitation.access_token, messages.body)
        admin = new_test_user(
            self.env, "adm", groups=f"{OFFICER},aftersales_kpi.group_manager"
        )
        for user in (self.olga, admin, self.lea, self.anna):
            self.assertFalse(self.sees(user, messages), user.login)
            with self.assertRaises(AccessError):
                messages.with_user(user).read(["body"])

    def test_questions_of_the_evaluation_are_hidden(self):
        """Also from who runs other surveys: a test's questions would be known."""
        test = self.env.ref("aftersales_kpi_survey.survey_test")
        for records in (
            test,
            test.question_ids,
            test.question_ids.suggested_answer_ids,
        ):
            self.assertTrue(self.sees(self.olga, records), records._name)
            for user in (self.anna, self.lea, self.surveyor, self.portal):
                self.assertFalse(self.sees(user, records), (records._name, user.login))

    def test_other_surveys_are_no_business_of_the_officer(self):
        other = self.env["survey.survey"].create({"title": "Canteen"})
        self.assertFalse(self.sees(self.olga, other))
        self.assertTrue(self.sees(self.surveyor, other))

    def test_an_officer_designs_a_questionnaire(self):
        """R40: copy one and change it, without rights on other surveys."""
        copy = self.survey.with_user(self.olga).copy({"title": "Ours"})
        copy.question_ids[0].title = "And now?"
        self.assertEqual(copy.survey_type, "aftersales")
        self.assertFalse(self.sees(self.surveyor, copy.sudo()))
        with self.assertRaises(AccessError):
            self.survey.with_user(self.anna).title = "Mine"

    def test_nobody_answers_without_an_invitation(self):
        with self.assertRaises(ValidationError):
            self.survey.access_mode = "public"
