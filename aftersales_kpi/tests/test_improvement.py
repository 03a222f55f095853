"""Improvement plans: agreed by both, done by owners, and followed up (R51, R61)."""

from itertools import product

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models.aftersales_improvement_action import DOER, SYSTEM
from ..models.aftersales_improvement_action import TRANSITIONS as ACTION_MOVES
from ..models.aftersales_improvement_plan import HOST, PERSON
from ..models.aftersales_improvement_plan import TRANSITIONS as PLAN_MOVES
from .interview_common import InterviewCase

REASON = {"action_drop": ["Not needed"]}


@tagged("post_install", "-at_install")
class TestImprovementWorkflow(InterviewCase):
    def setUp(self):
        super().setUp()
        self.root = self.env.ref("base.user_root")

    def states(self, model):
        return [value for value, _label in self.env[model]._fields["state"].selection]

    def check_table(self, record, moves, actors, states):
        """Exactly the moves of the table are possible, by exactly those people."""
        for state in states:
            record._set({"state": state})
            for action, (user, roles) in product(moves, actors.items()):
                move = moves[action]
                allowed = state in move.moves and move.role in roles
                with self.subTest(state=state, action=action, user=user.login):
                    self.assert_move(record.with_user(user), action, allowed, moves)

    def assert_move(self, record, action, allowed, moves):
        self.assertEqual(action in record._allowed_actions(), allowed)
        arguments = REASON.get(action, [])
        if not allowed and not action.startswith("_"):
            self.assert_refused(getattr(record, action), *arguments)
        if not allowed or action.startswith("_"):
            return
        with self.env.cr.savepoint() as savepoint:
            before = record.sudo().state
            getattr(record, action)(*arguments)
            self.assertEqual(record.sudo().state, moves[action].moves[before])
            savepoint.rollback()
            self.env.invalidate_all()

    def test_every_move_of_a_plan(self):
        """R61: a plan holds once both have agreed, and neither agrees for the other."""
        plan = self.plan()
        # nothing that hinders closing: each other state is tried with an empty one
        plan.action_ids._set({"state": "done"})
        actors = {
            self.anna_user: {PERSON},
            self.leader: {HOST},
            self.officer: {HOST},
            self.ben_user: set(),
            self.portal_user: set(),
        }
        self.check_table(plan, PLAN_MOVES, actors, self.states(plan._name))

    def test_every_move_of_an_action(self):
        """R51."""
        plan = self.plan(agreed=True)
        action = plan.action_ids[0]
        actors = {
            self.anna_user: {DOER},
            self.leader: {DOER, HOST},
            self.officer: {DOER, HOST},
            self.ben_user: set(),
            self.portal_user: set(),
            self.root: {DOER, HOST, SYSTEM},
        }
        self.check_table(action, ACTION_MOVES, actors, self.states(action._name))

    def test_every_state_is_reached(self):
        for model, moves in (
            ("aftersales.improvement.plan", PLAN_MOVES),
            ("aftersales.improvement.action", ACTION_MOVES),
        ):
            reached = {
                state for move in moves.values() for state in move.moves.values()
            }
            self.assertEqual(reached | {"proposed"}, set(self.states(model)))

    def test_another_owner_does_it_and_sees_no_figures(self):
        plan = self.plan(owner_id=self.ben_user.id, agreed=True)
        action = plan.action_ids.with_user(self.ben_user)
        self.assertEqual(action.activity_ids.user_id, self.ben_user)
        self.assertFalse(action.effect_text)
        self.assertFalse(plan.with_user(self.ben_user).has_access("read"))
        action.action_done("Talked about it")
        self.assertEqual((action.state, action.progress), ("done", 100))
        self.assertFalse(action.activity_ids)

    def test_who_agreed_is_asked_again_after_a_change(self):
        plan = self.plan()
        plan.action_countersign()
        self.assertEqual(plan.state, "leader_agreed")
        plan.action_ids.target = 12
        self.assertEqual((plan.state, plan.leader_agreed_on), ("proposed", False))
        plan.with_user(self.anna_user).action_agree()
        plan.action_ids.create({"plan_id": plan.id, "name": "Coaching"})
        self.assertEqual(plan.state, "proposed")

    def test_what_was_agreed_is_not_changed_by_one_side(self):
        plan = self.plan(agreed=True)
        action = plan.action_ids
        for user, forbidden in product(
            (self.leader, self.anna_user, self.officer),
            (
                lambda one: one.write({"due": "2027-01-01"}),
                lambda one: one.write({"target": 1}),
                lambda one: one.write({"state": "done"}),
                lambda one: one.unlink(),
                lambda one: one.create({"plan_id": plan.id, "name": "More"}),
                lambda one: one.plan_id.write({"name": "Other"}),
                lambda one: one.plan_id.write({"leader_agreed_on": False}),
                lambda one: one.plan_id.unlink(),
            ),
        ):
            self.assert_refused(forbidden, action.with_user(user))

    def test_nothing_is_nothing_to_agree_on(self):
        plan = self.plan()
        plan.action_ids.unlink()
        with self.assertRaisesRegex(UserError, "add an action"):
            plan.action_countersign()

    def test_open_actions_keep_a_plan_open(self):
        plan = self.plan(agreed=True)
        with self.assertRaisesRegex(UserError, "First finish or drop: Improve"):
            plan.action_done()
        plan.action_ids.with_user(self.anna_user).action_done()
        plan.action_done()
        self.assertEqual((plan.state, plan.progress), ("done", 100))

    def test_dropping_a_plan_drops_its_actions(self):
        plan = self.plan(agreed=True)
        with self.assertRaises(UserError):
            plan.action_drop(" ")
        plan.action_drop("Changed the post")
        self.assertEqual(plan.action_ids.state, "dropped")
        self.assertEqual(plan.action_ids.drop_reason, "Changed the post")
        self.assertFalse(plan.action_ids.activity_ids)

    def test_progress_begins_an_action(self):
        action = self.plan(agreed=True).action_ids.with_user(self.anna_user)
        action.progress = 40
        self.assertEqual((action.state, action.progress), ("in_progress", 40))
        action.action_progress(250)
        self.assertEqual(action.progress, 100)
        for user in (self.ben_user, self.portal_user):
            self.assert_refused(action.with_user(user).action_progress, 10)

    def test_overdue_is_seen_and_found(self):
        plan = self.plan(agreed=True, due="2026-11-10")
        actions = self.env["aftersales.improvement.action"]
        late = [("is_overdue", "=", True), ("plan_id", "=", plan.id)]
        self.assertFalse(actions.search(late))
        with freeze_time("2026-11-11 09:00:00"):
            self.env.invalidate_all()
            self.assertEqual(actions.search(late), plan.action_ids)
            self.assertTrue(plan.is_overdue)
            plans = self.env["aftersales.improvement.plan"]
            self.assertIn(plan, plans.search([("is_overdue", "=", True)]))

    def test_links_lead_nowhere_else(self):
        with self.assertRaises(ValidationError):
            self.plan(url="javascript:alert(1)")

    def test_own_plan_is_not_led_by_oneself(self):
        with self.assertRaises(ValidationError):
            self.env["aftersales.improvement.plan"].with_user(self.officer).create(
                {"scorecard_id": self.anna_card.id, "leader_id": self.anna_user.id}
            )

    def test_who_reads_it(self):
        plan = self.plan()
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        for user, sees in (
            (self.anna_user, True),
            (self.leader, True),
            (self.officer, True),
            (self.ben_user, False),
            (self.head, False),
            (self.portal_user, False),
            (stranger, False),
            (self.env.ref("base.public_user"), False),
        ):
            for record in (plan, plan.action_ids):
                with self.subTest(user=user.login, model=record._name):
                    self.assertEqual(record.with_user(user).has_access("read"), sees)
        with self.assertRaises(AccessError):
            self.env["aftersales.improvement.plan"].with_user(self.ben_user).create(
                {"scorecard_id": self.anna_card.id, "leader_id": self.ben_user.id}
            )


@tagged("post_install", "-at_install")
class TestImprovementEffect(InterviewCase):
    """What became of the figure: 20 minutes in October, and before and afterwards."""

    def month(self, date_from, minutes):
        """Anna's published card of another month in which she took so many minutes."""
        day = f"{date_from[:8]}05 10:00:00"
        self.minutes(self.anna, minutes, event_date=day)
        cycle = self.make_cycle(self.scheme, date_from)
        for move in ("open", "score", "approve", "publish"):
            getattr(cycle, f"action_{move}")()
        self.env.invalidate_all()
        return self.card(cycle, self.anna)

    def plan_of(self, card):
        plans = self.env["aftersales.improvement.plan"].with_user(self.leader)
        return plans._start(card.with_user(self.leader))

    def test_a_weak_line_becomes_a_measure_with_owner_day_and_target(self):
        """R51: from a weak line to a measure with owner and due date."""
        action = self.plan().action_ids
        self.assertEqual(action.name, "Improve: Average response time")
        self.assertEqual((action.owner_id, action.target), (self.anna_user, 10))
        self.assertEqual(str(action.due), "2026-12-02")

    def test_before_any_later_period(self):
        action = self.plan().action_ids
        self.assertEqual(action.effect, "waiting")
        self.assertEqual(
            action.effect_text,
            "Average response time: 20 min when it began; target 10 min",
        )

    def test_sentence_and_table(self):
        """R51: 35 → 20 → 9 minutes against a target of 10."""
        action = self.plan_of(self.month("2026-09-01", 35)).action_ids
        action.target = 10
        self.assertEqual(action.effect, "better")
        self.assertEqual(
            action.effect_text,
            "Average response time: 35 min → 20 min in one period; target 10 min",
        )
        self.month("2026-11-01", 9)
        self.assertEqual(action.effect, "reached")
        self.assertEqual(
            action.effect_text,
            "Average response time: 35 min → 9 min in 2 periods; target 10 min",
        )
        self.assertEqual(action.effect_table.count("<tr>"), 4)
        self.assertIn("November 2026", action.effect_table)

    def test_worse_and_unchanged(self):
        action = self.plan_of(self.month("2026-09-01", 20)).action_ids
        self.assertEqual(action.effect, "same")
        self.month("2026-11-01", 31)
        self.assertEqual(action.effect, "worse")

    def test_without_a_figure_nothing_is_said(self):
        action = self.plan(indicator_id=False).action_ids
        self.assertFalse(action.effect or action.effect_text)

    def test_all_plans_cost_one_query(self):
        plans = self.plan() | self.plan() | self.plan()
        actions = plans.action_ids
        actions.mapped("effect_text")
        with self.assertQueryCount(1):
            self.env["aftersales.improvement.action"].browse(
                actions.ids
            )._effect_periods()
