"""What a rule proposes to a person, and what became of it, in one table."""

from odoo import SUPERUSER_ID, Command, api, fields, models

from ..scoring import brief
from .aftersales_improvement_plan import OPEN_STATES
from .aftersales_scheme_criterion import exact
from .aftersales_workflow import Transition
from .guards import check_officer

EITHER = "either"  # the person, or whoever leads him or her

# The whole state machine: buttons, refusals, tests and documentation read this table.
TRANSITIONS = {
    "action_accept": Transition(EITHER, {"open": "accepted"}),
    "action_dismiss": Transition(EITHER, {"open": "dismissed"}),
}
DAYS_FOR_COURSE = 60


class AftersalesTrainingProposal(models.Model):
    """A course or offer for a person, until somebody takes it up or not (R35)."""

    _name = "aftersales.training.proposal"
    _description = "Training Proposal"
    _inherit = ["aftersales.workflow"]
    _order = "id desc"
    _transitions = TRANSITIONS

    rule_id = fields.Many2one(
        "aftersales.training.rule", required=True, readonly=True, ondelete="restrict"
    )
    name = fields.Char(related="rule_id.name", related_sudo=True)
    kind = fields.Selection(related="rule_id.kind", store=True, related_sudo=True)
    description = fields.Text(related="rule_id.description", related_sudo=True)
    url = fields.Char(related="rule_id.url", related_sudo=True)
    scorecard_id = fields.Many2one(
        "aftersales.scorecard",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    line_id = fields.Many2one(
        "aftersales.scorecard.line", readonly=True, ondelete="restrict"
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
    # As the rule was when it matched.
    indicator_id = fields.Many2one("aftersales.indicator", readonly=True)
    measure = fields.Selection(
        selection=lambda self: (
            self.env["aftersales.training.rule"]._fields["measure"].selection
        ),
        readonly=True,
    )
    direction = fields.Selection(
        selection=lambda self: (
            self.env["aftersales.training.rule"]._fields["direction"].selection
        ),
        readonly=True,
    )
    limit = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    periods = fields.Integer(readonly=True, aggregator=None)
    reason = fields.Char(compute="_compute_reason", string="Why")
    state = fields.Selection(
        [("open", "Open"), ("accepted", "Accepted"), ("dismissed", "Dismissed")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    dismiss_reason = fields.Text(readonly=True)
    action_id = fields.Many2one(
        "aftersales.improvement.action",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    can_accept = fields.Boolean(compute="_compute_can")
    can_dismiss = fields.Boolean(compute="_compute_can")

    _once = models.UniqueIndex(
        "(rule_id, cycle_id, employee_id)", "A rule proposes something once a period."
    )

    @api.depends("state", "user_id", "scorecard_id")
    @api.depends_context("uid")
    def _compute_can(self):
        self._set_buttons()

    @api.depends("measure", "direction", "limit", "periods", "indicator_id")
    @api.depends_context("lang")
    def _compute_reason(self):
        for proposal in self:
            proposal.reason = proposal._reason_text()

    def _reason_text(self):
        """Why it is proposed, in words: "Response time: below 60 % of the points"."""
        values = {
            "indicator": self.sudo().indicator_id.name,
            "limit": brief(exact(self.limit)),
        }
        match self.measure, self.direction:
            case "share", "below":
                text = self.env._(
                    "%(indicator)s: below %(limit)s %% of the points", **values
                )
            case "share", "above":
                text = self.env._(
                    "%(indicator)s: at least %(limit)s %% of the points", **values
                )
            case "value", "below":
                text = self.env._("%(indicator)s: below %(limit)s", **values)
            case _:
                text = self.env._("%(indicator)s: at least %(limit)s", **values)
        if self.periods < 2:
            return text
        return self.env._(
            "%(reason)s, %(count)s periods in a row", reason=text, count=self.periods
        )

    # --- Who may --------------------------------------------------------------------

    def _is_either(self):
        """The person; for the company the superior, the leader, hosts and officers."""
        card, user = self.scorecard_id, self.env.user
        if user == self.user_id or self._is_officer():
            return True
        return user in (
            card.manager_id.user_id
            | card.team_id.user_id
            | card.interview_ids.interviewer_id
        )

    def _refusal(self, role):
        return self.env._("Only the person and whoever leads him or her may do this.")

    # --- Moves ----------------------------------------------------------------------

    def action_accept(self):
        """Take it into the person's plan; a new one, where none is being made."""
        self._check_move("action_accept")
        action = self._add_to_plan()
        self._move(
            "action_accept",
            action_id=action.id,
            decided_by_id=self.env.uid,
            decided_on=fields.Datetime.now(),
        )

    def action_dismiss(self, reason=None):
        """Not take it up; without a reason, ask for it."""
        self._check_move("action_dismiss")
        if reason is None:
            return self._ask_reason("action_dismiss")
        self._move(
            "action_dismiss",
            dismiss_reason=self._obligatory(reason),
            decided_by_id=self.env.uid,
            decided_on=fields.Datetime.now(),
        )
        return True

    def _add_to_plan(self):
        # the person may not write plans, but may choose what is proposed
        plans = self.env["aftersales.improvement.plan"].with_user(SUPERUSER_ID)
        vals = self._action_vals()
        plan = plans.search(
            [
                ("employee_id", "=", self.sudo().employee_id.id),
                ("company_id", "=", self.sudo().company_id.id),
                ("state", "in", OPEN_STATES),
            ],
            limit=1,
        )
        if plan:
            return plan.action_ids.create({**vals, "plan_id": plan.id})
        card = self.sudo().scorecard_id
        plan = plans.create(
            {
                "scorecard_id": card.id,
                "leader_id": card._usual_interviewer().id,
                "action_ids": [Command.create(vals)],
            }
        )
        return plan.action_ids

    def _action_vals(self):
        proposal = self.sudo()
        today = fields.Date.context_today(self)
        return {
            "name": proposal.name,
            "kind": proposal.kind,
            "description": proposal.description,
            "url": proposal.url,
            "indicator_id": proposal.indicator_id.id,
            "owner_id": proposal.user_id.id,
            "due": fields.Date.add(today, days=DAYS_FOR_COURSE),
        }


class AftersalesCycle(models.Model):
    """Trainings and offers are proposed when the results are known."""

    _inherit = "aftersales.cycle"

    proposal_count = fields.Integer(compute="_compute_proposal_count")

    def _compute_proposal_count(self):
        counts = dict(
            self.env["aftersales.training.proposal"]._read_group(
                [("cycle_id", "in", self.ids)], ["cycle_id"], ["__count"]
            )
        )
        for cycle in self:
            cycle.proposal_count = counts.get(cycle, 0)

    def action_publish(self):
        """Show everybody the own scorecard, with what is proposed from it."""
        result = super().action_publish()
        self.sudo()._propose_trainings()
        return result

    def action_propose_trainings(self):
        """Match the rules once more, after rules were added; nothing comes twice."""
        check_officer(self.env)
        self.check_access("write")
        self.sudo()._propose_trainings()
        return self.action_view_proposals()

    def _propose_trainings(self):
        rules = self.env["aftersales.training.rule"]
        proposals = self.env["aftersales.training.proposal"]
        return proposals.create(
            [
                {
                    "rule_id": rule.id,
                    "scorecard_id": card_id,
                    "line_id": line_id,
                    "indicator_id": rule.indicator_id.id,
                    "measure": rule.measure,
                    "direction": rule.direction,
                    "limit": rule.limit,
                    "periods": rule.periods,
                }
                for rule_id, card_id, line_id in rules._matches(self)
                for rule in rules.browse(rule_id)
            ]
        )

    def action_view_proposals(self):
        """Open what was proposed for this cycle."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_training_proposal_action"
        )
        return {**action, "domain": [("cycle_id", "=", self.id)], "context": {}}


class AftersalesScorecard(models.Model):
    _inherit = "aftersales.scorecard"

    proposal_ids = fields.One2many(
        "aftersales.training.proposal", "scorecard_id", string="Training Proposals"
    )


class AftersalesInterview(models.Model):
    _inherit = "aftersales.interview"

    proposal_ids = fields.One2many(related="scorecard_id.proposal_ids")
