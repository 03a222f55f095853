from werkzeug.exceptions import NotFound

from odoo.http import request, route

from .portal import PortalKpi


class RulesPortal(PortalKpi):
    """The rules that a person is evaluated by, told before they count (R63)."""

    @route()
    def portal_my_scorecards(self, page=1, **kw):
        response = super().portal_my_scorecards(page=page, **kw)
        readings = self._readings_of_rules()
        response.qcontext["rules"] = readings.filtered(
            lambda one: one.sudo().scheme_id.state == "approved"
        )
        return response

    def _readings_of_rules(self):
        """The user's own announcements, whatever else the user may read."""
        return request.env["aftersales.scheme.reading"].search(
            [("user_id", "=", request.env.uid)]
        )

    def _reading(self, reading_id):
        reading = self._readings_of_rules().filtered(lambda one: one.id == reading_id)
        if not reading:
            raise NotFound()
        return reading

    @route(
        "/my/kpi/rules/<int:reading_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_rules(self, reading_id, **kw):
        """One scheme: each criterion with its points, its rule and the reason."""
        reading = self._reading(reading_id)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "kpi_rules",
            "reading": reading,
            # portal users may not read schemes; this one concerns them
            "scheme": reading.sudo().scheme_id,
        }
        return request.render("aftersales_kpi.portal_my_rules", values)

    @route(
        "/my/kpi/rules/<int:reading_id>/read",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_read_rules(self, reading_id, **kw):
        """Say that one has read them."""
        self._reading(reading_id).action_read()
        return request.redirect(f"/my/kpi/rules/{reading_id}")
