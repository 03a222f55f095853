from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.aftersales_remark import PARTS

# Fields of the page's form: this, and the id of the grade.
FIELD = "grade_"


class GradingPortal(CustomerPortal):
    """The page on which people grade, for internal and portal users alike (R46)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "grading_count" in counters:
            values["grading_count"] = len(self._own_sheets([("state", "=", "open")]))
        return values

    @http.route("/my/kpi/grading", type="http", auth="user", website=True)
    def grading_sheets(self):
        """All sheets of the user; the only open one at once."""
        sheets = self._own_sheets([])
        open_sheets = sheets.filtered(lambda sheet: sheet.state == "open")
        if len(open_sheets) == 1:
            return request.redirect(open_sheets._url())
        return request.render(
            "aftersales_kpi.grading_sheets",
            {
                "page_name": "kpi_grading",
                "sheets": open_sheets + (sheets - open_sheets),
            },
        )

    @http.route(
        "/my/kpi/grading/<int:sheet_id>", type="http", auth="user", website=True
    )
    def grading_sheet(self, sheet_id):
        """The page of one sheet: a table for each criterion, a row for each person."""
        return self._render_sheet(self._own_sheet(sheet_id))

    @http.route("/my/kpi/grading/<int:sheet_id>/save", type="jsonrpc", auth="user")
    def save_grade(self, sheet_id, assessment_id, answer):
        """Keep one answer as soon as it is given."""
        return self._own_sheet(sheet_id).save_answers({assessment_id: answer})

    @http.route("/my/kpi/grading/<int:sheet_id>/remark", type="jsonrpc", auth="user")
    def save_remark(self, sheet_id, employee_id, part, text):
        """Keep what the rater wrote about a person as soon as it is written."""
        if part not in PARTS:
            raise NotFound()
        return self._own_sheet(sheet_id).save_remarks({employee_id: {part: text}})

    @http.route(
        "/my/kpi/grading/<int:sheet_id>/submit",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def submit_grades(self, sheet_id, **form):
        """Keep what the form says, then submit; works without a script too."""
        sheet = self._own_sheet(sheet_id)
        try:
            with request.env.cr.savepoint():
                sheet.save_answers(self._answers(form))
                sheet.save_remarks(self._remarks(form))
            if form.get("intent") != "save":
                sheet.action_submit()
        except UserError as error:
            return self._render_sheet(sheet, error=str(error))
        return request.redirect(sheet._url())

    def _answers(self, form):
        return {
            int(name.removeprefix(FIELD)): answer
            for name, answer in form.items()
            if name.startswith(FIELD)
            and name.removeprefix(FIELD).isdecimal()
            and answer
        }

    def _remarks(self, form):
        """{employee id: {part: text}} of the form's text fields."""
        remarks = {}
        for name, text in form.items():
            part, _separator, employee_id = name.partition("_")
            if part in PARTS and employee_id.isdecimal():
                remarks.setdefault(int(employee_id), {})[part] = text
        return remarks

    def _own_sheets(self, domain):
        """Officers may read the sheets of others, but not here."""
        return request.env["aftersales.grading"].search(
            [("user_id", "=", request.env.uid), *domain]
        )

    def _own_sheet(self, sheet_id):
        sheet = self._own_sheets([("id", "=", sheet_id)])
        if not sheet:
            raise NotFound()
        return sheet

    def _render_sheet(self, sheet, error=None):
        return request.render(
            "aftersales_kpi.grading_sheet",
            {
                "page_name": "kpi_grading",
                "sheet": sheet.sudo(),
                "sections": self._sections(sheet.sudo()),
                "remarks": self._remark_rows(sheet.sudo()),
                "remark_policy": sheet.sudo().cycle_id.scheme_id.remark_policy,
                "error": error,
                "is_open": sheet.state == "open",
            },
        )

    def _sections(self, sheet):
        """[(criterion, its levels, its grades by name)] in the scheme's order."""
        for criterion in sheet.assessment_ids.criterion_id.sorted("sequence"):
            grades = sheet.assessment_ids.filtered(
                lambda one, criterion=criterion: one.criterion_id == criterion
            )
            yield (
                criterion,
                grades[0]._levels(),
                grades.sorted(lambda one: (one.role != "self", one.employee_id.name)),
            )

    def _remark_rows(self, sheet):
        """[(person, role, what was written, whether anonymous)] by name."""
        if sheet.cycle_id.scheme_id.remark_policy == "none":
            return []
        written = {remark.employee_id: remark for remark in sheet.remark_ids}
        people = sheet.assessment_ids.grouped("employee_id")
        return [
            (
                person,
                tasks[0],
                written.get(person, sheet.remark_ids.browse()),
                any(task.is_anonymous for task in tasks),
            )
            for person, tasks in sorted(people.items(), key=lambda pair: pair[0].name)
        ]
