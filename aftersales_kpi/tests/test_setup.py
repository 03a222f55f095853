"""Five questions, and last month is evaluated (section B: presets by size)."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged

from .engine_common import EngineCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-03 08:00")
class TestSetup(EngineCase):
    def setUp(self):
        super().setUp()
        self.minutes(self.anna, 5)
        self.minutes(self.ben, 40)

    def form(self, **answers):
        form = Form(self.env["aftersales.setup"].with_user(self.manager))
        for name, value in answers.items():
            form[name] = value
        return form

    def set_up(self, **answers):
        """The schemes that the answers make, by what they evaluate and their period."""
        before = self.env["aftersales.scheme"].search([])
        setup = self.form(**answers).save()
        self.action = setup.action_set_up()
        schemes = self.env["aftersales.scheme"].search([]) - before
        return {(each.subject_type, each.period_type): each for each in schemes}

    def test_small_is_a_few_criteria_and_a_scored_month(self):
        schemes = self.set_up()
        [scheme] = schemes.values()
        self.assertEqual(scheme.state, "approved")
        self.assertEqual(
            {one.indicator_id.code: one.max_points for one in scheme.criterion_ids},
            {"complaint_rate": 34, "response_time": 33, "resolution_rate": 33},
        )
        cycle = self.env["aftersales.cycle"].browse(self.action["res_id"])
        self.assertEqual((cycle.state, cycle.name), ("scored", "2026-10"))
        self.assertEqual(cycle.scorecard_ids.employee_id, self.anna | self.ben)

    def test_what_is_measured_already_is_ticked(self):
        self.assertFalse(self.form().has_ratings)
        self.observe("rating", self.anna, 4, denominator=5)
        form = self.form()
        self.assertTrue(form.has_ratings)
        self.assertFalse(form.has_tests)

    def test_medium_evaluates_teams_too_and_their_leaders_approve(self):
        schemes = self.set_up(size="medium", has_ratings=True, has_tests=True)
        self.assertEqual(set(schemes), {("employee", "month"), ("team", "month")})
        person = schemes["employee", "month"]
        self.assertEqual(person.approval_ids.mapped("kind"), ["team_leader"])
        self.assertEqual(
            person.criterion_ids.mapped("max_points"), [20, 20, 15, 15, 10, 10, 5, 5]
        )
        skill = person.criterion_ids[5]
        self.assertEqual(skill.band_ids.mapped("points"), [10, 8, 6, 4, 0])
        self.assertTrue(skill.rater_ids)

    def test_large_has_departments_levels_and_longer_periods(self):
        schemes = self.set_up(size="large", has_agreements=True)
        self.assertEqual(
            set(schemes),
            {
                ("employee", "month"),
                ("team", "month"),
                ("department", "month"),
                ("employee", "quarter"),
                ("employee", "year"),
            },
        )
        self.assertEqual(
            schemes["employee", "month"].approval_ids.mapped("kind"),
            ["team_leader", "department_manager", "officer"],
        )
        for scheme in schemes.values():
            self.assertEqual(scheme.points_total, 100)
            self.assertEqual(scheme.state, "approved")

    def test_rules_keep_their_shape_at_other_points(self):
        """The client's 20 − 2 per 0.1 % becomes 34 − 3.4."""
        [scheme] = self.set_up().values()
        complaints = scheme.criterion_ids[0]
        self.assertEqual((complaints.max_points, complaints.step_points), (34, 3.4))
        speed = scheme.criterion_ids[1]
        self.assertEqual(speed.band_ids.mapped("points"), [33, 22, 11, 0])

    def test_what_runs_now_is_replaced_only_where_one_says_so(self):
        [own] = self.set_up().values()
        self.set_up(stop_others=False)
        self.assertTrue(own.auto_cycle)
        self.set_up(stop_others=True)
        self.assertFalse(own.auto_cycle)

    def test_one_company_stops_nothing_that_others_share(self):
        client = self.env.ref("aftersales_kpi.scheme_client")
        self.set_up()
        self.assertTrue(client.auto_cycle)
        # alone in the database it may
        self.env.cr.execute(
            "UPDATE res_company SET active = FALSE WHERE id != %s", [self.company.id]
        )
        self.env.invalidate_all()
        self.set_up()
        self.assertFalse(client.auto_cycle)

    def test_again_takes_another_code(self):
        self.set_up()
        [scheme] = self.set_up().values()
        self.assertEqual(scheme.code, "EMPLOYEE-2")

    def test_teams_without_working_hours_get_some(self):
        self.manager.group_ids += self.env.ref("helpdesk_mgmt.group_helpdesk_manager")
        self.team.resource_calendar_id = False
        form = self.form()
        form.team_ids.add(self.team)
        form.save().action_set_up()
        self.assertEqual(
            self.team.resource_calendar_id, self.company.resource_calendar_id
        )

    def test_only_administrators_set_up(self):
        for user in (self.officer, self.leader, self.anna_user):
            with self.assertRaises(AccessError):
                self.env["aftersales.setup"].with_user(user).create({})


@tagged("post_install", "-at_install")
class TestSetupByHand(HttpCase, EngineCase):
    def test_a_small_company_runs_after_four_clicks(self):
        """From the menu to last month's results; the tour counts the clicks."""
        self.manager.group_ids += self.env.ref("hr.group_hr_user")
        self.start_tour("/odoo/kpi-schemes", "kpi_setup", login="manager")
        scheme = self.env["aftersales.scheme"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(scheme.state, "approved")
        self.assertEqual(scheme.cycle_ids.state, "scored")
