from dateutil.relativedelta import relativedelta
from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools import format_date, format_datetime

from odoo.addons.portal.controllers.portal import CustomerPortal

# States in the order in which they concern the person.
URGENT_FIRST = ("proposed", "changing", "agreed", "draft", "evaluated", "cancelled")


class GoalPortal(CustomerPortal):
    """The own goals on the portal: agree, tell progress, propose changes (R23).

    Goals that one answers for, whatever else one may read; others are in the backend.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "goal_count" in counters:
            waiting = self._own_goals().filtered(
                lambda goal: goal.can_agree or goal.can_agree_change
            )
            values["goal_count"] = len(waiting)
        return values

    @route("/my/kpi/goals", type="http", auth="user", website=True, readonly=True)
    def portal_my_goals(self, **kw):
        """All own goals, those that wait for the person first."""
        goals = self._own_goals().sorted(
            lambda goal: (URGENT_FIRST.index(goal.state), goal.date_to)
        )
        return request.render(
            "aftersales_kpi.portal_my_goals",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "kpi_goals",
                "goals": goals.sudo(),
                "can_draft": bool(request.env.user.employee_id),
                "format_day": lambda day: format_date(request.env, day),
            },
        )

    @route(
        "/my/kpi/goals/<int:goal_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_goal(self, goal_id, **kw):
        """One goal: where it stands, what was said, and what one can do about it."""
        return self._render_goal(self._own_goal(goal_id))

    def _render_goal(self, goal, error=None, form=None):
        return request.render(
            "aftersales_kpi.portal_my_goal",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "kpi_goal",
                "goal": goal,
                # superiors and colleagues who spoke may not be readable themselves
                "goal_sudo": goal.sudo(),
                "above": self._above(goal.sudo()),
                "error": error,
                "form": form or {},
                "format_day": lambda day: format_date(request.env, day),
                "format_moment": lambda moment: format_datetime(
                    request.env, moment, dt_format="short"
                ),
            },
        )

    def _above(self, goal):
        """The goals that this one serves, the highest first."""
        chain = []
        while goal.parent_id:
            goal = goal.parent_id
            chain.insert(0, goal)
        return chain

    def _own_goals(self):
        return request.env["aftersales.goal"].search(
            [("user_id", "=", request.env.uid)]
        )

    def _own_goal(self, goal_id):
        """The user's own goal; else "not found", as for none."""
        goal = self._own_goals().filtered(lambda one: one.id == goal_id)
        if not goal:
            raise NotFound()
        return goal

    # --- A goal of one's own ----------------------------------------------------------

    @route("/my/kpi/goals/new", type="http", auth="user", website=True, readonly=True)
    def portal_new_goal(self, **kw):
        """An empty form for a goal that one sets oneself."""
        return self._render_draft({})

    @route(
        "/my/kpi/goals/<int:goal_id>/edit",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_edit_goal(self, goal_id, **kw):
        """The own draft, to be mended before it is proposed."""
        return self._render_draft(self._draft_form(self._own_draft(goal_id)))

    @route(
        [
            "/my/kpi/goals/new/save",
            "/my/kpi/goals/<int:goal_id>/save",
        ],
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_save_goal(self, goal_id=None, propose="", **form):
        """Keep the draft, and offer it to the superior where one says so."""
        draft = self._own_draft(goal_id) if goal_id else None
        try:
            with request.env.cr.savepoint():
                goal = request.env["aftersales.goal"]._draft_own(
                    self._draft_vals(form), self._milestone_names(form), draft
                )
                if propose:
                    self._own_goal(goal.id).action_propose()
        except UserError as error:
            return self._render_draft({**form, "goal_id": goal_id}, str(error))
        return request.redirect(goal._url())

    def _own_draft(self, goal_id):
        goal = self._own_goal(goal_id)
        if not goal.can_propose or goal.level != "employee":
            raise NotFound()
        return goal

    def _render_draft(self, form, error=None):
        goals = request.env["aftersales.goal"]
        if not request.env.user.employee_id:
            raise NotFound()
        today = fields.Date.context_today(goals)
        return request.render(
            "aftersales_kpi.portal_goal_draft",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "kpi_goal_draft",
                "error": error,
                "form": {
                    "measure": "yes_no",
                    "date_from": today,
                    "date_to": today + relativedelta(month=12, day=31),
                    **form,
                },
                "parents": goals._own_parents(),
                "indicators": goals._own_indicators(),
            },
        )

    def _draft_form(self, goal):
        """What the form shows of a draft."""
        return {
            "goal_id": goal.id,
            "name": goal.name,
            "description": goal.description or "",
            "measure": goal.measure,
            "indicator_id": goal.indicator_id.id,
            "target_value": "%g" % goal.target_value,
            "milestones": "\n".join(goal.milestone_ids.mapped("name")),
            "date_from": goal.date_from,
            "date_to": goal.date_to,
            "parent_id": goal.sudo().parent_id.id,
        }

    def _draft_vals(self, form):
        """What the form says, as a goal has it."""
        measure = form.get("measure", "")
        vals = {
            "name": form.get("name", "").strip(),
            "description": form.get("description", "").strip(),
            "measure": measure,
            "date_from": self._as_date(form.get("date_from", "")),
            "date_to": self._as_date(form.get("date_to", "")),
            "parent_id": self._as_id(form.get("parent_id")),
        }
        if measure == "indicator":
            vals["indicator_id"] = self._as_id(form.get("indicator_id"))
            vals["target_value"] = self._as_number(form.get("target_value", ""))
        return vals

    def _milestone_names(self, form):
        if form.get("measure") != "milestones":
            return []
        lines = form.get("milestones", "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def _as_id(self, text):
        return int(text) if (text or "").isdecimal() else False

    # --- What the person does ---------------------------------------------------------

    def _do(self, goal_id, action, form):
        """Do it, and show the goal; a refusal is shown beside what was typed."""
        goal = self._own_goal(goal_id)
        try:
            with request.env.cr.savepoint():
                action(goal)
        except UserError as error:
            return self._render_goal(goal, error=str(error), form=form)
        return request.redirect(goal._url())

    @route(
        "/my/kpi/goals/<int:goal_id>/answer",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_answer_goal(self, goal_id, answer="", reason="", **form):
        """Agree on what the superior proposed, or send it back with a reason."""
        moves = {
            "agree": lambda goal: goal.action_agree(),
            "send_back": lambda goal: goal.action_send_back(reason),
            "agree_change": lambda goal: goal.action_agree_change(),
            "decline_change": lambda goal: goal.action_decline_change(reason),
            "take_back": lambda goal: goal.action_take_back(),
            "take_back_change": lambda goal: goal.action_take_back_change(),
            "propose": lambda goal: goal.action_propose(),
        }
        if answer not in moves:
            raise NotFound()
        return self._do(goal_id, moves[answer], {"reason": reason})

    @route(
        "/my/kpi/goals/<int:goal_id>/checkin",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_check_in(self, goal_id, text="", outlook="", is_done="", **form):
        """Say how it goes."""
        outlooks = request.env["aftersales.goal.checkin"]._fields["outlook"]
        if outlook not in outlooks.get_values(request.env):
            outlook = "on_track"
        return self._do(
            goal_id,
            lambda goal: goal.check_in(text, outlook, bool(is_done)),
            {"text": text, "outlook": outlook},
        )

    @route(
        "/my/kpi/goals/<int:goal_id>/milestone/<int:milestone_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_reach_milestone(self, goal_id, milestone_id, taken_back="", **form):
        """Say that a milestone is reached, or that it is not after all."""
        milestone = self._own_goal(goal_id).milestone_ids.filtered(
            lambda one: one.id == milestone_id
        )
        if not milestone:
            raise NotFound()
        return self._do(
            goal_id,
            lambda goal: (
                milestone.action_take_back() if taken_back else milestone.action_reach()
            ),
            {},
        )

    @route(
        "/my/kpi/goals/<int:goal_id>/change",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_propose_change(self, goal_id, reason="", **form):
        """Offer the superior another target or another last day."""
        return self._do(
            goal_id,
            lambda goal: goal.action_propose_change(self._changes(goal, form), reason),
            {"change_reason": reason, **form},
        )

    def _changes(self, goal, form):
        """What the form says, as the goal has it."""
        changes = {}
        if form.get("date_to"):
            changes["date_to"] = self._as_date(form["date_to"])
        if form.get("target_value") and goal._is_measured():
            changes["target_value"] = self._as_number(form["target_value"])
        return changes

    def _as_date(self, text):
        try:
            day = fields.Date.to_date(text)
        except ValueError:
            day = None
        if not day:
            raise UserError(request.env._("Enter the day as a date."))
        return day

    def _as_number(self, text):
        try:
            return float(text.replace(",", "."))
        except ValueError as error:
            raise UserError(request.env._("Enter the target as a number.")) from error
