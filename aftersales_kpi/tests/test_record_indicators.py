"""The indicators over what people record: R08, R11, R12, R14, R15."""

from odoo.tests import tagged

from .engine_common import EngineCase

# code: (kind, [(numerator, denominator)], value in the indicator's unit)
RECORDED = {
    # three of four urgent tickets answered in time
    "emergency_rate": ("emergency", [(1, 1), (1, 1), (0, 1), (1, 1)], 75),
    # checks of 100 and 80, and one wrong answer
    "accuracy_rate": ("accuracy", [(100, 100), (80, 100), (0, 100)], 60),
    # 3 of 4 and 1 of 1 steps: four of five, whoever's ticket had more of them
    "process_compliance": ("process", [(3, 4), (1, 1)], 80),
    # 75.00 of 100.00 and 45.00 of 50.00
    "cost_ratio": ("cost", [(7500, 10000), (4500, 5000)], 80),
    "service_cost": ("cost", [(7500, 10000), (4500, 5000)], 120),
    "labour_use": ("labour_use", [(1800, 3600), (3600, 3600)], 75),
    "fee_rate": ("fee", [(1, 1), (0, 1)], 50),
    "cost_benefit": ("cost_recovery", [(24000, 10000), (0, 2000)], 200),
    # one day and three days of 24 working hours
    "parts_waiting_time": ("parts_wait", [(86400, 1), (259200, 1)], 2),
}


@tagged("post_install", "-at_install")
class TestRecordIndicators(EngineCase):
    def test_values_of_what_is_recorded(self):
        scheme = self.make_scheme(
            *(
                {
                    "indicator": code,
                    "max_points": 100 if code == "emergency_rate" else 0.01,
                }
                for code in RECORDED
            ),
            approve=False,
        )
        for kind, rows in {
            kind: rows for kind, rows, _value in RECORDED.values()
        }.items():
            for numerator, denominator in rows:
                self.observe(kind, self.anna, numerator, denominator=denominator)
        cycle = self.make_cycle(scheme)
        cycle._collect_subjects()
        cycle._collect_values()
        own, _team_values = cycle._read_values(scheme.criterion_ids)
        for criterion in scheme.criterion_ids:
            _kind, _rows, value = RECORDED[criterion.indicator_id.code]
            with self.subTest(criterion.indicator_id.code):
                self.assertEqual(own[criterion.id, self.anna.id]["value"], value)
