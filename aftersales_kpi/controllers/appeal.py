from werkzeug.exceptions import NotFound

from odoo import Command
from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools import format_date, format_datetime

from ..models.aftersales_scheme_criterion import exact
from ..models.aftersales_scorecard_line_portal import PUBLISHED_VISIBILITY
from .portal import PortalKpi

# How many records of a line the form offers, worst first.
OFFERED_RECORDS = 50
# What may be attached to an appeal.
MAX_FILES = 5
MAX_FILE_MB = 5
# How a state looks; others are on their way.
STATE_BADGES = {
    "accepted": "text-bg-success",
    "rejected": "text-bg-danger",
    "partly": "text-bg-warning",
    "closed": "text-bg-secondary",
    "withdrawn": "text-bg-secondary",
}
# What the appellant may do on the page of a running appeal.
OWN_ACTIONS = {
    "withdraw": "action_withdraw",
    "agree": "action_agree",
    "escalate": "action_escalate",
}


class PortalAppeal(PortalKpi):
    """Appeals on the portal: whoever is scored starts, follows and answers them.

    Portal users have no rights on appeals; each page checks whose it is, and each move
    checks who may, before anything is done for them.
    """

    # --- Starting one ---------------------------------------------------------------

    @route(
        "/my/kpi/<int:card_id>/appeal",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_appeal_form(self, card_id, line=None, **kw):
        """The form: what is not right, why, and what it should be."""
        card = self._own_card(card_id)
        return self._render_form(card, self._line_of(card, line), {})

    @route(
        "/my/kpi/<int:card_id>/appeal",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_appeal_send(self, card_id, line=None, **post):
        """Send it, or show the form again with what is wrong with it."""
        card = self._own_card(card_id)
        line = self._line_of(card, line)
        try:
            with request.env.cr.savepoint():
                appeal = self._send(card, line, post)
        except UserError as error:
            return self._render_form(card, line, post, str(error))
        return request.redirect(f"/my/kpi/appeal/{appeal.id}")

    @route(
        "/my/kpi/<int:card_id>/appeal/preview",
        type="jsonrpc",
        auth="user",
        methods=["POST"],
        readonly=True,
    )
    def portal_appeal_preview(self, card_id, line=None, records=(), points=None):
        """The total if it is accepted, or nothing where that cannot be foreseen."""
        card = self._own_card(card_id)
        line = self._line_of(card, line)
        if not line:
            return {"text": False}
        decided = {} if records else {line.criterion_id.id: exact(self._points(points))}
        return {
            "text": card.sudo()._change_if(self._offered_ids(line, records), decided)
        }

    def _line_of(self, card, line_id):
        """The line of the card with this id (sudo); none for the whole card."""
        if not line_id:
            return request.env["aftersales.scorecard.line"].sudo()
        line = card.sudo().line_ids.filtered(lambda one: str(one.id) == str(line_id))
        if not line:
            raise NotFound()
        return line

    def _render_form(self, card, line, post, error=None):
        if not card.can_appeal:
            return request.redirect(f"/my/kpi/{card.id}")
        appeals = request.env["aftersales.appeal"]
        until = card.sudo()._answer_due()
        values = {
            **self._prepare_portal_layout_values(),
            **self._card_values(card),
            "page_name": "kpi_appeal_form",
            "line": line,
            "reading": line and line._readings()[0],
            "records": self._offered(line),
            "kinds": appeals._fields["kind"]._description_selection(request.env),
            "colleagues": card._colleagues(),
            "appeal_until": format_date(request.env, card.appeal_until),
            "answer_until": format_date(request.env, until),
            "max_files": MAX_FILES,
            "max_file_mb": MAX_FILE_MB,
            "post": post,
            "chosen_records": request.httprequest.form.getlist("records"),
            "error": error,
        }
        return request.render("aftersales_kpi.portal_appeal_form", values)

    def _offered(self, line):
        """Records of the line that may be shown, worst first."""
        if not line:
            return []
        counted = (
            request.env["aftersales.observation"]
            .sudo()
            ._page_visible(
                line._evidence_rows_sql(),
                PUBLISHED_VISIBILITY,
                line.indicator_id.direction,
                OFFERED_RECORDS,
                0,
            )
        )
        return [
            {
                "fact": record.observation,
                "value": record.observation._counted_text(
                    record.numerator, line.indicator_id
                ),
                "day": format_datetime(
                    request.env, record.observation.event_date, dt_format="short"
                ),
            }
            for record in counted
        ]

    def _offered_ids(self, line, records):
        offered = {record["fact"].id for record in self._offered(line)}
        wanted = {int(one) for one in records if str(one).isdecimal()}
        return sorted(offered & wanted)

    def _points(self, text):
        try:
            return float(text or 0)
        except ValueError as error:
            raise UserError(request.env._("Points are a number.")) from error

    # --- Sending --------------------------------------------------------------------

    def _send(self, card, line, post):
        scope = post.get("scope", "line" if line else "card")
        vals = {
            "scorecard_id": card.id,
            "kind": post.get("kind") or "wrong_data",
            "reason": post.get("reason", ""),
        }
        if scope != "card":
            vals["line_id"] = line.id
            vals["proposed_points"] = self._points(post.get("points"))
        if scope == "records":
            vals["observation_ids"] = [Command.set(self._chosen_records(line))]
        other = self._other_person(card, post)
        if other:
            vals["other_employee_id"] = other.id
        vals["attachment_ids"] = [Command.set(self._keep_files().ids)]
        appeal = request.env["aftersales.appeal"].sudo().create(vals)
        appeal.action_submit()
        return appeal

    def _chosen_records(self, line):
        chosen = self._offered_ids(line, request.httprequest.form.getlist("records"))
        if not chosen:
            raise UserError(request.env._("Choose the records that are not right."))
        return chosen

    def _other_person(self, card, post):
        if post.get("kind") != "wrong_person":
            return None
        return card._colleagues().filtered(
            lambda employee: str(employee.id) == post.get("other")
        )

    def _keep_files(self):
        """The files that came along, as attachments; too many or too large raise."""
        files = [one for one in request.httprequest.files.getlist("files") if one]
        if len(files) > MAX_FILES:
            raise UserError(
                request.env._("Attach at most %(count)s files.", count=MAX_FILES)
            )
        return (
            request.env["ir.attachment"]
            .sudo()
            .create([self._attachment_vals(one) for one in files])
        )

    def _attachment_vals(self, file):
        content = file.read(MAX_FILE_MB * 1024 * 1024 + 1)
        if len(content) > MAX_FILE_MB * 1024 * 1024:
            raise UserError(
                request.env._(
                    "%(file)s is larger than %(size)s MB.",
                    file=file.filename,
                    size=MAX_FILE_MB,
                )
            )
        return {"name": file.filename, "raw": content}

    # --- Following it ---------------------------------------------------------------

    @route(
        "/my/kpi/appeal/<int:appeal_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_appeal(self, appeal_id, **kw):
        """One own appeal, what happened to it, and what one can do."""
        return self._render_appeal(self._own_appeal(appeal_id))

    @route(
        "/my/kpi/appeal/<int:appeal_id>/<any(withdraw,agree,escalate):action>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_appeal_act(self, appeal_id, action, reason=None, **post):
        """Withdraw it, accept the decision, or take it higher."""
        appeal = self._own_appeal(appeal_id)
        arguments = [reason] if action == "escalate" else []
        try:
            with request.env.cr.savepoint():
                getattr(appeal, OWN_ACTIONS[action])(*arguments)
        except UserError as error:
            return self._render_appeal(appeal, str(error))
        return request.redirect(f"/my/kpi/appeal/{appeal.id}")

    def _own_appeal(self, appeal_id):
        """The user's own appeal (sudo); else "not found", as for none."""
        appeal = (
            request.env["aftersales.appeal"]
            .sudo()
            .search([("id", "=", appeal_id), ("user_id", "=", request.env.uid)])
        )
        if not appeal:
            raise NotFound()
        return appeal

    def _render_appeal(self, appeal, error=None):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "kpi_appeal",
            "appeal": appeal,
            "card": appeal.scorecard_id,
            "period": appeal.cycle_id._period_label(),
            "badge": STATE_BADGES.get(appeal.state, "text-bg-info"),
            "actions": appeal._allowed_actions(),
            "due": appeal.answer_until
            and format_date(request.env, appeal.answer_until),
            "format_moment": lambda value: format_datetime(
                request.env, value, dt_format="short"
            ),
            "error": error,
        }
        return request.render("aftersales_kpi.portal_appeal", values)

    # --- Hearing the other person -----------------------------------------------------

    @route(
        "/my/kpi/appeal/<int:appeal_id>/hearing",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_appeal_hearing(self, appeal_id, statement=None, **post):
        """Ask the person whose records these may be, who sees nothing else of it."""
        appeal = self._heard_appeal(appeal_id)
        error = None
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    appeal.action_state(statement)
                return request.redirect(f"/my/kpi/appeal/{appeal.id}/hearing")
            except UserError as problem:
                error = str(problem)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "kpi_hearing",
            "appeal": appeal,
            "can_state": "action_state" in appeal._allowed_actions(),
            "due": appeal.answer_until
            and format_date(request.env, appeal.answer_until),
            "statement": statement,
            "error": error,
        }
        return request.render("aftersales_kpi.portal_appeal_hearing", values)

    def _heard_appeal(self, appeal_id):
        """An appeal in which the user was asked to be heard (sudo)."""
        appeal = (
            request.env["aftersales.appeal"]
            .sudo()
            .search(
                [
                    ("id", "=", appeal_id),
                    ("other_employee_id.user_id", "=", request.env.uid),
                    ("decision_ids.action", "=", "action_hear"),
                ]
            )
        )
        if not appeal:
            raise NotFound()
        return appeal
