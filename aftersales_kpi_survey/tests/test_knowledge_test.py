"""Knowledge tests: who, how often, what counts, and who was absent (R17, R43)."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import SurveyCase


class TestCase(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls.env.ref("aftersales_kpi_survey.survey_test")
        cls.test = cls.make_test()

    @classmethod
    def make_test(cls, **values):
        today = fields.Date.today()
        return cls.env["aftersales.test"].create(
            {
                "name": "Pumps",
                "survey_id": cls.pool.id,
                "date_from": today,
                "date_to": today + timedelta(days=3),
                "team_ids": cls.team.ids,
                **values,
            }
        )

    def sitting(self, employee, test=None):
        sittings = (test or self.test).sitting_ids
        return sittings.filtered(lambda one: one.employee_id == employee)

    def take(self, sitting, right):
        """One attempt with so many right answers of five."""
        attempt = sitting.sudo()._begin()
        attempt._mark_in_progress()
        for number, question in enumerate(attempt.predefined_question_ids):
            choices = question.suggested_answer_ids
            correct = choices.filtered("is_correct")
            choice = correct if number < right else (choices - correct)[0]
            attempt._save_lines(question, str(choice.id))
        attempt._mark_done()
        return attempt

    def result_of(self, employee, test=None):
        """What the ledger says of the person's test: points, or none."""
        facts = self.sitting(employee, test)._observations()
        return [(fact.kind_id.code, fact.numerator, fact.denominator) for fact in facts]


@tagged("post_install", "-at_install")
class TestKnowledgeTest(TestCase):
    def test_opening_invites_the_people_of_posts_and_teams(self):
        job = self.env["hr.job"].create({"name": "Technician"})
        tom = self.env["hr.employee"].create({"name": "Tom", "job_id": job.id})
        self.test.write({"job_ids": job.ids, "employee_ids": self.anna_employee.ids})
        self.test.with_user(self.olga).action_open()
        people = self.anna_employee | self.ben_employee | tom
        self.assertEqual(self.test.sitting_ids.employee_id, people)

    def test_a_result_is_a_fact_of_its_period(self):
        """R17: four of five right: 80 of 100, dated on the test's first day."""
        self.test.action_open()
        self.take(self.sitting(self.anna_employee), right=4)
        self.assertEqual(
            self.result_of(self.anna_employee), [("knowledge_test", 80, 100)]
        )
        fact = self.sitting(self.anna_employee)._observations()
        self.assertEqual(fact.event_date, self.test._opens())
        self.assertEqual(fact.employee_id, self.anna_employee)

    def test_the_questions_are_drawn(self):
        """Three of one section, two of the other; not always the same."""
        draws = {
            tuple(self.pool._prepare_user_input_predefined_questions().ids)
            for _number in range(20)
        }
        self.assertEqual({len(draw) for draw in draws}, {5})
        self.assertGreater(len(draws), 1)

    def test_a_question_left_out_is_a_wrong_one(self):
        self.test.action_open()
        sitting = self.sitting(self.anna_employee)
        attempt = sitting.sudo()._begin()
        attempt._mark_in_progress()
        question = attempt.predefined_question_ids[0]
        right = question.suggested_answer_ids.filtered("is_correct")
        attempt._save_lines(question, str(right.id))
        attempt._mark_done()
        self.assertEqual(
            self.result_of(self.anna_employee), [("knowledge_test", 20, 100)]
        )

    def test_first_best_or_last_attempt(self):
        """R43: 60, 100, 40 right: what counts is declared beforehand."""
        for policy, expected in (("first", 60), ("best", 100), ("last", 40)):
            test = self.make_test(attempt_policy=policy, attempt_limit=3)
            test.action_open()
            for right in (3, 5, 2):
                self.take(self.sitting(self.anna_employee, test), right)
            self.assertEqual(
                self.result_of(self.anna_employee, test),
                [("knowledge_test", expected, 100)],
            )

    def test_no_attempt_more_than_allowed(self):
        self.test.action_open()
        sitting = self.sitting(self.anna_employee)
        first = sitting._begin()
        self.assertEqual(sitting._begin(), first)
        first._mark_in_progress()
        first._mark_done()
        with self.assertRaises(UserError):
            sitting._begin()

    def test_time_over_counts_what_is_there(self):
        """Closing the browser stops no clock."""
        self.test.action_open()
        sitting = self.sitting(self.anna_employee)
        attempt = sitting._begin()
        attempt._mark_in_progress()
        attempt.start_datetime = fields.Datetime.now() - timedelta(minutes=11)
        with self.assertRaises(UserError):
            sitting._begin()
        self.env["survey.user_input"]._kpi_finish_abandoned()
        self.assertEqual(sitting.state, "taken")
        self.assertEqual(
            self.result_of(self.anna_employee), [("knowledge_test", 0, 100)]
        )

    def test_who_is_absent(self):
        """Listed, excused or counted, as declared; absent is not zero by itself."""
        for policy, state, result in (
            ("list", "absent", []),
            ("excuse", "excused", []),
            ("zero", "absent", [("knowledge_test", 0, 100)]),
        ):
            test = self.make_test(absent_policy=policy)
            test.action_open()
            self.take(self.sitting(self.ben_employee, test), right=5)
            test.action_close()
            self.assertEqual(self.sitting(self.anna_employee, test).state, state)
            self.assertEqual(self.result_of(self.anna_employee, test), result)
            self.assertEqual(self.sitting(self.ben_employee, test).state, "taken")

    def test_who_was_excused_before_counts_nowhere(self):
        self.test.absent_policy = "zero"
        self.test.action_open()
        self.sitting(self.anna_employee).with_user(self.olga).action_excuse()
        with self.assertRaises(UserError):
            self.sitting(self.anna_employee)._begin()
        self.test.action_close()
        self.assertEqual(self.result_of(self.anna_employee), [])

    def begin(self, employee=None, test=None):
        """An attempt under way, with the first question right: 20 of 100."""
        attempt = self.sitting(employee or self.anna_employee, test).sudo()._begin()
        attempt._mark_in_progress()
        question = attempt.predefined_question_ids[0]
        right = question.suggested_answer_ids.filtered("is_correct")
        attempt._save_lines(question, str(right.id))
        return attempt

    def let_time_run_out(self, attempt):
        attempt.start_datetime = fields.Datetime.now() - timedelta(minutes=11)

    def test_an_excused_attempt_under_way_blocks_nobody(self):
        """R43: excused in the middle of it: it counts nowhere, all else goes on."""
        self.test.action_open()
        attempt = self.begin()
        other = self.begin(self.ben_employee)
        sitting = self.sitting(self.anna_employee)
        sitting.with_user(self.olga).action_excuse()
        self.let_time_run_out(attempt)
        self.let_time_run_out(other)
        self.env["survey.user_input"]._kpi_finish_abandoned()
        self.assertEqual((attempt.state, sitting.state), ("done", "excused"))
        self.assertEqual(self.result_of(self.anna_employee), [])
        self.assertEqual(
            self.result_of(self.ben_employee), [("knowledge_test", 20, 100)]
        )
        self.test.with_user(self.olga).action_close()
        self.assertEqual(sitting.state, "excused")

    def test_who_is_recalled_has_the_result_made_meanwhile(self):
        self.test.action_open()
        attempt = self.begin()
        sitting = self.sitting(self.anna_employee)
        sitting.with_user(self.olga).action_excuse()
        attempt._mark_done()
        sitting.with_user(self.olga).action_recall()
        self.assertEqual(sitting.state, "taken")
        self.assertEqual(
            self.result_of(self.anna_employee), [("knowledge_test", 20, 100)]
        )

    def test_closing_early_counts_what_is_under_way(self):
        """R43: nobody who is in the middle of it is absent; nobody begins after."""
        test = self.make_test(absent_policy="zero")
        test.action_open()
        attempt = self.begin(test=test)
        opened = self.sitting(self.ben_employee, test).sudo()._begin()
        test.with_user(self.olga).action_close()
        self.assertEqual(attempt.state, "done")
        self.assertEqual(self.sitting(self.anna_employee, test).state, "taken")
        self.assertEqual(
            self.result_of(self.anna_employee, test), [("knowledge_test", 20, 100)]
        )
        self.assertEqual(self.sitting(self.ben_employee, test).state, "absent")
        self.assertLessEqual(opened.deadline, fields.Datetime.now())

    def test_an_attempt_counted_late_replaces_the_zero(self):
        test = self.make_test(absent_policy="zero")
        test.action_open()
        sitting = self.sitting(self.anna_employee, test)
        sitting._miss()
        self.assertEqual(
            self.result_of(self.anna_employee, test), [("knowledge_test", 0, 100)]
        )
        self.take(sitting, right=4)
        self.assertEqual(sitting.state, "taken")
        self.assertEqual(
            self.result_of(self.anna_employee, test), [("knowledge_test", 80, 100)]
        )

    def test_an_attempt_finished_after_the_end_of_a_cancelled_test(self):
        self.test.action_open()
        attempt = self.begin()
        self.test.action_cancel()
        attempt._mark_done()
        self.assertEqual(self.result_of(self.anna_employee), [])

    def test_one_attempt_that_cannot_be_finished_stops_no_other(self):
        """Each is ended on its own; the log names the one that failed."""
        self.test.action_open()
        broken, sound = self.begin(), self.begin(self.ben_employee)
        self.let_time_run_out(broken)
        self.let_time_run_out(sound)
        finish = self.registry["survey.user_input"]._kpi_follow

        def follow(answers):
            if answers == broken:
                raise ValueError("Broken")
            return finish(answers)

        self.patch(self.registry["survey.user_input"], "_kpi_follow", follow)
        with self.assertLogs(
            "odoo.addons.aftersales_kpi_survey.models.survey_user_input", "ERROR"
        ) as log:
            self.env["survey.user_input"]._kpi_finish_abandoned()
        self.assertIn(str(broken.id), log.output[0])
        self.assertEqual((broken.state, sound.state), ("in_progress", "done"))

    def test_who_could_not_be_invited_has_no_zero(self):
        """Without a login nobody can take it: listed, whatever the policy."""
        tom = self.env["hr.employee"].create(
            {"name": "Tom", "company_id": self.company.id}
        )
        test = self.make_test(absent_policy="zero", employee_ids=tom.ids)
        test.action_open()
        test.action_close()
        self.assertEqual(self.sitting(tom, test).state, "absent")
        self.assertEqual(self.result_of(tom, test), [])
        self.assertEqual(
            self.result_of(self.anna_employee, test), [("knowledge_test", 0, 100)]
        )

    def test_a_test_that_posts_nothing_can_be_taken(self):
        """Questions without “Posts” are an exercise: a result, no fact."""
        self.pool.kpi_kind_id = False
        self.test.absent_policy = "zero"
        self.test.action_open()
        self.take(self.sitting(self.anna_employee), right=4)
        self.test.action_close()
        self.assertEqual(self.sitting(self.anna_employee).score, 80)
        self.assertFalse(self.test.sitting_ids._observations())

    def test_a_cancelled_test_is_void(self):
        self.test.action_open()
        self.take(self.sitting(self.anna_employee), right=4)
        self.test.action_cancel()
        self.assertEqual(self.result_of(self.anna_employee), [])

    def test_the_scheduled_action_closes(self):
        self.test.action_open()
        self.test.date_to = self.test.date_from = "2026-03-02"
        self.env["aftersales.test"]._cron_close()
        self.assertEqual(self.test.state, "closed")

    def test_absent_people_are_an_exception_of_the_cycle(self):
        """R64: no result is not zero points; somebody looks at it."""
        test = self.make_test(date_from="2026-03-10", date_to="2026-03-12")
        test.action_open()
        test.action_close()
        cycle = self.env["aftersales.cycle"].create(
            {
                "scheme_id": self.env.ref("aftersales_kpi.scheme_client").id,
                "company_id": self.company.id,
                "date_from": "2026-03-01",
            }
        )
        ticket = self.make_ticket("2026-03-06 09:00:00", user_id=self.anna.id)
        self.reply(ticket, "2026-03-06 09:10:00", self.anna)
        cycle.action_open()
        cycle.action_score()
        row = self.env["aftersales.cycle.exception"].search(
            [("cycle_id", "=", cycle.id), ("kind", "=", "test")]
        )
        self.assertIn("Anna", row.names)
        action = row.action_view()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertIn(self.anna_employee, found.employee_id)

    def test_only_tests_with_right_answers(self):
        with self.assertRaises(ValidationError):
            self.make_test(survey_id=self.survey.id)
        with self.assertRaises(UserError):
            self.make_test(team_ids=False).action_open()

    def test_who_may(self):
        """The person reads the own sitting; officers run tests; nobody else."""
        self.test.action_open()
        anna, ben = (
            self.sitting(one) for one in (self.anna_employee, self.ben_employee)
        )
        sittings = self.env["aftersales.test.sitting"].with_user(self.anna)
        self.assertEqual(sittings.search([]), anna)
        for user in (self.anna, self.lea):
            with self.assertRaises(AccessError):
                self.test.with_user(user).action_close()
            with self.assertRaises(AccessError):
                ben.with_user(user).action_excuse()
            with self.assertRaises(AccessError):
                anna.with_user(user).excuse = "Not now"
        with self.assertRaises(AccessError):
            self.env["aftersales.test"].with_user(self.anna).search([])


@tagged("post_install", "-at_install")
class TestKnowledgeTestPage(HttpCase, TestCase):
    def setUp(self):
        super().setUp()
        self.test.action_open()
        self.mine = self.sitting(self.anna_employee)
        self.anna.password = "anna_anna_anna"

    def start(self, sitting):
        page = self.url_open("/my/kpi/tests")
        token = page.text.split('csrf_token: "')[1].split('"')[0]
        return self.url_open(
            f"/my/kpi/tests/{sitting.id}/start", data={"csrf_token": token}
        )

    def test_from_the_list_to_the_result(self):
        self.authenticate("anna", "anna_anna_anna")
        self.assertIn("Pumps", self.url_open("/my/kpi/tests").text)
        page = self.start(self.mine)
        self.assertEqual(page.status_code, 200)
        attempt = self.mine.answer_ids
        self.assertIn(attempt.access_token, page.url)
        attempt._mark_in_progress()
        attempt._mark_done()
        page = self.url_open("/my/kpi/tests")
        self.assertNotIn("/start", page.text)
        self.assertIn("1 / 1 attempts", " ".join(page.text.split()))

    def test_nobody_takes_anothers_test(self):
        self.authenticate("anna", "anna_anna_anna")
        self.assertEqual(self.start(self.sitting(self.ben_employee)).status_code, 404)
        attempt = self.sitting(self.ben_employee).sudo()._begin()
        page = self.url_open(f"/survey/{self.pool.access_token}/{attempt.access_token}")
        self.assertNotIn("Start Certification", page.text)

    def test_another_attempt_is_not_begun_behind_the_count(self):
        """Odoo's own way to try again leads back to the list."""
        self.authenticate("anna", "anna_anna_anna")
        attempt = self.mine.sudo()._begin()
        attempt._mark_in_progress()
        attempt._mark_done()
        page = self.url_open(
            f"/survey/retry/{self.pool.access_token}/{attempt.access_token}"
        )
        self.assertIn("/my/kpi/tests", page.url)
        self.assertEqual(len(self.mine.answer_ids), 1)

    def test_a_portal_employee_takes_it_too(self):
        portal = new_test_user(
            self.env, "outsider", password="outsider_1", groups="base.group_portal"
        )
        employee = self.env["hr.employee"].create(
            {"name": "Out", "user_id": portal.id, "company_id": self.company.id}
        )
        test = self.make_test(name="For all", employee_ids=employee.ids)
        test.action_open()
        self.authenticate("outsider", "outsider_1")
        self.assertIn("For all", self.url_open("/my/kpi/tests").text)
        page = self.start(self.sitting(employee, test))
        self.assertIn("/survey/", page.url)
