"""What plans pay: bases, tables, pools, days, currencies (R31, R71)."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PayCase


@tagged("post_install", "-at_install")
class TestBonusPlan(PayCase):
    def amount(self, employee=None):
        return self.bonus(employee).mapped("amount")

    def test_r71_a_table_of_coefficients(self):
        self.plan.write(
            {
                "method": "table",
                "step_ids": [
                    Command.create({"score": 60, "coefficient": 0.5}),
                    Command.create({"score": 80, "coefficient": 1.1}),
                ],
            }
        )
        self.publish()
        self.assertEqual(self.amount(), [1100])
        self.assertEqual(self.amount(self.ben), [0])

    def test_r71_cap_and_floor(self):
        self.plan.write(
            {"has_cap": True, "cap_amount": 700, "has_floor": True, "floor_amount": 100}
        )
        self.publish()
        self.assertEqual(self.amount(), [700])
        self.assertEqual(self.bonus().limit, "cap")
        self.assertEqual(self.amount(self.ben), [100])

    def test_bases_the_narrower_one_wins(self):
        job = self.env["hr.job"].create({"name": "Hotline"})
        self.anna.version_id.job_id = job
        self.plan.base_ids = [Command.create({"job_id": job.id, "amount": 2000})]
        payout = self.publish() and self.bonus().payout_id
        self.assertEqual(self.amount(), [1600])
        self.anna.version_id.kpi_bonus_base = 3000
        payout.action_compute()
        self.assertEqual(self.amount(), [2400])
        own = {"employee_id": self.anna.id, "amount": 500}
        self.plan.base_ids = [Command.create(own)]
        payout.action_compute()
        self.assertEqual(self.amount(), [400])

    def test_several_posts_are_paid_by_their_shares(self):
        self.publish()
        self.env.cr.execute(
            "UPDATE aftersales_scorecard SET share = 0.25 WHERE employee_id = %s",
            [self.anna.id],
        )
        self.env.invalidate_all()
        bonus = self.bonus()
        bonus.payout_id.action_compute()
        # a quarter of 1000, at 80 points
        self.assertEqual((bonus.base_amount, bonus.amount), (250, 200))
        self.assertIn(("Share of this post", "25.00%"), bonus._statement())

    def test_computing_again_keeps_what_is_approved(self):
        bonus = self.approved()
        self.plan.base_amount = 2000
        bonus.payout_id.with_user(self.clerk).action_compute()
        self.assertEqual(bonus.amount, 800)

    def test_who_joined_gets_the_days(self):
        self.employ(self.anna, contract_date_start="2026-10-22")
        self.publish()
        # 10 of 31 days
        self.assertEqual(self.amount(), [258.06])
        self.plan.prorate = False
        self.bonus().payout_id.action_compute()
        self.assertEqual(self.amount(), [800])

    def test_who_left_gets_the_days(self):
        self.employ(self.anna, contract_date_end="2026-10-10")
        self.publish()
        # 10 of 31 days
        self.assertEqual(self.amount(), [258.06])

    def test_who_moved_gets_the_days_of_each_post(self):
        """Ten days in a post that pays 1000 at 100 points, twenty-one at 2000."""
        post = self.env["hr.job"].create(
            {"name": "Senior", "company_id": self.company.id}
        )
        self.plan.base_ids = [Command.create({"job_id": post.id, "amount": 2000})]
        self.anna.create_version({"date_version": "2026-10-11", "job_id": post.id})
        self.publish()
        # (1000 × 10 + 2000 × 21) ÷ 31 × 0.8
        self.assertEqual(self.amount(), [1341.94])

    def test_r71_days_in_another_department_are_not_paid(self):
        """Anna was elsewhere from the 11th to the 20th: 21 of 31 days, as scored."""
        elsewhere = self._make_department("Sales")
        for day, department, base in (
            ("2026-10-11", elsewhere, 9000),
            ("2026-10-21", self.department, 1000),
        ):
            self.anna.create_version(
                {
                    "date_version": day,
                    "department_id": department.id,
                    "kpi_bonus_base": base,
                }
            )
        self.plan.scheme_id = self.scheme = self.make_scheme(
            {"bands": [(10, 100), (30, 80), (None, 0)]},
            department_ids=[Command.set(self.department.ids)],
        )
        self.publish()
        self.assertEqual(self.card(self.cycle, self.anna).served_days, 21)
        self.assertEqual(self.bonus().counted_days, 21)
        self.assertEqual(self.amount(), [541.94])

    def test_leave_that_does_not_count(self):
        unpaid = self.env["hr.leave.type"].create(
            {"name": "Unpaid", "requires_allocation": False, "company_id": False}
        )
        leave = self.env["hr.leave"].create(
            {
                "employee_id": self.anna.id,
                "holiday_status_id": unpaid.id,
                "request_date_from": "2026-10-05",
                "request_date_to": "2026-10-14",
            }
        )
        leave.sudo().state = "validate"
        self.publish()
        self.assertEqual(self.amount(), [800])
        self.plan.leave_type_ids = unpaid
        self.bonus().payout_id.action_compute()
        # 21 of 31 days
        self.assertEqual(self.amount(), [541.94])

    def test_without_a_score_a_person_decides_or_the_base_is_paid(self):
        """Carl started on the 30th: two days, and the scheme asks for ten."""
        self.plan.scheme_id = self.make_scheme({"bands": [(None, 80)]}, minimum_days=10)
        self.scheme = self.plan.scheme_id
        carl = self._make_employee("Carl")
        self.employ(carl, contract_date_start="2026-10-30")
        self.minutes(carl, 5)
        self.publish()
        self.assertEqual(self.card(self.cycle, carl).result, "short")
        self.assertFalse(self.bonus(carl))
        self.plan.without_total = "base"
        self.prepare()
        # the base for 2 of 31 days
        self.assertEqual(self.amount(carl), [64.52])

    def test_the_first_plan_that_covers_pays(self):
        job = self.env["hr.job"].create({"name": "Hotline"})
        self.anna.version_id.job_id = job
        self._make_plan(name="Hotline", sequence=1, base_amount=500, job_ids=job.ids)
        self.publish()
        self.assertEqual(self.amount(), [400])
        self.assertEqual(len(self.bonus(self.ben)), 1)

    def test_a_plan_of_a_department_covers_those_below(self):
        below = self._make_department("Hotline")
        below.parent_id = self.department
        self.anna.version_id.department_id = below
        self.plan.department_ids = self.department
        self.publish()
        self.assertEqual(self.amount(), [800])

    def test_a_plan_that_came_later_pays_from_its_first_period_on(self):
        self.plan.valid_from = "2026-11-01"
        self.publish()
        self.assertFalse(self.bonus())
        self.plan.valid_from = "2026-10-01"
        self.prepare()
        self.assertEqual(self.amount(), [800])

    def test_another_currency_is_paid_in_the_companys(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "rate": 0.5,
                "name": "2026-10-01",
                "company_id": self.company.id,
            }
        )
        self.plan.currency_id = euro
        bonus = self.approved()
        self.assertEqual((bonus.amount, bonus.pay_amount), (800, 1600))
        self.assertEqual(self.paid(self.confirmed()), 1600)
        self.assert_reconciled()

    def test_a_currency_without_cents(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        self.plan.write({"currency_id": yen.id, "base_amount": 1003})
        self.publish()
        self.assertEqual(self.amount(), [802])

    def test_what_cannot_be_is_refused(self):
        for values, words in (
            ({"distribution": "pool"}, "how much"),
            ({"distribution": "pool", "pool_amount": 1, "has_floor": True}, "floor"),
            (
                {
                    "has_floor": True,
                    "floor_amount": 2,
                    "has_cap": True,
                    "cap_amount": 1,
                },
                "above the cap",
            ),
            ({"method": "table"}, "coefficient table"),
            ({"base_ids": [Command.create({"amount": 1})]}, "either a person"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self._make_plan(**values)

    def test_the_example_shows_a_typing_error(self):
        self.assertIn("80.00 points pays $\xa0800.00", self.plan.example)
