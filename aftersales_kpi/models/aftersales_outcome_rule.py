from ast import literal_eval
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..scoring import find_averages, find_improvements, find_streaks, find_top

# What takes something from a person: notice, answer and a second pair of eyes first.
HARMFUL_EFFECTS = ("pay_cut", "warning", "deduction", "demotion")
EFFECTS = [
    ("raise", "Candidate for a raise"),
    ("promotion", "Entitled to apply for a higher post"),
    ("award", "Special award"),
    ("development", "Development offer"),
    ("training", "Training"),
    ("pay_cut", "Candidate for a pay reduction"),
    ("warning", "Warning"),
    ("deduction", "Pay deduction"),
    ("demotion", "Demotion"),
]


class AftersalesOutcomeRule(models.Model):
    """When an evaluation leads to a proposal, and to which one (R32–R36).

    A rule only proposes; what comes of it a person decides, with a reason.
    """

    _name = "aftersales.outcome.rule"
    _description = "Outcome Rule"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share it among all companies."
    )
    scheme_id = fields.Many2one(
        "aftersales.scheme",
        help="Judges scorecards of this scheme, in all its versions. Empty: of each.",
    )
    subject_type = fields.Selection(
        [("employee", "Person"), ("team", "Team")],
        "Judges",
        required=True,
        default="employee",
    )
    period_type = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        required=True,
        default="month",
    )

    # What is looked for.
    measure = fields.Selection(
        [
            ("streak", "Periods in a row"),
            ("average", "Average"),
            ("share", "Top share of the ranking"),
            ("improvement", "Improvement"),
            ("event", "Single event"),
            ("hand", "Proposed by hand only"),
        ],
        "Looks At",
        required=True,
        default="streak",
        tracking=True,
    )
    span = fields.Selection(
        [("last", "The last periods"), ("year", "The calendar year, at its end")],
        required=True,
        default="last",
    )
    periods = fields.Integer(default=3, tracking=True)
    minimum_periods = fields.Integer(
        "Periods with a Total",
        default=1,
        help="Fewer totals among the periods give no average.",
    )
    direction = fields.Selection(
        [("above", "At least"), ("below", "Below")], required=True, default="above"
    )
    limit = fields.Float(digits=(16, 2), tracking=True)
    unscored = fields.Selection(
        [("breaks", "Breaks the row"), ("skips", "Is passed over")],
        "Leave, or No Total",
        required=True,
        default="breaks",
        help="What a period in which the person was away, or had no total, does.",
    )
    share = fields.Float("Share in %", default=10, tracking=True)
    group_by = fields.Selection(
        [
            ("company", "Company"),
            ("department_id", "Department"),
            ("team_id", "Team"),
            ("job_id", "Post"),
        ],
        "Ranked within",
        required=True,
        default="company",
    )
    minimum_group = fields.Integer(
        default=10, help="A smaller group has no top: among four, a tenth is nobody."
    )
    indicator_id = fields.Many2one(
        "aftersales.indicator",
        help="Judges the value of this indicator; empty: the total.",
    )
    kind_id = fields.Many2one("aftersales.kind", "Event")
    event_domain = fields.Char(default="[]")
    by_hand = fields.Boolean(
        "May Be Proposed by Hand", help="Leaders too may propose it, with a reason."
    )

    # What is proposed.
    effect = fields.Selection(EFFECTS, required=True, default="award", tracking=True)
    is_harmful = fields.Boolean(compute="_compute_is_harmful", store=True)
    title = fields.Char(
        "Title of Honour", translate=True, help="What the certificate says."
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    amount = fields.Monetary(
        tracking=True,
        groups="aftersales_kpi.group_officer",
        help="Paid, or taken, with the payslip where the pay add-on is used.",
    )
    badge_id = fields.Many2one("gamification.badge")
    incentive_ids = fields.Many2many(
        "aftersales.incentive",
        string="To Choose From",
        help="The person chooses one of these on the portal, instead of the amount.",
    )
    answer_days = fields.Integer(
        "Days to Answer", default=5, help="Working days after the notice."
    )
    rationale = fields.Text(translate=True)
    condition = fields.Char(compute="_compute_condition")
    outcome_ids = fields.One2many("aftersales.outcome", "rule_id", "Outcomes")
    outcome_count = fields.Integer(compute="_compute_outcome_count")

    _numbers_positive = models.Constraint(
        "CHECK (periods >= 1 AND minimum_periods >= 1 AND minimum_group >= 1"
        " AND answer_days >= 1 AND amount >= 0 AND share > 0 AND share <= 100)",
        "Periods, group and days start at one, the share lies between 0 and 100 %, "
        "and the amount is not below zero.",
    )

    @api.depends("effect")
    def _compute_is_harmful(self):
        for rule in self:
            rule.is_harmful = rule.effect in HARMFUL_EFFECTS

    def _compute_outcome_count(self):
        counts = dict(
            self.env["aftersales.outcome"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.outcome_count = counts.get(rule, 0)

    @api.depends(
        "measure",
        "span",
        "periods",
        "direction",
        "limit",
        "share",
        "indicator_id.name",
        "indicator_id.direction",
        "kind_id.name",
    )
    @api.depends_context("lang")
    def _compute_condition(self):
        for rule in self:
            rule.condition = rule._condition_text()

    def _condition_text(self):
        """The condition in words, as leaders and the person read it."""
        about = self.indicator_id.name or self.env._("Total")
        values = {"about": about, "limit": f"{self.limit:g}", "periods": self.periods}
        above = self.direction == "above"
        match self.measure:
            case "streak" if above:
                return self.env._(
                    "%(about)s at least %(limit)s, %(periods)s periods in a row",
                    **values,
                )
            case "streak":
                return self.env._(
                    "%(about)s below %(limit)s, %(periods)s periods in a row", **values
                )
            case "average" if self.span == "year" and above:
                return self.env._(
                    "Year's average of %(about)s at least %(limit)s", **values
                )
            case "average" if self.span == "year":
                return self.env._(
                    "Year's average of %(about)s below %(limit)s", **values
                )
            case "average" if above:
                return self.env._(
                    "Average of %(about)s over %(periods)s periods at least %(limit)s",
                    **values,
                )
            case "average":
                return self.env._(
                    "Average of %(about)s over %(periods)s periods below %(limit)s",
                    **values,
                )
            case "share":
                return self.env._(
                    "Top %(share)s %% of the ranking by %(about)s",
                    share=f"{self.share:g}",
                    about=about,
                )
            case "improvement" if self._lower_is_better():
                return self.env._(
                    "%(about)s lowered by %(limit)s within %(periods)s periods",
                    **values,
                )
            case "improvement":
                return self.env._(
                    "%(about)s raised by %(limit)s within %(periods)s periods", **values
                )
            case "event":
                return self.kind_id.name or self.env._("Event")
            case "hand":
                return self.env._("Proposed by hand")
        raise ValueError(f"Unknown measure {self.measure!r}")

    @api.constrains("subject_type", "incentive_ids")
    def _check_choice(self):
        for rule in self.filtered(lambda one: one.subject_type == "team"):
            if rule.incentive_ids:
                raise ValidationError(
                    self.env._(
                        "Only a person chooses an incentive. Give a team's members an "
                        "amount, a title or a badge."
                    )
                )

    @api.onchange("effect")
    def _onchange_effect(self):
        """What is not for this effect goes, before its field is hidden."""
        if self.is_harmful:
            self.incentive_ids = self.title = self.badge_id = False
        if self.is_harmful and self.effect != "deduction":
            self.amount = 0

    @api.constrains("effect", "amount", "incentive_ids")
    def _check_harm(self):
        """A warning that paid something would be a reward."""
        for rule in self.filtered("is_harmful"):
            if rule.incentive_ids:
                raise ValidationError(
                    self.env._(
                        "“%s” takes something from a person: it cannot offer "
                        "incentives to choose from.",
                        rule.name,
                    )
                )
            if rule.amount and rule.effect != "deduction":
                raise ValidationError(
                    self.env._(
                        "Of what takes something only a deduction has an amount. Set "
                        "the amount of “%s” to zero, or make it a deduction.",
                        rule.name,
                    )
                )

    @api.constrains("measure", "kind_id", "event_domain")
    def _check_event(self):
        for rule in self.filtered(lambda one: one.measure == "event"):
            if not rule.kind_id:
                raise ValidationError(self.env._("Say which event the rule is about."))
            try:
                self.env["aftersales.observation"].sudo().search(
                    rule._event_domain(), limit=1
                )
            except (ValueError, SyntaxError) as error:
                raise ValidationError(
                    self.env._("The event's filter cannot be read: %s", error)
                ) from error

    def _event_domain(self):
        return literal_eval(self.event_domain or "[]")

    # --- From the record to the pure rules ----------------------------------------

    def _find(self, histories):
        """{subject: Finding} of those who fulfil the rule at the end of histories."""
        limit, above = Decimal(str(self.limit)), self.direction == "above"
        match self.measure:
            case "streak":
                return find_streaks(
                    histories, limit, self.periods, above, self.unscored
                )
            case "average":
                return find_averages(histories, limit, above, self.minimum_periods)
            case "share":
                return find_top(
                    histories,
                    Decimal(str(self.share)) / 100,
                    self.minimum_group,
                    self.minimum_periods,
                    self._lower_is_better(),
                )
            case "improvement":
                return find_improvements(
                    histories, limit, self.periods, self._lower_is_better()
                )
        raise ValueError(f"{self.measure!r} does not judge histories")

    def _lower_is_better(self):
        """Of the values that it judges: totals never, an indicator's own perhaps."""
        return self.indicator_id.direction == "lower"

    def action_view_outcomes(self):
        """Open what the rule has proposed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_outcome_action"
        )
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}
