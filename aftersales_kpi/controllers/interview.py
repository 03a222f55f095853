from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools import format_date, format_datetime

from .appeal import PortalAppeal

# How a state looks; others are on their way.
INTERVIEW_BADGES = {
    "planned": "text-bg-info",
    "held": "text-bg-warning",
    "confirmed": "text-bg-success",
    "not_agreed": "text-bg-danger",
}
ACTION_BADGES = {
    "in_progress": "text-bg-info",
    "done": "text-bg-success",
    "dropped": "text-bg-secondary",
}
EFFECT_LOOKS = {
    "reached": ("text-success", "fa-check"),
    "better": ("text-success", "fa-arrow-up"),
    "worse": ("text-danger", "fa-arrow-down"),
    "same": ("text-muted", "fa-minus"),
    "waiting": ("text-muted", "fa-hourglass-half"),
}


class PortalInterview(PortalAppeal):
    """Interviews and improvement plans of the own person, on the portal (R61).

    Pages show what the access rules let the user read and what is the user's own;
    each move checks who may.
    """

    # --- The interview --------------------------------------------------------------

    @route(
        "/my/kpi/interview/<int:interview_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_interview(self, interview_id, **kw):
        """When the talk is, what it is about, and what was written of it."""
        return self._render_interview(self._own_interview(interview_id))

    @route(
        "/my/kpi/interview/<int:interview_id>"
        "/<any(comment,confirm,disagree,withdraw):move>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_interview_act(self, interview_id, move, **post):
        """Say something before or after the talk, or answer to its minutes."""
        interview = self._own_interview(interview_id)
        version = post.get("version", "")
        try:
            with request.env.cr.savepoint():
                match move:
                    case "comment":
                        interview.action_comment(post.get("comment"))
                    case "confirm":
                        interview.action_confirm(version=version)
                    case "disagree":
                        reason = post.get("reason", "")
                        interview.action_disagree(reason, version=version)
                    case "withdraw":
                        interview.action_withdraw()
        except UserError as error:
            return self._render_interview(interview, str(error), post)
        if move == "withdraw":
            return request.redirect(f"/my/kpi/{interview.scorecard_id.id}")
        return request.redirect(interview._portal_path())

    def _own_interview(self, interview_id):
        """The user's own interview; else "not found", as for none."""
        interview = request.env["aftersales.interview"].search(
            [("id", "=", interview_id), ("user_id", "=", request.env.uid)]
        )
        if not interview:
            raise NotFound()
        return interview

    def _render_interview(self, interview, error=None, post=None):
        shown = interview.sudo()
        card = shown.scorecard_id
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "kpi_interview",
            "interview": interview,
            "shown": shown,
            "card": card,
            "period": card.cycle_id._period_label(),
            "badge": INTERVIEW_BADGES.get(interview.state, "text-bg-secondary"),
            "actions": interview._allowed_actions(),
            "can_comment": interview.state in ("requested", "planned", "held"),
            "topics": shown.topic_ids,
            "minutes": self._minutes(shown),
            "version": interview._version(),
            "plans": shown.plan_ids,
            "format_moment": lambda value: format_datetime(
                request.env, value, dt_format="short"
            ),
            "post": post or {},
            "error": error,
        }
        return request.render("aftersales_kpi.portal_interview", values)

    def _minutes(self, interview):
        """(label, text) of what is written of the talk."""
        labels = {
            name: field._description_string(request.env)
            for name, field in interview._fields.items()
        }
        return [
            (labels[name], interview[name])
            for name in ("strengths", "weaknesses", "notes", "agreement")
            if interview[name]
        ]

    # --- From the minutes to an appeal ----------------------------------------------

    def _render_form(self, card, line, post, error=None):
        """An appeal begins with what the person objected in the interview (R62)."""
        if not post and not line:
            objection = card.interview_id.objection
            post = {"reason": objection} if objection else post
        return super()._render_form(card, line, post, error)

    # --- The plan -------------------------------------------------------------------

    @route(
        "/my/kpi/plan",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_plan(self, **kw):
        """What the person does to get better, what others do, and what it brought."""
        return self._render_plans()

    @route(
        "/my/kpi/plan/<int:plan_id>/agree",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_plan_agree(self, plan_id, **post):
        """Agree with the own plan."""
        return self._do_plan_move(self._own_plan(plan_id).action_agree)

    @route(
        "/my/kpi/plan/action/<int:action_id>/<any(start,progress,done):move>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_action_act(self, action_id, move, **post):
        """Begin with something that one has to do, say how far it is, or end it."""
        action = self._own_action(action_id)
        match move:
            case "start":
                return self._do_plan_move(action.action_start)
            case "progress":
                percent = post.get("progress", "")
                percent = int(percent) if percent.isdecimal() else 0
                return self._do_plan_move(action.action_progress, percent)
            case "done":
                return self._do_plan_move(action.action_done, post.get("note"))
        raise NotFound()

    @route(
        "/my/kpi/proposal/<int:proposal_id>/<any(accept,dismiss):move>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_proposal_act(self, proposal_id, move, **post):
        """Take a training into the plan, or say why not."""
        proposal = request.env["aftersales.training.proposal"].search(
            [("id", "=", proposal_id), ("user_id", "=", request.env.uid)]
        )
        if not proposal:
            raise NotFound()
        if move == "accept":
            return self._do_plan_move(proposal.action_accept)
        return self._do_plan_move(proposal.action_dismiss, post.get("reason", ""))

    def _do_plan_move(self, move, *arguments):
        try:
            with request.env.cr.savepoint():
                move(*arguments)
        except UserError as error:
            return self._render_plans(str(error))
        return request.redirect("/my/kpi/plan")

    def _own_plan(self, plan_id):
        plan = request.env["aftersales.improvement.plan"].search(
            [("id", "=", plan_id), ("user_id", "=", request.env.uid)]
        )
        if not plan:
            raise NotFound()
        return plan

    def _own_action(self, action_id):
        """Something that the user has to do; else "not found", as for none."""
        action = request.env["aftersales.improvement.action"].search(
            [("id", "=", action_id), ("owner_id", "=", request.env.uid)]
        )
        if not action:
            raise NotFound()
        return action

    def _render_plans(self, error=None):
        plans = request.env["aftersales.improvement.plan"].search(
            [("user_id", "=", request.env.uid)]
        )
        foreign = request.env["aftersales.improvement.action"].search(
            [
                ("owner_id", "=", request.env.uid),
                ("user_id", "!=", request.env.uid),
                ("plan_id.state", "=", "agreed"),
                ("state", "in", ("agreed", "in_progress")),
            ]
        )
        proposals = request.env["aftersales.training.proposal"].search(
            [("user_id", "=", request.env.uid), ("state", "=", "open")]
        )
        periods = plans.action_ids.sudo()._effect_periods()
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "kpi_plan",
            "plans": [self._plan_values(plan, periods) for plan in plans],
            "foreign": [self._action_values(action, {}) for action in foreign],
            "proposals": proposals.sudo(),
            "is_evaluated": bool(self._employees()),
            "error": error,
        }
        return request.render("aftersales_kpi.portal_plan", values)

    def _plan_values(self, plan, periods):
        shown = plan.sudo()
        return {
            "plan": plan,
            "shown": shown,
            "period": shown.cycle_id._period_label(),
            "can_agree": plan.can_agree and bool(shown.action_ids),
            "is_running": plan.state not in ("done", "dropped"),
            "actions": [
                self._action_values(action, periods) for action in plan.action_ids
            ],
        }

    def _action_values(self, action, periods):
        """What a row of the plan says: who, until when, and what it brought."""
        shown = action.sudo()
        own = periods.get(action.id, [])
        is_running = shown.plan_id.state == "agreed"
        is_mine = action.owner_id.id == request.env.uid
        return {
            "action": action,
            "shown": shown,
            "badge": ACTION_BADGES.get(action.state, "text-bg-light"),
            "due": action.due and format_date(request.env, action.due),
            "can_start": is_running and is_mine and action.can_start,
            "can_done": is_running and is_mine and action.can_done,
            "effect": shown._effect_of(own),
            "effect_text": bool(own) and shown._effect_sentence(own),
            "look": EFFECT_LOOKS.get(shown._effect_of(own)),
            "periods": shown._effect_values(own) if len(own) > 1 else [],
        }
