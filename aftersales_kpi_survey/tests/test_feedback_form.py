"""The 360-degree form: one click makes it a scheme that is graded and scored (R22)."""

from freezegun import freeze_time
from lxml import html

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.aftersales_kpi.tests.engine_common import NOW
from odoo.addons.aftersales_kpi.tests.grading_common import GradingCase

OFFICER = "base.group_user,aftersales_kpi.group_officer"
MANAGER = "base.group_user,aftersales_kpi.group_manager"


class FeedbackCase(GradingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.form = cls.env.ref("aftersales_kpi_survey.survey_feedback")
        cls.form.with_context(lang="zh_CN").title = "360度反馈"
        cls.question = cls.env.ref("aftersales_kpi_survey.feedback_4")
        cls.question.with_context(lang="zh_CN").title = "信守承诺。"
        cls.best = cls.env.ref("aftersales_kpi_survey.feedback_4_1")
        cls.best.with_context(lang="zh_CN").value = "堪称榜样"

    def make_scheme(self, form=None):
        action = (form or self.form).action_make_scheme()
        self.assertEqual(action["res_model"], "aftersales.scheme")
        return self.env["aftersales.scheme"].browse(action["res_id"])

    def criterion(self, scheme, question):
        return scheme.criterion_ids.filtered(lambda one: one.question == question.title)


@tagged("post_install", "-at_install")
class TestFeedbackForm(FeedbackCase):
    def test_questions_become_criteria_and_choices_levels(self):
        """80 points in five equal parts, and 20 for how customers see the person."""
        scheme = self.make_scheme()
        questions = self.form.question_ids.filtered("suggested_answer_ids")
        graded = scheme.criterion_ids.filtered("rater_ids")
        self.assertEqual(graded.mapped("question"), questions.mapped("title"))
        self.assertEqual(graded.mapped("max_points"), [16] * 5)
        self.assertEqual(sum(scheme.criterion_ids.mapped("max_points")), 100)
        for criterion, question in zip(graded, questions, strict=True):
            levels = criterion.band_ids
            choices = question.suggested_answer_ids
            self.assertEqual(
                levels.mapped("description"), choices.mapped("value"), question.title
            )
            self.assertEqual(levels.mapped("grade"), [100, 80, 60, 40, 20])
            self.assertEqual(levels[1].points, 12.8)
        self.assertEqual(scheme.remark_policy, "optional")
        self.assertFalse(scheme.issues)

    def test_the_kinds_are_those_of_all_gradings(self):
        """Skill is skill, whichever scheme it is graded in."""
        scheme = self.make_scheme()
        codes = scheme.criterion_ids.indicator_id.mapped("code")
        self.assertEqual(
            codes[:5],
            [
                "skill",
                "cooperation",
                "information_sharing",
                "survey_reliability",
                "innovation",
            ],
        )

    def test_in_all_languages_of_the_form(self):
        scheme = self.make_scheme().with_context(lang="zh_CN")
        self.assertEqual(scheme.name, "360度反馈")
        criterion = self.criterion(scheme, self.question.with_context(lang="zh_CN"))
        self.assertEqual(criterion.question, "信守承诺。")
        self.assertEqual(criterion.band_ids[0].description, "堪称榜样")
        english = criterion.with_context(lang="en_US")
        self.assertEqual(english.question, "Keeps promises.")

    def test_another_click_makes_another_version(self):
        first, second = self.make_scheme(), self.make_scheme()
        self.assertEqual((first.version, second.version), (1, 2))
        self.assertEqual(first.code, second.code)
        self.assertEqual(self.form.kpi_scheme_count, 2)

    def test_a_form_of_ones_own(self):
        """A question without a kind gets one; a scale's values are its levels."""
        form = self.env["survey.survey"].create(
            {
                "title": "Ours",
                "survey_type": "aftersales",
                "access_mode": "token",
                "kpi_use": "feedback",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "Keeps the van tidy",
                            "question_type": "scale",
                            "scale_min": 0,
                            "scale_max": 4,
                        }
                    ),
                    Command.create(
                        {
                            "title": "What else?",
                            "question_type": "text_box",
                            "constr_mandatory": True,
                        }
                    ),
                ],
            }
        )
        scheme = self.make_scheme(form)
        criterion = scheme.criterion_ids[0]
        self.assertEqual(criterion.name, "Keeps the van tidy")
        self.assertEqual(criterion.band_ids.mapped("grade"), [0, 25, 50, 75, 100])
        self.assertEqual(scheme.remark_policy, "required")
        self.assertEqual(
            criterion.indicator_id, self.make_scheme(form).criterion_ids[0].indicator_id
        )

    def test_what_is_no_form_is_refused(self):
        form = self.env.ref("aftersales_kpi_survey.survey_satisfaction")
        with self.assertRaises(UserError):
            form.action_make_scheme()
        self.question.kpi_kind_id = self.env.ref("aftersales_kpi.kind_skill")
        with self.assertRaises(UserError):
            self.form.action_make_scheme()

    def test_administrators_make_schemes(self):
        officer = new_test_user(self.env, "off", groups=OFFICER)
        manager = new_test_user(self.env, "man", groups=MANAGER)
        with self.assertRaises(AccessError):
            self.form.with_user(officer).action_make_scheme()
        action = self.form.with_user(manager).action_make_scheme()
        self.assertTrue(action["res_id"])


@tagged("post_install", "-at_install")
class TestFeedbackGrading(FeedbackCase, HttpCase):
    """From the click to the scorecard: the same page, assessments and facts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        form = cls.form.copy({"title": "360"})
        # a quarter would need the clock of another one
        action = form.action_make_scheme()
        cls.scheme = cls.env["aftersales.scheme"].browse(action["res_id"])
        cls.scheme.write(
            {"period_type": "month", "team_ids": [Command.set(cls.team.ids)]}
        )
        cls.scheme.action_approve()
        cls.cycle = cls.make_cycle(cls.scheme)
        cls.cycle.action_open()

    def page(self, sheet, language=""):
        response = self.url_open(language + sheet._url())
        self.assertEqual(response.status_code, 200)
        return " ".join(html.fromstring(response.content).text_content().split())

    def test_the_grading_page_has_the_forms_questions(self):
        """In English and in Chinese."""
        sheet = self.sheet(self.cycle, self.sue)
        self.authenticate("sue", "sue".ljust(8, "x"))
        with freeze_time(NOW):
            text = self.page(sheet)
            self.assertIn("Keeps promises.", text)
            self.assertIn("Is an example to others", text)
            text = self.page(sheet, "/zh_CN")
        self.assertIn("信守承诺。", text)
        self.assertIn("堪称榜样", text)

    def test_grades_reach_the_scorecard(self):
        """The superior alone rates 80 of 100 throughout: four fifths of 80 points."""
        sheet = self.sheet(self.cycle, self.sue)
        tasks = sheet.assessment_ids.filtered(lambda one: one.employee_id == self.anna)
        self.assertEqual(len(tasks), 5)
        self.authenticate("sue", "sue".ljust(8, "x"))
        answers = {
            f"grade_{task.id}": self.answer(task, 80) for task in sheet.assessment_ids
        }
        with freeze_time(NOW):
            self.url_open(
                f"{sheet._url()}/submit",
                data={
                    "csrf_token": Request.csrf_token(self),
                    "intent": "submit",
                    **answers,
                },
            )
        self.assertEqual(sheet.state, "submitted")
        self.cycle.action_close_grading()
        self.cycle.action_score()
        card = self.cycle.scorecard_ids.filtered(
            lambda one: one.employee_id == self.anna
        )
        graded = card.line_ids.filtered(lambda line: line.criterion_id.rater_ids)
        self.assertEqual(len(graded), 5)
        self.assertEqual({line.value for line in graded}, {80})
        self.assertEqual(card.score, 80)
        kinds = self.ledger.search(
            [
                ("employee_id", "=", self.anna.id),
                ("origin", "=like", f"assessment:{self.cycle.id}:%"),
            ]
        ).kind_id.mapped("code")
        self.assertIn("survey_reliability", kinds)
        self.assertIn("skill", kinds)
