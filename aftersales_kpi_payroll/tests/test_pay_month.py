"""Closing a month on one screen, its Excel, and the same numbers over the API."""

from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PayCase

WORKBOOK = "aftersales_kpi_payroll.aftersales_pay_month_xlsx"


@tagged("post_install", "-at_install")
class TestPayMonth(PayCase):
    def month(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        months = self.env["aftersales.pay.month"].with_user(user or self.clerk)
        return months.search([("date_from", "=", "2026-10-01")])

    def exceptions(self):
        return {
            line.kind: (line.people, line.who) for line in self.month().exception_ids
        }

    def test_a_month_from_the_first_bonus_to_the_last_payslip(self):
        self.publish()
        month = self.month()
        self.assertEqual((month.card_count, month.published_count), (2, 2))
        self.assertEqual((month.draft_count, month.draft_total), (2, 800))
        month.action_approve()
        month = self.month()
        self.assertEqual((month.draft_count, month.approved_total), (0, 800))
        self.assertEqual(self.exceptions(), {"d_waiting": (2, "Anna, Ben")})
        with self.assertRaisesRegex(UserError, "make a batch"):
            month.action_fill()
        self.slip()
        self.slip(self.ben)
        month = self.month(self.boss)
        self.assertTrue(month.has_open_slips)
        month.action_fill()
        month = self.month(self.boss)
        self.assertEqual((month.slip_count, month.slip_total), (2, 800))
        month.action_confirm()
        month = self.month()
        self.assertEqual((month.paid_count, month.paid_total), (2, 800))
        self.assertFalse(month.exception_ids)
        self.assertEqual(month.display_name, "October 2026")
        with self.assertRaisesRegex(UserError, "Nothing waits"):
            month.action_approve()

    def test_exceptions_come_first(self):
        self.publish()
        self.bonus().action_hold()
        self.bonus(self.ben).with_user(self.boss).action_cancel("Left")
        self.assertEqual(self.exceptions(), {"b_held": (1, "Anna")})
        action = self.month().exception_ids.action_view()
        self.assertEqual(action["domain"], [("id", "in", self.bonus().ids)])

    def test_who_left_and_what_is_taken_back(self):
        self.approved()
        self.confirmed()
        self.card(self.cycle, self.anna)._revise("Cheated", void=True)
        self.anna.write({"departure_date": "2020-10-31", "active": False})
        found = self.exceptions()
        self.assertEqual(found["e_negative"], (1, "Anna"))
        self.assertEqual(found["c_left"], (1, "Anna"))

    def test_missing_bonuses_are_listed_and_made(self):
        self.publish()
        self.env.cr.execute(
            "DELETE FROM aftersales_bonus WHERE employee_id = %s", [self.ben.id]
        )
        self.assertEqual(self.exceptions()["a_no_bonus"], (1, "Ben"))
        self.month().action_prepare()
        self.assertEqual(len(self.bonus(self.ben)), 1)

    def test_r70_the_comparison_finds_what_was_paid_behind_its_back(self):
        """A line changed in the database: the sums differ, and the person is named."""
        self.approved()
        slip = self.confirmed()
        message = self.month().action_reconcile()["params"]
        self.assertEqual(message["type"], "success")
        self.assertIn(
            "$\xa0800.00 = paid $\xa0800.00 + open $\xa00.00", message["message"]
        )
        line = slip.line_ids.filtered(lambda one: one.code == "KPIBONUS")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hr_payslip_line SET total = 900 WHERE id = %s", [line.id]
        )
        message = self.month().action_reconcile()["params"]
        self.assertEqual(message["type"], "danger")
        self.assertIn("Anna", message["message"])
        [row] = self.env["aftersales.bonus"].with_user(self.clerk).reconcile()
        self.assertEqual((row["approved"], row["paid"]), (800, 900))
        with self.assertRaises(AccessError):
            self.env["aftersales.bonus"].with_user(self.officer).reconcile()

    def test_the_workbook_has_every_bonus_and_no_formula(self):
        self.anna.name = "=1+1"
        self.approved()
        report = self.env["ir.actions.report"].with_user(self.clerk)
        content, _type = report._render(WORKBOOK, self.month().ids)
        sheet = load_workbook(BytesIO(content)).worksheets[0]
        self.assertEqual(sheet["A2"].value, "2 bonuses, $\xa0800.00 in all")
        rows = {row[0].value: row for row in sheet.iter_rows(min_row=4)}
        self.assertEqual(set(rows), {"=1+1", "Ben"})
        self.assertEqual(rows["=1+1"][0].data_type, "s")
        self.assertEqual((rows["=1+1"][6].value, rows["=1+1"][9].value), (80, 800))
        with self.assertRaises(AccessError):
            report.with_user(self.officer)._render(WORKBOOK, self.month().ids)

    def test_leaders_and_officers_do_not_see_months(self):
        self.publish()
        for user in (self.leader, self.officer, self.manager, self.anna_user):
            for model in ("aftersales.pay.month", "aftersales.pay.exception"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
