from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class TestPortal(CustomerPortal):
    """The own knowledge tests, for internal and portal users alike (R17, R43)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["has_kpi_tests"] = bool(self._own_sittings([]))
        if "kpi_test_count" in counters:
            waiting = self._own_sittings([("state", "=", "waiting")])
            open_ones = waiting.filtered(lambda one: one.test_id.state == "open")
            values["kpi_test_count"] = len(open_ones)
        return values

    @http.route("/my/kpi/tests", type="http", auth="user", website=True)
    def my_tests(self, **kw):
        """All own tests, the newest first."""
        return self._render_tests()

    @http.route(
        "/my/kpi/tests/<int:sitting_id>/start",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def start_test(self, sitting_id, **kw):
        """Begin an attempt, or go on with the one under way."""
        sitting = self._own_sittings([("id", "=", sitting_id)])
        if not sitting:
            raise NotFound()
        try:
            attempt = sitting._begin()
        except UserError as error:
            return self._render_tests(error=str(error))
        return request.redirect(
            f"/survey/{attempt.survey_id.access_token}/{attempt.access_token}"
        )

    def _own_sittings(self, domain):
        """Officers may read those of others, but not here; sudo for what they name."""
        sittings = request.env["aftersales.test.sitting"].search(
            [("user_id", "=", request.env.uid), *domain]
        )
        return sittings.sudo()

    def _render_tests(self, error=None):
        sittings = self._own_sittings([]).filtered(
            lambda one: one.test_id.state in ("open", "closed")
        )
        return request.render(
            "aftersales_kpi_survey.portal_my_tests",
            {"page_name": "kpi_tests", "sittings": sittings, "error": error},
        )
