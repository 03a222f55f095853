from odoo.http import request, route

from .portal import PortalKpi

# The running period is short; older words belong to its predecessors.
SHOWN_FEEDBACK = 10


class FeedbackPortal(PortalKpi):
    """What a person was told, beside how the running period stands (R65)."""

    @route()
    def portal_my_estimate(self, **kw):
        response = super().portal_my_estimate(**kw)
        feedbacks = request.env["aftersales.feedback"].search(
            [("user_id", "=", request.env.uid)], limit=SHOWN_FEEDBACK
        )
        # portal users may not read who wrote it, but may know it
        response.qcontext["feedbacks"] = feedbacks.sudo()
        return response
