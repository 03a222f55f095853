"""R22: what superior and colleagues see, beside the own view."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .grading_common import GradingCase


@tagged("post_install", "-at_install")
class TestRoleResults(GradingCase):
    def full_circle(self, **self_values):
        return self.make_graded_scheme(
            {"role": "superior", "weight": 50},
            {
                "role": "colleague",
                "weight": 50,
                "minimum_raters": 3,
                "is_anonymous": True,
            },
            {"role": "self", "weight": 0, **self_values},
        )

    def graded(self, own, superior, *colleagues):
        """October; everybody rates oneself `own`."""
        cycle = self.open_cycle(self.full_circle())
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, superior))
        for rater, grade in zip(self.crew, colleagues, strict=True):
            grades = dict.fromkeys(self.crew - rater, grade)
            self.grade(cycle, rater, {**grades, rater: own})
        cycle.action_score()
        return cycle

    def test_r22_the_own_view_stands_beside_and_does_not_count(self):
        """Superior 60, colleagues 60: 60, whatever Anna says of herself."""
        cycle = self.graded(100, 60, 60, 60, 60, 60)
        card = self.card(cycle, self.anna)
        self.assertEqual(card.line_ids.value, 60)
        for text in ("Superior", "Colleague", "Self", ">60<", ">100<", "blind spot"):
            self.assertIn(text, card.role_results)

    def test_r22_where_others_see_more_it_is_a_strength(self):
        cycle = self.graded(60, 100, 100, 100, 100, 100)
        self.assertIn("a strength", self.card(cycle, self.anna).role_results)

    def test_r22_roles_without_enough_grades_are_not_shown(self):
        cycle = self.graded(60, 80, 80, None, None, 80)
        table = self.card(cycle, self.anna).role_results
        self.assertIn("Superior", table)
        self.assertNotIn("Colleague", table)

    def test_r22_cards_without_grades_have_no_table(self):
        self.minutes(self.anna, 5)
        cycle = self.score(self.make_scheme({}))
        self.assertFalse(self.card(cycle, self.anna).role_results)

    def test_r22_one_query_for_all_cards(self):
        cards = self.graded(60, 80, 80, 80, 80, 80).scorecard_ids
        counts = []
        for ids in (cards[:1].ids, cards.ids):
            self.env.invalidate_all()
            some = cards.browse(ids)
            some.mapped("line_ids.indicator_id.name")
            before = self.cr.sql_log_count
            some.mapped("role_results")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_r22_only_the_own_view_may_weigh_nothing(self):
        with self.assertRaises(ValidationError):
            self.make_graded_scheme({"role": "superior", "weight": 0})

    def test_r22_the_ready_made_scheme_can_be_approved(self):
        scheme = self.env.ref("aftersales_kpi.scheme_360")
        self.assertEqual(scheme.points_total, 100)
        scheme.copy().action_approve()
