from odoo.http import request, route

from .portal import PortalKpi


class PortalCareer(PortalKpi):
    """The own career path: next posts, what they ask, and where one stands (R35)."""

    @route("/my/kpi/career", type="http", auth="user", website=True, readonly=True)
    def portal_my_career(self, **kw):
        """The next posts of the user's own post or posts."""
        steps = request.env["aftersales.career.step"].sudo()
        paths = [
            {
                "employee": employee,
                "step": step,
                "standing": step._standings(employee)[employee],
            }
            for employee in self._employees()
            for step in steps._of(employee)
        ]
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "kpi_career",
            "paths": paths,
        }
        return request.render("aftersales_kpi.portal_my_career", values)
