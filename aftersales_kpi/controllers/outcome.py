from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from .portal import PortalKpi

CERTIFICATE = "aftersales_kpi.aftersales_outcome_certificate"
# What has happened lately stands on the page of scorecards.
SHOWN_OUTCOMES = 5


class OutcomePortal(PortalKpi):
    """Awards, entitlements and what is proposed against a person, for that person.

    Access rules say which outcomes a person was told of; these pages show the own only.
    """

    @route()
    def portal_my_scorecards(self, page=1, **kw):
        response = super().portal_my_scorecards(page, **kw)
        outcomes = request.env["aftersales.outcome"].search(
            self._own_outcomes(), limit=SHOWN_OUTCOMES
        )
        response.qcontext["outcomes"] = outcomes.sudo() if page == 1 else []
        return response

    def _own_outcomes(self):
        return [
            ("recipient_user_ids", "in", [request.env.uid]),
            "|",
            ("notified_on", "!=", False),
            ("state", "in", ("effective", "revoked")),
        ]

    def _own_outcome(self, outcome_id):
        """The user's own outcome that he or she was told of; else "not found"."""
        outcome = request.env["aftersales.outcome"].search(
            [*self._own_outcomes(), ("id", "=", outcome_id)]
        )
        if not outcome:
            raise NotFound()
        return outcome

    @route(
        "/my/kpi/outcome/<int:outcome_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_outcome(self, outcome_id, **kw):
        """One outcome: its evidence, and what the person can say or choose."""
        return self._render_outcome(self._own_outcome(outcome_id))

    def _render_outcome(self, outcome, error=None, answer=""):
        """The page, with what was refused and what was typed, if anything was."""
        outcome = outcome.sudo()
        own = outcome.scorecard_ids.filtered(
            lambda card: card.user_id == request.env.user
        )
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "kpi_outcome",
            "outcome": outcome,
            "evidence": own.sorted("date_from"),
            "is_mine": outcome.user_id == request.env.user,
            "error": error,
            "typed": answer,
        }
        return request.render("aftersales_kpi.portal_my_outcome", values)

    @route(
        "/my/kpi/outcome/<int:outcome_id>/answer",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_answer_outcome(self, outcome_id, answer="", **kw):
        """ "This is what I say to it." """
        outcome = self._own_outcome(outcome_id)
        return self._do_outcome(outcome, lambda: outcome.action_answer(answer), answer)

    def _do_outcome(self, outcome, action, answer=""):
        """Do it, and show the page; a refusal is shown beside what was typed."""
        try:
            with request.env.cr.savepoint():
                action()
        except UserError as error:
            return self._render_outcome(outcome, str(error), answer)
        return request.redirect(f"/my/kpi/outcome/{outcome.id}")

    @route(
        "/my/kpi/outcome/<int:outcome_id>/choose",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_choose_incentive(self, outcome_id, incentive_id="", **kw):
        """ "I take this one." """
        chosen = int(incentive_id) if incentive_id.isdecimal() else 0
        outcome = self._own_outcome(outcome_id)
        return self._do_outcome(outcome, lambda: outcome.action_choose(chosen))

    @route(
        "/my/kpi/outcome/<int:outcome_id>/certificate",
        type="http",
        auth="user",
        readonly=True,
    )
    def portal_certificate(self, outcome_id, **kw):
        """The certificate as a PDF."""
        outcome = self._own_outcome(outcome_id).sudo()
        if not outcome.has_certificate:
            raise NotFound()
        reports = request.env["ir.actions.report"].sudo()
        reports = reports.with_context(certified_user_id=request.env.uid)
        pdf, _type = reports._render_qweb_pdf(CERTIFICATE, outcome.ids)
        name = f"{outcome.title}.pdf".replace("/", "-")
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(pdf, headers=headers)
