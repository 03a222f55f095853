"""R01–R19: indicators are data; conditions name ledger columns only."""

from decimal import Decimal

from odoo.exceptions import UserError, ValidationError

from ..scoring import Row, aggregate
from .engine_common import EngineCase

# Which indicators stand for each requirement of the client.
REQUIREMENTS = {
    "R01": ["complaint_rate"],
    "R02": ["satisfaction"],
    "R03": ["response_time"],
    "R04": ["resolution_rate"],
    "R05": ["resolution_time", "handling_time", "acceptance_time"],
    "R06": ["first_time_fix_rate"],
    "R07": ["repeat_rate"],
    "R08": ["emergency_rate"],
    "R09": ["complaint_handling_time"],
    "R10": ["attitude_rate"],
    "R11": ["accuracy_rate"],
    "R12": ["process_compliance"],
    "R13": ["good_review_rate"],
    "R14": ["cost_ratio"],
    "R15": ["parts_waiting_time"],
    "R16": ["call_answer_rate", "product_failure_rate"],
    "R17": ["knowledge_test"],
    "R18": ["skill", "cooperation", "information_sharing", "innovation"],
    "R19": ["sla_rate"],
}


class TestIndicator(EngineCase):
    def value(self, indicator, employee=None):
        """The value that a cycle measures, in words."""
        cycle = self.score(self.make_scheme({"indicator": indicator}))
        return self.line(cycle, employee or self.anna).value_text

    # --- Data -----------------------------------------------------------------------

    def test_every_requirement_has_its_indicators(self):
        """R01–R19: all are there."""
        for requirement, codes in REQUIREMENTS.items():
            for code in codes:
                with self.subTest(requirement=requirement, code=code):
                    self.assertTrue(self.indicator(code).description)

    def test_indicator_without_records_says_no_data(self):
        """R11: its records come later; until then it is no data, never zero."""
        self.serve(self.anna, "one")
        scheme = self.make_scheme(
            {"indicator": "accuracy_rate", "max_points": 50, "bands": [(None, 50)]},
            {"indicator": "service_volume", "max_points": 50, "bands": [(None, 50)]},
        )
        cycle = self.score(scheme)
        line = self.line(cycle, self.anna, "accuracy_rate")
        self.assertEqual((line.status, line.value_text), ("no_data", "no data"))
        self.assertEqual(self.card(cycle, self.anna).score, 100)

    # --- Conditions -----------------------------------------------------------------

    def test_unknown_column_is_refused_by_name(self):
        with self.assertRaisesRegex(ValidationError, "colour"):
            self.make_indicator(numerator_domain="[('colour', '=', 'red')]")

    def test_other_tables_cannot_be_reached(self):
        with self.assertRaisesRegex(ValidationError, "employee_id.name"):
            self.make_indicator(numerator_domain="[('employee_id.name', '=', 'Anna')]")

    def test_what_is_no_condition_is_refused(self):
        for text in (
            "[('cause', '=', ",
            "__import__('os')",
            "5",
            "[('cause', '~', 1)]",
        ):
            with self.subTest(text), self.assertRaises(ValidationError):
                self.make_indicator(numerator_domain=text)

    def test_condition_filters_the_counted_records_only(self):
        """R10: one complaint of four is about attitude."""
        self.complain(self.anna, "one", cause="attitude")
        self.complain(self.anna, "two", "three", "four", cause="quality")
        self.assertEqual(self.value("attitude_rate"), "25 %")

    def test_a_clock_needs_a_unit_of_time(self):
        with self.assertRaises(ValidationError):
            self.make_indicator(clock="working", unit="percent")

    # --- Values ---------------------------------------------------------------------

    def test_complaint_rate_counts_customers_once(self):
        """R01: two customers served, one of them complains twice: 50 %."""
        self.serve(self.anna, "one", "one", "two")
        self.complain(self.anna, "one", "one")
        self.assertEqual(self.value("complaint_rate"), "50 %")

    def test_satisfaction_is_a_share_of_the_best_rating(self):
        """R02: 5 of 5 and 4 of 5 are 90."""
        self.observe("rating", self.anna, 5, 4, denominator=5)
        self.assertEqual(self.value("satisfaction"), "90")

    def test_response_time_is_the_mean_in_minutes(self):
        """R03: 5, 5, 5 and 25 minutes are 10 on average."""
        self.minutes(self.anna, 5, 5, 5, 25)
        self.assertEqual(self.value("response_time"), "10 min")

    def test_resolution_rate(self):
        """R04: three of four solved."""
        self.observe("closure", self.anna, 1, 1, 1, 0)
        self.assertEqual(self.value("resolution_rate"), "75 %")

    def test_resolution_time_in_hours(self):
        """R05: one and two hours."""
        self.observe("resolution", self.anna, 3600, 7200)
        self.assertEqual(self.value("resolution_time"), "1.5 hours")

    def test_repeat_rate_divides_by_the_solved(self):
        """R07: one of four solved problems came back."""
        self.observe("resolution", self.anna, 60, 60, 60, 60)
        self.observe("repeat", self.anna, 1)
        self.assertEqual(self.value("repeat_rate"), "25 %")

    def test_good_reviews_are_four_and_five(self):
        """R13: 5, 4, 3 and 1: two of four."""
        self.observe("rating", self.anna, 5, 4, 3, 1, denominator=5)
        self.assertEqual(self.value("good_review_rate"), "50 %")

    def test_elapsed_clock_reads_the_other_column(self):
        """R03: both clocks are kept; rows without the other one do not count."""
        self.observe("response", self.anna, 60, elapsed=600)
        self.observe("response", self.anna, 60)
        indicator = self.make_indicator(
            aggregate="mean", clock="elapsed", unit="minute"
        )
        self.assertEqual(self.value(indicator), "10 min")

    def test_count_without_base_is_no_data_and_with_base_a_zero(self):
        """R64: no complaint of somebody who served is a true zero."""
        self.serve(self.anna, "one")
        kinds = {
            "numerator_kind_id": self.env.ref("aftersales_kpi.kind_complaint").id,
            "aggregate": "count",
            "unit": "count",
        }
        served = self.env.ref("aftersales_kpi.kind_served").id
        with_base = self.make_indicator(**kinds, denominator_kind_id=served)
        self.assertEqual(self.value(with_base), "0")
        without = self.make_indicator(**kinds)
        cycle = self.score(
            self.make_scheme(
                {"indicator": without, "max_points": 50, "bands": [(None, 50)]},
                {
                    "indicator": "service_volume",
                    "max_points": 50,
                    "bands": [(None, 50)],
                },
            )
        )
        self.assertEqual(
            self.line(cycle, self.anna, without.code).value_text, "no data"
        )

    def test_sql_and_reference_agree_on_every_aggregate(self):
        """Each aggregate gives what the scoring package gives for the same rows."""
        numbers = [60, 61, 67, 300, 1500]
        self.observe("rating", self.anna, *numbers, denominator=7, customer="one")
        self.observe("rating", self.anna, 77, denominator=7, customer="two")
        self.observe("rating", self.anna, 5, denominator=0)
        rating = self.env.ref("aftersales_kpi.kind_rating").id
        rows = [Row(Decimal(n), Decimal(7), "one") for n in numbers]
        rows += [Row(Decimal(77), Decimal(7), "two"), Row(Decimal(5), Decimal(0))]
        for name, _label in (
            self.env["aftersales.indicator"]._fields["aggregate"].selection
        ):
            with self.subTest(name):
                indicator = self.make_indicator(
                    aggregate=name,
                    unit="count",
                    numerator_kind_id=rating,
                    denominator_kind_id=rating,
                )
                cycle = self.score(self.make_scheme({"indicator": indicator}))
                line = self.line(cycle, self.anna)
                expected = aggregate(name, rows, rows)
                self.assertAlmostEqual(line.value, float(expected.value), places=12)
                self.assertEqual(line.sample_size, expected.sample_size)

    # --- In force -------------------------------------------------------------------

    def test_indicator_of_an_approved_scheme_is_fixed(self):
        """R63: rules do not change under a running period."""
        indicator = self.make_indicator(aggregate="mean", unit="second")
        self.make_scheme({"indicator": indicator})
        indicator.name = "A better name"
        with self.assertRaisesRegex(UserError, "Test scheme v1 relies on"):
            indicator.aggregate = "median"
        self.assertEqual(indicator.copy().code, f"{indicator.code}_copy")
