"""What HR, the payroll clerk and the person click, in a real browser."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import OCTOBER, PayCase


@tagged("post_install", "-at_install")
class TestPayTours(HttpCase, PayCase):
    def walk(self, user, path, tour):
        user.password = user.login  # as the browser logs in
        self.start_tour(path, tour, login=user.login)
        self.env.invalidate_all()

    def test_r70_hr_closes_a_month_on_one_screen(self):
        """Exceptions first, each step with its count and its money."""
        self.publish()
        self.bonus(self.ben).action_hold()
        slips = self.slip() | self.slip(self.ben)
        self.walk(self.boss, "/odoo/kpi-pay", "kpi_pay_month")
        self.assertEqual(slips.mapped("state"), ["done", "done"])
        self.assertEqual([self.paid(slip) for slip in slips], [800, 0])
        self.assertEqual(self.bonus().state, "paid")

    def test_r70_a_clerk_makes_a_batch(self):
        self.approved()
        run = (
            self.env["hr.payslip.run"]
            .with_user(self.boss)
            .create(
                {
                    "name": "October",
                    "date_start": OCTOBER[0],
                    "date_end": OCTOBER[1],
                    "company_id": self.company.id,
                }
            )
        )
        action = self.env.ref("payroll.hr_payslip_run_action")
        path = f"/odoo/action-{action.id}/{run.id}"
        self.walk(self.boss, path, "kpi_pay_batch")
        self.assertEqual(run.slip_ids.employee_id, self.anna)
        self.assertEqual(self.paid(run.slip_ids), 800)
        action = self.env.ref("payroll.hr_payslip_action")
        path = f"/odoo/action-{action.id}/{run.slip_ids.id}"
        self.walk(self.boss, path, "kpi_pay_slip")
        self.assertEqual(self.bonus().state, "paid")

    def test_r74_the_person_reads_the_statement_of_the_own_bonuses(self):
        self.approved()
        money = self.env["aftersales.incentive"].create(
            {"name": "Money", "amount": 300}
        )
        rule = self.env["aftersales.outcome.rule"].create(
            {
                "name": "Rule",
                "measure": "hand",
                "effect": "award",
                "title": "Star",
                "incentive_ids": [Command.set(money.ids)],
            }
        )
        outcome = (
            self.env["aftersales.outcome"]
            .with_user(self.officer)
            .create(
                {
                    "rule_id": rule.id,
                    "employee_id": self.anna.id,
                    "proposal": "Solved a major complaint",
                }
            )
        )
        outcome.action_grant("Well done")
        outcome.with_user(self.anna_user).action_choose(money.id)
        self.bonus()[1:].with_user(self.clerk).action_approve()
        self.walk(self.anna_user, "/my/home", "kpi_bonus_portal")
