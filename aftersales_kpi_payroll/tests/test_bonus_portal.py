"""The own statement on the portal and as PDF; the same numbers over JSON-2."""

from io import BytesIO

from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged

from .common import PayCase

WORKBOOK = "aftersales_kpi_payroll.aftersales_pay_month_xlsx"
FIELDS = ["employee_name", "score", "amount", "pay_amount"]


@tagged("post_install", "-at_install")
class TestBonusPortal(PayCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.anna_user | cls.ben_user | cls.clerk:
            user.password = user.login

    def test_the_person_reads_how_it_came_about(self):
        bonus = self.approved()
        self.authenticate("anna", "anna")
        page = self.url_open("/my/bonus").text
        self.assertIn("October 2026", page)
        self.assertIn(f"/my/bonus/{bonus.id}", page)
        page = self.url_open(f"/my/bonus/{bonus.id}").text
        for words in ("Base for 31 of 31 days", "80.00", "0.8000", "1,000.00"):
            self.assertIn(words, page)
        pdf = self.url_open(f"/my/bonus/{bonus.id}/pdf")
        self.assertEqual(pdf.status_code, 200)
        self.assertEqual(pdf.headers["Content-Type"], "application/pdf")

    def test_nobody_reads_anothers(self):
        bonus = self.approved()
        for login in ("ben", "clerk"):
            self.authenticate(login, login)
            for path in ("", "/pdf"):
                page = self.url_open(f"/my/bonus/{bonus.id}{path}")
                self.assertEqual(page.status_code, 404, login)

    def test_what_nobody_approved_is_not_shown(self):
        self.publish()
        self.authenticate("anna", "anna")
        page = self.url_open(f"/my/bonus/{self.bonus().id}")
        self.assertEqual(page.status_code, 404)
        self.assertIn("Nothing yet", self.url_open("/my/bonus").text)

    def test_the_same_numbers_over_the_api(self):
        self.approved()
        self.assertEqual(self._call(self.officer, "search_read"), [])
        rows = self._call(self.clerk, "search_read")
        amounts = {
            row["employee_name"]: (row["score"], row["amount"], row["pay_amount"])
            for row in rows
        }
        self.assertEqual(amounts, {"Anna": (80, 800, 800), "Ben": (0, 0, 0)})
        self.assertEqual(amounts, self._workbook())
        [sums] = self._call(self.clerk, "reconcile")
        self.assertEqual((sums["approved"], sums["open"]), (800, 800))

    def _workbook(self):
        """{person: (score, amount, to be paid)} of the month's Excel."""
        self.env.flush_all()
        month = self.env["aftersales.pay.month"].with_user(self.clerk).search([])
        report = self.env["ir.actions.report"].with_user(self.clerk)
        content, _type = report._render(WORKBOOK, month.ids)
        sheet = load_workbook(BytesIO(content)).worksheets[0]
        head, *rows = (
            [cell.value for cell in row] for row in sheet.iter_rows(min_row=3)
        )
        return {
            row[0]: tuple(
                row[head.index(title)] for title in ("Score", "Amount", "To Be Paid")
            )
            for row in rows
        }

    def _call(self, user, method):
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate("rpc", "test", None)
        arguments = {"context": {"allowed_company_ids": self.company.ids}}
        if method == "search_read":
            arguments |= {"domain": [], "fields": FIELDS}
        answer = self.url_open(
            f"/json/2/aftersales.bonus/{method}",
            json=arguments,
            headers={"Authorization": f"bearer {key}"},
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()
