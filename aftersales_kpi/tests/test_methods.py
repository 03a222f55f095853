"""R20-R23, R30: each method from the records to the person's page, alone and mixed."""

from odoo import Command
from odoo.tests import tagged

from .grading_common import LEVELS, GradingCase
from .test_portal import PortalCase
from .test_scorecard_paper import PaperMixin

RESPONSE = {
    "indicator": "response_time",
    "max_points": 20,
    "bands": [(10, 20), (None, 10)],
}
SATISFACTION = {
    "indicator": "satisfaction",
    "max_points": 20,
    "curve": "linear",
    "zero_value": 0,
    "full_value": 100,
}
GOALS = {
    "indicator": "goal_achievement",
    "max_points": 20,
    "curve": "linear",
    "zero_value": 0,
    "full_value": 100,
}
# Somebody with nobody below: that role leaves its weight to the others.
RATERS = (
    {"role": "superior", "weight": 40},
    {"role": "colleague", "weight": 40, "minimum_raters": 3, "is_anonymous": True},
    {"role": "subordinate", "weight": 20, "minimum_raters": 3, "is_anonymous": True},
    {"role": "self", "weight": 0},
)


def graded(points):
    """Cooperation by levels of 100, 80 … per cent of the points."""
    return {
        "indicator": "cooperation",
        "max_points": points,
        "curve": "levels",
        "interpolate": True,
        "band_ids": [
            Command.create(
                {"grade": grade, "points": points * part / 10, "description": "level"}
            )
            for grade, part in LEVELS.items()
        ],
        "rater_ids": [Command.create(rater) for rater in RATERS],
    }


@tagged("post_install", "-at_install")
class TestMethods(PaperMixin, GradingCase, PortalCase):
    """Anna answered in 25 min on average and was rated 90 of 100, in each test."""

    def publish(self, date_from="2026-10-01", scheme=None, **moves):
        """A published cycle; what happens while it is open comes from `moves`."""
        cycle = self.make_cycle(scheme, date_from)
        cycle.action_open()
        for move in moves.values():
            move(cycle)
        for action in ("score", "approve", "publish"):
            getattr(cycle, f"action_{action}")()
        return cycle

    def page_of(self, cycle, employee=None):
        card = self.card(cycle, employee or self.anna)
        return card, self.text(self.open_page("anna", f"/my/kpi/{card.id}"))

    def assert_said(self, page, *texts):
        for text in texts:
            self.assertIn(text, page)

    # --- What the methods are fed with ------------------------------------------------

    def grade_around(self, cycle):
        """Superior 80, colleagues 100, 80 and 60, Anna herself 100, with words."""
        sheets = {rater: self.sheet(cycle, rater) for rater in self.crew | self.sue}
        for rater, word in zip(
            self.crew - self.anna, ("Calm", "Helps", "Shares"), strict=True
        ):
            sheets[rater].with_user(rater.user_id).save_remarks(
                {self.anna.id: {"strengths": word, "weaknesses": "Says little"}}
            )
        for rater, grade in zip(
            self.sue | self.crew, (80, 100, 100, 80, 60), strict=True
        ):
            people = sheets[rater].assessment_ids.employee_id
            grades = dict.fromkeys(people - rater, grade)
            self.grade(cycle, rater, {**grades, rater: 100})
        cycle.action_close_grading()  # Paula's people were not asked to take part

    def reach_goals(self, _cycle=None):
        """Half of what the company broke down to Anna, on her own proposal."""
        goals = self.env["aftersales.goal"]
        top = goals.create(
            {
                "name": "Known as the best service",
                "level": "company",
                "measure": "children",
                "employee_id": self.sue.id,
                "company_id": self.company.id,
                "date_from": "2026-10-01",
                "date_to": "2026-10-31",
            }
        )
        top.with_user(self.officer).action_propose()
        top.with_user(self.sue_user).action_agree()
        for number, is_done in enumerate((True, False)):
            draft = goals.with_user(self.anna_user)._draft_own(
                {
                    "name": f"Manual {number}",
                    "measure": "yes_no",
                    "date_from": top.date_from,
                    "date_to": top.date_to,
                    "parent_id": top.id,
                }
            )
            goal = goals.browse(draft.id)
            goal.with_user(self.anna_user).action_propose()
            goal.with_user(self.sue_user).action_agree()
            goal.with_user(self.anna_user).check_in("Written", is_done=is_done)
            goal.with_user(self.sue_user).action_evaluate()
        self.assertEqual(top.achievement, 50)

    # --- Alone ------------------------------------------------------------------------

    def test_r20_weighted_indicators(self):
        """30 of 60 points, and 90 % of 40."""
        scheme = self.make_scheme(
            {**RESPONSE, "max_points": 60, "bands": [(10, 60), (None, 30)]},
            {**SATISFACTION, "max_points": 40},
        )
        card, page = self.page_of(self.publish(scheme=scheme))
        self.assertEqual(card.score, 66)
        self.assert_said(page, "66.00", "25 min", "> 10 min → 30", "90")

    def test_r21_balanced_scorecard(self):
        scheme = self.make_scheme(
            {**RESPONSE, "max_points": 40, "bands": [(10, 40), (None, 20)]},
            {**GOALS, "max_points": 60},
            approve=False,
        )
        scheme.action_weigh_perspectives()
        scheme.action_approve()
        card, page = self.page_of(self.publish(scheme=scheme, goals=self.reach_goals))
        self.assertEqual(card.score, 50)
        self.assert_said(page, "By perspective", "20 / 40 · 50 %", "30 / 60 · 50 %")
        self.assert_said(self.words(card), "30 / 60", "20 / 40")

    def test_r22_feedback_from_all_around(self):
        """Superior and colleagues 80, no subordinates: 80 % of 80, and 90 % of 20."""
        scheme = self.make_scheme(
            graded(80), SATISFACTION, team_ids=[Command.set(self.team.ids)]
        )
        cycle = self.publish(scheme=scheme, grades=self.grade_around)
        card, page = self.page_of(cycle)
        self.assertEqual(card.score, 82)
        plan = self.env["aftersales.improvement.plan"].create(
            {"scorecard_id": card.id, "leader_id": self.sue_user.id}
        )
        self.env["aftersales.improvement.action"].create(
            {"plan_id": plan.id, "name": "Speak up in the Monday round"}
        )
        words = " ".join(self.words(card).replace("&#39;", "'").split())
        for text in ("How others see it", "Superior", "Colleague", "Self", "Customers"):
            self.assertIn(text, page)
            self.assertIn(text, words)
        self.assertNotIn("Subordinate", page)
        for text in ("blind spot", "does well", "Calm", "Helps", "Says little"):
            self.assertIn(text, page)
            self.assertIn(text, words)
        self.assertIn("Speak up in the Monday round", words)
        self.assertIn("Speak up", self.text(self.open_page("anna", "/my/kpi/plan")))

    def test_r23_management_by_objectives(self):
        scheme = self.make_scheme({**GOALS, "max_points": 100})
        card, page = self.page_of(self.publish(scheme=scheme, goals=self.reach_goals))
        self.assertEqual(card.score, 50)
        self.assert_said(page, "50.00", "Goal achievement")
        goals = self.text(self.open_page("anna", "/my/kpi/goals"))
        self.assert_said(goals, "Manual 0", "Reached", "Manual 1", "Not reached")

    def test_r30_a_quarter_of_months(self):
        self.minutes(self.anna, 5, event_date="2026-09-07 10:00:00")
        self.observe("rating", self.anna, 5, event_date="2026-09-07 10:00:00")
        month = self.make_scheme(
            {**RESPONSE, "max_points": 100, "bands": [(10, 100), (None, 40)]}
        )
        cards = [
            self.card(self.publish(day, month), self.anna)
            for day in ("2026-09-01", "2026-10-01")
        ]
        self.assertEqual([card.score for card in cards], [100, 40])
        quarter = self.env["aftersales.scheme"].create(
            {
                "name": "Year",
                "code": "YEAR",
                "company_id": self.company.id,
                "period_type": "year",
                "rollup_scheme_id": month.id,
            }
        )
        quarter.action_approve()
        card, page = self.page_of(self.publish("2026-01-01", quarter))
        self.assertEqual(card.score, 70)
        self.assert_said(page, "70.00", "September 2026", "October 2026")

    # --- Mixed ------------------------------------------------------------------------

    def test_all_methods_in_one_scheme(self):
        """10 of 20, 18 of 20, 32 of 40, 10 of 20: weighed by perspectives, too."""
        scheme = self.make_scheme(
            RESPONSE,
            SATISFACTION,
            graded(40),
            GOALS,
            approve=False,
            team_ids=[Command.set(self.team.ids)],
        )
        scheme.action_weigh_perspectives()
        scheme.action_approve()
        cycle = self.publish(
            scheme=scheme, grades=self.grade_around, goals=self.reach_goals
        )
        card, page = self.page_of(cycle)
        self.assertEqual(card.score, 70)
        self.assert_said(
            page, "70.00", "By perspective", "How others see it", "Goal achievement"
        )
        self.assertFalse(
            self.env["aftersales.scorecard"]._verify_evidence(self.company)
        )

    def test_a_quarters_feedback_leaves_its_last_month_alone(self):
        """Both ask for the same in the same days; neither counts in the other."""
        values = {"team_ids": [Command.set(self.team.ids)]}
        month = self.make_cycle(self.make_scheme(graded(100), **values), "2026-09-01")
        quarter = self.make_cycle(
            self.make_scheme(graded(100), period_type="quarter", **values), "2026-07-01"
        )
        for cycle, grade in ((month, 60), (quarter, 100)):
            cycle.action_open()
            cycle.grading_deadline = "2026-11-10"
            cycle.action_start_grading()
            for rater in self.sue | self.crew:
                people = self.sheet(cycle, rater).assessment_ids.employee_id
                self.grade(cycle, rater, dict.fromkeys(people, grade))
            cycle.action_score()
            # what raters say of the quarter is not late for its last month's sake
            cycle.action_approve()
            cycle.action_publish()
        for cycle, score in ((month, 60), (quarter, 100)):
            self.assertEqual(self.card(cycle, self.anna).score, score)
        self.assertFalse(
            self.env["aftersales.scorecard"]._verify_evidence(self.company)
        )

    def test_goals_of_the_year_count_after_its_months_are_published(self):
        """A published scorecard closes the time for what it counts only."""
        self.publish(scheme=self.scheme)
        self.reach_goals()
        late = self.minutes(self.anna, 5)
        self.assertNotEqual(late.date, late.event_date)
        goals = self.ledger.search([("kind_id.code", "=", "goal")])
        self.assertEqual(set(goals.mapped("event_date")), set(goals.mapped("date")))
        scheme = self.make_scheme({**GOALS, "max_points": 100}, period_type="quarter")
        self.assertEqual(
            self.card(self.score(scheme), self.anna).line_ids.sample_size, 2
        )
