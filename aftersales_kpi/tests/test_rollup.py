"""R30: the quarter and the year are made from their published months."""

from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .engine_common import EngineCase


@tagged("post_install", "-at_install")
@freeze_time("2026-10-03 08:00")
class TestRollUp(EngineCase):
    """Anna: 100 in July (8 min), 50 in August (20 min). Ben: July only, 0."""

    def setUp(self):
        super().setUp()
        self.month = self.make_scheme({"bands": [(10, 100), (30, 50), (None, 0)]})
        self.minutes(self.anna, 6, 10, event_date=datetime(2026, 7, 6, 10))
        self.minutes(self.anna, 20, event_date=datetime(2026, 8, 10, 10))
        self.minutes(self.ben, 40, event_date=datetime(2026, 7, 6, 10))
        self.july = self.publish(self.month, "2026-07-01")
        self.august = self.publish(self.month, "2026-08-01")

    def publish(self, scheme, date_from):
        cycle = self.score(scheme, date_from=date_from)
        cycle.action_approve()
        cycle.action_publish()
        return cycle

    def make_quarter(self, **values):
        scheme = self.env["aftersales.scheme"].create(
            {
                "name": "Quarter",
                "code": f"Q{self.env['aftersales.scheme'].search_count([])}",
                "company_id": self.company.id,
                "period_type": "quarter",
                "rollup_scheme_id": self.month.id,
                **values,
            }
        )
        scheme.action_approve()
        return scheme

    def quarter(self, **values):
        return self.score(self.make_quarter(**values), date_from="2026-07-01")

    # --- Totals ---------------------------------------------------------------------

    def test_r30_the_quarter_is_the_average_of_its_months(self):
        """(100 + 50) ÷ 2 = 75; September is not there and does not count."""
        cycle = self.quarter(show_rank=True)
        anna, ben = self.card(cycle, self.anna), self.card(cycle, self.ben)
        self.assertEqual((anna.score, anna.rank), (75, 1))
        self.assertEqual((ben.score, ben.rank), (0, 2))
        self.assertEqual(
            anna.explanation,
            "Weighted average of the periods with a total (2; without: 1): 75",
        )
        self.assertEqual(cycle.missing_parts, 1)

    def test_r30_it_links_to_its_months(self):
        anna = self.card(self.quarter(), self.anna)
        months = self.card(self.july, self.anna) | self.card(self.august, self.anna)
        self.assertEqual(anna.part_ids, months)

    def test_r30_the_value_is_aggregated_anew(self):
        """(6 + 10 + 20) ÷ 3 = 12 minutes, not the mean of 8 and 20."""
        line = self.line(self.quarter(), self.anna)
        self.assertEqual((line.value, line.points, line.sample_size), (12, 75, 3))
        self.assertEqual(line.status, "averaged")
        self.assertIn("75 of 100 points on average (periods: 2)", line.explanation)

    def test_r71_days_served_are_those_of_its_months(self):
        """Ben was elsewhere from the 6th to the 10th of August."""
        elsewhere = self._make_department("Sales")
        self.month = self.make_scheme(
            {"bands": [(None, 100)]},
            department_ids=[Command.set(self.department.ids)],
        )
        for day, department in (
            ("2026-08-06", elsewhere),
            ("2026-08-11", self.department),
        ):
            self.ben.create_version(
                {"date_version": day, "department_id": department.id}
            )
        for first_day in ("2026-07-01", "2026-08-01"):
            self.publish(self.month, first_day)
        spans = self.quarter()._served_spans(self.ben)[self.ben.id]
        self.assertEqual(
            [(str(first), str(last)) for first, last in spans],
            [
                ("2026-07-01", "2026-07-31"),
                ("2026-08-01", "2026-08-05"),
                ("2026-08-11", "2026-08-31"),
            ],
        )

    def test_r30_weights_by_given_numbers(self):
        """(100 × 1 + 50 × 3) ÷ 4 = 62.5."""
        cycle = self.quarter(
            rollup_weights="given",
            rollup_weight_ids=[Command.create({"position": 2, "weight": 3})],
        )
        self.assertEqual(self.card(cycle, self.anna).score, 62.5)

    def test_r30_weights_by_volume(self):
        """Two records in July, one in August: (200 + 50) ÷ 3 = 83.33."""
        cycle = self.quarter(rollup_weights="volume")
        self.assertEqual(self.card(cycle, self.anna).score, 83.33)

    def test_r64_a_missing_month_may_refuse_the_total(self):
        cycle = self.quarter(rollup_missing="refuse")
        self.assertEqual(self.card(cycle, self.anna).result, "no_data")

    def test_r64_too_few_months_give_no_total(self):
        cycle = self.quarter(rollup_minimum=2)
        self.assertEqual(self.card(cycle, self.anna).score, 75)
        self.assertEqual(self.card(cycle, self.ben).result, "no_data")

    def test_r30_months_that_are_not_published_do_not_count(self):
        september = self.make_cycle(self.month, "2026-09-01")
        self.minutes(self.anna, 5, event_date=datetime(2026, 9, 1, 10))
        september.action_open()
        september.action_score()
        self.assertEqual(self.card(self.quarter(), self.anna).score, 75)

    def test_r30_without_a_published_month_it_says_so(self):
        cycle = self.make_cycle(self.make_quarter(), "2026-04-01")
        cycle.action_open()
        with self.assertRaisesRegex(UserError, "none of them is published"):
            cycle.action_score()

    def test_r30_scoring_again_replaces(self):
        cycle = self.quarter()
        before = cycle.scorecard_ids
        cycle.action_score()
        self.assertEqual(cycle.scorecard_ids, before)
        self.assertEqual(self.card(cycle, self.anna).score, 75)

    def test_r30_another_version_of_the_monthly_scheme_counts_too(self):
        newer = self.month.copy({"valid_from": "2026-09-01"})
        newer.action_approve()
        september = self.make_cycle(newer, "2026-09-01")
        self.minutes(self.anna, 5, event_date=datetime(2026, 9, 1, 10))
        september.action_open()
        september.action_score()
        september.action_approve()
        september.action_publish()
        self.assertEqual(self.card(self.quarter(), self.anna).score, 83.33)

    def test_r64_people_without_a_month_are_listed(self):
        cycle = self.quarter()
        row = cycle.exception_ids.filtered(lambda one: one.kind == "missing_parts")
        self.assertEqual((row.people, row.who), (2, "Anna, Ben"))

    # --- By itself ------------------------------------------------------------------

    def test_r30_it_waits_for_its_last_month(self):
        cycle = self.make_cycle(self.make_quarter(), "2026-07-01")
        cycle._start()
        self.assertEqual(cycle.state, "draft")
        self.publish(self.month, "2026-09-01")
        cycle._start()
        self.assertEqual(cycle.state, "scored")

    def test_r60_a_quarter_is_no_live_estimate(self):
        self.make_quarter(auto_cycle=True)
        live = self.env["aftersales.cycle"]._live_cards(self.anna)
        self.assertNotIn("quarter", [card.cycle.period_type for card in live])

    # --- Evidence and corrections ---------------------------------------------------

    def published_quarter(self, **values):
        cycle = self.quarter(**values)
        cycle.action_approve()
        cycle.action_publish()
        return cycle

    def test_r60_it_is_recomputed_from_its_evidence_and_sealed(self):
        self.published_quarter()
        self.assertFalse(self.env["aftersales.scorecard"]._verify_evidence())
        self.assertFalse(self.env["aftersales.seal"]._verify(self.company))

    def test_r60_a_changed_weight_shows(self):
        card = self.card(self.published_quarter(), self.anna)
        self.env.cr.execute(
            "UPDATE aftersales_scorecard SET rollup_data = jsonb_set(rollup_data, "
            "'{fields,parts,0,fields,total,number}', '\"60\"') WHERE id = %s",
            [card.id],
        )
        self.env.invalidate_all()
        found = self.env["aftersales.scorecard"]._verify_evidence(self.company)
        self.assertIn((card.id, "total", None), found)
        seals = self.env["aftersales.seal"]._verify(self.company)
        self.assertIn((card.id, "seal", None), seals)

    def test_r62_a_corrected_month_corrects_the_quarter(self):
        """Without the 20 minutes August has no data: the quarter is July's."""
        quarter = self.published_quarter()
        old = self.card(quarter, self.anna)
        month = self.card(self.august, self.anna)
        slow = month.line_ids.sudo().evidence["id"]
        corrected = month._revise("Not hers", removed=slow)
        new = self.card(quarter, self.anna)
        self.assertEqual(new.supersedes_id, old)
        self.assertEqual((old.score, new.score), (75, 100))
        self.assertIn(corrected, new.part_ids)
        self.assertEqual((new.line_ids.value, new.line_ids.sample_size), (8, 2))
        self.assertFalse(self.env["aftersales.scorecard"]._verify_evidence())
        self.assertFalse(self.env["aftersales.seal"]._verify(self.company))

    def correct_august(self):
        """Without the 20 minutes Anna's August has no data."""
        month = self.card(self.august, self.anna)
        return month._revise("Not hers", removed=month.line_ids.sudo().evidence["id"])

    def test_r30_a_corrected_month_scores_an_unpublished_quarter_again(self):
        """The quarter of 75 is July's 100 before anybody approves it."""
        quarter = self.quarter(show_rank=True)
        card = self.card(quarter, self.anna)
        corrected = self.correct_august()
        self.assertEqual((card.score, card.rank, card.revision), (100, 1, 0))
        self.assertEqual(card.part_ids, self.card(self.july, self.anna) | corrected)
        self.assertTrue(
            any("was corrected, so" in one.body for one in quarter.message_ids)
        )
        quarter.action_approve()
        quarter.action_publish()
        self.assertFalse(self.env["aftersales.scorecard"]._verify_evidence())

    def test_r30_teams_are_scored_again_too(self):
        """18.67 and 20 minutes: 100 and 50; with July void August is left."""
        month = self.make_scheme(
            {"bands": [(19, 100), (30, 50), (None, 0)]}, subject_type="team"
        )
        july = self.publish(month, "2026-07-01")
        self.publish(month, "2026-08-01")
        quarter = self.quarter(rollup_scheme_id=month.id, subject_type="team")
        card = quarter.scorecard_ids
        self.assertEqual(card.score, 75)
        july.scorecard_ids._revise("Not theirs", void=True)
        self.assertEqual(card.score, 50)

    def test_r30_an_approved_quarter_is_not_published_on_a_superseded_month(self):
        quarter = self.quarter()
        quarter.action_approve()
        self.correct_august()
        self.assertEqual(self.card(quarter, self.anna).score, 75)
        quarter.invalidate_recordset()
        row = quarter.exception_ids.filtered(lambda one: one.kind == "superseded_part")
        self.assertEqual((row.who, row.urgency), ("Anna", "0"))
        with self.assertRaisesRegex(UserError, "those of Anna. Withdraw"):
            quarter.with_user(self.officer).action_publish()
        with self.assertRaisesRegex(UserError, "Evaluation officer"):
            quarter.with_user(self.leader).action_publish()
        quarter.action_withdraw_approval("August was corrected")
        with self.assertRaisesRegex(UserError, "corrected scorecard"):
            quarter.with_user(self.manager).action_approve()
        quarter.action_score()
        quarter.action_approve()
        quarter.action_publish()
        self.assertEqual(self.card(quarter, self.anna).score, 100)

    def test_r30_a_year_made_of_quarters_follows_a_corrected_month(self):
        quarter = self.published_quarter()
        scheme = self.make_quarter(
            period_type="year", rollup_scheme_id=quarter.scheme_id.id
        )
        year = self.publish(scheme, "2026-01-01")
        old = self.card(year, self.anna)
        self.correct_august()
        new = self.card(year, self.anna)
        self.assertEqual((old.score, new.score, new.supersedes_id), (75, 100, old))
        self.assertEqual(new.part_ids, self.card(quarter, self.anna))
        self.assertFalse(self.env["aftersales.scorecard"]._verify_evidence())
        self.assertFalse(self.env["aftersales.seal"]._verify(self.company))

    def test_r30_an_unpublished_year_of_quarters_is_scored_again(self):
        scheme = self.make_quarter(
            period_type="year", rollup_scheme_id=self.published_quarter().scheme_id.id
        )
        year = self.score(scheme, date_from="2026-01-01")
        self.correct_august()
        self.assertEqual(self.card(year, self.anna).score, 100)

    def test_r37_a_voided_month_leaves_the_quarter(self):
        quarter = self.published_quarter()
        self.card(self.july, self.anna)._revise("Cheating", void=True)
        new = self.card(quarter, self.anna)
        self.assertEqual((new.score, new.line_ids.value), (50, 20))
        self.assertFalse(self.env["aftersales.scorecard"]._verify_evidence())

    def test_r62_objections_go_to_the_month(self):
        card = self.card(self.published_quarter(), self.anna)
        self.assertFalse(card.with_user(self.anna_user).can_appeal)
        with self.assertRaisesRegex(UserError, "Correct the one that is wrong"):
            card._revise("Directly", void=True)

    # --- Bad input ------------------------------------------------------------------

    def test_r63_shorter_periods_only(self):
        scheme = self.env["aftersales.scheme"].create(
            {
                "name": "Month from months",
                "code": "MM",
                "company_id": self.company.id,
                "rollup_scheme_id": self.month.id,
            }
        )
        with self.assertRaisesRegex(UserError, "no shorter periods"):
            scheme.action_approve()

    def test_r63_an_approved_scheme_keeps_its_weights(self):
        scheme = self.make_quarter(
            rollup_weight_ids=[Command.create({"position": 1, "weight": 2})]
        )
        with self.assertRaisesRegex(UserError, "approved"):
            scheme.rollup_weight_ids.weight = 5
        with self.assertRaisesRegex(UserError, "approved"):
            scheme.rollup_weight_ids.unlink()
