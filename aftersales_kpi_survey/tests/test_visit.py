"""Mystery shopper: briefed, reported, scored twice, unseen until published (R42)."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import SurveyCase


class VisitCase(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shopper = new_test_user(
            cls.env, "shopper", password="shopper_1", groups="base.group_portal"
        )
        cls.visit = cls.make_visit()

    @classmethod
    def make_visit(cls, **values):
        return cls.env["aftersales.visit"].create(
            {
                "name": "A pump that leaks",
                "shopper_id": cls.shopper.id,
                "employee_id": cls.anna_employee.id,
                "team_id": cls.team.id,
                "planned_on": "2026-03-02",
                "briefing": "<p>Ask about the seal.</p>",
                **values,
            }
        )

    def score(self, visit, user, number):
        """A user's checklist: each question answered by the choice of this number."""
        answer = visit._begin(user)
        answer._mark_in_progress()
        for place in range(1, 8):
            choice = self.choice(f"shopper_{place}_{number}")
            answer._save_lines(self.choice(f"shopper_{place}"), str(choice.id))
        answer._save_lines(self.choice("shopper_story"), "He said: no problem.")
        answer._mark_done()
        return answer

    def facts_of(self, visit, kind="survey_visit"):
        return self.ledger.search(
            self.ledger._about_records(visit) & self._of_kind(kind)
        )


@tagged("post_install", "-at_install")
class TestVisit(VisitCase):
    def test_from_the_briefing_to_the_ledger(self):
        """R42: all "mostly", 4 of 5: 80, posted at publication, not before."""
        self.visit.with_user(self.olga).action_brief()
        self.score(self.visit, self.shopper, 2)
        self.assertEqual(self.visit.state, "reported")
        self.assertFalse(self.facts_of(self.visit))
        self.visit.with_user(self.olga).action_publish()
        fact = self.facts_of(self.visit)
        self.assertEqual((fact.numerator, fact.denominator), (80, 100))
        self.assertEqual(fact.employee_id, self.anna_employee)
        self.assertEqual(fact.team_id, self.team)
        self.assertEqual(self.facts_of(self.visit, "survey_attitude").numerator, 80)
        self.assertEqual(self.facts_of(self.visit, "survey_accuracy").numerator, 80)

    def test_two_questions_of_a_kind_post_their_mean(self):
        """R42: 5 of 5 and 4 of 5 about the attitude: 90, and neither is thrown away."""
        kind = self.env.ref("aftersales_kpi_survey.kind_survey_attitude")
        self.choice("shopper_1").kpi_kind_id = kind
        self.visit.action_brief()
        answer = self.visit._begin(self.shopper)
        answer._mark_in_progress()
        for place in range(1, 8):
            choice = self.choice(f"shopper_{place}_{1 if place == 1 else 2}")
            answer._save_lines(self.choice(f"shopper_{place}"), str(choice.id))
        answer._mark_done()
        self.visit.action_publish()
        self.assertEqual(self.facts_of(self.visit, kind.code).numerator, 90)

    def test_a_second_scoring_is_blind_and_counts_half(self):
        """100 and 60: 80; the scorer reads what was said, not how it was scored."""
        visit = self.make_visit(scorer_id=self.olga.id)
        visit.action_brief()
        with self.assertRaises(AccessError):
            visit._begin(self.olga)
        first = self.score(visit, self.shopper, 1)
        with self.assertRaises(UserError):
            visit.action_publish()
        self.assertEqual(visit._stories()[-1][1], "He said: no problem.")
        self.assertNotIn("Yes, fully", str(visit._stories()))
        answers = self.env["survey.user_input"].with_user(self.olga)
        self.assertFalse(answers.search([("id", "=", first.id)]))
        self.score(visit, self.olga, 3)
        self.assertEqual(visit.difference, 40)
        self.assertTrue(visit.is_far_apart)
        visit.action_publish()
        self.assertEqual(self.facts_of(visit).numerator, 80)
        self.assertFalse(self.survey_facts(first, "survey_visit"))
        self.assertTrue(answers.search([("id", "=", first.id)]))

    def test_nobody_visited_sees_it_before_publication(self):
        """R42: the service person is not told beforehand."""
        visits = self.env["aftersales.visit"].with_user(self.anna)
        self.visit.action_brief()
        self.score(self.visit, self.shopper, 2)
        for user in (self.anna, self.ben, self.lea):
            self.assertFalse(self.env["aftersales.visit"].with_user(user).search([]))
        with self.assertRaises(AccessError):
            self.visit.with_user(self.anna).read(["name"])
        self.visit.action_publish()
        self.assertEqual(visits.search([]), self.visit)
        self.assertEqual(self.visit.with_user(self.anna).score, 80)
        for name in ("answer_ids", "attachment_ids", "shopper_id", "scorer_id"):
            with self.assertRaises(AccessError):
                self.visit.with_user(self.anna).read([name])

    def test_an_officer_who_is_visited_does_not_see_it_either(self):
        self.olga_employee = self.env["hr.employee"].create(
            {"name": "Olga", "user_id": self.olga.id, "company_id": self.company.id}
        )
        self.make_visit(employee_id=self.olga_employee.id)
        visits = self.env["aftersales.visit"].with_user(self.olga)
        self.assertEqual(visits.search([]), self.visit)

    def test_who_is_visited_makes_and_scores_nothing(self):
        for values in (
            {"shopper_id": self.anna.id},
            {"scorer_id": self.ben.id},
            {"scorer_id": self.shopper.id},
            {"employee_id": False, "team_id": False},
        ):
            with self.assertRaises(ValidationError):
                self.make_visit(**values)

    def test_the_target_is_fixed_by_the_briefing(self):
        self.visit.action_brief()
        with self.assertRaises(UserError):
            self.visit.employee_id = self.ben_employee

    def test_a_team_is_visited_without_naming_a_person(self):
        visit = self.make_visit(employee_id=False)
        visit.action_brief()
        self.score(visit, self.shopper, 1)
        visit.action_publish()
        fact = self.facts_of(visit)
        self.assertEqual((fact.team_id, fact.numerator), (self.team, 100))
        self.assertFalse(fact.employee_id)

    def test_only_officers_plan_visits(self):
        for user in (self.anna, self.lea, self.shopper):
            with self.assertRaises(AccessError):
                self.visit.with_user(user).action_brief()
            with self.assertRaises(AccessError):
                self.env["aftersales.visit"].with_user(user).create({"name": "x"})


@tagged("post_install", "-at_install")
class TestVisitPage(HttpCase, VisitCase):
    def setUp(self):
        super().setUp()
        self.visit.action_brief()
        self.path = f"/my/kpi/visits/{self.visit.id}"

    def post(self, path, **kwargs):
        page = self.url_open(self.path)
        token = page.text.split('csrf_token: "')[1].split('"')[0]
        data = {"csrf_token": token, **kwargs.pop("data", {})}
        return self.opener.post(self.base_url() + path, data=data, **kwargs)

    def test_the_shoppers_page(self):
        """A portal user: briefing, form, photos."""
        self.authenticate("shopper", "shopper_1")
        self.assertIn("A pump that leaks", self.url_open("/my/kpi/visits").text)
        self.assertIn("Ask about the seal", self.url_open(self.path).text)
        page = self.post(f"{self.path}/start")
        self.assertIn("/survey/", page.url)
        files = {"files": ("door.png", b"\x89PNG\r\n\x1a\n0000", "image/png")}
        self.post(f"{self.path}/files", files=files)
        self.assertEqual(self.visit.attachment_ids.name, "door.png")
        link = f"{self.path}/file/{self.visit.attachment_ids.id}"
        self.assertEqual(self.url_open(link).status_code, 200)

    def test_no_programs_as_photos(self):
        self.authenticate("shopper", "shopper_1")
        files = {"files": ("run.html", b"<script>", "text/html")}
        page = self.post(f"{self.path}/files", files=files)
        self.assertIn("Only pictures", page.text)
        self.assertFalse(self.visit.attachment_ids)

    def test_it_is_nobody_elses(self):
        """Not the visited person's, not another portal user's."""
        new_test_user(
            self.env, "buyer", password="buyer_bu", groups="base.group_portal"
        )
        self.anna.password = "anna_anna_anna"
        for login, password in (("buyer", "buyer_bu"), ("anna", "anna_anna_anna")):
            self.authenticate(login, password)
            self.assertEqual(self.url_open(self.path).status_code, 404)
            self.assertEqual(self.post(f"{self.path}/start").status_code, 404)
            page = self.url_open("/my/kpi/visits")
            self.assertNotIn("A pump that leaks", page.text)
