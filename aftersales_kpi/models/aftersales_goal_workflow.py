"""The moves of a goal: one table, and who may do each (R23).

A goal has two sides: the person who answers for it, and the superior. What one side
proposes the other agrees; nothing that was agreed changes without both.
"""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from .guards import check_state, claim

# Roles: a relation to the one goal, not a group.
EITHER = "either"  # the person who answers for it, or the superior
PROPOSER = "proposer"  # the side that proposed what is on the table
OTHER = "other"  # the other side
SUPERIOR = "superior"  # the superior; an officer where there is none with a login
OFFICER = "officer"  # whoever runs the evaluation
OWNER = "owner"  # the person who answers for it; an officer for who has no login


class Transition(NamedTuple):
    """One legal move of a goal."""

    sources: tuple  # states it may start from
    target: str  # state it leads to
    role: str  # who may do it
    needs_reason: bool = False


# The whole state machine: buttons, refusals, tests and documentation read this table.
TRANSITIONS = {
    "action_propose": Transition(("draft",), "proposed", EITHER),
    "action_agree": Transition(("proposed",), "agreed", OTHER),
    "action_send_back": Transition(("proposed",), "draft", OTHER, True),
    "action_take_back": Transition(("proposed",), "draft", PROPOSER),
    "action_propose_change": Transition(("agreed",), "changing", EITHER, True),
    "action_agree_change": Transition(("changing",), "agreed", OTHER),
    "action_decline_change": Transition(("changing",), "agreed", OTHER, True),
    "action_take_back_change": Transition(("changing",), "agreed", PROPOSER),
    "action_evaluate": Transition(("agreed",), "evaluated", SUPERIOR),
    "action_reopen": Transition(("evaluated",), "agreed", OFFICER, True),
    "action_cancel": Transition(
        ("draft", "proposed", "agreed", "changing"), "cancelled", OFFICER, True
    ),
}

# While a goal is in these states, there is progress to tell.
RUNNING_STATES = ("agreed", "changing")
# What is agreed, and so fixed unless the goal is a draft.
AGREED_FIELDS = {
    "name",
    "description",
    "company_id",
    "level",
    "department_id",
    "job_id",
    "employee_id",
    "parent_id",
    "perspective",
    "weight",
    "date_from",
    "date_to",
    "measure",
    "indicator_id",
    "kind_id",
    "target_value",
    "has_start",
    "start_value",
    "milestone_ids",
}
# What only moves and progress may write.
GUARDED_FIELDS = {
    "state",
    "proposed_side",
    "agreed_on",
    "evaluated_on",
    "is_done",
    "is_reminded",
    "final_achievement",
    "final_known",
    "final_value",
    "superior_id",
    "user_id",
    "checkin_ids",
    "change_ids",
}


class AftersalesGoal(models.Model):
    _inherit = "aftersales.goal"

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("agreed", "Agreed"),
            ("changing", "Change proposed"),
            ("evaluated", "Evaluated"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    proposed_side = fields.Selection(
        [("owner", "Who answers for it"), ("superior", "The superior")],
        readonly=True,
        copy=False,
        string="Proposed By",
    )
    agreed_on = fields.Date(readonly=True, copy=False)
    evaluated_on = fields.Date(readonly=True, copy=False)

    can_propose = fields.Boolean(compute="_compute_can")
    can_agree = fields.Boolean(compute="_compute_can")
    can_send_back = fields.Boolean(compute="_compute_can")
    can_take_back = fields.Boolean(compute="_compute_can")
    can_propose_change = fields.Boolean(compute="_compute_can")
    can_agree_change = fields.Boolean(compute="_compute_can")
    can_decline_change = fields.Boolean(compute="_compute_can")
    can_take_back_change = fields.Boolean(compute="_compute_can")
    can_evaluate = fields.Boolean(compute="_compute_can")
    can_reopen = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")
    can_check_in = fields.Boolean(compute="_compute_can")

    @api.depends("state", "proposed_side", "employee_id", "superior_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for goal in self:
            roles = goal._roles()
            for action, move in TRANSITIONS.items():
                allowed = goal.state in move.sources and move.role in roles
                goal[action.replace("action_", "can_", 1)] = allowed
            goal.can_check_in = goal.state in RUNNING_STATES and EITHER in roles

    # --- Who may ----------------------------------------------------------------------

    def _roles(self):
        """The roles in which this user stands to the goal.

        Officers stand in for a side that has no login, never for both sides of a goal
        of their own.
        """
        self.ensure_one()
        goal, user = self.sudo(), self.env.user
        officer = user.has_group("aftersales_kpi.group_officer")
        owner, superior = self._side_user(OWNER), self._side_user(SUPERIOR)
        sides = set()
        if user == owner or (officer and not owner):
            sides.add(OWNER)
        if user == superior or (officer and not superior and user != owner):
            sides.add(SUPERIOR)
        roles = set(sides)
        if sides:
            roles.add(EITHER)
        if goal.proposed_side in sides:
            roles.add(PROPOSER)
        if goal.proposed_side and sides - {goal.proposed_side}:
            roles.add(OTHER)
        if officer:
            roles.add(OFFICER)
        return roles

    def _check_role(self, role):
        if role not in self._roles():
            raise UserError(
                {
                    EITHER: self.env._(
                        "Only the person who answers for the goal and the superior "
                        "may do this."
                    ),
                    OWNER: self.env._(
                        "Only the person who answers for the goal may do this."
                    ),
                    PROPOSER: self.env._("Only the side that proposed it may do this."),
                    OTHER: self.env._(
                        "What one side has proposed, the other side agrees or refuses."
                    ),
                    SUPERIOR: self.env._("Only the superior may do this."),
                    OFFICER: self.env._("Only an evaluation officer may do this."),
                }[role]
            )

    # --- Moving -----------------------------------------------------------------------

    def _check_move(self, action, reason=None):
        """Raise unless role and state allow the move, and nobody else is moving."""
        self.ensure_one()
        self.check_access("read")
        move, goal = TRANSITIONS[action], self.sudo()
        claim(goal)
        goal.invalidate_recordset(["state", "proposed_side"])
        check_state(goal, move.sources)
        self._check_role(move.role)
        if move.needs_reason and not (reason or "").strip():
            raise UserError(self.env._("Say why, so that the other side understands."))

    def _move(self, action, words, reason=None, **vals):
        """Do the checked move `action` of TRANSITIONS, and say so for good."""
        goal = self.sudo()
        goal._set({**vals, "state": TRANSITIONS[action].target})
        goal.message_post(
            body=plaintext2html("\n".join(filter(None, (words, reason)))),
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )

    def _set(self, vals):
        """Write past the guard of write(), which keeps moves out of other hands."""
        return super(AftersalesGoal, self.sudo()).write(vals)

    def action_propose(self):
        """Offer the goal to the other side."""
        for goal in self:
            goal._check_move("action_propose")
            goal._check_complete()
            side = goal._own_side()
            goal._move("action_propose", self.env._("Proposed."), proposed_side=side)
            goal._ask_other_side(self.env._("Agree on the goal, or send it back"))

    def _own_side(self):
        """The side for which this user proposes; the superior's, who stands in both."""
        return SUPERIOR if SUPERIOR in self._roles() else OWNER

    def _check_complete(self):
        if self.measure == "milestones" and not self.milestone_ids:
            raise UserError(
                self.env._("%(goal)s has no milestones yet. Add them.", goal=self.name)
            )

    def action_agree(self):
        """Agree on the goal that the other side proposed."""
        for goal in self:
            goal._check_move("action_agree")
            goal._move(
                "action_agree",
                self.env._("Agreed."),
                agreed_on=fields.Date.context_today(goal),
            )
            goal._answered()

    def action_send_back(self, reason=None):
        """Refuse what the other side proposed; it becomes a draft again."""
        self._check_move("action_send_back", reason)
        self._move("action_send_back", self.env._("Sent back:"), reason)
        self._answered()
        self._ask_side(
            self.proposed_side, self.env._("The goal came back; propose it anew")
        )

    def action_take_back(self):
        """Make a draft again of what one proposed oneself."""
        self._check_move("action_take_back")
        self._move("action_take_back", self.env._("Taken back."))
        self._answered()

    def action_cancel(self, reason=None):
        """Give the goal up."""
        self._check_move("action_cancel", reason)
        self._close_change("withdrawn")
        self._move("action_cancel", self.env._("Cancelled:"), reason)
        self._answered()

    # --- Who may write what -----------------------------------------------------------

    def _is_given(self, name):
        return name not in GUARDED_FIELDS and super()._is_given(name)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                if GUARDED_FIELDS & set(vals) - {"state"} or (
                    vals.get("state", "draft") != "draft"
                ):
                    raise UserError(
                        self.env._("A goal starts as a draft; then propose it.")
                    )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and GUARDED_FIELDS & set(vals):
            raise UserError(
                self.env._("Use the buttons to move a goal to another state.")
            )
        self._check_may_write(AGREED_FIELDS & set(vals))
        return super().write(vals)

    def _check_may_write(self, names):
        for goal in self if names else ():
            if goal.state != "draft":
                raise UserError(
                    self.env._(
                        "%(goal)s was proposed or agreed. Take it back, or propose a "
                        "change that the other side agrees to.",
                        goal=goal.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(goal.state != "draft" for goal in self):
            raise UserError(
                self.env._("A goal that was proposed is never deleted. Cancel it.")
            )

    # --- Telling each other -----------------------------------------------------------

    def _side_user(self, side):
        """The user who speaks for a side; empty where nobody with a login does."""
        goal = self.sudo()
        user = goal.user_id if side == OWNER else goal.superior_id
        return user.filtered("active")

    def _ask_other_side(self, summary):
        goal = self.sudo()
        self._ask_side(SUPERIOR if goal.proposed_side == OWNER else OWNER, summary)

    def _ask_side(self, side, summary):
        """Leave it with a side: as an activity, and a mail for a portal user."""
        goal, user = self.sudo(), self._side_user(side)
        if not user or user == self.env.user:
            return
        if user._is_internal():
            goal.activity_schedule(
                "aftersales_kpi.mail_activity_goal",
                summary=summary,
                user_id=user.id,
            )
        told = goal.with_context(lang=user.lang)
        told.message_notify(
            partner_ids=user.partner_id.ids,
            author_id=self.env.user.partner_id.id,
            subject=goal.name,
            body=summary,
        )

    def _answered(self):
        """Nobody needs to answer any more."""
        self.sudo().activity_unlink(["aftersales_kpi.mail_activity_goal"])
