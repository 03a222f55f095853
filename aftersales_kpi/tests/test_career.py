"""Career paths: what the next post asks, and where a person stands (R35)."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .engine_common import EngineCase


class CareerCase(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job, cls.next_job = cls.env["hr.job"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("Service", "Senior service")
            ]
        )
        (cls.anna | cls.ben).job_id = cls.job

    @classmethod
    def make_step(cls, *requirements):
        return cls.env["aftersales.career.step"].create(
            {
                "company_id": cls.company.id,
                "job_id": cls.job.id,
                "next_job_id": cls.next_job.id,
                "requirement_ids": [Command.create(one) for one in requirements],
            }
        )

    def publish(self, date_from, month, minutes):
        """A month of Anna's in which her replies took so long; 10 min give all."""
        if not hasattr(self, "monthly"):
            self.monthly = self.make_scheme({"bands": [(10, 100), (None, 50)]})
        self.minutes(self.anna, minutes, event_date=f"2026-{month:02d}-05 10:00:00")
        cycle = self.score(self.monthly, date_from=date_from)
        cycle.action_approve()
        cycle.action_publish()

    def standing(self, step, employee=None):
        employee = employee or self.anna
        return [
            (one["met"], one["text"]) for one in step._standings(employee)[employee]
        ]


@tagged("post_install", "-at_install")
class TestCareer(CareerCase):
    def test_r35_months_of_the_total_and_of_an_indicator(self):
        step = self.make_step(
            {"sort": "total", "limit": 85, "periods": 2, "out_of": 3},
            {
                "sort": "indicator",
                "indicator_id": self.indicator("response_time").id,
                "limit": 50,
                "periods": 3,
                "out_of": 3,
            },
        )
        self.assertEqual(self.standing(step), [(False, "0 of 2"), (False, "0 of 3")])
        self.publish("2026-08-01", 8, 5)
        self.publish("2026-09-01", 9, 60)
        self.assertEqual(self.standing(step), [(False, "1 of 2"), (False, "2 of 3")])
        self.publish("2026-10-01", 10, 5)
        self.assertEqual(self.standing(step), [(True, "2 of 2"), (True, "3 of 3")])

    def test_r35_only_the_last_months_count(self):
        step = self.make_step({"sort": "total", "periods": 1, "out_of": 1})
        self.publish("2026-08-01", 8, 5)
        self.assertEqual(self.standing(step), [(True, "1 of 1")])
        self.publish("2026-09-01", 9, 60)
        self.assertEqual(self.standing(step), [(False, "0 of 1")])

    def test_r35_a_training_counts_when_it_is_done(self):
        rule = self.env["aftersales.training.rule"].create(
            {"name": "Course", "indicator_id": self.indicator("response_time").id}
        )
        step = self.make_step({"sort": "training", "rule_id": rule.id})
        self.assertEqual(self.standing(step), [(False, "0 of 1")])
        self.assertIn("“Course” completed", step.requirement_ids._asked())

    def test_r35_hr_sees_who_stands_where(self):
        step = self.make_step({"sort": "total", "periods": 1, "out_of": 1})
        self.publish("2026-08-01", 8, 5)
        table = step.with_user(self.officer).standing
        self.assertLess(table.index("Anna"), table.index("Ben"))

    def test_what_a_step_must_be(self):
        with self.assertRaises(ValidationError):
            self.make_step().next_job_id = self.job
        with self.assertRaises(ValidationError):
            self.make_step({"sort": "indicator"})

    @mute_logger("odoo.sql_db")
    def test_more_months_than_there_are_cannot_be_asked(self):
        with self.assertRaises(IntegrityError):
            self.make_step({"sort": "total", "periods": 4, "out_of": 3})

    def test_who_may_not(self):
        step = self.make_step({"sort": "total"})
        step.with_user(self.anna_user).read(["note"])
        for user in (self.anna_user, self.leader):
            with self.assertRaises(AccessError):
                step.with_user(user).write({"note": "Easy"})
            with self.assertRaises(AccessError):
                step.requirement_ids.with_user(user).write({"limit": 1})
            with self.assertRaises(AccessError):
                step.with_user(user).read(["standing"])


@tagged("post_install", "-at_install")
class TestCareerPortal(CareerCase, HttpCase):
    def test_r35_the_person_sees_the_own_standing_only(self):
        self.make_step({"sort": "total", "periods": 1, "out_of": 1})
        self.publish("2026-08-01", 8, 5)
        self.anna_user.password = self.ben_user.password = "a long password"
        self.authenticate("anna", "a long password")
        page = self.url_open("/my/kpi/career").text
        self.assertIn("Senior service", page)
        self.assertIn("1 of 1", page)
        self.authenticate("ben", "a long password")
        page = self.url_open("/my/kpi/career").text
        self.assertIn("0 of 1", page)
        self.assertNotIn("Anna", page)

    def test_strangers_see_an_empty_page(self):
        self.make_step({"sort": "total"})
        self.officer.password = "a long password"
        self.authenticate("officer", "a long password")
        self.assertIn("No next post", self.url_open("/my/kpi/career").text)
