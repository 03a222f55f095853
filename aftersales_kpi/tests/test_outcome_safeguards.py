"""What outcomes must never do, whoever presses, however long it goes on (R32–R36)."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .test_outcome import OutcomeCase


class TestOutcomeSafeguards(OutcomeCase):
    # --- Money --------------------------------------------------------------------

    def test_r36_what_hurts_never_pays(self):
        for effect in ("warning", "pay_cut", "demotion"):
            with self.subTest(effect=effect):
                with self.assertRaisesRegex(ValidationError, "only a deduction"):
                    self.make_rule(measure="hand", effect=effect, amount=100)
                outcome = self.propose(
                    rule=self.make_rule(measure="hand", effect=effect)
                )
                # the rule was about something else when it was proposed
                outcome.sudo()._set({"amount": 100})
                self.assertEqual(outcome.sudo()._granted_amount(), 0)
        incentive = self.env["aftersales.incentive"].create({"name": "Course"})
        with self.assertRaisesRegex(ValidationError, "incentives"):
            self.make_rule(
                measure="hand",
                effect="deduction",
                incentive_ids=[Command.link(incentive.id)],
            )
        self.assertEqual(self.proposed_harm().sudo()._granted_amount(), -200)

    def test_r36_the_form_drops_what_the_effect_cannot_have(self):
        with Form(self.rules.with_user(self.manager)) as form:
            form.name = "Rule"
            form.measure = "hand"
            form.effect = "award"
            form.title = "Star"
            form.amount = 100
            form.effect = "warning"
        self.assertFalse(form.record.amount or form.record.title)

    # --- Rows without end ---------------------------------------------------------

    def test_r32_a_row_of_years_is_found_at_every_multiple(self):
        """Thirty months at 90, a rule of five: six proposals, the last after 30."""
        rule = self.make_rule(measure="streak", periods=5, limit=85)
        months = [
            (year, month) for year in (2024, 2025, 2026) for month in range(1, 13)
        ]
        found = []
        for number, (year, month) in enumerate(months[:30], 1):
            before = len(self.outcomes(rule_id=rule.id))
            self.close_month(month, anna=5, year=year)
            if len(self.outcomes(rule_id=rule.id)) > before:
                found.append(number)
        self.assertEqual(found, [5, 10, 15, 20, 25, 30])

    # --- Better is less -----------------------------------------------------------

    def test_r34_lower_minutes_are_an_improvement(self):
        """Anna from 60 to 10 minutes, Ben from 10 to 60."""
        rule = self.make_rule(
            measure="improvement",
            periods=1,
            limit=10,
            indicator_id=self.indicator("response_time").id,
        )
        self.close_month(7, anna=60, ben=10)
        self.close_month(8, anna=10, ben=60)
        found = self.outcomes(rule_id=rule.id)
        self.assertEqual(found.employee_id, self.anna)
        self.assertIn("lowered by 10", found.finding_text)
        self.assertEqual(found.finding["value"], "50")

    def test_r33_the_fastest_are_on_top(self):
        rule = self.make_rule(
            measure="share",
            share=50,
            minimum_group=2,
            indicator_id=self.indicator("response_time").id,
        )
        self.close_month(7, anna=5, ben=20)
        found = self.outcomes(rule_id=rule.id)
        self.assertEqual((found.employee_id, found.finding["value"]), (self.anna, "5"))

    # --- Days of the company ------------------------------------------------------

    def test_r36_the_time_to_answer_ends_with_the_companys_day(self):
        """23:30 of Monday in UTC is Tuesday in Shanghai."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        outcome = self.proposed_harm()
        with freeze_time("2026-11-02 23:30:00"):
            outcome.action_notify()
        self.assertEqual(str(outcome.answer_until), "2026-11-10")
        cron = self.env.ref("aftersales_kpi.outcome_cron_deadlines")
        for moment, state in (
            ("2026-11-10 15:30:00", "notified"),
            ("2026-11-10 16:30:00", "answered"),
        ):
            with self.enter_registry_test_mode(), freeze_time(moment):
                cron.method_direct_trigger()
            self.assertEqual(outcome.state, state)

    def test_r36_one_that_cannot_go_on_does_not_stop_the_others(self):
        good, bad = self.proposed_harm(), self.proposed_harm()
        for outcome in good | bad:
            outcome.action_notify()
        bad.sudo()._set({"effect": "award"})  # nothing to answer to
        cron = self.env.ref("aftersales_kpi.outcome_cron_deadlines")
        logger = "odoo.addons.aftersales_kpi.models.aftersales_outcome_workflow"
        with self.enter_registry_test_mode(), freeze_time("2026-11-20 09:00:00"):
            with self.assertLogs(logger, "WARNING"):
                cron.method_direct_trigger()
        self.assertEqual((good.state, bad.state), ("answered", "notified"))

    # --- Who ----------------------------------------------------------------------

    def test_r36_a_leader_learns_of_the_own_harm_by_the_notice(self):
        self.anna.user_id = self.leader  # she leads the team that she is in
        self.team.user_ids += self.leader
        outcome = self.proposed_harm()
        self.assertEqual(outcome.sudo().home_team_id.user_id, self.leader)
        own = self.env["aftersales.outcome"].with_user(self.leader)
        self.assertFalse(own.search([]))
        with self.assertRaises(AccessError):
            outcome.with_user(self.leader).read(["state"])
        outcome.action_notify()
        self.assertEqual(own.search([]), outcome)

    def test_r73_nobody_grants_the_own_teams_award(self):
        rule = self.make_rule(
            measure="hand", effect="award", subject_type="team", amount=500
        )
        values = {"rule": rule, "employee_id": False, "team_id": self.team.id}
        outcome = self.propose(user=self.manager, **values)
        # joined after the proposal, or before
        self.team.user_ids += self.officer
        self._make_employee("Officer", self.officer)
        with self.assertRaisesRegex(UserError, "oneself"):
            outcome.with_user(self.officer).action_grant("We deserve it")
        with self.assertRaisesRegex(UserError, "oneself"):
            self.propose(user=self.officer, **values)
        outcome.with_user(self.manager).action_grant("They deserve it")

    # --- What was promised --------------------------------------------------------

    def test_r74_what_may_be_chosen_stays_what_was_proposed(self):
        days, course, car = self.env["aftersales.incentive"].create(
            [{"name": "3 days off"}, {"name": "Course"}, {"name": "Car"}]
        )
        rule = self.make_rule(
            measure="hand", effect="award", incentive_ids=[Command.link(days.id)]
        )
        plain = self.make_rule(measure="hand", effect="award", amount=500)
        offered, paid = self.propose(rule=rule), self.propose(rule=plain)
        for outcome in offered | paid:
            outcome.action_grant("Well done")
        for one in rule | plain:
            one.incentive_ids = car | course
        self.assertEqual(offered.incentive_ids, days)
        self.assertFalse(paid.must_choose)
        with self.assertRaisesRegex(UserError, "cannot be chosen"):
            offered.with_user(self.anna_user).action_choose(car.id)
        offered.with_user(self.anna_user).action_choose(days.id)
        # the person reads the own outcome as a whole
        self.assertTrue(offered.with_user(self.anna_user).read())
