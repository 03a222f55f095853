"""A bonus: what it says, who moves it, and that there is one (R31, R70)."""

from itertools import product

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.aftersales_bonus_workflow import TRANSITIONS
from .common import PayCase


@tagged("post_install", "-at_install")
class TestBonus(PayCase):
    def test_r31_1000_at_80_points_is_800(self):
        self.publish()
        bonus = self.bonus()
        self.assertEqual((bonus.score, bonus.amount), (80, 800))
        self.assertEqual(self.bonus(self.ben).amount, 0)

    def test_statement_says_how_it_came_about(self):
        self.publish()
        rows = dict(self.bonus()._statement())
        self.assertEqual(rows["Base for 31 of 31 days"], "$\xa01,000.00")
        self.assertEqual(rows["Score"], "80.00")
        self.assertEqual(rows["Coefficient"], "0.8000")

    def test_r70_one_for_a_scorecard_and_kind(self):
        self.publish()
        bonus = self.bonus()
        copied = bonus.copy_data()[0]
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                bonus._make([copied])
        self.prepare()
        self.prepare()
        self.assertEqual(self.bonus(), bonus)

    def test_nobody_writes_one_by_hand(self):
        self.publish()
        bonus = self.bonus()
        for user in (self.boss, self.manager, self.anna_user):
            own = bonus.with_user(user)
            with self.assertRaises(UserError):
                own.write({"amount": 9999})
            with self.assertRaises(AccessError):
                own.create(bonus.copy_data()[0])
            with self.assertRaises(UserError):
                own.unlink()
        with self.assertRaisesRegex(UserError, "by hand"):
            bonus.write({"state": "paid"})

    def test_every_state_action_and_role(self):
        """Conformance: each button works from its states, for its group, only."""
        self.publish()
        bonus = self.bonus()
        states = [state for state, _label in bonus._fields["state"].selection]
        roles = {
            None: (),
            "payroll.group_payroll_user": (self.clerk, self.boss),
            "payroll.group_payroll_manager": (self.boss,),
        }
        users = (self.anna_user, self.leader, self.manager, self.clerk, self.boss)
        for (action, move), state, user in product(TRANSITIONS.items(), states, users):
            allowed = user in roles[move.group] and state in move.sources
            if action.startswith("_"):
                continue
            with self.subTest(action=action, state=state, user=user.login):
                bonus._set({"state": state})
                call = getattr(bonus.with_user(user), action)
                arguments = ["A reason"] if action == "action_cancel" else []
                if allowed:
                    call(*arguments)
                    self.assertEqual(bonus.state, move.target)
                else:
                    with self.assertRaises(UserError):
                        call(*arguments)
                    self.assertEqual(bonus.state, state)

    def test_every_state_and_move_of_the_system(self):
        """What follows payslips, appeals and cards: from its states only."""
        self.publish()
        bonus = self.bonus()
        states = [state for state, _label in bonus._fields["state"].selection]
        moves = {name: move for name, move in TRANSITIONS.items() if name[0] == "_"}
        for (action, move), state in product(moves.items(), states):
            with self.subTest(action=action, state=state):
                bonus._set({"state": state})
                if state in move.sources:
                    bonus._move(action)
                    self.assertEqual(bonus.state, move.target)
                else:
                    with self.assertRaisesRegex(UserError, "possible only in"):
                        bonus._move(action)
                    self.assertEqual(bonus.state, state)

    def test_every_state_is_reached(self):
        reached = {move.target for move in TRANSITIONS.values()} | {"draft"}
        states = self.env["aftersales.bonus"]._fields["state"].get_values(self.env)
        self.assertEqual(reached, set(states))

    def test_cancelling_needs_a_reason(self):
        self.publish()
        bonus = self.bonus().with_user(self.boss)
        action = bonus.action_cancel()
        self.assertEqual(action["res_model"], "aftersales.bonus.cancel")
        with self.assertRaisesRegex(UserError, "reason"):
            bonus.action_cancel(" ")
        wizard = self.env["aftersales.bonus.cancel"].with_user(self.boss)
        wizard.create(
            {"bonus_ids": bonus.ids, "reason": "Paid in cash"}
        ).action_cancel()
        self.assertEqual((bonus.state, bonus.reason), ("cancelled", "Paid in cash"))

    def test_approving_all_of_a_payout(self):
        self.publish()
        payout = self.bonus().payout_id
        payout.with_user(self.clerk).action_approve()
        self.assertEqual(set(payout.bonus_ids.mapped("state")), {"approved"})
        with self.assertRaisesRegex(UserError, "Nothing waits"):
            payout.with_user(self.clerk).action_approve()

    # --- Rights -----------------------------------------------------------------------

    def test_leaders_and_officers_see_scores_not_pay(self):
        self.approved()
        bonuses = self.env["aftersales.bonus"]
        for user in (self.leader, self.officer, self.manager, self.ben_user):
            own = bonuses.with_user(user).search([("employee_id", "=", self.anna.id)])
            self.assertFalse(own, user.login)
            with self.assertRaises(AccessError):
                self.bonus().with_user(user).read(["amount"])
            with self.assertRaises(AccessError):
                self.env["aftersales.bonus.plan"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["aftersales.bonus.payout"].with_user(user).search([])
            card = self.card(self.cycle, self.anna).with_user(user)
            with self.assertRaises(AccessError):
                card.read(["bonus_ids"])

    def test_the_person_sees_the_own_once_granted(self):
        self.publish()
        own = self.env["aftersales.bonus"].with_user(self.anna_user)
        self.assertFalse(own.search([]))
        self.bonus().action_approve()
        self.assertEqual(own.search([]), self.bonus())
        with self.assertRaises(AccessError):
            self.bonus().with_user(self.anna_user).posting_ids.read(["amount"])

    def test_other_companies_see_nothing(self):
        self.approved()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._make_pay_user("stranger", "payroll.group_payroll_manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in ("", ".plan", ".payout", ".posting"):
            found = self.env[f"aftersales.bonus{model}"].with_user(stranger)
            self.assertFalse(
                found.with_context(allowed_company_ids=other.ids).search([])
            )
