"""The guided set-up makes a bonus plan ready where payroll is installed (R31)."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged

from .common import PayCase


@tagged("post_install", "-at_install")
class TestSetupPay(HttpCase, PayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.active = False
        cls.bare = cls._make_structure(with_rules=False)
        cls.bare.name = "Bare"

    def allow(self):
        """Who sets up manages the payroll too."""
        self.manager.group_ids += self.env.ref("payroll.group_payroll_manager")

    def form(self, **answers):
        form = Form(self.env["aftersales.setup"].with_user(self.manager))
        for name, value in answers.items():
            form[name] = value
        return form

    def test_r31_a_plan_and_salary_rules_from_the_first_month_on(self):
        self.allow()
        self.minutes(self.anna, 5)
        form = self.form(pay="payslip", bonus_base=1200)
        self.assertEqual(form.structure_ids[:], self.bare)
        action = form.save().action_set_up()
        cycle = self.env["aftersales.cycle"].browse(action["res_id"])
        plan = self.env["aftersales.bonus.plan"].search(
            [("scheme_id", "=", cycle.scheme_id.id)]
        )
        self.assertEqual((plan.base_amount, plan.method), (1200, "proportional"))
        self.assertEqual(plan.valid_from, cycle.date_from)
        self.assertFalse(self.bare.lacks_kpi_rules)
        cycle.action_approve()
        cycle.action_publish()
        # 1200 × 100 points
        self.assertEqual(self.bonus().amount, 1200)

    @freeze_time("2027-01-05 09:00:00")
    def test_in_january_the_plan_covers_december(self):
        self.allow()
        action = self.form(pay="payslip").save().action_set_up()
        cycle = self.env["aftersales.cycle"].browse(action["res_id"])
        self.assertTrue(self.env["aftersales.bonus.plan"]._of_cycle(cycle))

    def test_without_pay_there_is_no_plan(self):
        self.allow()
        plans = self.env["aftersales.bonus.plan"]
        before = plans.search_count([])
        self.form().save().action_set_up()
        self.assertEqual(plans.search_count([]), before)
        self.assertTrue(self.bare.lacks_kpi_rules)

    def test_who_does_not_manage_the_payroll_may_not(self):
        setup = self.form(pay="payslip").save()
        with self.assertRaisesRegex(AccessError, "Only members"):
            setup.action_set_up()
        with self.assertRaises(AccessError):
            setup.read(["bonus_base"])

    def test_the_clicks(self):
        self.allow()
        self.manager.group_ids += self.env.ref("hr.group_hr_user")
        self.manager.password = "manager"
        self.start_tour("/odoo/kpi-setup", "kpi_setup_pay", login="manager")
        plan = self.env["aftersales.bonus.plan"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(plan.base_amount, 1200)
        self.assertFalse(self.bare.lacks_kpi_rules)
