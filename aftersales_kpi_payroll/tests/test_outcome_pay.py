"""Awards and deductions in money go the way of all bonuses (R34, R36, R74)."""

from odoo import Command
from odoo.tests import tagged

from .common import NOVEMBER, PayCase


@tagged("post_install", "-at_install")
class TestOutcomePay(PayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._make_user("second", "aftersales_kpi.group_manager")

    def tearDown(self):
        self.assert_reconciled()
        super().tearDown()

    def outcome(self, **values):
        rule = self.env["aftersales.outcome.rule"].create(
            {"name": "Rule", "measure": "hand", "effect": "award", **values}
        )
        outcomes = self.env["aftersales.outcome"].with_user(self.officer)
        return outcomes.create(
            {
                "rule_id": rule.id,
                "employee_id": self.anna.id,
                "proposal": "Solved a major complaint",
            }
        )

    def test_r34_an_award_is_paid_once(self):
        outcome = self.outcome(amount=5000, title="Star")
        self.assertFalse(self.bonus())
        outcome.action_grant("Kept the customer")
        bonus = self.bonus()
        self.assertEqual((bonus.kind, bonus.amount), ("award", 5000))
        bonus.with_user(self.clerk).action_approve()
        slip = self.confirmed(period=NOVEMBER)
        self.assertEqual(self.paid(slip, "KPIAWARD"), 5000)
        self.assertEqual(self.paid(slip, "NET"), 8000)

    def test_r36_a_deduction_lowers_the_payslip(self):
        outcome = self.outcome(amount=200, effect="deduction")
        outcome.action_notify()
        outcome.with_user(self.anna_user).action_answer("Sorry")
        outcome.with_user(self.manager).action_decide("Three times")
        self.assertFalse(self.bonus())
        outcome.with_user(self.second).action_countersign()
        bonus = self.bonus()
        self.assertEqual((bonus.kind, bonus.amount), ("deduction", -200))
        bonus.action_approve()
        slip = self.confirmed(period=NOVEMBER)
        self.assertEqual(self.paid(slip, "KPIDEDUCT"), -200)
        self.assertEqual(self.paid(slip, "NET"), 2800)
        outcome.with_user(self.manager).action_revoke("It was not him")
        back = self.bonus() - bonus
        self.assertEqual((back.amount, back.corrects_id), (200, bonus))
        back.action_approve()
        december = ("2026-12-01", "2026-12-31")
        self.assertEqual(self.paid(self.confirmed(period=december), "KPIDEDUCT"), 200)
        self.assertEqual((bonus.state, back.state), ("reversed", "paid"))

    def test_r74_a_choice_of_money_is_paid_when_it_is_made(self):
        incentives = self.env["aftersales.incentive"].create(
            [
                {"name": "Money", "amount": 300},
                {"name": "Two days", "kind": "days_off", "days": 2},
            ]
        )
        values = {"incentive_ids": [Command.set(incentives.ids)]}
        for chosen, amounts in ((incentives[1], []), (incentives[0], [300])):
            outcome = self.outcome(**values)
            outcome.action_grant("Well done")
            self.assertFalse(self.bonus())
            outcome.with_user(self.anna_user).action_choose(chosen.id)
            self.assertEqual(self.bonus().mapped("amount"), amounts)

    def test_revoking_before_approval_pays_nothing(self):
        outcome = self.outcome(amount=500)
        outcome.action_grant("Well done")
        outcome.with_user(self.manager).action_revoke("By mistake")
        self.assertEqual(self.bonus().state, "cancelled")
