import hashlib
import hmac

from odoo import http
from odoo.http import request

#: Days after which an address is no longer one where colleagues work.
SESSION_DAYS = 30


class InvitationController(http.Controller):
    """Where a customer's link leads, without an account.

    Opening a link records nothing: mail programs and scanners open links too. The page
    sends the choice as a form, by itself in a browser that a person looks at.
    """

    @http.route(
        "/kpi/survey/<string:token>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def invitation(self, token, choice=None, **kw):
        """The first question, with the choice made in the mail preset."""
        invitation = self._invitation(token)
        if not invitation:
            return self._tell("unknown", status=404)
        redirect = self._in_language(invitation)
        if redirect:
            return redirect
        if self._is_staff():
            return self._tell("colleague", invitation)
        if not invitation._is_open():
            return self._tell(self._why_closed(invitation), invitation)
        answer = invitation.answer_ids[:1]
        if answer and choice is None:
            return self._go_on(answer)
        question = invitation._mail_question()
        return request.render(
            "aftersales_kpi_survey.invitation_page",
            {
                "invitation": invitation,
                "survey": invitation.survey_id,
                "question": question,
                "choices": question._kpi_choices() if question else [],
                "chosen": self._number(choice),
            },
        )

    @http.route(
        "/q/<string:code>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def short_link(self, code, **kw):
        """The link of a text message, which has to be short."""
        invitations = request.env["aftersales.invitation"].sudo()
        invitation = invitations.search([("short_code", "=", code)], limit=1)
        if not invitation:
            return self._tell("unknown", status=404)
        return request.redirect(invitation._path())

    @http.route(
        "/kpi/survey/<string:token>/answer",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["POST"],
        # the link is the secret; a mail program's browser may keep no cookie
        csrf=False,
    )
    def answer(self, token, choice=None, **kw):
        """Keep the choice and go on with the other questions."""
        invitation = self._invitation(token)
        if not invitation:
            return self._tell("unknown", status=404)
        if self._is_staff():
            return self._tell("colleague", invitation)
        if not invitation._is_open():
            return self._tell(self._why_closed(invitation), invitation)
        answer = invitation._begin(self._number(choice), **self._trace(invitation))
        return self._go_on(answer)

    @http.route(
        "/kpi/survey/<string:token>/stop",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        csrf=False,
    )
    def stop(self, token, **kw):
        """Never ask again: a click to open the page, another to confirm."""
        invitation = self._invitation(token)
        if not invitation or not invitation._address():
            return self._tell("unknown", status=404)
        if request.httprequest.method != "POST":
            redirect = self._in_language(invitation)
            return redirect or self._tell("stop", invitation)
        invitation._stop_asking()
        return self._tell("stopped", invitation)

    # --- Parts ------------------------------------------------------------------------

    def _invitation(self, token):
        invitations = request.env["aftersales.invitation"].sudo()
        return invitations.search([("access_token", "=", token)], limit=1)

    def _is_staff(self):
        """Colleagues do not answer for customers, not even by a forwarded link."""
        return request.env.user._is_internal()

    def _why_closed(self, invitation):
        return "answered" if invitation.state == "answered" else "expired"

    def _in_language(self, invitation):
        """To the same page in the customer's language, unless it is there already."""
        code = invitation._survey_lang().code
        if code == request.env.context.get("lang"):
            return None
        path = request.httprequest.full_path.removesuffix("?")
        target = request.env["ir.http"]._url_for(path, code)
        return None if target == path else request.redirect(target)

    def _go_on(self, answer):
        if not answer:
            return self._tell("expired")
        url = f"/survey/{answer.survey_id.access_token}/{answer.access_token}"
        return request.redirect(
            request.env["ir.http"]._url_for(url, answer.lang_id.code)
        )

    def _tell(self, what, invitation=None, status=200):
        response = request.render(
            "aftersales_kpi_survey.invitation_notice",
            {"what": what, "invitation": invitation},
        )
        response.status_code = status
        return response

    @staticmethod
    def _number(choice):
        text = str(choice or "")
        return int(text) if text.isdecimal() and len(text) < 10 else None

    # --- Where an answer comes from ---------------------------------------------------

    def _trace(self, invitation):
        """A fingerprint for finding several answers from one device; no addresses."""
        address = request.httprequest.remote_addr or ""
        agent = request.httprequest.user_agent.string
        secret = request.env["ir.config_parameter"].sudo().get_param("database.secret")
        fingerprint = hmac.new(
            secret.encode(), f"{address}|{agent}".encode(), hashlib.sha256
        )
        return {
            "kpi_device": fingerprint.hexdigest()[:16],
            "kpi_from_inside": self._is_from_inside(address),
        }

    def _is_from_inside(self, address):
        """Whether a colleague was logged in from this address lately."""
        request.env.cr.execute(
            """
            SELECT 1 FROM res_device_log session
              JOIN res_users login ON login.id = session.user_id
             WHERE session.ip_address = %s AND login.share IS NOT TRUE
               AND session.last_activity > now() AT TIME ZONE 'UTC'
                                           - make_interval(days => %s)
             LIMIT 1
            """,
            [address, SESSION_DAYS],
        )
        return bool(request.env.cr.fetchone())
