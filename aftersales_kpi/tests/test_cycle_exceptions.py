"""Everything somebody should see before results are approved, each mended its way."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .engine_common import EngineCase


class TestCycleExceptions(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 100 points up to ten minutes, then fewer and fewer
        cls.bands = [(10, 100), (20, 80), (30, 60), (None, 0)]

    def scheme(self, **values):
        return self.make_scheme({"bands": self.bands}, **values)

    def kinds(self, cycle):
        cycle._look_again_at_exceptions()
        return {row.kind: row.who for row in cycle.exception_ids}

    def row(self, cycle, kind):
        cycle._look_again_at_exceptions()
        return cycle.exception_ids.filtered(lambda one: one.kind == kind)

    # --- Outliers -------------------------------------------------------------------

    def people(self, number):
        return [self._make_employee(f"Person {one}") for one in range(number)]

    def test_far_from_the_team(self):
        """Five people of 100 points and one of none: the total and the line are far."""
        *usual, slow = self.people(6)
        for employee in usual:
            self.minutes(employee, 5)
        self.minutes(slow, 200)
        cycle = self.score(self.scheme())
        rows = self.row(cycle, "team_outlier")
        self.assertEqual(rows.mapped("who"), ["Person 5"] * 2)
        self.assertEqual(
            set(rows.mapped("name")),
            {"Far from the team", "Average response time: Far from the team"},
        )

    def test_small_teams_have_no_usual_range(self):
        for employee in self.people(3):
            self.minutes(employee, 5)
        self.minutes(self.anna, 200)
        self.assertFalse(self.kinds(self.score(self.scheme())))

    def test_far_from_the_own_history(self):
        """Four published months of 100 points, then 60; Ben was always there."""
        scheme = self.scheme()
        for month in ("06", "07", "08", "09"):
            for employee in (self.anna, self.ben):
                minutes = 5 if employee == self.anna else 25
                self.minutes(employee, minutes, event_date=f"2026-{month}-05 10:00:00")
            before = self.score(scheme, date_from=f"2026-{month}-01")
            before.action_approve()
            before.action_publish()
        for employee in (self.anna, self.ben):
            self.minutes(employee, 25)
        cycle = self.score(scheme)
        self.assertEqual(self.kinds(cycle), {"own_outlier": "Anna"})
        self.assertEqual(self.card(cycle, self.anna).change_text, "▼ −40.00")
        self.assertEqual(self.card(cycle, self.ben).change_text, "= 0.00")

    # --- Coverage and late facts ----------------------------------------------------

    def test_records_that_came_after_scoring(self):
        """Computing again is the way to mend it."""
        self.minutes(self.anna, 5)
        cycle = self.score(self.scheme())
        self.assertFalse(self.kinds(cycle))
        self.minutes(self.anna, 25)
        self.assertEqual(self.kinds(cycle), {"changed": "Anna"})
        self.row(cycle, "changed").with_user(self.officer).action_score_again()
        self.assertFalse(self.kinds(cycle))
        self.assertEqual(self.card(cycle, self.anna).score, 80)

    def test_records_that_were_voided_after_scoring(self):
        fact = self.minutes(self.anna, 5, 25)[1]
        cycle = self.score(self.scheme())
        with freeze_time("2026-11-02 10:00:00"):
            fact._void("Never happened")
        self.assertEqual(self.kinds(cycle), {"changed": "Anna"})

    def test_people_without_a_card_and_why(self):
        """Outside the scheme, without a contract, without an employee."""
        cleo = self._make_employee("Cleo", department_id=False)
        dan = self._make_employee("Dan", contract_date_start="2026-12-01")
        for employee in (self.anna, self.ben, cleo, dan):
            self.minutes(employee, 5)
        self.minutes(self.env["hr.employee"], 5, user_id=self.leader.id)
        cycle = self.score(
            self.scheme(department_ids=[Command.set(self.department.ids)])
        )
        self.assertEqual(
            self.kinds(cycle),
            {
                "not_covered": "Cleo",
                "not_employed": "Dan",
                "no_employee": self.leader.name,
            },
        )
        action = self.row(cycle, "not_covered").action_view()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.employee_id, cleo | dan)

    def test_people_of_another_scheme_are_not_missing(self):
        cleo = self._make_employee("Cleo", department_id=False)
        for employee in (self.anna, cleo):
            self.minutes(employee, 5)
        cycle = self.score(
            self.scheme(department_ids=[Command.set(self.department.ids)])
        )
        self.assertIn("not_covered", self.kinds(cycle))
        self.score(self.scheme())
        self.assertNotIn("not_covered", self.kinds(cycle))

    def test_scored_too_early(self):
        self.minutes(self.anna, 5)
        with freeze_time("2026-10-20 09:00:00"):
            cycle = self.score(self.scheme())
        self.assertEqual(self.kinds(cycle), {"early": "Anna"})
        cycle.action_score()
        self.assertFalse(self.kinds(cycle))

    # --- Mend or accept -------------------------------------------------------------

    def few_records(self):
        self.minutes(self.anna, 5)
        return self.score(self.make_scheme({"bands": self.bands, "minimum_sample": 2}))

    def test_nothing_is_approved_before_it_was_looked_at(self):
        cycle = self.few_records()
        with self.assertRaisesRegex(UserError, r"• .*Too few records \(Anna\)"):
            cycle.with_user(self.manager).action_approve()
        row = self.row(cycle, "few_records").with_user(self.officer)
        window = row.action_accept()
        wizard = (
            self.env["aftersales.reason"]
            .with_user(self.officer)
            .with_context(**window["context"])
            .create({"reason": "She was on a course"})
        )
        wizard.action_apply()
        row = self.row(cycle, "few_records")
        self.assertEqual((row.urgency, row.note), ("2", "She was on a course"))
        self.assertEqual(cycle.acknowledgement_ids.user_id, self.officer)
        cycle.with_user(self.manager).action_approve()
        self.assertEqual(cycle.state, "approved")

    def test_a_note_holds_for_the_same_people_only(self):
        cycle = self.few_records()
        cycle.action_accept_exceptions("She was on a course")
        self.minutes(self.ben, 5)
        cycle.action_score()
        row = self.row(cycle, "few_records")
        self.assertEqual((row.who, row.urgency), ("Anna, Ben", "1"))

    def test_blocking_ones_cannot_be_accepted(self):
        """R64: whoever waits for points has no total that could be approved."""
        self.serve(self.anna, "one")
        cycle = self.score(
            self.make_scheme(
                {"indicator": "satisfaction", "no_data_policy": "ask", "max_points": 50,
                 "bands": [(None, 50)]},
                {"indicator": "service_volume", "max_points": 50,
                 "bands": [(None, 50)]},
            )
        )  # fmt: skip
        row = self.row(cycle, "waiting")
        self.assertEqual(row.urgency, "0")
        with self.assertRaisesRegex(UserError, "has to be mended"):
            row.with_user(self.officer).action_accept("Never mind")

    def test_only_officers_accept_and_nothing_is_changed(self):
        cycle = self.few_records()
        row = self.row(cycle, "few_records")
        with self.assertRaises(AccessError):
            row.with_user(self.leader).action_accept("Fine")
        with self.assertRaisesRegex(UserError, "note"):
            row.with_user(self.officer).action_accept("  ")
        row.with_user(self.officer).action_accept("Fine")
        accepted = cycle.acknowledgement_ids
        for act in (lambda: accepted.write({"note": "No"}), accepted.unlink):
            with self.assertRaises(UserError):
                act()
        with self.assertRaises(UserError):
            self.env["aftersales.cycle.acknowledgement"].create({"note": "x"})

    def test_rows_keep_their_number(self):
        """A button pressed on a page that is behind means the row that is shown."""
        cycle = self.few_records()
        before = self.row(cycle, "few_records").id
        self.minutes(self.ben, 25)
        self.row(cycle, "changed")
        self.assertEqual(self.row(cycle, "few_records").id, before)

    def test_query_count_does_not_grow_with_people(self):
        """Opening the form's exceptions costs the same for 10 and for 40 people."""
        counts = []
        for number in (2, 10, 40):  # the first fills the caches
            for employee in self.people(number):
                self.minutes(employee, 5)
            cycle = self.score(
                self.make_scheme({"bands": self.bands, "minimum_sample": 2})
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = cycle.with_user(self.officer).exception_ids
            self.assertTrue(rows.mapped("name") + rows.mapped("urgency"))
            self.assertTrue(cycle.with_user(self.officer).summary)
            counts.append(self.env.cr.sql_log_count - before)
            cycle.action_cancel("Next")
        self.assertLess(abs(counts[2] - counts[1]), 5)
