"""One measure of an improvement plan, and its moves in one table."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .aftersales_improvement_plan import HOST, OPEN_STATES
from .aftersales_workflow import Transition

# Roles beside the plan's.
DOER = "doer"  # its owner, or whoever leads the plan
SYSTEM = "system"  # happens with the plan

# The whole state machine: buttons, refusals, tests and documentation read this table.
TRANSITIONS = {
    "action_start": Transition(DOER, {"agreed": "in_progress"}),
    "action_done": Transition(DOER, {"agreed": "done", "in_progress": "done"}),
    "action_resume": Transition(HOST, {"done": "in_progress"}),
    "action_drop": Transition(
        HOST,
        {"proposed": "dropped", "agreed": "dropped", "in_progress": "dropped"},
    ),
    # With the plan, when both have agreed.
    "_begin": Transition(SYSTEM, {"proposed": "agreed"}),
}
CONTENT_FIELDS = {
    "plan_id",
    "sequence",
    "name",
    "kind",
    "owner_id",
    "due",
    "indicator_id",
    "has_target",
    "target",
    "description",
    "url",
}
# Not over yet: it can be late.
WAITING_STATES = ("proposed", "agreed", "in_progress")
ACTIVITY = "aftersales_kpi.mail_activity_improvement"


class AftersalesImprovementAction(models.Model):
    """What is done, by whom, until when, and which figure it shall move (R51)."""

    _name = "aftersales.improvement.action"
    _description = "Improvement Action"
    _inherit = ["aftersales.workflow", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "due, sequence, id"
    _transitions = TRANSITIONS
    _given_fields = CONTENT_FIELDS

    plan_id = fields.Many2one(
        "aftersales.improvement.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    employee_id = fields.Many2one(
        related="plan_id.employee_id", store=True, index=True, string="Person"
    )
    user_id = fields.Many2one(
        related="plan_id.user_id", store=True, index=True, string="Person's Login"
    )
    team_id = fields.Many2one(related="plan_id.team_id", store=True)
    leader_id = fields.Many2one(related="plan_id.leader_id", store=True)
    plan_state = fields.Selection(related="plan_id.state", string="State of the Plan")
    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("measure", "Measure"),
            ("coaching", "Coaching"),
            ("training", "Training"),
            ("development", "Development"),
        ],
        default="measure",
        required=True,
    )
    description = fields.Text("Details")
    url = fields.Char("Link", help="Where the course or document is found.")
    owner_id = fields.Many2one(
        "res.users",
        string="Who",
        tracking=True,
        index=True,
        help="Who does it: the person, whoever leads the plan, or somebody else. "
        "Empty: the person, who has no login.",
    )
    due = fields.Date("Until", tracking=True)
    indicator_id = fields.Many2one(
        "aftersales.indicator", string="Aims at", ondelete="restrict"
    )
    unit = fields.Selection(related="indicator_id.unit")
    has_target = fields.Boolean("Aim at a Value")
    target = fields.Float("Target Value", digits=(16, 2), aggregator=None)

    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("agreed", "Agreed"),
            ("in_progress", "In Progress"),
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
    progress = fields.Integer("Progress (%)", copy=False, aggregator="avg")
    done_on = fields.Datetime(readonly=True, copy=False)
    done_note = fields.Text("Note", readonly=True, copy=False)
    drop_reason = fields.Text(readonly=True, copy=False)
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue", string="Overdue"
    )
    is_reminded = fields.Boolean(readonly=True, copy=False)

    can_start = fields.Boolean(compute="_compute_can")
    can_done = fields.Boolean(compute="_compute_can")
    can_resume = fields.Boolean(compute="_compute_can")
    can_drop = fields.Boolean(compute="_compute_can")
    can_edit = fields.Boolean(compute="_compute_can")

    _progress_percent = models.Constraint(
        "CHECK(progress BETWEEN 0 AND 100)", "Progress is 0 to 100 per cent."
    )

    @api.depends("due", "state")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.is_overdue = bool(
                action.due and action.due < today and action.state in WAITING_STATES
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("due", "<", fields.Date.context_today(self)) & Domain(
            "state", "in", WAITING_STATES
        )
        return late if True in value else ~late

    @api.depends("state", "plan_id.state", "owner_id", "leader_id", "user_id")
    @api.depends_context("uid")
    def _compute_can(self):
        self._set_buttons()
        for action in self:
            plan = action.sudo().plan_id
            action.can_edit = not plan or (
                plan.state in OPEN_STATES and action._has_role(HOST)
            )

    @api.constrains("owner_id", "plan_id")
    def _check_owner(self):
        for action in self.sudo():
            owner = action.owner_id
            if owner and action.company_id not in owner.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(name)s does not work in %(company)s.",
                        name=owner.name,
                        company=action.company_id.name,
                    )
                )

    @api.constrains("url")
    def _check_url(self):
        for action in self:
            if action.url and not action.url.startswith(("https://", "http://", "/")):
                raise ValidationError(
                    self.env._("A link starts with https://, or with / for this site.")
                )

    # --- Who may --------------------------------------------------------------------

    def _is_host(self):
        return self.plan_id._is_host()

    def _is_doer(self):
        return self.owner_id == self.env.user or self._is_host()

    def _is_system(self):
        return self.env.uid == SUPERUSER_ID

    def _refusal(self, role):
        if role == HOST:
            return self.plan_id._refusal(role)
        if role == SYSTEM:
            return self.env._("This happens by itself, once both have agreed.")
        return self.env._("Only who has to do it, or leads the plan, may do this.")

    # --- Who may write what ---------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if any(set(vals) - CONTENT_FIELDS for vals in vals_list):
            raise UserError(self.env._("An action starts as a proposal."))
        actions = super().create(vals_list)
        for action in actions:
            action._check_open(HOST)
        actions.plan_id._ask_anew()
        return actions

    def _check_may_write(self, names):
        if names == {"progress"}:
            self._check_role(DOER)
            if self.state not in ("agreed", "in_progress"):
                raise self._written_by_moves()
        elif names <= CONTENT_FIELDS - {"plan_id"}:
            self._check_open(HOST)
        else:
            raise self._written_by_moves()

    def _check_open(self, role):
        self._check_role(role)
        plan = self.sudo().plan_id
        if plan.state not in OPEN_STATES:
            raise UserError(
                self.env._(
                    "The plan is agreed already. Reopen it to change what it says; "
                    "both are asked once more then."
                )
            )

    def write(self, vals):
        result = super().write(vals)
        if CONTENT_FIELDS & set(vals):
            self.sudo().plan_id._ask_anew()
        if "progress" in vals:
            self._follow_progress()
        return result

    def _follow_progress(self):
        """Who says how far it is has begun."""
        for action in self.sudo().filtered(lambda one: one.state == "agreed"):
            if action.progress:
                action._move("action_start")

    @api.ondelete(at_uninstall=False)
    def _unlink_only_proposals(self):
        for action in self:
            if action.sudo().state != "proposed":
                raise UserError(
                    self.env._("What was agreed is not deleted. Drop it with a reason.")
                )
            action._check_open(HOST)
        self.sudo().plan_id._ask_anew()

    # --- Moves ----------------------------------------------------------------------

    def _check_plan_agreed(self, action):
        self._check_move(action)
        if self.sudo().plan_id.state != "agreed":
            raise UserError(
                self.env._("First both agree with the plan; then it begins.")
            )

    def action_start(self):
        """Begin with it."""
        self._check_plan_agreed("action_start")
        self._move("action_start")

    def action_done(self, note=None):
        """It is done; a note may say with what."""
        self._check_plan_agreed("action_done")
        self._move(
            "action_done",
            progress=100,
            done_on=fields.Datetime.now(),
            done_note=(note or "").strip(),
        )
        self.sudo().activity_feedback([ACTIVITY], feedback=note or None)

    def action_done_with_note(self):
        """Ask for the note before it is done."""
        self._check_plan_agreed("action_done")
        return self._ask_reason("action_done")

    def action_progress(self, percent):
        """Say how far it is, as its owner; the rest of it stays as agreed."""
        self._check_role(DOER)
        if self.sudo().state not in ("agreed", "in_progress"):
            raise self._written_by_moves()
        self._set({"progress": min(max(percent, 0), 100)})
        self._follow_progress()

    def action_resume(self):
        """It was not done after all."""
        self._check_plan_agreed("action_resume")
        self._move("action_resume", progress=0, done_on=False)
        self._assign()

    def action_drop(self, reason=None):
        """Give it up; without a reason, ask for it."""
        self._check_move("action_drop")
        if reason is None:
            return self._ask_reason("action_drop")
        self._drop(self._obligatory(reason))
        return True

    def _drop(self, reason):
        self._move("action_drop", drop_reason=reason)
        self.sudo().activity_unlink([ACTIVITY])

    def _drop_with_plan(self, reason):
        for action in self.filtered(lambda one: one.state in WAITING_STATES):
            action._drop(reason)

    # --- With the plan --------------------------------------------------------------

    def _begin(self):
        """What both have agreed on is on its owners' desks."""
        for action in self.with_user(SUPERUSER_ID):
            if action.state == "proposed":
                action._check_move("_begin")
                action._move("_begin")
                action._assign()

    def _assign(self):
        """An activity for each owner of the backend; others see it on the portal."""
        for action in self.sudo():
            if action.owner_id and not action.owner_id.share:
                action.with_context(mail_activity_quick_update=True).activity_schedule(
                    ACTIVITY,
                    date_deadline=action.due or fields.Date.context_today(action),
                    summary=action.name,
                    user_id=action.owner_id.id,
                )
