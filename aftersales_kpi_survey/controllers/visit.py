from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

#: What a shopper may bring: how many files, how large, of which kind.
FILES, FILE_SIZE = 10, 10 * 1024 * 1024
FILE_TYPES = ("image/", "application/pdf", "audio/")


class VisitPortal(CustomerPortal):
    """Briefing, form and photos for shoppers and second scorers (R42)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["has_kpi_visits"] = bool(self._own_visits())
        if "kpi_visit_count" in counters:
            visits = self._own_visits()
            user = request.env.user
            values["kpi_visit_count"] = len(
                visits.filtered(lambda visit: visit._may_score(user))
            )
        return values

    @http.route("/my/kpi/visits", type="http", auth="user", website=True)
    def my_visits(self, **kw):
        """All visits that the user makes or scores, the newest first."""
        return request.render(
            "aftersales_kpi_survey.portal_my_visits",
            {"page_name": "kpi_visits", "visits": self._own_visits()},
        )

    @http.route("/my/kpi/visits/<int:visit_id>", type="http", auth="user", website=True)
    def my_visit(self, visit_id, **kw):
        """One visit: the briefing, or what the shopper reported."""
        visit = self._own_visit(visit_id)
        return self._render_visit(visit)

    @http.route(
        "/my/kpi/visits/<int:visit_id>/start",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def start_visit(self, visit_id, **kw):
        """Fill the checklist."""
        visit = self._own_visit(visit_id)
        try:
            answer = visit._begin(request.env.user)
        except AccessError as error:
            return self._render_visit(visit, error=str(error))
        return request.redirect(
            f"/survey/{answer.survey_id.access_token}/{answer.access_token}"
        )

    @http.route(
        "/my/kpi/visits/<int:visit_id>/files",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def attach_files(self, visit_id, **kw):
        """Keep photos and receipts, until the visit is published."""
        visit = self._own_visit(visit_id)
        files = [
            (file.filename, file.read(FILE_SIZE + 1), file.mimetype or "")
            for file in request.httprequest.files.getlist("files")
            if file.filename
        ]
        error = self._why_not(visit, files)
        if error:
            return self._render_visit(visit, error=error)
        visit._attach((name, content) for name, content, _type in files)
        return request.redirect(visit._url())

    @http.route(
        "/my/kpi/visits/<int:visit_id>/file/<int:file_id>", type="http", auth="user"
    )
    def visit_file(self, visit_id, file_id, **kw):
        """A photo or receipt, for those who make or score the visit."""
        visit = self._own_visit(visit_id)
        file = visit.attachment_ids.filtered(lambda one: one.id == file_id)
        if not file:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(file)
        return stream.get_response(as_attachment=True)

    def _why_not(self, visit, files):
        _ = request.env._
        if visit._role_of(request.env.user) != "shopper" or visit.state not in (
            "briefed",
            "reported",
        ):
            return _("Files can be added by the shopper until the visit is published.")
        if not files or len(visit.attachment_ids) + len(files) > FILES:
            return _("Choose between one and %s files in all.", FILES)
        if any(len(content) > FILE_SIZE for _name, content, _type in files):
            return _("A file may have 10 MB at most.")
        if not all(type_.startswith(FILE_TYPES) for _name, _content, type_ in files):
            return _("Only pictures, sound and PDF files.")
        return None

    def _own_visits(self):
        """Visits that the user makes or scores, with all rights; never the others."""
        visits = request.env["aftersales.visit"].sudo()
        uid = request.env.uid
        return visits.search(
            [
                ("state", "in", ("briefed", "reported", "published")),
                "|",
                ("shopper_id", "=", uid),
                "&",
                ("scorer_id", "=", uid),
                ("state", "!=", "briefed"),
            ]
        )

    def _own_visit(self, visit_id):
        visit = self._own_visits().filtered(lambda one: one.id == visit_id)
        if not visit:
            raise NotFound()
        return visit

    def _render_visit(self, visit, error=None):
        user = request.env.user
        return request.render(
            "aftersales_kpi_survey.portal_my_visit",
            {
                "page_name": "kpi_visits",
                "visit": visit,
                "role": visit._role_of(user),
                "may_score": visit._may_score(user),
                "stories": visit._stories(),
                "error": error,
            },
        )
