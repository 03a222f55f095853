"""R65: notes, praise and alerts while the period runs."""

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .engine_common import EngineCase


class TestFeedback(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feedback = cls.env["aftersales.feedback"]

    def say(self, user, employee=None, **values):
        return self.feedback.with_user(user).create(
            {
                "employee_id": (employee or self.anna).id,
                "text": "Well calmed",
                "company_id": self.company.id,
                **values,
            }
        )

    def test_a_leader_praises_and_the_person_is_told(self):
        praise = self.say(self.leader, author_id=self.manager.id)
        self.assertEqual(praise.author_id, self.leader)
        message = self.env["mail.message"].search(
            [
                ("model", "=", self.feedback._name),
                ("res_id", "=", praise.id),
                ("partner_ids", "=", self.anna_user.partner_id.id),
            ]
        )
        self.assertIn("Well calmed", message.body)
        self.assertEqual(message.subject, "Praise for you")
        self.assertEqual(self.feedback.with_user(self.anna_user).search([]), praise)

    def test_only_the_person_the_leader_and_officers_read_it(self):
        praise = self.say(self.leader)
        for user in (self.anna_user, self.leader, self.officer, self.manager):
            self.assertEqual(self.feedback.with_user(user).search([]), praise)
        self.assertFalse(self.feedback.with_user(self.ben_user).search([]))

    def test_service_persons_give_none(self):
        with self.assertRaises(AccessError):
            self.say(self.ben_user)

    def test_leaders_speak_to_their_own_people_only(self):
        """Eve is in no team of the leader, until she reports to the leader."""
        eve = self._make_employee("Eve", self._make_user("eve", "base.group_user"))
        with self.assertRaises(AccessError):
            self.say(self.leader, eve)
        eve.parent_id = self._make_employee("Leader", self.leader)
        self.assertTrue(self.say(self.leader, eve))

    def test_nobody_praises_himself(self):
        with self.assertRaisesRegex(UserError, "for others"):
            self.say(
                self.officer, self._make_employee("Officer", self.officer), kind="note"
            )

    def test_what_was_said_stays(self):
        praise = self.say(self.officer)
        for user in (self.officer, self.manager):
            with self.assertRaises(UserError):
                praise.with_user(user).write({"text": "Never said"})
            with self.assertRaises(AccessError):
                praise.with_user(user).unlink()

    def test_alerts_are_not_typed(self):
        with self.assertRaisesRegex(UserError, "figures"):
            self.say(self.officer, kind="alert")

    def test_companies_see_nothing_of_each_other(self):
        self.say(self.leader)
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        as_other = self.env(user=self.manager, context={})
        self.assertFalse(as_other["aftersales.feedback"].search([]))


class TestAlert(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["aftersales.scheme"].search([]).auto_cycle = False
        cls.scheme = cls.make_scheme({"bands": [(10, 100), (30, 50), (None, 0)]})

    def setUp(self):
        super().setUp()
        self.minutes(self.anna, 5)
        self.minutes(self.ben, 20)
        october = self.score(self.scheme)
        october.action_approve()
        october.action_publish()
        self.cycle = self.make_cycle(self.scheme, "2026-11-01")
        self.cycle.action_open()

    def alerts(self, employee):
        return self.env["aftersales.feedback"].search(
            [("employee_id", "=", employee.id), ("kind", "=", "alert")]
        )

    def november(self, employee, *minutes):
        self.minutes(employee, *minutes, event_date="2026-11-02 08:00:00")

    def alert(self):
        with freeze_time("2026-11-09 09:00:00"):
            self.cycle._alert()

    def test_an_indicator_that_slips_is_said_once(self):
        """100 % of the points in October, 50 % so far."""
        self.november(self.anna, *[20] * 5)
        self.november(self.ben, *[20] * 5)
        self.alert()
        self.alert()
        alert = self.alerts(self.anna)
        self.assertEqual(
            alert.text,
            "Average response time stands at 20 min so far: 50 % of the points. In "
            "October 2026 it was 100 %. There is still time.",
        )
        self.assertFalse(alert.author_id)
        self.assertFalse(self.alerts(self.ben))

    def summaries(self, user):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "=", user.partner_id.id),
                ("subject", "like", "what has slipped"),
            ]
        )

    def test_the_leader_gets_one_summary_a_team(self):
        """Two people and their indicators in one note; nothing new, nothing said."""
        self.november(self.anna, *[20] * 5)
        self.november(self.ben, *[50] * 5)
        self.alert()
        [summary] = self.summaries(self.leader)
        self.assertIn("Hotline", summary.subject)
        for text in ("Anna", "Ben", "Average response time"):
            self.assertIn(text, summary.body)
        self.alert()
        self.assertEqual(len(self.summaries(self.leader)), 1)

    def test_the_leader_is_due_to_talk_with_each_of_them(self):
        """One activity a person, done once they have talked; people are not due."""
        self.november(self.anna, *[20] * 5)
        self.november(self.ben, *[50] * 5)
        self.alert()
        self.alert()
        activities = (self.alerts(self.anna) | self.alerts(self.ben)).activity_ids
        self.assertEqual(activities.user_id, self.leader)
        self.assertEqual(
            sorted(activities.mapped("summary")),
            [
                "Talk with Anna: Average response time",
                "Talk with Ben: Average response time",
            ],
        )
        self.assertEqual(
            set(activities.mapped("date_deadline")), {fields.Date.to_date("2026-11-12")}
        )
        own = self.alerts(self.anna).with_user(self.leader).activity_ids
        own.action_feedback(feedback="We talked")
        self.assertFalse(self.alerts(self.anna).activity_ids)
        self.assertTrue(self.alerts(self.ben).activity_ids)

    def test_without_a_team_the_superior_is_told(self):
        self.team.user_id = False
        self.anna.parent_id = self._make_employee("Sue", self.officer)
        self.november(self.anna, *[20] * 5)
        self.alert()
        self.assertEqual(len(self.summaries(self.officer)), 1)

    def test_few_records_are_chance(self):
        self.november(self.anna, *[20] * 4)
        self.alert()
        self.assertFalse(self.alerts(self.anna))

    def test_nothing_to_compare_with_says_nothing(self):
        eve = self._make_employee("Eve")
        self.november(eve, *[50] * 5)
        self.alert()
        self.assertFalse(self.alerts(eve))

    def test_the_schedule_finds_periods_whose_cycle_comes_later(self):
        """An automatic scheme has no cycle of November before December."""
        self.cycle.action_cancel("Not this time")
        self.scheme.auto_cycle = True
        self.november(self.anna, *[20] * 5)
        cron = self.env.ref("aftersales_kpi.alert_cron")
        with freeze_time("2026-11-09 09:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(self.alerts(self.anna)), 1)


@tagged("post_install", "-at_install")
class TestFeedbackPage(EngineCase, HttpCase):
    def test_the_person_reads_it_beside_the_running_period(self):
        for employee, text in ((self.anna, "Well calmed"), (self.ben, "Not for Anna")):
            self.env["aftersales.feedback"].with_user(self.leader).create(
                {
                    "employee_id": employee.id,
                    "text": text,
                    "company_id": self.company.id,
                }
            )
        self.authenticate("anna", "annaxxxx")
        page = self.url_open("/my/kpi/now").text
        self.assertIn("Well calmed", page)
        self.assertNotIn("Not for Anna", page)
