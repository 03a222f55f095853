"""Small samples do not decide: shrinkage, intervals, ties (R64)."""

from decimal import Decimal

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .engine_common import EngineCase
from .test_scorecard_paper import PaperMixin

XLSX = "report.aftersales_kpi.aftersales_cycle_xlsx"


@tagged("post_install", "-at_install")
class TestFairness(PaperMixin, EngineCase):
    def scheme(self, indicator="first_time_fix_rate", **values):
        """100 points for 100 %, none for 0 %."""
        criterion = {
            "indicator": indicator,
            "curve": "linear",
            "full_value": 100,
            "zero_value": 0,
            **{
                name: values.pop(name)
                for name in ("shrinkage", "shrinkage_records", "minimum_sample")
                if name in values
            },
        }
        return self.make_scheme(criterion, **values)

    def fixed(self, employee, yes, no):
        self.observe("first_time_fix", employee, *[1] * yes, *[0] * no)

    def test_r64_a_fixed_weight_draws_to_the_team(self):
        """Anna has 5 of 10, the team 40 of 50, which weighs 20: (500 + 1600) ÷ 30."""
        self.fixed(self.anna, 5, 5)
        self.fixed(self.ben, 35, 5)
        cycle = self.score(self.scheme(shrinkage="fixed", shrinkage_records=20))
        line = self.line(cycle, self.anna)
        self.assertEqual((line.value, line.team_value), (50, 80))
        self.assertEqual(line.team_records, 20)
        self.assertEqual(line.points, 70)
        self.assertIn("(10 × 50 % + 20 × 80 %) ÷ 30 = 70 %", line.explanation)
        # forty records count more: (40 × 87.5 + 20 × 80) ÷ 60
        self.assertEqual(self.card(cycle, self.ben).score, 85)

    def test_r64_the_estimated_weight_is_the_same_for_all_and_shown(self):
        self.fixed(self.anna, 5, 5)
        self.fixed(self.ben, 36, 4)
        cycle = self.score(self.scheme(shrinkage="estimated"))
        weights = cycle.scorecard_ids.line_ids.mapped("team_records")
        self.assertEqual(len(set(weights)), 1)
        self.assertTrue(0 < weights[0] < 1000)
        points = self.line(cycle, self.anna).points
        self.assertTrue(50 < points < 82)

    def test_r64_alike_people_are_not_told_apart(self):
        self.fixed(self.anna, 5, 5)
        self.fixed(self.ben, 21, 19)
        cycle = self.score(self.scheme(shrinkage="estimated"))
        self.assertEqual(self.line(cycle, self.anna).team_records, 1000)

    def test_r64_means_lean_too(self):
        """Two replies of 10 min, the team's mean is 15 and weighs 2: 12.5."""
        self.minutes(self.anna, 10, 10)
        self.minutes(self.ben, 20, 20)
        cycle = self.score(
            self.scheme("response_time", shrinkage="fixed", shrinkage_records=2)
        )
        self.assertIn("12.5", self.line(cycle, self.anna).explanation)

    def test_r64_points_come_again_from_the_frozen_evidence(self):
        self.fixed(self.anna, 5, 5)
        self.fixed(self.ben, 36, 4)
        cycle = self.score(self.scheme(shrinkage="estimated"))
        before = self.card(cycle, self.anna).score
        cycle.action_approve()
        cycle.action_publish()
        # what comes later moves neither the team's value nor the weight
        self.fixed(self.ben, 0, 30)
        self.assertFalse(
            self.env["aftersales.scorecard"]._verify_evidence(self.company)
        )
        card = self.card(cycle, self.anna)
        [(computed, _measures)] = card._recomputed().values()
        self.assertEqual(computed.total, Decimal(str(before)))

    def test_r64_a_revision_leans_as_the_first_card_did(self):
        self.fixed(self.anna, 5, 5)
        self.fixed(self.ben, 35, 5)
        cycle = self.score(self.scheme(shrinkage="fixed", shrinkage_records=20))
        cycle.action_approve()
        cycle.action_publish()
        card = self.card(cycle, self.anna)
        wrong = self.ledger.search(
            [("employee_id", "=", self.anna.id), ("numerator", "=", 0)], limit=1
        )
        revision = card._revise("Not a repair", removed=wrong.ids)
        # (9 × 55.55… + 20 × 80) ÷ 29 = 2100 ÷ 29
        self.assertEqual(revision.score, 72.41)

    def test_r64_a_trial_gives_what_scoring_gives(self):
        self.fixed(self.anna, 5, 5)
        self.fixed(self.ben, 36, 4)
        scheme = self.scheme(shrinkage="estimated")
        cycle = self.score(scheme)
        tried = {name: card.total for _id, name, card in cycle._tried()}
        for card in cycle.scorecard_ids:
            self.assertEqual(float(tried[card.name]), card.score)

    def test_r64_only_rates_and_means_of_people_lean(self):
        with self.assertRaises(ValidationError):
            self.scheme("service_volume", shrinkage="fixed")
        with self.assertRaises(ValidationError):
            self.scheme(shrinkage="fixed", subject_type="team")
        with self.assertRaises(ValidationError):
            self.scheme(shrinkage="fixed", shrinkage_records=0)

    def of(self, points):
        """A criterion that gives all its points whatever the value."""
        return {"max_points": points, "bands": [(None, points)]}

    # --- Intervals --------------------------------------------------------------------

    def test_r64_intervals_beside_values(self):
        """Wilson: 8 of 10 is 49 to 94 %. Student: 10, 20 and 30 min are 20 ± 24.8."""
        self.fixed(self.anna, 8, 2)
        self.minutes(self.anna, 10, 20, 30)
        self.complain(self.anna, "x")
        self.serve(self.anna, "x", "y")
        cycle = self.score(
            self.make_scheme(
                {**self.of(40), "indicator": "first_time_fix_rate"},
                {**self.of(30), "indicator": "response_time"},
                {**self.of(30), "indicator": "complaint_rate"},
            )
        )
        text = {
            line.indicator_id.code: line.interval_text
            for line in self.card(cycle, self.anna).line_ids
        }
        self.assertRegex(text["first_time_fix_rate"], r"^49 to 94\.3 %$")
        self.assertRegex(text["response_time"], r"^0 to 44\.8 min$")
        self.assertRegex(text["complaint_rate"], r"^9\.[45] to 90\.[56] %$")

    def test_r64_one_record_has_no_interval_of_a_mean(self):
        self.minutes(self.anna, 10)
        cycle = self.score(self.make_scheme({"indicator": "response_time"}))
        self.assertFalse(self.line(cycle, self.anna).interval_text)

    def test_r64_paper_and_workbook_say_it_too(self):
        """20 times 50 %, the team's 80 % weighs 40: 70 % counts."""
        self.fixed(self.anna, 10, 10)
        self.fixed(self.ben, 70, 10)
        cycle = self.score(self.ranked(shrinkage="fixed", shrinkage_records=40))
        words = self.words(self.card(cycle, self.anna))
        text = self.card(cycle, self.anna).score_range
        for said in ("95 %: 29.9 to 70.1 %", "counts as 70 %", f"by chance {text}"):
            self.assertIn(said, words)
        self.assertIn("a wide range says that there are few", words)
        _name, columns, rows = self.env[XLSX]._results(cycle)
        titles = [title for title, _width in columns]
        self.assertEqual(titles[-1], "Range of the Total")
        cells = {value for row in rows for value, _format in row}
        self.assertLessEqual({"29.9 to 70.1 %", text}, cells)

    # --- Ties -------------------------------------------------------------------------

    def ranked(self, **values):
        return self.scheme(show_rank=True, tie_within_intervals=True, **values)

    def ranks(self, cycle):
        return {card.name: card.rank for card in cycle.scorecard_ids if card.is_current}

    def test_r64_chance_separates_nobody(self):
        """8 of 10 and 9 of 10 cannot be told apart; 80 and 990 of 1000 can."""
        self.fixed(self.anna, 8, 2)
        self.fixed(self.ben, 9, 1)
        cycle = self.score(self.ranked())
        self.assertEqual(self.ranks(cycle), {"Anna": 1, "Ben": 1})
        self.assertTrue(self.card(cycle, self.anna).score_range)

    def test_r64_enough_records_tell_people_apart(self):
        self.fixed(self.anna, 20, 60)
        self.fixed(self.ben, 60, 20)
        cycle = self.score(self.ranked())
        self.assertEqual(self.ranks(cycle), {"Ben": 1, "Anna": 2})

    def test_r64_ties_stay_when_scored_again_and_closed(self):
        self.fixed(self.anna, 8, 2)
        self.fixed(self.ben, 9, 1)
        cycle = self.score(self.ranked())
        cycle._rescore(self.anna)
        self.assertEqual(self.ranks(cycle), {"Anna": 1, "Ben": 1})
        cycle.action_approve()
        cycle.action_publish()
        cycle._give_final_ranks()
        self.assertEqual(self.ranks(cycle), {"Anna": 1, "Ben": 1})

    def test_without_the_option_the_totals_rank(self):
        self.fixed(self.anna, 8, 2)
        self.fixed(self.ben, 9, 1)
        cycle = self.score(self.scheme(show_rank=True))
        self.assertEqual(self.ranks(cycle), {"Ben": 1, "Anna": 2})
        self.assertFalse(self.card(cycle, self.anna).score_range)
