"""What answers say on 0–100, and how they reach the ledger (R02, R10, R11, R13)."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import SurveyCase


@tagged("post_install", "-at_install")
class TestAnswers(SurveyCase):
    def test_an_answer_is_a_fact_about_who_served(self):
        """R02: 5, 4, 3 of 5 and nothing else answered: 80 of 100."""
        answer = self.fill(self.sent(), overall=1, attitude=2, accuracy=3)
        fact = self.survey_facts(answer)
        self.assertEqual((fact.numerator, fact.denominator), (80, 100))
        self.assertEqual(fact.employee_id, self.anna_employee)
        self.assertEqual(fact.ticket_id, answer.kpi_ticket_id)
        self.assertEqual(fact.team_id, self.team)
        self.assertEqual(answer.kpi_score, 80)

    def test_single_questions_have_kinds_of_their_own(self):
        """R10, R11: attitude and accuracy are asked for, and counted apart."""
        answer = self.fill(self.sent(), overall=1, attitude=2, accuracy=5)
        self.assertEqual(self.survey_facts(answer, "survey_attitude").numerator, 80)
        self.assertEqual(self.survey_facts(answer, "survey_accuracy").numerator, 20)

    def test_mean_and_top_box_are_two_indicators(self):
        """R13: 100, 80 and 20: mean 66.67; good reviews two of three."""
        for number, overall in enumerate((1, 2, 5)):
            customer = self.make_customer(f"Customer {number}")
            causes = {"cause": 1} if overall == 5 else {}
            self.fill(self.sent(partner_id=customer.id), overall=overall, **causes)
        rows = self.ledger.search([("employee_id", "=", self.anna_employee.id)])
        means = rows.filtered(lambda row: row.kind_id.code == "survey_satisfaction")
        boxes = rows.filtered(lambda row: row.kind_id.code == "survey_top_box")
        self.assertEqual(sum(means.mapped("numerator")), 200)
        self.assertEqual(sum(means.mapped("denominator")), 300)
        self.assertEqual(sum(boxes.mapped("numerator")), 2)
        self.assertEqual(sum(boxes.mapped("denominator")), 3)
        for code in ("survey_satisfaction", "survey_top_box"):
            indicator = self.env.ref(f"aftersales_kpi_survey.indicator_{code}")
            self.assertEqual(indicator.numerator_kind_id.code, code)

    def test_two_questions_of_a_kind_post_their_mean(self):
        """R10: 10 of 10 and “no” about the attitude: 50, and nothing is thrown away."""
        survey = self.make_survey()
        kind = self.env.ref("aftersales_kpi_survey.kind_survey_attitude")
        survey.question_ids.kpi_kind_id = kind
        self.team.kpi_survey_id = survey
        answer = self.sent().sudo()._begin(10)
        choice = survey.question_ids[1]
        answer._save_lines(choice, str(choice.suggested_answer_ids[1].id))
        answer._mark_done()
        self.assertEqual(self.survey_facts(answer, "survey_attitude").numerator, 50)

    def test_a_question_posts_no_second_row_of_the_questionnaires_kind(self):
        survey = self.make_survey()
        with self.assertRaises(ValidationError):
            survey.question_ids[0].kpi_kind_id = survey.kpi_kind_id
        attitude = self.env.ref("aftersales_kpi_survey.kind_survey_attitude")
        survey.question_ids[0].kpi_kind_id = attitude
        with self.assertRaises(ValidationError):
            survey.kpi_kind_id = attitude

    def test_thirds_are_cut_to_cents(self):
        """5, 5, 3 of 5: 86.67, a number that the ledger holds exactly."""
        answer = self.fill(self.sent(), overall=1, attitude=1, accuracy=3)
        self.assertEqual(self.survey_facts(answer).numerator, 86.67)

    def test_a_bad_answer_has_its_cause_and_a_task_for_the_leader(self):
        """R13: every bad review gets a reason; the customer is called back."""
        invitation = self.sent()
        answer = self.fill(invitation, overall=5, cause=1)
        self.assertEqual(answer.kpi_cause, "attitude")
        self.assertEqual(self.survey_facts(answer).cause, "attitude")
        self.assertEqual(self.survey_facts(answer, "survey_top_box").numerator, 0)
        task = invitation.ticket_id.activity_ids
        self.assertEqual(task.user_id, self.lea)
        self.assertIn("20", task.summary)

    def test_the_task_speaks_the_leaders_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(
            ["aftersales_kpi_survey"], ["zh_CN"]
        )
        self.lea.lang = "zh_CN"
        self.fill(self.sent().with_context(lang="en_US"), overall=5, cause=1)
        summary = self.customer_tickets().activity_ids.summary
        self.assertNotIn("Dissatisfied", summary)
        self.assertIn("20", summary)

    def customer_tickets(self):
        return self.env["helpdesk.ticket"].search([("team_id", "=", self.team.id)])

    def test_without_an_active_leader_an_officer_calls_back(self):
        self.lea.active = False
        self.fill(self.sent(), overall=5, cause=1)
        task = self.customer_tickets().activity_ids
        self.assertTrue(task.user_id.active)
        self.assertTrue(task.user_id.has_group("aftersales_kpi.group_officer"))

    def test_the_reason_is_asked_only_after_a_bad_answer(self):
        answer = self.sent().sudo()._begin(self.choice("satisfaction_overall_5").id)
        cause = self.choice("satisfaction_cause")
        self.assertNotIn(cause, answer._get_inactive_conditional_questions())
        happy = self.sent(partner_id=self.make_customer().id).sudo()
        answer = happy._begin(self.choice("satisfaction_overall_1").id)
        self.assertIn(cause, answer._get_inactive_conditional_questions())

    def test_nothing_counted_is_no_score(self):
        """Absent is not zero: a comment alone posts nothing."""
        invitation = self.sent()
        answer = invitation.sudo()._begin()
        answer._save_lines(self.choice("satisfaction_comment"), "Fine.")
        answer._mark_done()
        self.assertFalse(answer.kpi_has_score)
        self.assertFalse(self.survey_facts(answer))
        self.assertEqual(invitation.state, "answered")

    def test_scales_count_although_odoo_scores_them_never(self):
        """8 of 10 and yes: 90."""
        self.team.kpi_survey_id = self.make_survey()
        invitation = self.sent()
        answer = invitation.sudo()._begin(8)
        choice = answer.survey_id.question_ids[1]
        answer._save_lines(choice, str(choice.suggested_answer_ids[0].id))
        answer._mark_done()
        self.assertEqual(answer.kpi_score, 90)
        self.assertEqual(self.survey_facts(answer, "survey_top_box").numerator, 1)

    def test_half_an_answer_counts_after_a_day(self):
        """One click in the mail is an answer, even if the page is closed then."""
        with self.at("2026-03-02 10:00:00"):
            invitation = self.sent()
        with self.at("2026-03-03 08:30:00"):
            answer = invitation.sudo()._begin(self.choice("satisfaction_overall_2").id)
            answer.env.flush_all()
            self.env.cr.execute(
                "UPDATE survey_user_input SET write_date = %s WHERE id = %s",
                ["2026-03-03 08:30:00", answer.id],
            )
            self.env.cr.execute(
                "UPDATE survey_user_input_line SET write_date = %s"
                " WHERE user_input_id = %s",
                ["2026-03-03 08:30:00", answer.id],
            )
            self.env.invalidate_all()
        with self.at("2026-03-04 08:00:00"):
            self.env["survey.user_input"]._kpi_finish_abandoned()
            self.assertEqual(answer.state, "in_progress")
        with self.at("2026-03-04 09:00:00"):
            self.env["survey.user_input"]._kpi_finish_abandoned()
        self.assertEqual(answer.state, "done")
        fact = self.survey_facts(answer)
        self.assertEqual(fact.numerator, 80)
        self.assertEqual(str(fact.event_date), "2026-03-03 08:30:00")

    def test_confidential_answers_name_neither_customer_nor_ticket(self):
        self.survey.kpi_privacy = "confidential"
        answer = self.fill(self.sent(), overall=2)
        fact = self.survey_facts(answer)
        self.assertFalse(fact.ticket_id)
        self.assertFalse(fact.partner_id)
        self.assertEqual(fact.employee_id, self.anna_employee)

    def test_a_test_run_of_a_questionnaire_posts_nothing(self):
        answer = self.survey._create_answer(user=self.env.user, test_entry=True)
        answer._save_lines(self.overall, str(self.overall.suggested_answer_ids[0].id))
        answer._mark_done()
        self.assertFalse(self.survey_facts(answer))

    def test_erasing_keeps_the_number(self):
        """Privacy: what was said and by whom goes, the score stays."""
        invitation = self.sent()
        answer = self.fill(invitation, overall=2, comment="My name is Smith.")
        fact = self.survey_facts(answer)
        invitation.with_user(self.olga).action_erase()
        self.assertFalse(answer.exists())
        self.assertFalse(invitation.email or invitation.partner_id)
        self.assertEqual(fact.numerator, 80)
        self.assertFalse(fact.partner_id or fact.ticket_id or fact.customer_key)
        self.assertEqual(fact.employee_id, self.anna_employee)
