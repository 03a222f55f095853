from odoo import models
from odoo.exceptions import AccessError

HEAD_ROW = 2
A4 = 9  # as workbooks number paper


class AftersalesPayMonthXlsx(models.AbstractModel):
    """A month's bonuses as a workbook, for those who pay elsewhere.

    Text is written as text always: a name that begins with "=" is a name.
    """

    _name = "report.aftersales_kpi_payroll.aftersales_pay_month_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Bonuses of a Month"

    def get_workbook_options(self):
        return {"constant_memory": True, "strings_to_formulas": False}

    def generate_xlsx_report(self, workbook, data, objs):
        """Write one sheet for every month."""
        objs.check_access("read")
        if not self.env.user.has_group("payroll.group_payroll_user"):
            raise AccessError(self.env._("Only payroll may export the bonuses."))
        formats = {
            "title": workbook.add_format({"bold": True, "font_size": 14}),
            "head": workbook.add_format(
                {"bold": True, "text_wrap": True, "bg_color": "#EEEEEE", "border": 1}
            ),
            "text": workbook.add_format({}),
            "number": workbook.add_format({"num_format": "#,##0.00"}),
            "ratio": workbook.add_format({"num_format": "0.0000"}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for month in objs:
            self._write_month(workbook, formats, month)

    def _write_month(self, workbook, formats, month):
        name = f"{month.date_from:%Y-%m} {month.company_id.id}"
        sheet = workbook.add_worksheet(name)
        columns = self._columns()
        for place, (_title, width, _format, _value) in enumerate(columns):
            sheet.set_column(place, place, width)
        title = f"{month.company_id.name} · {month.display_name}"
        sheet.write_string(0, 0, title, formats["title"])
        bonuses = self.env["aftersales.bonus"].search(
            [*month._period_domain(), ("state", "!=", "cancelled")],
            order="employee_name, id",
        )
        total = month.currency_id.format(sum(bonuses.mapped("pay_amount")))
        sheet.write_string(
            HEAD_ROW - 1,
            0,
            self.env._(
                "%(count)s bonuses, %(total)s in all", count=len(bonuses), total=total
            ),
        )
        for place, (title, *_rest) in enumerate(columns):
            sheet.write_string(HEAD_ROW, place, title, formats["head"])
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        self._set_up_page(sheet)
        row = HEAD_ROW
        for row, bonus in enumerate(bonuses, HEAD_ROW + 1):
            for place, (_title, _width, name, value) in enumerate(columns):
                self._write_cell(sheet, row, place, value(bonus), formats[name])
        sheet.autofilter(HEAD_ROW, 0, row, len(columns) - 1)

    def _set_up_page(self, sheet):
        """Printed, all columns stand on one page across, under their titles."""
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)

    def _columns(self):
        """(title, width, format, value of a bonus)."""
        bonuses = self.env["aftersales.bonus"]
        kinds, states = (
            dict(bonuses._fields[name]._description_selection(self.env))
            for name in ("kind", "state")
        )
        return [
            (self.env._("Person"), 20, "text", lambda one: one.employee_name),
            (self.env._("Email"), 28, "text", lambda one: one.employee_id.work_email),
            (self.env._("Department"), 18, "text", lambda one: one.department_id.name),
            (self.env._("Kind"), 14, "text", lambda one: kinds[one.kind]),
            (self.env._("Period From"), 12, "date", lambda one: one.date_from),
            (self.env._("Period To"), 12, "date", lambda one: one.date_to),
            (
                self.env._("Score"),
                9,
                "number",
                lambda one: one.score if one.has_score else None,
            ),
            (
                self.env._("Coefficient"),
                11,
                "ratio",
                lambda one: one.coefficient if one.kind == "kpi" else None,
            ),
            (
                self.env._("Base"),
                12,
                "number",
                lambda one: one.base_amount if one.kind == "kpi" else None,
            ),
            (self.env._("Amount"), 12, "number", lambda one: one.amount),
            (self.env._("Currency"), 9, "text", lambda one: one.currency_id.name),
            (self.env._("To Be Paid"), 12, "number", lambda one: one.pay_amount),
            (self.env._("State"), 14, "text", lambda one: states[one.state]),
            (self.env._("Payslip"), 14, "text", lambda one: one.payslip_id.number),
            (self.env._("Reason"), 30, "text", lambda one: one._reason()),
        ]

    def _write_cell(self, sheet, row, column, value, cell_format):
        if value is None or value is False or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, column, value, cell_format)
        elif hasattr(value, "year"):
            sheet.write_datetime(row, column, value, cell_format)
        else:
            sheet.write_number(row, column, value, cell_format)
