"""What was agreed to get better: a plan of actions, and its moves in one table."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from .aftersales_interview_topic import suggest
from .aftersales_workflow import Transition

# Roles: a relation to the one plan, not a group.
HOST = "host"  # who leads it, and officers; never the person
PERSON = "person"  # whose plan it is; an officer for who has no login

# The whole state machine: buttons, refusals, tests and documentation read this table.
# A plan holds once both have agreed, whoever does so first.
TRANSITIONS = {
    "action_agree": Transition(
        PERSON, {"proposed": "person_agreed", "leader_agreed": "agreed"}
    ),
    "action_countersign": Transition(
        HOST, {"proposed": "leader_agreed", "person_agreed": "agreed"}
    ),
    "action_reopen": Transition(
        HOST,
        {
            "person_agreed": "proposed",
            "leader_agreed": "proposed",
            "agreed": "proposed",
        },
    ),
    "action_done": Transition(HOST, {"agreed": "done"}),
    "action_drop": Transition(
        HOST,
        {
            "proposed": "dropped",
            "person_agreed": "dropped",
            "leader_agreed": "dropped",
            "agreed": "dropped",
        },
    ),
}
# Not agreed by both yet: what stands in it may change, which asks both anew.
OPEN_STATES = ("proposed", "person_agreed", "leader_agreed")
RUNNING_STATES = (*OPEN_STATES, "agreed")
CONTENT_FIELDS = {"name", "leader_id", "purpose", "action_ids"}
CREATE_FIELDS = {"scorecard_id", "interview_id"} | CONTENT_FIELDS


class AftersalesImprovementPlan(models.Model):
    """A person's way out of a weakness, agreed by both sides (R51, R61)."""

    _name = "aftersales.improvement.plan"
    _description = "Improvement Plan"
    _inherit = ["aftersales.workflow", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "id desc"
    _transitions = TRANSITIONS
    _given_fields = CREATE_FIELDS

    name = fields.Char("Plan", required=True, default=lambda self: self._default_name())
    scorecard_id = fields.Many2one(
        "aftersales.scorecard",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('state', 'in', ['published', 'final']),"
        " ('is_current', '=', True), ('employee_id', '!=', False)]",
        help="What the plan starts from: its values are what later periods are "
        "compared with.",
    )
    interview_id = fields.Many2one(
        "aftersales.interview", ondelete="restrict", index="btree_not_null"
    )
    cycle_id = fields.Many2one(related="scorecard_id.cycle_id", store=True, index=True)
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True)
    employee_id = fields.Many2one(
        related="scorecard_id.employee_id", store=True, index=True, string="Person"
    )
    user_id = fields.Many2one(
        related="scorecard_id.user_id", store=True, index=True, string="Person's Login"
    )
    team_id = fields.Many2one(related="scorecard_id.team_id", store=True)
    leader_id = fields.Many2one(
        "res.users",
        string="Led By",
        default=lambda self: self.env.user,
        tracking=True,
        domain="[('share', '=', False)]",
        help="Who agrees for the company, and coaches.",
    )
    purpose = fields.Html(help="What shall be different, and how the leader helps.")
    action_ids = fields.One2many(
        "aftersales.improvement.action", "plan_id", string="Actions"
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("person_agreed", "Agreed by the Person"),
            ("leader_agreed", "Agreed by the Leader"),
            ("agreed", "Agreed"),
            ("done", "Done"),
            ("dropped", "Dropped"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    person_agreed_on = fields.Datetime(readonly=True, copy=False)
    leader_agreed_on = fields.Datetime(readonly=True, copy=False)
    drop_reason = fields.Text(readonly=True, copy=False)
    due = fields.Date(compute="_compute_progress", store=True, string="Last Due")
    progress = fields.Integer(
        compute="_compute_progress", store=True, aggregator="avg", string="Progress (%)"
    )
    action_count = fields.Integer(compute="_compute_progress", store=True)
    done_count = fields.Integer(compute="_compute_progress", store=True)
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue", string="Overdue"
    )

    can_agree = fields.Boolean(compute="_compute_can")
    can_countersign = fields.Boolean(compute="_compute_can")
    can_reopen = fields.Boolean(compute="_compute_can")
    can_done = fields.Boolean(compute="_compute_can")
    can_drop = fields.Boolean(compute="_compute_can")
    can_edit = fields.Boolean(compute="_compute_can")

    @api.model
    def _default_name(self):
        return self.env._("Improvement plan")

    @api.depends("name", "employee_id.name")
    def _compute_display_name(self):
        for plan in self:
            parts = [plan.name, plan.sudo().employee_id.name]
            plan.display_name = " · ".join(filter(None, parts))

    @api.depends("action_ids.state", "action_ids.progress", "action_ids.due")
    def _compute_progress(self):
        for plan in self:
            counted = plan.action_ids.filtered(lambda one: one.state != "dropped")
            plan.action_count = len(counted)
            plan.done_count = len(counted.filtered(lambda one: one.state == "done"))
            plan.progress = (
                sum(counted.mapped("progress")) / len(counted) if counted else 0
            )
            plan.due = max(filter(None, counted.mapped("due")), default=False)

    @api.depends("action_ids.is_overdue")
    @api.depends_context("uid")
    def _compute_is_overdue(self):
        for plan in self:
            plan.is_overdue = any(plan.action_ids.mapped("is_overdue"))

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("action_ids", "any", [("is_overdue", operator, value)])]

    @api.depends("state", "leader_id", "user_id")
    @api.depends_context("uid")
    def _compute_can(self):
        self._set_buttons()
        for plan in self:
            plan.can_edit = plan.state in OPEN_STATES and plan._has_role(HOST)

    # --- What must be true of it ----------------------------------------------------

    @api.constrains("scorecard_id", "leader_id", "interview_id")
    def _check_parties(self):
        for plan in self.sudo():
            card = plan.scorecard_id
            if not card.published_on or not card.employee_id:
                raise ValidationError(
                    self.env._(
                        "A plan starts from a person's published scorecard; publish "
                        "the cycle first."
                    )
                )
            if plan.user_id and plan.user_id == plan.leader_id:
                raise ValidationError(self.env._("Nobody leads the own plan."))
            if plan.leader_id and plan.company_id not in plan.leader_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(name)s does not work in %(company)s.",
                        name=plan.leader_id.name,
                        company=plan.company_id.name,
                    )
                )
            if plan.interview_id and plan.interview_id.employee_id != plan.employee_id:
                raise ValidationError(
                    self.env._("The interview was held with somebody else.")
                )

    # --- Who may --------------------------------------------------------------------

    def _is_host(self):
        if self.env.user == self.user_id:
            return False
        return self.env.user == self.leader_id or self._is_officer()

    def _is_person(self):
        return self._is_person_or_officer(self.user_id)

    def _refusal(self, role):
        return {
            HOST: self.env._("Only who leads the plan may do this."),
            PERSON: self.env._("Only the person whose plan it is may do this."),
        }[role]

    @api.model_create_multi
    def create(self, vals_list):
        if any(set(vals) - CREATE_FIELDS for vals in vals_list):
            raise UserError(self.env._("A plan starts as a proposal."))
        self._check_card_readable(vals_list)
        plans = super().create(vals_list)
        for plan in plans:
            plan._check_role(HOST)
        return plans

    def _check_may_write(self, names):
        if self.state in RUNNING_STATES and names == {"action_ids"}:
            return  # each action says by itself what may be written
        if self.state not in OPEN_STATES or not names <= CONTENT_FIELDS:
            raise self._written_by_moves()
        self._check_role(HOST)

    def write(self, vals):
        result = super().write(vals)
        if {"name", "leader_id", "purpose"} & set(vals):
            self._ask_anew()
        return result

    def _ask_anew(self):
        """Whoever agreed to something else is asked once more."""
        changed = self.sudo().filtered(
            lambda plan: plan.state in ("person_agreed", "leader_agreed")
        )
        if changed:
            changed._set(
                {
                    "state": "proposed",
                    "person_agreed_on": False,
                    "leader_agreed_on": False,
                }
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A plan is never deleted. Drop it with a reason."))

    # --- Moves ----------------------------------------------------------------------

    def action_agree(self):
        """Agree as the person."""
        self._check_agreeable("action_agree")
        self._move("action_agree", person_agreed_on=fields.Datetime.now())
        self._say(self.env._("I agree with the plan."))
        self._begin()

    def action_countersign(self):
        """Agree for the company."""
        self._check_agreeable("action_countersign")
        self._move("action_countersign", leader_agreed_on=fields.Datetime.now())
        self._ask_person()
        self._begin()

    def _check_agreeable(self, action):
        self._check_move(action)
        if not self.sudo().action_ids.filtered(lambda one: one.state != "dropped"):
            raise UserError(self.env._("There is nothing to agree on: add an action."))

    def _begin(self):
        """Once both have agreed, the owners have their tasks."""
        if self.sudo().state == "agreed":
            self._close_activities()
            self.sudo().action_ids._begin()

    def action_reopen(self):
        """Change what was agreed; both are asked once more."""
        self._check_move("action_reopen")
        self._move("action_reopen", person_agreed_on=False, leader_agreed_on=False)

    def action_done(self):
        """Close the plan; what is open of it must be done or dropped first."""
        self._check_move("action_done")
        waiting = self.sudo().action_ids.filtered(
            lambda one: one.state not in ("done", "dropped")
        )
        if waiting:
            raise UserError(
                self.env._(
                    "First finish or drop: %(actions)s.",
                    actions=", ".join(waiting.mapped("name")),
                )
            )
        self._move("action_done")

    def action_drop(self, reason=None):
        """Give the plan up; without a reason, ask for it."""
        self._check_move("action_drop")
        if reason is None:
            return self._ask_reason("action_drop")
        reason = self._obligatory(reason)
        self._move("action_drop", drop_reason=reason)
        self._close_activities()
        self.sudo().action_ids._drop_with_plan(reason)
        self.sudo().message_post(body=self.env._("Dropped: %(why)s", why=reason))
        return True

    # --- Where it begins ------------------------------------------------------------

    @api.model
    def _start(self, card, interview=None):
        """A plan with an action for each weak line of the card."""
        readings = [one for one in card._readings() if one.share is not None]
        weak = [reading for kind, reading in suggest(readings, {}) if kind == "weak"]
        return self.create(
            {
                "scorecard_id": card.id,
                "interview_id": interview and interview.id,
                "leader_id": (
                    interview.interviewer_id.id
                    if interview and interview.interviewer_id
                    else card._usual_interviewer().id
                ),
                "action_ids": [
                    Command.create(card._action_vals(reading)) for reading in weak
                ],
            }
        )
