from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, format_list

from ..sources import directory
from .aftersales_outcome_rule import EFFECTS, HARMFUL_EFFECTS

# What somebody who proposes by hand writes.
PROPOSAL_FIELDS = {"rule_id", "employee_id", "team_id", "proposal"}
OPEN_STATES = ("proposed", "notified", "answered", "decided")
# What HR does outside of the evaluation; money and badges come by themselves.
CARRIED_OUT_EFFECTS = (
    "raise",
    "promotion",
    "development",
    "training",
    "pay_cut",
    "demotion",
)
# How many events a sentence names before it says how many more there are.
SHOWN_EVENTS = 3


class AftersalesOutcome(models.Model):
    """What an evaluation leads to: always a proposal that a person decides (R32–R36).

    Its moves stand in aftersales_outcome_workflow.py. Other add-ons act on effective
    ones by overriding `_take_effect` and `_undo_effect`.
    """

    _name = "aftersales.outcome"
    _description = "Outcome"
    _inherit = ["aftersales.guarded", "mail.thread", "mail.activity.mixin"]
    _given_fields = PROPOSAL_FIELDS
    _mail_post_access = "read"
    _order = "id desc"

    rule_id = fields.Many2one(
        "aftersales.outcome.rule",
        "Outcome Rule",
        required=True,
        ondelete="restrict",
        index=True,
    )
    effect = fields.Selection(EFFECTS, required=True, readonly=True)
    is_harmful = fields.Boolean(compute="_compute_is_harmful", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    employee_id = fields.Many2one("hr.employee", "Person", index=True)
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index=True, string="User"
    )
    team_id = fields.Many2one("helpdesk.ticket.team", index=True)
    home_team_id = fields.Many2one(
        "helpdesk.ticket.team",
        "Team of the Person",
        readonly=True,
        help="Whose leader sees the outcome too.",
    )
    recipient_ids = fields.Many2many(
        "hr.employee",
        string="Recipients",
        readonly=True,
        groups="base.group_user",
        help="Whom it concerns: the person, or the members of the team.",
    )
    recipient_user_ids = fields.Many2many(
        "res.users", "aftersales_outcome_user_rel", readonly=True
    )
    subject = fields.Char(compute="_compute_subject", store=True)
    cycle_id = fields.Many2one("aftersales.cycle", readonly=True, ondelete="restrict")
    date_from = fields.Date("Judged From", readonly=True)
    date_to = fields.Date(
        "Judged To", readonly=True, default=fields.Date.context_today, required=True
    )

    # Its evidence.
    scorecard_ids = fields.Many2many(
        "aftersales.scorecard", string="Evidence", readonly=True
    )
    observation_ids = fields.Many2many(
        "aftersales.observation",
        string="Records",
        readonly=True,
        groups="aftersales_kpi.group_user",
        help="The events that it rests on.",
    )
    finding = fields.Json(readonly=True)
    finding_text = fields.Char(compute="_compute_finding_text", string="Because")
    proposal = fields.Text(
        "Why Proposed", help="What the person did, in a sentence others can check."
    )
    is_outdated = fields.Boolean(
        "Evidence Has Changed",
        readonly=True,
        help="A scorecard that it rests on was corrected afterwards.",
    )

    # What it gives or takes.
    title = fields.Char("Title of Honour", readonly=True, translate=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(
        readonly=True,
        groups="aftersales_kpi.group_officer",
        help="To, or from, each recipient.",
    )
    subject_type = fields.Selection(related="rule_id.subject_type")
    incentive_ids = fields.Many2many(
        "aftersales.incentive",
        string="To Choose From",
        readonly=True,
        groups="aftersales_kpi.group_leader",
    )
    incentive_id = fields.Many2one("aftersales.incentive", "Chosen", readonly=True)
    must_choose = fields.Boolean(compute="_compute_must_choose")
    has_certificate = fields.Boolean(compute="_compute_has_certificate")
    badge_given_ids = fields.Many2many(
        "gamification.badge.user", string="Badges Given", readonly=True, copy=False
    )

    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("notified", "Person Notified"),
            ("answered", "Answered"),
            ("decided", "To Countersign"),
            ("effective", "Effective"),
            ("rejected", "Rejected"),
            ("revoked", "Revoked"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    notified_on = fields.Datetime(readonly=True, copy=False)
    answer_until = fields.Date("Answer Due", readonly=True, copy=False)
    answer = fields.Text("The Person's Answer", readonly=True, copy=False)
    reason = fields.Text("Reason of the Decision", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    countersigned_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    effective_on = fields.Date(readonly=True, copy=False)

    _once = models.UniqueIndex(
        "(rule_id, COALESCE(employee_id, 0), COALESCE(team_id, 0), date_to)"
        " WHERE cycle_id IS NOT NULL",
        "The rule has made this proposal already.",
    )
    _one_subject = models.Constraint(
        "CHECK ((employee_id IS NULL) <> (team_id IS NULL))",
        "An outcome is about either a person or a team.",
    )

    @api.depends("effect")
    def _compute_is_harmful(self):
        for outcome in self:
            outcome.is_harmful = outcome.effect in HARMFUL_EFFECTS

    @api.depends("employee_id.name", "team_id.name")
    def _compute_subject(self):
        for outcome in self.sudo():
            outcome.subject = outcome.employee_id.name or outcome.team_id.name

    @api.depends("rule_id.name", "subject")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for outcome in self.sudo():
            parts = [outcome.rule_id.name, outcome.subject]
            outcome.display_name = " · ".join(filter(None, parts))

    @api.depends("incentive_id", "state", "incentive_ids")
    def _compute_must_choose(self):
        for outcome in self.sudo():
            outcome.must_choose = bool(
                outcome.state == "effective"
                and outcome.incentive_ids
                and not outcome.incentive_id
            )

    @api.depends("title", "state")
    def _compute_has_certificate(self):
        for outcome in self.sudo():
            outcome.has_certificate = bool(
                outcome.title and outcome.state == "effective"
            )

    @api.depends("finding", "rule_id", "scorecard_ids", "observation_ids", "proposal")
    @api.depends_context("lang")
    def _compute_finding_text(self):
        for outcome in self.sudo():
            outcome.finding_text = (
                outcome._finding_text() if outcome.finding else outcome.proposal
            )

    def _finding_text(self):
        found, rule = self.finding, self.rule_id
        values = {
            "condition": rule.condition,
            "value": found["value"],
            "rank": found.get("rank"),
            "among": found.get("among"),
        }
        match rule.measure:
            case "streak" if not rule.indicator_id:
                values["value"] = self._totals_text()
            case "share":
                return self.env._(
                    "%(condition)s: average %(value)s, rank %(rank)s of %(among)s",
                    **values,
                )
            case "event" if self._events_text():
                return self._events_text()
        return self.env._("%(condition)s: %(value)s", **values)

    def _totals_text(self):
        """The totals that it rests on, oldest first."""
        scored = self.scorecard_ids.filtered(lambda card: card.result == "scored")
        totals = [f"{card.score:.2f}" for card in scored.sorted("date_from")]
        return format_list(self.env, totals, "unit")

    def _events_text(self):
        """The events that it rests on; none of them where raters stay unknown."""
        if self.rule_id.kind_id.visibility == "aggregate":
            return ""
        names = self.observation_ids[:SHOWN_EVENTS].mapped("display_name")
        more = len(self.observation_ids) - len(names)
        if more:
            names.append(self.env._("%s more", more))
        return format_list(self.env, names, "unit")

    # --- Proposing ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._proposed_by_hand(vals) for vals in vals_list]
        vals_list = [self._with_effect(vals) for vals in vals_list]
        # Amounts are not for leaders to read, who may propose all the same.
        made = super(AftersalesOutcome, self.sudo()).create(vals_list)
        for outcome in made:
            outcome._check_subject_type()
            outcome._set_recipients()
            outcome._translate_title()
        outcomes = made.with_env(self.env)
        if not self.env.su:
            outcomes._check_may_propose()
        return outcomes

    def _proposed_by_hand(self, vals):
        """Only the subject and the reason are the proposer's to choose."""
        rule = self.env["aftersales.outcome.rule"].browse(vals.get("rule_id"))
        if not (rule.by_hand or rule.measure == "hand"):
            raise UserError(self.env._("This rule proposes by itself only."))
        if not (vals.get("proposal") or "").strip():
            raise UserError(self.env._("Say what the person did."))
        own = {name: value for name, value in vals.items() if name in PROPOSAL_FIELDS}
        subject = self.env["hr.employee"].sudo().browse(vals.get("employee_id")) or (
            self.env["helpdesk.ticket.team"].sudo().browse(vals.get("team_id"))
        )
        company = subject.company_id or self.env.company
        return {**own, "company_id": company.id}

    @api.model
    def _with_effect(self, vals):
        """What the rule gives or takes today stays with the proposal."""
        rule = self.env["aftersales.outcome.rule"].browse(vals.get("rule_id")).sudo()
        return {
            "effect": rule.effect,
            "title": rule.title,
            "amount": rule.amount,
            "incentive_ids": [Command.set(rule.incentive_ids.ids)],
            "currency_id": rule.currency_id.id,
            **vals,
        }

    def _check_subject_type(self):
        """A rule about teams is not for one person, nor the other way round."""
        if bool(self.team_id) != (self.rule_id.subject_type == "team"):
            raise UserError(
                self.env._("“%s” is about teams: choose a team.", self.rule_id.name)
                if self.employee_id
                else self.env._(
                    "“%s” is about one person: choose who.", self.rule_id.name
                )
            )

    def _translate_title(self):
        """The title as the rule has it today, in each language."""
        if not self.title or self.title != self.rule_id.title:
            return
        for code, _name in self.env["res.lang"].get_installed():
            title = self.rule_id.with_context(lang=code).title
            self.with_context(lang=code)._set({"title": title})

    def _check_may_propose(self):
        """Nobody proposes for oneself; leaders only for theirs."""
        if self.env.user in self.sudo().recipient_user_ids:
            raise UserError(self.env._("Nobody proposes or decides about oneself."))
        self.check_access("create")

    def _set_recipients(self):
        """Whom it concerns, as of now: the person, or those who are in the team."""
        people = self.employee_id
        if self.team_id:
            people = self.env["hr.employee"].search(
                [
                    ("user_id", "in", self.team_id.user_ids.ids),
                    ("company_id", "=", self.company_id.id),
                ]
            )
        self._set(
            {
                "recipient_ids": [Command.set(people.ids)],
                "recipient_user_ids": [Command.set(people.user_id.ids)],
                "home_team_id": self._home_team(),
            }
        )

    def _home_team(self):
        """The id of the person's team, the first of several; none for a team."""
        [[team]] = self.env.execute_query(
            SQL(
                "SELECT MIN(team_id) FROM (%s) AS member WHERE user_id = %s",
                directory.members(),
                self.user_id.id or None,
            )
        )
        return team

    def _set(self, vals):
        """Write past the guard of write(), which keeps moves out of other hands."""
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An outcome is never deleted. Reject it."))

    # --- Taking effect ------------------------------------------------------------

    def _take_effect(self):
        """What follows when it becomes effective; override it, with super()."""
        self.ensure_one()
        self._set_recipients()
        self._give_badge()
        if self.effect in CARRIED_OUT_EFFECTS:
            labels = dict(self._fields["effect"]._description_selection(self.env))
            self._ask_to_act(
                self.env._(
                    "%(effect)s: %(person)s. See that it is carried out.",
                    effect=labels[self.effect],
                    person=self.subject,
                )
            )

    def _undo_effect(self):
        """What is taken back when it is revoked; override it, with super()."""
        self.ensure_one()
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self.badge_given_ids.unlink()

    def _follow_choice(self):
        """What follows when the person has chosen; override it, with super()."""
        self.ensure_one()
        if not self.incentive_id.amount:
            self._ask_to_act(
                self.env._(
                    "%(person)s has chosen: %(what)s. See that it is given.",
                    person=self.subject,
                    what=self.incentive_id.name,
                )
            )

    def _ask_to_act(self, summary):
        """A task for who decided: this does not happen by itself."""
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            user_id=self.decided_by_id.id,
        )

    def _granted_amount(self):
        """What each recipient gets, or loses (below zero), in the currency.

        Of what hurts only a deduction is money; a warning never pays the person.
        """
        if self.is_harmful:
            return -self.amount if self.effect == "deduction" else 0
        if self.incentive_ids:
            return self.incentive_id.amount
        return self.amount

    def _give_badge(self):
        badge = self.rule_id.badge_id
        users = self.recipient_user_ids
        if badge and users:
            given = (
                self.env["gamification.badge.user"]
                .sudo()
                .create(
                    [
                        {
                            "user_id": user.id,
                            "badge_id": badge.id,
                            "comment": self.reason or self.finding_text,
                        }
                        for user in users
                    ]
                )
            )
            for one in given:  # Odoo tells one person at a time
                one._send_badge()
            self._set({"badge_given_ids": [Command.set(given.ids)]})

    # --- Buttons ------------------------------------------------------------------

    def action_view_evidence(self):
        """Open the scorecards that it rests on."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_scorecard_action"
        )
        domain = [("id", "in", self.scorecard_ids.ids)]
        return {**action, "domain": domain, "context": {}}

    def action_print_certificate(self):
        """Print the certificate of each recipient."""
        report = self.env.ref("aftersales_kpi.aftersales_outcome_certificate")
        return report.report_action(self)

    def action_view_records(self):
        """Open the events that it rests on."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_observation_action"
        )
        domain = [("id", "in", self.sudo().observation_ids.ids)]
        return {**action, "domain": domain, "context": {}}

    def _certified(self):
        """Those who get a certificate: all, or on the portal who asks for it."""
        asking = self.env.context.get("certified_user_id")
        return self.recipient_ids.filtered(
            lambda one: not asking or one.user_id.id == asking
        )

    def _certificate_date(self):
        return format_date(self.env, self.effective_on)
