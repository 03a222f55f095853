"""R23: the states of a goal; every move by whom, from where, and by nobody else."""

import contextlib

from odoo.exceptions import AccessError, UserError

from ..models.aftersales_goal_workflow import TRANSITIONS
from .goal_common import GoalCase

STATES = ("draft", "proposed", "agreed", "changing", "evaluated", "cancelled")
# Who stands in which role to Anna's goal, which the leader has proposed.
ROLES = {
    "anna_user": {"owner", "either", "other"},
    "leader": {"superior", "either", "proposer"},
    "officer": {"officer"},
    "ben_user": set(),
}


class TestTransitions(GoalCase):
    def act(self, goal, action):
        """The move, with what it asks for."""
        if action == "action_propose_change":
            return goal.action_propose_change({"weight": 2}, "Less time")
        method = getattr(goal, action)
        return method("Because") if TRANSITIONS[action].needs_reason else method()

    def goal_in(self, state):
        """Anna's goal in a state, whatever the leader had to propose for it."""
        goal = self.make_goal()
        goal._set({"state": state, "proposed_side": "superior"})
        if state == "changing":
            self.env["aftersales.goal.change"].create(
                {
                    "goal_id": goal.id,
                    "reason": "Less time",
                    "before_data": {"weight": 1},
                    "after_data": {"weight": 2},
                }
            )
        return goal

    def test_every_move_of_everybody_from_every_state(self):
        for action, move in TRANSITIONS.items():
            for state in STATES:
                for login, roles in ROLES.items():
                    goal = self.goal_in(state)
                    allowed = state in move.sources and move.role in roles
                    with self.subTest(action=action, state=state, login=login):
                        self.check(goal.with_user(self[login]), action, allowed)

    def __getitem__(self, name):
        return getattr(type(self), name)

    def check(self, goal, action, allowed):
        readable = goal.has_access("read")
        if readable:
            button = action.replace("action_", "can_", 1)
            self.assertEqual(goal[button], allowed)
        refusal = (
            contextlib.nullcontext()
            if allowed
            else self.assertRaises(UserError if readable else AccessError)
        )
        with refusal:
            self.act(goal, action)
        if allowed:
            self.assertEqual(goal.sudo().state, TRANSITIONS[action].target)

    def test_every_state_can_be_reached_and_left(self):
        targets = {move.target for move in TRANSITIONS.values()}
        sources = {state for move in TRANSITIONS.values() for state in move.sources}
        self.assertEqual(targets | {"draft"}, set(STATES))
        self.assertEqual(sources, set(STATES) - {"cancelled"})

    def test_the_state_is_not_written(self):
        goal = self.make_goal()
        for user in (self.leader, self.manager):
            for vals in ({"state": "agreed"}, {"is_done": True}, {"superior_id": 1}):
                with self.assertRaises(UserError):
                    goal.with_user(user).write(vals)
        with self.assertRaisesRegex(UserError, "starts as a draft"):
            goal.with_user(self.leader).copy({"state": "agreed"})

    def test_what_was_agreed_is_not_written(self):
        goal = self.agree(self.milestones(1))
        for vals in ({"target_value": 1}, {"weight": 9}, {"name": "Less"}):
            with self.assertRaisesRegex(UserError, "other side agrees"):
                goal.with_user(self.leader).write(vals)
        milestone = goal.milestone_ids.with_user(self.leader)
        with self.assertRaisesRegex(UserError, "other side agrees"):
            milestone.write({"name": "Less"})
        with self.assertRaisesRegex(UserError, "other side agrees"):
            milestone.copy()
        with self.assertRaisesRegex(UserError, "button"):
            milestone.write({"done_on": "2026-10-01"})
        with self.assertRaisesRegex(UserError, "never deleted"):
            goal.unlink()

    def test_nobody_agrees_with_oneself(self):
        """A leader's own goal without a superior needs an officer, not the leader."""
        goal = self.make_goal(self.head)
        goal.with_user(self.leader).action_propose()
        with self.assertRaisesRegex(UserError, "the other side"):
            goal.with_user(self.leader).action_agree()
        goal.with_user(self.officer).action_agree()
        self.assertEqual(goal.state, "agreed")

    def test_an_officer_does_not_agree_with_oneself(self):
        goal = self.make_goal(self._make_employee("Officer", self.officer))
        goal.with_user(self.officer).action_propose()
        with self.assertRaisesRegex(UserError, "the other side"):
            goal.with_user(self.officer).action_agree()
        goal.with_user(self.manager).action_agree()

    def test_an_officer_speaks_for_who_has_no_login(self):
        goal = self.make_goal(self._make_employee("Eve", parent_id=self.head.id))
        goal.with_user(self.leader).action_propose()
        goal.with_user(self.officer).action_agree()
        self.assertEqual(goal.state, "agreed")

    def test_the_other_side_is_asked_and_done_with(self):
        goal = self.make_goal()
        goal.with_user(self.leader).action_propose()
        self.assertEqual(goal.activity_ids.user_id, self.anna_user)
        goal.with_user(self.anna_user).action_send_back("Not with two people away")
        self.assertEqual(goal.activity_ids.user_id, self.leader)
        self.assertIn("two people away", str(goal.message_ids.mapped("body")))

    def test_milestones_are_named_before_it_is_proposed(self):
        with self.assertRaisesRegex(UserError, "no milestones"):
            self.milestones().with_user(self.leader).action_propose()


class TestChange(GoalCase):
    def setUp(self):
        super().setUp()
        self.goal = self.agree(self.make_goal())

    def propose(self, user=None, **values):
        goal = self.goal.with_user(user or self.anna_user)
        return goal.action_propose_change(values or {"target_value": 15}, "Two away")

    def test_it_needs_both_and_is_shown(self):
        self.propose(target_value=15, date_to="2026-11-30")
        self.assertEqual((self.goal.state, self.goal.target_value), ("changing", 10))
        with self.assertRaisesRegex(UserError, "the other side"):
            self.goal.with_user(self.anna_user).action_agree_change()
        self.goal.with_user(self.leader).action_agree_change()
        self.assertEqual((self.goal.state, self.goal.target_value), ("agreed", 15))
        change = self.goal.change_ids
        self.assertEqual(
            change.difference, "Target: 10 → 15\nLast Day: 10/31/2026 → 11/30/2026"
        )
        self.assertEqual(
            (change.state, change.proposed_by_id, change.decided_by_id),
            ("agreed", self.anna_user, self.leader),
        )

    def test_declined_or_taken_back_leaves_what_was_agreed(self):
        self.propose()
        self.goal.with_user(self.leader).action_decline_change("You can do it")
        self.propose(self.leader)
        self.goal.with_user(self.leader).action_take_back_change()
        self.assertEqual((self.goal.state, self.goal.target_value), ("agreed", 10))
        self.assertEqual(
            self.goal.change_ids.mapped("state"), ["withdrawn", "declined"]
        )

    def test_bad_changes_are_refused_at_once(self):
        for values, words in (
            ({"target_value": 10}, "Nothing would change"),
            ({"weight": 0}, "more than zero"),
            ({"date_to": "2026-09-01"}, "before it starts"),
            ({"target_value": -5}, "below 0"),
            ({"name": " "}, "needs its words"),
            ({"employee_id": self.ben.id}, "may change"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.propose(**values)
        self.assertFalse(self.goal.change_ids)
        self.assertEqual(self.goal.state, "agreed")

    def test_what_was_proposed_stays_as_it_was(self):
        self.propose()
        for user in (self.anna_user, self.leader, self.manager):
            with self.assertRaises(UserError):
                self.goal.change_ids.with_user(user).write({"reason": "Other"})
            with self.assertRaises(UserError):
                self.goal.change_ids.with_user(user).unlink()

    def test_the_wizard_asks_why(self):
        wizard = (
            self.env["aftersales.goal.wizard"]
            .with_user(self.leader)
            .with_context(
                default_goal_id=self.goal.id, default_action="action_propose_change"
            )
            .create({"reason": "The year is over sooner", "target_value": 8})
        )
        self.assertEqual(wizard.date_to, self.goal.date_to)
        wizard.action_apply()
        self.assertEqual(self.goal.open_change, "Target: 10 → 8")
