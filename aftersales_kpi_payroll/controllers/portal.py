from werkzeug.exceptions import NotFound

from odoo.http import content_disposition, request, route

from odoo.addons.aftersales_kpi.controllers.portal import PortalKpi
from odoo.addons.portal.controllers.portal import pager

BONUSES_PER_PAGE = 24
STATEMENT = "aftersales_kpi_payroll.aftersales_bonus_statement"


class BonusPortal(PortalKpi):
    """The own bonuses on the portal: how each came about, and where it was paid.

    What is shown is what the access rules let the user read, and the user's own: HR
    managers see other people's in the backend.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "bonus_count" in counters:
            bonuses = request.env["aftersales.bonus"]
            values["bonus_count"] = bonuses.search_count(self._own_bonus_domain())
        return values

    def _own_bonus_domain(self):
        return [
            ("user_id", "=", request.env.uid),
            ("state", "in", ("held", "approved", "on_slip", "paid", "reversed")),
        ]

    def _own_bonus(self, bonus_id):
        """The user's own granted bonus; else "not found", as for none."""
        bonus = request.env["aftersales.bonus"].search(
            [*self._own_bonus_domain(), ("id", "=", bonus_id)]
        )
        if not bonus:
            raise NotFound()
        return bonus

    @route(
        ["/my/bonus", "/my/bonus/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_bonuses(self, page=1, **kw):
        """All own bonuses, the newest first."""
        bonuses = request.env["aftersales.bonus"]
        domain = self._own_bonus_domain()
        pages = pager(
            "/my/bonus", bonuses.search_count(domain), page, step=BONUSES_PER_PAGE
        )
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "bonus",
            "bonuses": bonuses.search(
                domain, limit=BONUSES_PER_PAGE, offset=pages["offset"]
            ),
            "pager": pages,
        }
        return request.render("aftersales_kpi_payroll.portal_my_bonuses", values)

    @route(
        "/my/bonus/<int:bonus_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_bonus(self, bonus_id, **kw):
        """One own bonus: how it came about."""
        bonus = self._own_bonus(bonus_id)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "bonus_statement",
            "bonus": bonus,
            "bonus_sudo": bonus.sudo(),
        }
        return request.render("aftersales_kpi_payroll.portal_my_bonus", values)

    @route("/my/bonus/<int:bonus_id>/pdf", type="http", auth="user", readonly=True)
    def portal_my_bonus_pdf(self, bonus_id, **kw):
        """The statement as a PDF."""
        bonus = self._own_bonus(bonus_id)
        reports = request.env["ir.actions.report"].sudo()
        pdf, _type = reports._render_qweb_pdf(STATEMENT, bonus.ids)
        name = f"{bonus.display_name}.pdf".replace("/", "-")
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(pdf, headers=headers)
