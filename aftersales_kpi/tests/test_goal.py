"""R23: goals are broken down, measured from the ledger, evaluated and scored."""

from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user

from ..models.aftersales_indicator_figures import FigureRequest
from .goal_common import GoalCase


class TestGoal(GoalCase):
    def test_a_goal_must_make_sense(self):
        for values in (
            {"indicator_id": False},
            {"measure": "kind"},
            {"target_value": -1},
            {"indicator_id": self.indicator("satisfaction").id, "target_value": 0},
            {"has_start": True, "start_value": 10},
            {"level": "job"},
        ):
            with self.assertRaises(ValidationError):
                self.make_goal(**values)

    def test_a_goal_serves_one_above_it(self):
        person = self.make_goal()
        with self.assertRaisesRegex(ValidationError, "own level or above"):
            self.make_goal(level="company", parent_id=person.id)
        with self.assertRaisesRegex(UserError, "Recursion"):
            person.parent_id = person

    def test_the_perspective_is_that_of_the_goal_above(self):
        """R21: the company's goals are the strategy, by perspective."""
        top = self.make_goal(self.head, level="company", perspective="process")
        person = self.make_goal(parent_id=top.id)
        self.assertEqual(person.perspective, "process")
        top.perspective = "customer"
        self.assertEqual(person.perspective, "customer")

    def test_no_perspective_is_hidden(self):
        self.make_goal(self.head, level="company", perspective="process")
        found = (
            self.env["aftersales.goal"]
            .with_context(read_group_expand=True)
            .web_read_group([("company_id", "=", self.company.id)], ["perspective"])
        )
        self.assertEqual(
            [group["perspective"] for group in found["groups"]][:4],
            ["finance", "customer", "process", "learning"],
        )


class TestAchievement(GoalCase):
    def assertReached(self, goal, achievement, status, value=None):
        goal.invalidate_recordset()
        self.assertAlmostEqual(goal.achievement, achievement, 2)
        self.assertEqual(goal.status, status)
        if value:
            self.assertEqual(goal.value_text, value)

    def test_figures_of_person_post_department_and_company(self):
        """Anna 20 min, Ben 10 min: 20, then 10, then 15 for both."""
        self.anna.job_id = self.job
        self.minutes(self.anna, 20)
        self.minutes(self.ben, 10)
        self.minutes(self.anna, 500, event_date=datetime(2026, 9, 30, 10))
        self.assertReached(self.make_goal(), 50, "behind", "20 min")
        self.assertReached(self.make_goal(self.ben), 100, "reached", "10 min")
        for level in ("department", "company"):
            goal = self.make_goal(self.head, level=level, target_value=12)
            self.assertReached(goal, 80, "close", "15 min")
        around = self._make_department("Around")
        self.department.parent_id = around
        goal = self.make_goal(self.head, level="department", department_id=around.id)
        self.assertReached(goal, 66.67, "behind", "15 min")
        post = self.make_goal(self.head, level="job", job_id=self.job.id)
        self.assertReached(post, 50, "behind", "20 min")

    def test_many_goals_cost_what_one_costs(self):
        goals = self.make_goal()
        for _number in range(20):
            goals |= self.make_goal()
        self.minutes(self.anna, 20)
        self.env.flush_all()

        def queries(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("status")
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(goals), queries(goals[0]))

    def test_no_data_is_not_zero(self):
        self.assertReached(self.make_goal(), 0, "unknown", "no data")

    def test_excluded_records_are_not_the_persons(self):
        slow, _fast = self.minutes(self.anna, 90, 10)
        self.env["aftersales.exclusion"].create(
            {"observation_id": slow.id, "reason": "Power cut"}
        )
        self.assertReached(self.make_goal(), 100, "reached", "10 min")

    def test_from_a_start(self):
        self.observe("rating", self.anna, 85, denominator=100)
        goal = self.make_goal(
            indicator_id=self.indicator("satisfaction").id,
            target_value=90,
            has_start=True,
            start_value=80,
        )
        self.assertReached(goal, 50, "behind", "85")

    def test_imported_measures_add_up(self):
        kind = self.env.ref("aftersales_kpi.kind_call_answer")
        for day, calls in (("2026-10-01", 30), ("2026-10-31", 15), ("2026-11-01", 99)):
            self.env["aftersales.measurement"].create(
                {
                    "kind_id": kind.id,
                    "employee_id": self.anna.id,
                    "company_id": self.company.id,
                    "date": day,
                    "numerator": calls,
                    "denominator": 50,
                }
            )
        goal = self.make_goal(measure="kind", kind_id=kind.id, target_value=90)
        self.assertReached(goal, 50, "behind", "45")

    def test_milestones_by_weight(self):
        goal = self.agree(self.milestones(1, 3))
        self.assertReached(goal, 0, "behind", "0 / 2")
        goal.with_user(self.anna_user).milestone_ids[1].action_reach()
        self.assertReached(goal, 75, "behind", "1 / 2")
        goal.with_user(self.leader).milestone_ids[1].action_take_back()
        self.assertReached(goal, 0, "behind", "0 / 2")

    def test_what_it_is_broken_down_to_by_weight(self):
        """100 with weight 1 and 50 with weight 3: 62.5, level by level."""
        top = self.make_goal(self.head, level="company", measure="children")
        middle = self.make_goal(
            self.head, level="department", measure="children", parent_id=top.id
        )
        self.minutes(self.anna, 10)
        self.minutes(self.ben, 20)
        self.make_goal(parent_id=middle.id)
        self.make_goal(self.ben, parent_id=middle.id, weight=3)
        self.make_goal(parent_id=middle.id, weight=9).action_cancel("Twice the same")
        self.assertReached(top, 62.5, "behind", "62 %")

    def test_goals_are_found_by_their_status(self):
        self.minutes(self.anna, 10)
        reached, unknown = self.make_goal(), self.make_goal(self.ben)
        found = self.env["aftersales.goal"].search([("status", "in", ["reached"])])
        self.assertIn(reached, found)
        self.assertNotIn(unknown, found)


class TestEvaluation(GoalCase):
    def facts(self):
        return self.ledger.search(
            [("kind_id.code", "=", "goal"), ("state", "=", "counts")]
        )

    def test_it_is_scored_like_everything_else(self):
        """100 % with weight 3 and 50 % with weight 1: 87.5 % of 100 points."""
        self.minutes(self.anna, 20)
        goals = self.agree(self.make_goal()) | self.agree(self.yes_no(weight=3))
        goals[1].with_user(self.anna_user).check_in("Delivered", is_done=True)
        goals.with_user(self.leader).action_evaluate()
        self.assertEqual(set(goals.mapped("state")), {"evaluated"})
        scheme = self.make_scheme(
            {
                "indicator": "goal_achievement",
                "curve": "linear",
                "zero_value": 0,
                "full_value": 100,
            }
        )
        self.assertEqual(self.card(self.score(scheme), self.anna).score, 87.5)

    def test_what_was_evaluated_stays(self):
        self.minutes(self.anna, 20)
        goal = self.agree(self.make_goal())
        goal.with_user(self.leader).action_evaluate()
        self.minutes(self.anna, 5, 5, 5)
        goal.invalidate_recordset()
        self.assertEqual((goal.achievement, goal.value_text), (50, "20 min"))

    def test_it_is_not_evaluated_before_its_end_unless_reached(self):
        goal = self.agree(self.yes_no(date_to="2026-12-31"))
        with self.assertRaisesRegex(UserError, "runs until 2026-12-31"):
            goal.with_user(self.leader).action_evaluate()
        goal.with_user(self.anna_user).check_in("Delivered", is_done=True)
        goal.with_user(self.leader).action_evaluate()
        self.assertEqual(goal.final_achievement, 100)

    def test_r23_what_can_still_change_is_not_evaluated_before_its_end(self):
        """One quick reply on the second day of two months reaches nothing for good."""
        goal = self.agree(self.make_goal(date_from="2026-11-01", date_to="2026-12-31"))
        self.minutes(self.anna, 1, event_date=datetime(2026, 11, 1, 10))
        self.assertEqual(goal.status, "reached")
        with self.assertRaisesRegex(UserError, "reached for good"):
            goal.with_user(self.leader).action_evaluate()
        above = self.make_goal(
            measure="children", date_from="2026-11-01", date_to="2026-12-31"
        )
        self.make_goal(parent_id=above.id, date_from="2026-11-01", date_to="2026-12-31")
        self.agree(above)
        with self.assertRaisesRegex(UserError, "reached for good"):
            above.with_user(self.leader).action_evaluate()

    def test_r23_what_only_adds_up_is_evaluated_as_soon_as_it_is_reached(self):
        kind = self.env["aftersales.kind"].create(
            {"name": "Visits", "code": "visits", "unit": "count", "importable": True}
        )
        for aggregate, direction, possible in (
            ("sum", "higher", True),
            ("count", "higher", True),
            ("sum", "lower", False),
            ("mean", "higher", False),
        ):
            indicator = self.make_indicator(
                numerator_kind_id=kind.id, aggregate=aggregate, direction=direction
            )
            goal = self.make_goal(
                indicator_id=indicator.id,
                target_value=1,
                date_from="2026-11-01",
                date_to="2026-12-31",
            )
            with self.subTest(aggregate=aggregate, direction=direction):
                self.assertEqual(goal._stays_reached(), possible)
        adding = self.make_goal(measure="kind", kind_id=kind.id, target_value=1)
        self.assertTrue(adding._stays_reached())

    def test_r23_a_goal_is_not_over_on_the_morning_of_its_last_day(self):
        goal = self.agree(self.make_goal())
        self.minutes(self.anna, 90)
        with freeze_time("2026-10-31 08:00"), self.assertRaises(UserError):
            goal.with_user(self.leader).action_evaluate()
        self.company.resource_calendar_id.tz = "Pacific/Auckland"
        with freeze_time("2026-10-31 12:00"):
            goal.with_user(self.leader).action_evaluate()
        self.assertEqual(goal.state, "evaluated")

    def test_r23_a_goal_counts_once_however_it_is_broken_down(self):
        """The goal above was reached by its two parts, another missed: 50 %."""
        above = self.make_goal(measure="children")
        parts = self.yes_no(parent_id=above.id) | self.yes_no(parent_id=above.id)
        bens = self.yes_no(self.ben, parent_id=above.id)
        missed = self.yes_no()
        goals = above | parts | bens | missed
        for goal in goals:
            self.agree(goal)
        for goal in parts | bens:
            goal.with_user(goal.user_id).check_in("Done", is_done=True)
        goals.with_user(self.leader).action_evaluate()
        annas = self.facts().filtered(lambda fact: fact.employee_id == self.anna)
        self.assertEqual(sorted(annas.mapped("numerator")), [0, 100])
        self.assertEqual(
            set(self.facts().mapped("origin")),
            {f"goal:{goal.id}" for goal in above | bens | missed},
        )

    def test_r23_parts_of_a_goal_that_is_given_up_count_by_themselves(self):
        above = self.make_goal(measure="children")
        part = self.agree(self.yes_no(parent_id=above.id))
        self.agree(above)
        part.with_user(self.leader).action_evaluate()
        self.assertFalse(self.facts())
        above.with_user(self.officer).action_cancel("Not worth it")
        self.assertEqual(self.facts().origin, f"goal:{part.id}")

    def test_taken_back_and_evaluated_again(self):
        self.minutes(self.anna, 20)
        goal = self.agree(self.make_goal())
        goal.with_user(self.leader).action_evaluate()
        with self.assertRaisesRegex(UserError, "Say why"):
            goal.with_user(self.officer).action_reopen()
        goal.with_user(self.officer).action_reopen("Two records were missing")
        self.assertFalse(self.facts())
        self.minutes(self.anna, 0)
        goal.with_user(self.leader).action_evaluate()
        self.assertEqual(self.facts().numerator, 100)
        self.assertEqual(self.facts().revision, 1)

    def test_without_data_nothing_is_posted(self):
        goal = self.agree(self.make_goal())
        goal.with_user(self.leader).action_evaluate()
        self.assertFalse(self.facts())
        self.assertEqual(goal.status, "unknown")

    def test_goals_of_departments_are_the_departments(self):
        self.minutes(self.anna, 10)
        goal = self.make_goal(self.head, level="department")
        goal.with_user(self.officer).action_propose()
        goal.with_user(self.leader).action_agree()
        goal.with_user(self.officer).action_evaluate()
        self.assertEqual(self.facts().department_id, self.department)
        self.assertFalse(self.facts().employee_id)

    def test_r23_units_count_their_own_goals_only(self):
        """Anna reached 100 %, the department 50 %, the company nothing."""
        self.minutes(self.anna, 20)
        done = self.agree(self.yes_no())
        done.with_user(self.anna_user).check_in("Delivered", is_done=True)
        done.with_user(self.leader).action_evaluate()
        for values in (
            {"level": "department"},
            {"level": "company", "measure": "yes_no"},
        ):
            goal = self.make_goal(self.head, **values)
            goal.with_user(self.officer).action_propose()
            goal.with_user(self.leader).action_agree()
            goal.with_user(self.officer).action_evaluate()
        linear = {"curve": "linear", "zero_value": 0, "full_value": 100}
        for subject_type, score in (("department", 50), ("company", 0), ("team", 100)):
            with self.subTest(subject_type):
                scheme = self.make_scheme(
                    {"indicator": "goal_achievement", **linear},
                    subject_type=subject_type,
                )
                cards = self.score(scheme).scorecard_ids
                scored = cards.filtered(lambda card: card.result == "scored")
                self.assertEqual(scored.mapped("score"), [score])
        self.assertEqual(self._goals_figure("company", self.company), 0)
        self.assertEqual(self._goals_figure("department", self.department), 50)

    def _goals_figure(self, subject_type, subject):
        """Goal achievement in October, read outside of a cycle."""
        request = FigureRequest(
            key=1,
            indicator=self.indicator("goal_achievement"),
            company_id=self.company.id,
            subject_type=subject_type,
            subject_id=subject.id,
            since=datetime(2026, 10, 1),
            until=datetime(2026, 11, 2),
        )
        return self.env["aftersales.indicator"]._figures([request])[1]

    def test_a_missed_goal_is_coached(self):
        """50 % is missed and left with the superior; 80 % and more is not."""
        self.minutes(self.anna, 20)
        self.minutes(self.ben, 12)
        for employee in (self.anna, self.ben):
            goal = self.agree(self.make_goal(employee))
            goal.with_user(self.leader).action_evaluate()
        coaching = self.env.ref("aftersales_kpi.mail_activity_coaching")
        activity = self.env["mail.activity"].search(
            [("activity_type_id", "=", coaching.id)]
        )
        self.assertEqual(activity.user_id, self.leader)
        self.assertIn("Coach Anna", activity.summary)

    def test_a_missed_goal_begins_a_plan_where_there_is_a_card(self):
        """R35: Anna's scorecard is published; Ben has none."""
        self.minutes(self.anna, 20)
        cycle = self.score(self.make_scheme({}))
        cycle.action_approve()
        cycle.action_publish()
        for employee in (self.anna, self.ben):
            goal = self.agree(self.yes_no(employee))
            goal.with_user(self.leader).action_evaluate()
        plan = self.env["aftersales.improvement.plan"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(plan.scorecard_id, self.card(cycle, self.anna))
        self.assertEqual((plan.leader_id, plan.state), (self.leader, "proposed"))
        self.assertEqual(plan.action_ids.kind, "coaching")

    def test_a_mail_leads_to_the_own_page(self):
        goal = self.make_goal(self.anna)
        own = goal.with_user(self.anna_user)._get_access_action(force_website=True)
        self.assertEqual(own["url"], f"/my/kpi/goals/{goal.id}")
        other = goal.with_user(self.leader)._get_access_action()
        self.assertEqual(other["type"], "ir.actions.act_window")

    def test_what_is_over_is_left_with_the_superior_once(self):
        goal = self.agree(self.make_goal())
        self.agree(self.make_goal(date_to="2026-12-31"))
        cron = self.env.ref("aftersales_kpi.goal_cron_due")
        with self.enter_registry_test_mode():
            for _times in range(2):
                cron.method_direct_trigger()
        self.env.invalidate_all()
        activities = self.env["mail.activity"].search(
            [("res_model", "=", goal._name), ("summary", "=", "Evaluate the goal")]
        )
        self.assertEqual(activities.res_id, goal.id)
        self.assertEqual(activities.user_id, self.leader)


class TestGoalAccess(GoalCase):
    def visible(self, user):
        return self.env["aftersales.goal"].with_user(user).search([])

    def test_one_sees_the_own_goals_and_the_shared_ones(self):
        own, other = self.make_goal(), self.make_goal(self.ben)
        top = self.make_goal(self.head, level="company")
        self.assertEqual(self.visible(self.anna_user), own)
        self.assertEqual(self.visible(self.leader), own | other | top)
        top.with_user(self.officer).action_propose()
        top.with_user(self.leader).action_agree()
        self.assertEqual(self.visible(self.anna_user), own | top)
        self.assertEqual(self.visible(self.officer) & (own | other), own | other)

    def test_leaders_make_goals_of_their_people_only(self):
        stranger = self._make_employee("Stranger")
        as_leader = self.make_goal().with_user(self.leader)
        as_leader.copy({"employee_id": self.ben.id})
        with self.assertRaises(AccessError):
            as_leader.copy({"employee_id": stranger.id})

    def test_r23_a_person_drafts_own_goals_only(self):
        """In the backend: for oneself, nobody else, and of no level above."""
        goals = self.env["aftersales.goal"].with_user(self.anna_user)
        with Form(goals) as form:
            form.name = "Write the manual"
            form.measure = "yes_no"
        own = goals.browse(form.record.id)
        self.assertEqual((own.employee_id.id, own.state), (self.anna.id, "draft"))
        own.action_propose()
        self.assertEqual(own.proposed_side, "owner")
        with self.assertRaises(UserError):
            own.action_agree()
        own.with_user(self.leader).action_agree()
        self.assertEqual(own.state, "agreed")
        for values in (
            {"employee_id": self.ben.id},
            {"employee_id": self.head.id, "level": "company"},
            {"level": "company"},
            {"level": "department"},
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                own.copy(values)
        other = self.make_goal(self.head, level="company")
        with self.assertRaises(AccessError):
            other.with_user(self.anna_user).write({"name": "Mine"})

    def test_companies_see_nothing_of_each_other(self):
        goal = self.make_goal()
        other = self.env["res.company"].create({"name": "Other"})
        boss = new_test_user(
            self.env,
            "boss",
            groups="base.group_user,aftersales_kpi.group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        as_boss = self.env(user=boss, context={})
        self.assertFalse(as_boss["aftersales.goal"].search([("id", "=", goal.id)]))

    def test_others_tell_no_progress(self):
        goal = self.agree(self.milestones(1))
        for user in (self.ben_user, self.officer):
            with self.assertRaises(UserError):
                goal.with_user(user).check_in("I was here")
            with self.assertRaises(UserError):
                goal.milestone_ids.with_user(user).action_reach()
        self.assertFalse(goal.checkin_ids)

    def test_what_was_said_stays(self):
        goal = self.agree(self.yes_no())
        checkin = goal.with_user(self.anna_user).check_in("Half way", "at_risk")
        self.assertEqual((goal.outlook, checkin.user_id), ("at_risk", self.anna_user))
        for user in (self.anna_user, self.leader, self.manager):
            with self.assertRaises(UserError):
                checkin.with_user(user).write({"text": "All well"})
            with self.assertRaises(UserError):
                checkin.with_user(user).unlink()
