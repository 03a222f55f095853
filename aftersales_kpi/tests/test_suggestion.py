"""R45: suspicious records are found by rules, and excluded by persons only."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError

from .engine_common import EngineCase

# Up to 10 minutes all points, up to 30 half of them.
BANDS = [(10, 60), (30, 30), (None, 0)]


class TestSuggestion(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(
            {"indicator": "response_time", "max_points": 60, "bands": BANDS},
            {"indicator": "resolution_time", "max_points": 20, "bands": [(None, 20)]},
            {"indicator": "service_volume", "max_points": 10, "bands": [(None, 10)]},
            {"indicator": "satisfaction", "max_points": 10, "bands": [(None, 10)]},
            show_rank=True,
        )

    def score(self, scheme, **values):
        """Scored, and looked through as the scheduled action does at once."""
        cycle = super().score(scheme, **values)
        cycle._look_for_suspicions()
        return cycle

    def found(self, cycle):
        """{rule: observations} of what still waits for a decision."""
        suggestions = self.env["aftersales.suggestion"].search(
            [("cycle_id", "=", cycle.id), ("is_pending", "=", True)]
        )
        return {
            rule: suggestions.filtered(
                lambda one, rule=rule: one.rule == rule
            ).observation_id
            for rule in set(suggestions.mapped("rule"))
        }

    def resolve(self, employee, *minutes, **values):
        return self.env["aftersales.observation"].concat(
            *(
                self.observe(
                    "resolution", employee, 60 * one, elapsed=60 * one, **values
                )
                for one in minutes
            )
        )

    def test_scoring_has_them_looked_for_at_once(self):
        """Nobody waits for it, and nothing is looked through twice."""
        cron = self.env.ref("aftersales_kpi.cycle_cron_suspicions")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.observe("response", self.anna, 60, elapsed=-5)
        cycle = EngineCase.score(self, self.scheme)
        self.assertFalse(cycle.suggestion_ids)
        self.assertGreater(
            self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]), triggers
        )
        cycle._cron_look_for_suspicions()
        found = cycle.suggestion_ids
        self.assertTrue(found)
        cycle._cron_look_for_suspicions()
        self.assertEqual(cycle.suggestion_ids, found)

    def test_answered_before_opened(self):
        wrong = self.observe("response", self.anna, 60, elapsed=-5)
        self.observe("response", self.anna, 60, elapsed=5)
        cycle = self.score(self.scheme)
        self.assertEqual(self.found(cycle), {"answered_before_opened": wrong})
        suggestion = cycle.suggestion_ids
        self.assertEqual(suggestion.why, "-5 seconds after the request")

    def test_open_for_less_than_a_minute(self):
        wrong = self.observe("resolution", self.anna, 59, elapsed=59)
        self.observe("resolution", self.anna, 60, elapsed=60, day=6)
        self.assertEqual(
            self.found(self.score(self.scheme)), {"open_for_seconds": wrong}
        )

    def test_closed_in_bulk(self):
        """Five of one person in the same minute; four are a busy minute."""
        wrong = self.resolve(self.anna, *[90] * 5)
        self.resolve(self.ben, *[90] * 4)
        self.assertEqual(self.found(self.score(self.scheme)), {"closed_in_bulk": wrong})

    def test_outlier_of_its_category(self):
        """Quartiles 10.75 and 12.25: the fences lie at 8.5 and 14.5 minutes."""
        category = self.env["helpdesk.ticket.category"].create({"name": "Pump"})
        for day, minute in enumerate((10, 10.5, 11, 11, 12, 12, 12.5, 13), 1):
            self.minutes(self.ben, minute, day=day, category_id=category.id)
        wrong = self.minutes(self.anna, 40, category_id=category.id)
        # as long, but of a category in which that is usual
        self.minutes(self.anna, 40, day=7)
        self.assertEqual(self.found(self.score(self.scheme)), {"outlier": wrong})

    def test_own_ticket(self):
        own = self.anna_user.partner_id.id
        wrong = self.observe("served", self.anna, 1, partner_id=own)
        self.observe("served", self.ben, 1, partner_id=own, day=6)
        self.assertEqual(self.found(self.score(self.scheme)), {"self_made": wrong})

    def test_rating_from_inside(self):
        customer = self.env["res.partner"].create({"name": "Customer"})
        wrong = self.observe(
            "rating",
            self.anna,
            5,
            denominator=5,
            partner_id=self.ben_user.partner_id.id,
        )
        self.observe("rating", self.anna, 5, denominator=5, partner_id=customer.id)
        self.assertEqual(
            self.found(self.score(self.scheme)), {"rating_from_inside": wrong}
        )

    def test_same_customer_dozens_of_times(self):
        self.serve(self.anna, *["friend"] * 24, *["other"] * 23)
        found = self.found(self.score(self.scheme))
        self.assertEqual(len(found.pop("same_customer")), 24)
        self.assertFalse(found)

    def test_records_of_other_periods_and_kinds_are_left_alone(self):
        self.observe("acceptance", self.anna, 60, elapsed=-5)  # not in the scheme
        self.minutes(self.anna, 5)
        cycle = self.score(self.scheme)
        self.assertFalse(self.found(cycle))

    # --- Deciding ---------------------------------------------------------------------

    def exclude(self, suggestions, reason="Test ticket"):
        action = suggestions.with_user(self.officer).action_exclude()
        wizard = self.env[action["res_model"]].with_user(self.officer)
        wizard = wizard.with_context(**action["context"]).create({"reason": reason})
        wizard.action_apply()

    def test_excluding_needs_a_reason_and_scores_whom_it_touches(self):
        """Anna's answer of 40 minutes goes; Ben's card is not touched, but his rank."""
        self.minutes(self.anna, 5, day=4)
        wrong = self.observe("response", self.anna, 60 * 40, elapsed=-1)
        self.minutes(self.ben, 10)
        cycle = self.score(self.scheme)
        self.assertEqual(self.line(cycle, self.anna, "response_time").points, 30)
        self.assertEqual(self.card(cycle, self.anna).rank, 2)
        before = self.card(cycle, self.ben).write_date
        self.assertEqual(
            cycle.exception_ids.filtered(lambda one: one.kind == "suspicious").people, 1
        )

        with freeze_time("2026-11-03 09:00:00"):
            self.exclude(cycle.suggestion_ids)
        self.assertFalse(self.found(cycle))
        exclusion = wrong.exclusion_ids
        self.assertEqual(exclusion.reason, "Test ticket")
        self.assertEqual(exclusion.excluded_by_id, self.officer)
        self.assertEqual(self.line(cycle, self.anna, "response_time").points, 60)
        self.assertEqual(self.card(cycle, self.anna).rank, 1)
        self.assertEqual(self.card(cycle, self.ben).write_date, before)
        self.assertIn("Anna", cycle.message_ids[0].body)

        exclusion.with_user(self.officer).action_undo()
        self.assertEqual(self.line(cycle, self.anna, "response_time").points, 30)
        self.assertEqual(self.card(cycle, self.anna).rank, 2)

    def test_scoring_again_keeps_decisions(self):
        self.observe("response", self.anna, 60, elapsed=-5)
        cycle = self.score(self.scheme)
        cycle.suggestion_ids.with_user(self.officer).action_keep()
        cycle.action_score()
        cycle._look_for_suspicions()
        self.assertFalse(self.found(cycle))
        self.assertEqual(cycle.suggestion_ids.state, "kept")
        self.assertEqual(cycle.suggestion_ids.decided_by_id, self.officer)

    def test_what_was_counted_again_is_not_suggested_again(self):
        self.observe("response", self.anna, 60, elapsed=-5)
        cycle = self.score(self.scheme)
        self.exclude(cycle.suggestion_ids)
        self.ledger.search([]).exclusion_ids.with_user(self.officer).action_undo()
        cycle.action_score()
        cycle._look_for_suspicions()
        self.assertFalse(self.found(cycle))

    def test_published_results_are_not_changed(self):
        wrong = self.observe("response", self.anna, 60 * 40, elapsed=-5)
        cycle = self.score(self.scheme)
        cycle.action_approve()
        cycle.action_publish()
        points = self.card(cycle, self.anna).score
        self.env["aftersales.exclusion"].with_user(self.officer).create(
            {"observation_id": wrong.id, "reason": "Wrong clock"}
        )
        self.assertEqual(self.card(cycle, self.anna).score, points)

    def test_nobody_decides_about_own_records(self):
        self.anna_user.group_ids = [
            Command.link(self.env.ref("aftersales_kpi.group_officer").id)
        ]
        self.observe("response", self.anna, 60, elapsed=-5)
        own = self.score(self.scheme).suggestion_ids.with_user(self.anna_user)
        for decide in (own.action_keep, own.action_exclude):
            with self.assertRaisesRegex(AccessError, "Somebody else"):
                decide()

    def test_only_officers_see_suggestions(self):
        self.observe("response", self.anna, 60, elapsed=-5)
        suggestion = self.score(self.scheme).suggestion_ids
        for user in (self.anna_user, self.leader):
            with self.assertRaises(AccessError):
                suggestion.with_user(user).read(["rule"])
        with self.assertRaises(AccessError):
            suggestion.with_user(self.manager).write({"state": "kept"})

    def test_queries_do_not_grow_with_records(self):
        def queries(cycle):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["aftersales.suggestion"]._refresh(cycle)
            return self.env.cr.sql_log_count - before

        cycle = self.score(self.scheme)
        few = queries(cycle)
        self.resolve(self.anna, *[0.5] * 40)
        self.assertEqual(queries(cycle), few)
        self.assertEqual(len(cycle.suggestion_ids), 80)
