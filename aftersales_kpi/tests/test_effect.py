"""Before and after a scheme began (R53)."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .engine_common import EngineCase


@tagged("post_install", "-at_install")
class TestEffect(EngineCase):
    def effect(self, *codes, user=None, **values):
        effect = (
            self.env["aftersales.effect"]
            .with_user(user or self.officer)
            .create(
                {
                    "company_id": self.company.id,
                    "date": "2026-10-01",
                    "months": 1,
                    "indicator_ids": [self.indicator(code).id for code in codes],
                    **values,
                }
            )
        )
        effect.action_compare()
        return effect

    def replies(self, month, *minutes, **values):
        self.minutes(
            self.anna, *minutes, event_date=datetime(2026, month, 5, 10), **values
        )

    def test_r53_response_before_and_after(self):
        """31 min on average in September, 18 in October; nobody says why."""
        self.replies(9, *[30, 32] * 20)
        self.replies(10, *[17, 19] * 20)
        [line] = self.effect("response_time").line_ids
        self.assertEqual((line.before, line.after), ("31 min", "18 min"))
        self.assertEqual((line.before_records, line.after_records), (40, 40))
        self.assertEqual(line.difference, "−13 min")
        self.assertEqual(line.chance, "−13.5 min to −12.5 min")
        self.assertEqual(line.verdict, "better")
        self.assertIn("31 min → 18 min, one month on each side of", line.sentence)
        self.assertIn("40 and 40 records", line.sentence)

    def test_r53_what_chance_can_explain(self):
        for month, numbers in ((9, (1, 1, 0, 1)), (10, (1, 1, 1, 1))):
            self.observe(
                "closure",
                self.anna,
                *numbers,
                event_date=datetime(2026, month, 5, 10),
            )
        [line] = self.effect("resolution_rate").line_ids
        self.assertEqual((line.before, line.after), ("75 %", "100 %"))
        self.assertEqual(line.verdict, "same")

    def test_r53_one_side_only_says_nothing(self):
        self.replies(10, 10, 20)
        [line] = self.effect("response_time").line_ids
        self.assertEqual(line.verdict, "unknown")
        self.assertFalse(line.before)

    def test_r53_figures_by_month_for_the_chart(self):
        self.replies(8, 40)
        self.replies(9, 30)
        self.replies(10, 20)
        effect = self.effect("response_time", months=2)
        self.assertEqual(effect.month_ids.mapped("value"), [40, 30, 20])
        self.assertEqual(
            effect.action_chart()["domain"], [("effect_id", "=", effect.id)]
        )

    def test_r53_the_day_is_the_schemes_first_period(self):
        scheme = self.make_scheme({"indicator": "response_time"})
        self.make_cycle(scheme, date_from="2026-09-01")
        effect = self.env["aftersales.effect"].create(
            {"scheme_id": scheme.id, "company_id": self.company.id}
        )
        self.assertEqual(str(effect.date), "2026-09-01")

    def test_r53_a_team_alone(self):
        other = self.env["helpdesk.ticket.team"].create(
            {"name": "Workshop", "company_id": self.company.id}
        )
        self.replies(9, 30)
        self.replies(10, 20)
        self.replies(10, 90, team_id=other.id)
        [line] = self.effect("response_time", team_id=self.team.id).line_ids
        self.assertEqual(line.after, "20 min")

    def test_who_may_not(self):
        for user in (self.anna_user, self.leader):
            with self.assertRaises(AccessError):
                self.effect("response_time", user=user)
        with self.assertRaises(UserError):
            self.effect()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(UserError):
            self.effect("response_time", company_id=elsewhere.id)
