"""R52: the result table as a workbook that other programs open as it is."""

from io import BytesIO

import openpyxl

from odoo.exceptions import AccessError

from .engine_common import EngineCase


class TestResultXlsx(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(
            {
                "max_points": 60,
                "bands": [(10, 60), (None, 30)],
                "rationale": "=Because",
            },
            {"indicator": "knowledge_test", "max_points": 40, "bands": [(None, 40)]},
            show_rank=True,
        )

    def workbook(self, cycle, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.officer)
        content, extension = report._render_xlsx(
            "aftersales_kpi.aftersales_cycle_report_xlsx", cycle.ids, {}
        )
        self.assertEqual(extension, "xlsx")
        return openpyxl.load_workbook(BytesIO(content))

    def rows(self, sheet):
        """Head and rows of the table, below title and subtitle."""
        head, *rows = sheet.iter_rows(min_row=4, values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def test_results_rules_and_records(self):
        """Anna: 5 min, no test: 60 of 60. Ben: 20 min and 80: 30 + 40."""
        self.minutes(self.anna, 4, 6)
        self.minutes(self.ben, 20)
        self.observe("knowledge_test", self.ben, 80, denominator=100)
        book = self.workbook(self.score(self.scheme))
        self.assertEqual(book.sheetnames, ["Results", "Rules", "Records"])
        anna, ben = self.rows(book["Results"])
        self.assertEqual((anna["Name"], anna["Team"]), ("Anna", "Hotline"))
        self.assertEqual(anna["Average response time"], 5)
        self.assertEqual(anna["Average response time: points of 60"], 60)
        self.assertEqual(anna["Business-knowledge test"], "no data")
        self.assertEqual((anna["Total"], anna["Rank"]), (100, 1))
        self.assertEqual((ben["Total"], ben["Rank"]), (70, 2))
        rule, _test = self.rows(book["Rules"])
        self.assertEqual(
            (rule["Max Points"], rule["Too Few Data"][:9]), (60, "Leave out")
        )
        self.assertEqual(rule["Rule"], "≤ 10 min → 60; > 10 min → 30")
        records = self.rows(book["Records"])
        self.assertEqual(
            [(row["Name"], row["Kind"], row["Counted"]) for row in records],
            [
                ("Anna", "First response", 240),
                ("Anna", "First response", 360),
                ("Ben", "First response", 1200),
                ("Ben", "Business-knowledge test", 80),
            ],
        )

    def test_text_of_users_is_never_a_formula(self):
        names = ('=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)")
        for name in names:
            self.minutes(self._make_employee(name), 5)
        book = self.workbook(self.score(self.scheme))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        texts = {cell.value for cell in cells if cell.data_type == "s"}
        self.assertLessEqual({*names, "=Because"}, texts)

    def test_who_has_no_total_is_listed_without_one(self):
        start = {"date_version": "2026-10-31", "contract_date_start": "2026-10-31"}
        self.minutes(self._make_employee("Jo", **start), 5, day=31)
        scheme = self.scheme.browse(self.scheme.action_new_version()["res_id"])
        scheme.write({"minimum_days": 5, "valid_from": "2026-10-01"})
        scheme.action_approve()
        (row,) = self.rows(self.workbook(self.score(scheme))["Results"])
        self.assertEqual((row["Total"], row["Rank"]), ("Served too few days", None))

    def test_cycle_without_results(self):
        book = self.workbook(self.make_cycle(self.scheme))
        self.assertEqual(self.rows(book["Results"]), [])
        self.assertEqual(len(self.rows(book["Rules"])), 2)

    def test_only_officers_export(self):
        cycle = self.score(self.scheme)
        with self.assertRaises(AccessError):
            self.workbook(cycle, self.leader)
