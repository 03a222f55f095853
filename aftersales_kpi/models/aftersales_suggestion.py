from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..sources import suspicion
from .guards import check_officer
from .wording import listed


class AftersalesSuggestion(models.Model):
    """A record that a named rule finds suspicious; a person decides (R45)."""

    _name = "aftersales.suggestion"
    _description = "Suggested Exclusion"
    _order = "cycle_id desc, rule, id"

    cycle_id = fields.Many2one(
        "aftersales.cycle", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    observation_id = fields.Many2one(
        "aftersales.observation", required=True, readonly=True, ondelete="cascade"
    )
    rule = fields.Selection(
        [
            ("answered_before_opened", "Answered before it was opened"),
            ("open_for_seconds", "Open for less than a minute"),
            ("closed_in_bulk", "Closed in bulk"),
            ("outlier", "Far from others of its category"),
            ("self_made", "Own ticket"),
            ("rating_from_inside", "Rated by a colleague"),
            ("same_customer", "Same customer again and again"),
        ],
        string="Suspicion",
        required=True,
        readonly=True,
    )
    figure = fields.Float(digits=0, readonly=True)
    state = fields.Selection(
        [("open", "To decide"), ("kept", "Counts")],
        default="open",
        required=True,
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    employee_id = fields.Many2one(related="observation_id.employee_id")
    kind_id = fields.Many2one(related="observation_id.kind_id")
    ticket_id = fields.Many2one(related="observation_id.ticket_id")
    event_date = fields.Datetime(related="observation_id.event_date")
    amount = fields.Char(related="observation_id.amount")
    why = fields.Char(compute="_compute_why")
    is_pending = fields.Boolean(
        compute="_compute_is_pending",
        search="_search_is_pending",
        help="Nobody has decided yet, the record counts, and results may change.",
    )

    _rule_unique = models.Constraint(
        "UNIQUE(cycle_id, observation_id, rule)",
        "A rule finds a record only once in a cycle.",
    )

    @api.depends(
        "state", "cycle_id.state", "observation_id.state", "observation_id.excluded"
    )
    def _compute_is_pending(self):
        for suggestion in self:
            observation = suggestion.observation_id
            suggestion.is_pending = (
                suggestion.state == "open"
                and suggestion.cycle_id.state == "scored"
                and observation.state == "counts"
                and not observation.excluded
            )

    def _search_is_pending(self, operator, value):
        if operator != "in":
            return NotImplemented
        pending = Domain(
            [
                ("state", "=", "open"),
                ("cycle_id.state", "=", "scored"),
                ("observation_id.state", "=", "counts"),
                ("observation_id.excluded", "=", False),
            ]
        )
        return pending if True in value else ~pending

    @api.depends("rule", "figure")
    @api.depends_context("lang")
    def _compute_why(self):
        for suggestion in self:
            suggestion.why = suggestion._reason()

    def _reason(self):
        """In words, with the numbers of this record."""
        match self.rule:
            case "answered_before_opened":
                return self.env._("%(s)d seconds after the request", s=self.figure)
            case "open_for_seconds":
                return self.env._("solved after %(s)d seconds", s=self.figure)
            case "closed_in_bulk":
                return self.env._(
                    "%(count)d solutions of this person in the same minute",
                    count=self.figure,
                )
            case "outlier":
                return self.env._(
                    "outside the usual range of its category (1.5 × the distance of "
                    "the quartiles)"
                )
            case "self_made":
                return self.env._("the customer is the person who served")
            case "rating_from_inside":
                return self.env._("the rating came from an internal user")
            case "same_customer":
                return self.env._(
                    "%(count)d tickets of this customer for this person in the period",
                    count=self.figure,
                )
        raise ValueError(f"Unknown rule {self.rule!r}")

    @api.model
    def _rules(self):
        """{name: SELECT of (id, figure) over ``fact``}; add-ons add theirs."""
        return {name: rule() for name, rule in suspicion.RULES.items()}

    @api.model
    def _refresh(self, cycle):
        """Look again; decisions stay, what is no longer suspicious goes."""
        self.env.cr.execute(
            "DELETE FROM aftersales_suggestion WHERE cycle_id = %s AND state = 'open'",
            [cycle.id],
        )
        self.env.cr.execute(
            suspicion.insert_suggestions(
                cycle.id,
                cycle.company_id.id,
                suspicion.suspicions(
                    cycle._in_period_sql(), tuple(cycle._kinds().ids), self._rules()
                ),
            )
        )
        self.invalidate_model()

    def action_keep(self):
        """Decide that these records are right and count."""
        self._check_decider()
        self.sudo().filtered(lambda one: one.state == "open").write(
            {
                "state": "kept",
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )

    def action_exclude(self):
        """Ask for the reason, then exclude or void these records."""
        self._check_decider()
        labels = dict(self._fields["rule"]._description_selection(self.env))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_exclude_action"
        )
        reasons = dict.fromkeys(labels[one.rule] for one in self)
        return {
            **action,
            "context": {
                "active_model": "aftersales.observation",
                "active_ids": self.observation_id.ids,
                "default_reason": listed(self.env, reasons),
            },
        }

    def action_open_record(self):
        """Open what the record is about."""
        return self.observation_id.action_open_record()

    def _check_decider(self):
        """An officer, and never about own records."""
        check_officer(self.env)
        self.check_access("read")
        if self.env.user in self.sudo().employee_id.user_id:
            raise AccessError(
                self.env._("Somebody else has to decide about your own records.")
            )
