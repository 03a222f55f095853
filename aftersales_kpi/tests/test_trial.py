"""A scheme is tried on past periods, and weighed with reasons, before it counts."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .engine_common import EngineCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-03 08:00")
class TestTrial(EngineCase):
    """October. Anna: replies in 5 min, 1 of 4 rated; Ben: in 40 min, 4 of 4."""

    def setUp(self):
        super().setUp()
        self.minutes(self.anna, 5)
        self.minutes(self.ben, 40)
        self.observe("rating", self.anna, 1, denominator=4)
        self.observe("rating", self.ben, 4, denominator=4)
        self.now = self.two_criteria(80, 20)
        self.draft = self.two_criteria(20, 80, approve=False)

    def two_criteria(self, speed, liking, **values):
        """Speed: all or nothing at 10 min; liking: in proportion to 100 %."""
        return self.make_scheme(
            {
                "indicator": "response_time",
                "max_points": speed,
                "bands": [(10, speed), (None, 0)],
            },
            {
                "indicator": "satisfaction",
                "max_points": liking,
                "curve": "linear",
                "zero_value": 0,
                "full_value": 100,
            },
            **values,
        )

    def trial(self, **values):
        trial = self.env["aftersales.trial"].create(
            {
                "scheme_id": self.draft.id,
                "compare_id": self.now.id,
                "company_id": self.company.id,
                "periods": 1,
                **values,
            }
        )
        return trial

    def test_r63_who_would_get_what(self):
        """Now Anna has 80 + 5 = 85 and Ben 20; with the draft 40 and 80."""
        trial = self.trial()
        trial.action_run()
        rows = {
            row.name: (row.before, row.after, row.change, row.places)
            for row in trial.person_ids
        }
        self.assertEqual(rows, {"Anna": (85, 40, -45, -1), "Ben": (20, 80, 60, 1)})
        anna = trial.person_ids.filtered(lambda row: row.name == "Anna")
        self.assertEqual(anna.because, "Average response time -60.00")

    def test_r63_a_trial_equals_the_real_run(self):
        trial = self.trial()
        trial.action_run()
        self.draft.action_approve()
        cycle = self.score(self.draft)
        real = {card.name: card.score for card in cycle.scorecard_ids}
        self.assertEqual({row.name: row.after for row in trial.person_ids}, real)

    def test_r63_nothing_is_stored(self):
        self.trial().action_run()
        self.assertFalse(
            self.env["aftersales.cycle"].search(
                [("scheme_id", "in", (self.now | self.draft).ids)]
            )
        )

    def test_r63_which_criterion_decides(self):
        """Liking: 80 × (1 − 0.25) = 60 for Ben; speed: 20 for Anna. Ben leads by 40:
        60 ÷ 40 = 150 %, and speed runs against it with −50 %."""
        trial = self.trial()
        trial.action_run()
        decides = {row.name: row.decides for row in trial.criterion_ids}
        self.assertEqual(
            decides,
            {"Average response time": -50, "Customer satisfaction": 150},
        )

    def test_r64_who_has_too_few_records_is_counted(self):
        self.draft.criterion_ids[1].minimum_sample = 2
        trial = self.trial()
        trial.action_run()
        row = trial.criterion_ids.filtered(
            lambda row: row.name == "Customer satisfaction"
        )
        self.assertEqual(row.without, 100)

    def test_r63_sentences_and_bars(self):
        trial = self.trial()
        trial.action_run()
        self.assertIn("2 scored over 1 past periods", trial.summary)
        self.assertIn("Median 52.50 → 60.00", trial.summary)
        self.assertIn("80–90", trial.distribution)

    def test_r63_without_something_to_compare_with(self):
        trial = self.trial(compare_id=False)
        trial.action_run()
        self.assertIn("Median 60.00", trial.summary)
        self.assertFalse(any(trial.person_ids.mapped("has_before")))

    def test_bad_input_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "1 to 12"):
            self.trial(periods=0)
        with self.assertRaisesRegex(UserError, "Nobody has records"):
            nobody = self.make_scheme({"indicator": "knowledge_test"}, approve=False)
            self.trial(scheme_id=nobody.id, compare_id=False).action_run()
        quarter = self.two_criteria(50, 50, period_type="quarter")
        with self.assertRaisesRegex(UserError, "same period"):
            self.trial(compare_id=quarter.id).action_run()

    def test_r63_the_form_knows_what_is_in_force(self):
        newer = self.now.copy()
        context = newer.action_try()["context"]
        self.assertEqual(context["default_compare_id"], self.now.id)

    def test_only_officers_try(self):
        for user in (self.anna_user, self.leader):
            with self.assertRaises(AccessError):
                self.env["aftersales.trial"].with_user(user).create(
                    {"scheme_id": self.draft.id, "company_id": self.company.id}
                )

    def test_a_trial_is_its_makers(self):
        trial = (
            self.env["aftersales.trial"]
            .with_user(self.officer)
            .create(
                {
                    "scheme_id": self.draft.id,
                    "company_id": self.company.id,
                    "periods": 1,
                }
            )
        )
        trial.action_run()
        other = self._make_user("officer2", "aftersales_kpi.group_officer")
        with self.assertRaises(AccessError):
            trial.person_ids.with_user(other).mapped("after")

    # --- Weights --------------------------------------------------------------------

    def weights(self, scheme):
        action = self.env["aftersales.weights"].with_user(self.manager)
        return Form(action.with_context(default_scheme_id=scheme.id))

    def test_points_follow_importance_and_the_rule_follows_the_points(self):
        """Importance 4 to 1: 80 and 20 points; the band's 20 become 80."""
        with self.weights(self.draft) as form:
            with form.line_ids.edit(0) as line:
                line.importance = "4"
                line.swot = "weakness"
                line.rationale = "Customers wait too long."
            with form.line_ids.edit(1) as line:
                line.importance = "1"
        self.assertEqual(form.record.line_ids.mapped("points"), [80, 20])
        form.record.action_apply()
        speed, liking = self.draft.criterion_ids
        self.assertEqual((speed.max_points, liking.max_points), (80, 20))
        self.assertEqual(speed.band_ids.mapped("points"), [80, 0])
        self.assertEqual(
            (speed.swot, speed.rationale), ("weakness", "Customers wait too long.")
        )

    def test_what_does_not_matter_leaves_the_scheme(self):
        with self.weights(self.draft) as form, form.line_ids.edit(1) as line:
            line.importance = "0"
        form.record.action_apply()
        self.assertEqual(self.draft.criterion_ids.max_points, 100)

    def test_r63_an_approved_scheme_keeps_its_weights(self):
        with self.weights(self.now) as form:
            pass
        with self.assertRaisesRegex(UserError, "approved"):
            form.record.action_apply()
