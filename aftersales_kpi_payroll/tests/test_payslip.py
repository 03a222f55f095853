"""Bonuses reach the payslip by themselves, once (R70): every way a payslip can go."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOVEMBER, OCTOBER, PayCase


@tagged("post_install", "-at_install")
class TestPayslip(PayCase):
    def tearDown(self):
        self.assert_reconciled()
        super().tearDown()

    # --- Ways in --------------------------------------------------------------------

    def test_r70_by_hand(self):
        bonus = self.approved()
        slip = self.computed()
        self.assertEqual(self.paid(slip), 800)
        self.assertEqual(self.paid(slip, "NET"), 3800)
        self.assertEqual(bonus.state, "on_slip")
        self.assertEqual(bonus.payslip_id, slip)
        slip.action_payslip_done()
        self.assertEqual(bonus.state, "paid")

    def test_r70_by_batch(self):
        """The batch yields no inputs by itself; two people, two amounts."""
        self.minutes(self.ben, 5, 5, 5)  # mean 13.75: 80 points
        bonus = self.approved()
        self.bonus(self.ben).action_approve()
        slips = self.batch(self.anna | self.ben)
        self.assertEqual([self.paid(slip) for slip in slips], [800, 800])
        self.assertEqual(bonus.state, "on_slip")
        self.confirm(slips)
        self.assertEqual(bonus.state, "paid")

    def test_r70_over_rpc(self):
        """A payslip created from values alone, without the form's help."""
        self.approved()
        payslips = self.env["hr.payslip"].with_user(self.boss)
        slip = payslips.create(
            {
                "employee_id": self.anna.id,
                "date_from": OCTOBER[0],
                "date_to": OCTOBER[1],
                "struct_id": self.structure.id,
                "contract_id": self.anna.version_id.id,
                "company_id": self.company.id,
            }
        )
        slip.compute_sheet()
        self.assertEqual(self.paid(slip), 800)

    def test_r70_a_currency_with_more_decimals_than_payslips(self):
        """1000.155 dinars at 80 points are 800.124; a payslip can pay 800.12."""
        dinar = self.env.ref("base.KWD")
        dinar.write({"active": True, "rounding": 0.001})
        self.company.currency_id = dinar
        self.plan.write({"currency_id": dinar.id, "base_amount": 1000.155})
        bonus = self.approved()
        self.assertEqual((bonus.amount, bonus.pay_amount), (800.124, 800.12))
        self.assertIn("800.120", dict(bonus._statement())["Paid, as payslips round"])
        slip = self.confirmed()
        self.assertEqual(self.paid(slip), 800.12)
        self.assertEqual(bonus.state, "paid")

    # --- The life of a payslip ------------------------------------------------------

    def test_r70_computed_again_and_confirmed(self):
        """However often it is computed, there is one input and one line."""
        bonus = self.approved()
        slip = self.computed()
        for _again in range(2):
            slip.compute_sheet()
            self.assertEqual(self.paid(slip), 800)
        self.assertEqual(slip.input_line_ids.filtered("amount").mapped("amount"), [800])
        slip.action_payslip_done()  # OCA computes once more here
        self.assertEqual((self.paid(slip), bonus.state), (800, "paid"))
        self.assertEqual(len(bonus.posting_ids), 1)

    def test_r70_fetching_the_data_again_changes_nothing(self):
        """OCA's button makes all inputs anew, without amounts."""
        self.approved()
        slip = self.computed()
        slip.onchange_employee()
        slip.compute_sheet()
        self.assertEqual(self.paid(slip), 800)

    def test_r70_a_confirmed_payslip_is_not_computed_again(self):
        self.approved()
        slip = self.confirmed()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            slip.compute_sheet()
        self.assertEqual((self.paid(slip), slip.state), (800, "done"))

    def test_r70_cancelled_and_made_again(self):
        bonus = self.approved()
        slip = self.computed()
        slip.action_payslip_cancel()
        self.assertEqual(bonus.state, "approved")
        again = self.confirmed()
        self.assertEqual((self.paid(again), bonus.state), (800, "paid"))
        self.assertEqual(len(bonus.posting_ids), 2)

    def test_r70_a_cancelled_one_that_is_opened_again_gets_it_back(self):
        bonus = self.approved()
        slip = self.computed()
        slip.action_payslip_cancel()
        slip.action_payslip_draft()
        slip.compute_sheet()
        slip.action_payslip_done()
        self.assertEqual((self.paid(slip), bonus.state), (800, "paid"))

    def test_r70_deleted(self):
        bonus = self.approved()
        slip = self.computed()
        slip.action_payslip_cancel()
        slip.unlink()
        self.assertEqual(bonus.state, "approved")
        draft = self.computed()
        draft.action_payslip_draft()
        draft.unlink()
        self.assertEqual(bonus.state, "approved")

    def test_r70_refunded_and_made_again(self):
        """The refund takes it back, the new payslip pays it: once, in the end."""
        bonus = self.approved()
        slip = self.confirmed()
        slip.refund_sheet()
        refund = slip.refunded_id
        self.assertEqual((self.paid(refund), refund.credit_note), (800, True))
        self.assertEqual(bonus.state, "approved")
        self.assert_reconciled()
        again = self.confirmed()
        self.assertEqual((self.paid(again), bonus.state), (800, "paid"))
        self.assertEqual(bonus.payslip_id, again)

    def test_r70_refunded_twice(self):
        self.approved()
        slip = self.confirmed()
        slip.refund_sheet()
        with self.assertRaisesRegex(UserError, "refunded already"):
            slip.refund_sheet()
        with self.assertRaisesRegex(UserError, "refunded already"):
            slip.refunded_id.refund_sheet()

    def test_r70_a_refund_that_is_cancelled(self):
        """The first payslip has paid again, unless another one does by now."""
        self.env["ir.config_parameter"].set_param("payroll.allow_cancel_payslips", "1")
        bonus = self.approved()
        slip = self.confirmed()
        slip.refund_sheet()
        slip.refunded_id.action_payslip_cancel()
        self.assertEqual((bonus.state, bonus.payslip_id), ("paid", slip))
        self.assert_reconciled()
        slip.refund_sheet()
        again = self.computed()
        with self.assertRaises(UserError):  # on another payslip
            slip.refunded_id.action_payslip_cancel()
        again.action_payslip_cancel()
        slip.refunded_id.action_payslip_cancel()
        self.assertEqual(bonus.payslip_id, slip)

    def test_r70_a_confirmed_one_that_is_cancelled(self):
        self.env["ir.config_parameter"].set_param("payroll.allow_cancel_payslips", "1")
        bonus = self.approved()
        slip = self.confirmed()
        slip.action_payslip_cancel()
        self.assertEqual(bonus.state, "approved")
        self.assertEqual(self.paid(self.confirmed()), 800)

    def test_r70_a_copy_pays_nothing(self):
        """OCA copies the lines too; confirming them would pay a second time."""
        param = self.env["ir.config_parameter"]
        param.set_param("payroll.prevent_compute_on_confirm", "1")
        self.approved()
        slip = self.confirmed()
        copy = slip.copy()
        with self.assertRaisesRegex(UserError, "compute the sheets again"):
            copy.action_payslip_done()
        copy.compute_sheet()
        self.assertEqual(self.paid(copy), 0)
        copy.action_payslip_done()

    def test_r70_amounts_typed_by_hand_do_not_count(self):
        self.approved()
        slip = self.slip()
        line = slip.input_line_ids.filtered(lambda one: one.code == "KPIBONUS")
        line.amount = 5000
        line.copy()  # OCA would count the last line of a code
        slip.compute_sheet()
        self.assertEqual(self.paid(slip), 800)

    def test_r70_a_payslip_that_becomes_another_persons(self):
        bonus = self.approved()
        slip = self.computed()
        slip.write({"employee_id": self.ben.id, "contract_id": self.ben.version_id.id})
        with self.assertRaisesRegex(UserError, "compute the sheets again"):
            slip.with_context(without_compute_sheet=True).action_payslip_done()
        slip.compute_sheet()
        self.assertEqual((self.paid(slip), bonus.state), (0, "approved"))

    # --- Which payslip --------------------------------------------------------------

    def test_r70_two_payslips_in_a_period(self):
        """The first open one takes it, also when the second is computed first."""
        bonus = self.approved()
        first, second = self.slip(), self.slip()
        second.compute_sheet()
        self.assertEqual(self.paid(second), 0)
        self.assertIn("earlier payslip", second.kpi_warning)
        first.compute_sheet()
        second.compute_sheet()
        self.assertEqual((self.paid(first), self.paid(second)), (800, 0))
        self.assertFalse(second.kpi_warning)
        self.confirm(first | second)
        self.assertEqual(bonus.payslip_id, first)

    def test_r70_both_computed_at_once(self):
        self.approved()
        slips = self.slip() | self.slip()
        slips.compute_sheet()
        self.assertEqual(sorted(self.paid(slip) for slip in slips), [0, 800])

    def test_r70_a_payslip_that_ends_too_early(self):
        self.approved()
        half = self.computed(period=("2026-10-01", "2026-10-15"))
        self.assertEqual(self.paid(half), 0)
        self.assertEqual(self.paid(self.computed(period=NOVEMBER)), 800)

    def test_r70_the_company_may_pay_with_the_next_month(self):
        self.company.kpi_bonus_month = "next"
        self.approved()
        self.assertEqual(self.paid(self.computed()), 0)
        self.assertEqual(self.paid(self.computed(period=NOVEMBER)), 800)

    def test_r70_late_approval(self):
        """Approved after the payslip was confirmed: the next one brings it."""
        self.publish()
        slip = self.confirmed()
        self.bonus().action_approve()
        self.assertEqual(self.paid(slip), 0)
        self.assertEqual(self.paid(self.confirmed(period=NOVEMBER)), 800)

    def test_r70_approved_between_computing_and_confirming(self):
        self.publish()
        slip = self.computed()
        self.bonus().action_approve()
        self.assertIn("compute the sheet", slip.kpi_warning)
        slip.action_payslip_done()
        self.assertEqual(self.paid(slip), 800)

    def test_r70_only_what_is_approved(self):
        self.publish()
        self.assertEqual(self.paid(self.confirmed()), 0)

    # --- Contracts ------------------------------------------------------------------

    def test_r70_two_contracts_pay_the_bonus_once(self):
        """OCA runs all rules for each contract of a payslip that names none."""
        self.employ(self.anna, contract_date_end="2026-10-10")
        self.anna.create_version(
            {
                "date_version": "2026-10-11",
                "contract_date_start": "2026-10-11",
                "contract_date_end": False,
                "wage": 4000,
                "struct_id": self.structure.id,
            }
        )
        self.approved()
        slip = self.slip()
        slip.write({"contract_id": False})
        slip.compute_sheet()
        self.assertEqual(self.paid(slip, "BASIC"), 7000)
        self.assertEqual(self.paid(slip), 800)
        slip.action_payslip_done()
        self.assertEqual(self.paid(slip), 800)

    def test_r70_a_contract_change_in_the_month(self):
        """Ten days with a base of 1000, twenty-one with 2000."""
        self.anna.create_version(
            {"date_version": "2026-10-11", "wage": 4000, "kpi_bonus_base": 2000}
        )
        bonus = self.approved()
        # (1000 × 10 + 2000 × 21) ÷ 31 × 0.8
        self.assertEqual(bonus.amount, 1341.94)
        self.assertEqual(self.paid(self.confirmed()), 1341.94)

    def test_r70_a_rule_that_pays_something_else_is_refused(self):
        self.approved()
        rule = self.env.ref("aftersales_kpi_payroll.rule_kpi_bonus")
        rule.amount_python_compute = "result = inputs.KPIBONUS.amount * 2"
        with self.assertRaisesRegex(UserError, "KPIBONUS pays .*1,600.00"):
            self.computed()

    def test_r70_a_structure_without_our_rules_warns(self):
        bonus = self.approved()
        bare = self._make_structure(with_rules=False)
        self.anna.version_id.struct_id = bare
        slip = self.computed()
        self.assertEqual((self.paid(slip), bonus.state), (0, "approved"))
        self.assertIn("no rule with the code KPIBONUS", slip.kpi_warning)
        self.assertTrue(bare.lacks_kpi_rules)
        bare.action_add_kpi_rules()
        self.assertFalse(bare.lacks_kpi_rules)
        slip.action_payslip_done()
        self.assertEqual(self.paid(slip), 800)

    def test_r70_without_a_contract_in_the_period_nothing_is_lost(self):
        """OCA makes no line then; the bonus must not count as paid."""
        bonus = self.approved()
        slip = self.slip()
        self.anna.version_id.contract_date_start = "2027-01-01"
        slip.compute_sheet()
        self.assertEqual((self.paid(slip), bonus.state), (0, "approved"))

    # --- Who left -------------------------------------------------------------------

    def test_r70_who_left_gets_it_with_the_last_payslip(self):
        """It ends before the scored month does, and takes all there is."""
        self.employ(self.anna, contract_date_end="2026-10-20")
        bonus = self.approved()
        slip = self.computed(period=("2026-10-01", "2026-10-20"))
        # 20 of 31 days
        self.assertEqual((bonus.counted_days, bonus.amount), (20, 516.13))
        self.assertEqual(self.paid(slip), 516.13)

    def test_r70_who_left_without_a_last_payslip_is_listed(self):
        bonus = self.approved()
        self.anna.write({"departure_date": "2026-10-31", "active": False})
        listed = self.env["aftersales.bonus"].search(
            [("has_left", "=", True), ("state", "in", ("approved", "on_slip"))]
        )
        self.assertEqual(listed, bonus)
        self.assertEqual(self.paid(self.confirmed()), 800)

    # --- In the database ------------------------------------------------------------

    def test_r70_the_database_refuses_a_second_payslip(self):
        bonus = self.approved()
        self.computed()
        other = self.slip(period=NOVEMBER)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.env["aftersales.bonus.posting"].create(
                    {"bonus_id": bonus.id, "payslip_id": other.id, "amount": 800}
                )
        self.assertEqual(bonus.state, "on_slip")

    def test_r70_other_companies_payslips_take_nothing(self):
        bonus = self.approved()
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids = [Command.link(other.id)]
        slip = self.slip().sudo()
        slip.company_id = other
        slip.compute_sheet()
        self.assertEqual((self.paid(slip), bonus.state), (0, "approved"))
