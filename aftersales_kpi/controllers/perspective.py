from odoo.http import route

from .portal import PortalKpi


class PerspectivePortal(PortalKpi):
    """A balanced scorecard is drawn by perspective instead of by criterion (R21)."""

    @route()
    def portal_my_scorecard(self, card_id, **kw):
        response = super().portal_my_scorecard(card_id, **kw)
        values = response.qcontext
        values["perspectives"] = rows = values["card"]._perspectives()
        if rows:
            values["radar"] = [row for row in rows if row.share is not None]
            values["has_medians"] = False
        return response
