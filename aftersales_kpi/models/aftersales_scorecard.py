from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..scoring import Phrase, shorten
from .wording import listed

# Cards in these states are still replaced when the cycle is scored again.
REPLACEABLE_STATES = ("draft", "scored")


class AftersalesScorecard(models.Model):
    """The result of one subject in one cycle. Written by scoring only."""

    _name = "aftersales.scorecard"
    _description = "Scorecard"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "cycle_id desc, score desc, name"

    name = fields.Char(string="Subject", required=True, readonly=True)
    cycle_id = fields.Many2one(
        "aftersales.cycle",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    period = fields.Char(related="cycle_id.name", string="Period Code")
    date_from = fields.Date(related="cycle_id.date_from")
    date_to = fields.Date(related="cycle_id.date_to")
    show_rank = fields.Boolean(related="cycle_id.show_rank")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("scored", "Scored"),
            ("approved", "Approved"),
            ("published", "Published"),
            ("final", "Final"),
            ("voided", "Voided"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    revision = fields.Integer(readonly=True)
    is_current = fields.Boolean(default=True, readonly=True)
    supersedes_id = fields.Many2one("aftersales.scorecard", readonly=True)

    # Who it is about; the team and department of a person are those of the period.
    subject_type = fields.Selection(related="cycle_id.subject_type")
    subject_id = fields.Integer(
        required=True,
        readonly=True,
        string="Subject ID",
        help="The person's, team's, department's or company's own number.",
    )
    employee_id = fields.Many2one(
        "hr.employee", readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index=True, string="User"
    )
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    job_id = fields.Many2one("hr.job", string="Post", readonly=True)
    manager_id = fields.Many2one("hr.employee", string="Superior", readonly=True)

    # How much of the period was served.
    served_from = fields.Date(readonly=True)
    served_to = fields.Date(readonly=True)
    served_days = fields.Integer(readonly=True)
    period_days = fields.Integer(readonly=True)
    has_moved = fields.Boolean(
        readonly=True, help="Changed department or post inside the period."
    )
    served = fields.Char(compute="_compute_served", string="Period Served")

    # The result.
    result = fields.Selection(
        [
            ("scored", "Scored"),
            ("waiting", "Waiting for points"),
            ("short", "Served too few days"),
            ("no_data", "No data"),
        ],
        readonly=True,
        help="Why there is no total, where there is none.",
    )
    score = fields.Float(digits=(16, 2), readonly=True, aggregator="avg")
    rank = fields.Integer(readonly=True, aggregator=None)
    is_incomplete = fields.Boolean(
        readonly=True, help="A criterion could not be computed."
    )
    line_ids = fields.One2many("aftersales.scorecard.line", "scorecard_id")
    explanation_data = fields.Json(readonly=True)
    critical_data = fields.Json(readonly=True)
    explanation = fields.Char(compute="_compute_explanation")
    critical = fields.Text(compute="_compute_explanation", string="Missed Limits")

    _subject_unique = models.UniqueIndex(
        "(cycle_id, subject_id, revision)",
        "There is already a scorecard of this subject in this cycle.",
    )
    _one_current = models.UniqueIndex(
        "(cycle_id, subject_id) WHERE is_current",
        "A subject can have only one current scorecard in a cycle.",
    )

    @api.depends("name", "cycle_id.display_name")
    def _compute_display_name(self):
        for card in self:
            # whoever reads the card may not read all about the cycle
            cycle = card.sudo().cycle_id
            card.display_name = f"{card.name} · {cycle.display_name}"

    @api.depends("served_days", "period_days", "served_from", "served_to", "has_moved")
    @api.depends_context("lang")
    def _compute_served(self):
        for card in self:
            card.served = (
                listed(self.env, card._served_texts()) if card.employee_id else False
            )

    def _served_texts(self):
        yield self.env._(
            "%(served)s of %(all)s days", served=self.served_days, all=self.period_days
        )
        if self.served_from and self.served_from > self.date_from:
            yield self.env._(
                "joined on %(day)s", day=format_date(self.env, self.served_from)
            )
        if self.served_to and self.served_to < self.date_to:
            yield self.env._(
                "left on %(day)s", day=format_date(self.env, self.served_to)
            )
        if self.has_moved:
            yield self.env._("changed department or post")

    @api.depends("explanation_data", "critical_data")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for card in self:
            data = card.explanation_data
            card.explanation = data and self._text(data)
            card.critical = "\n".join(
                self._text(data) for data in card.critical_data or []
            )

    def _text(self, data):
        return shorten(Phrase.from_json(data)).text(self.env._)

    # --- What was scored is not edited ----------------------------------------------

    def write(self, vals):
        if "state" in vals:
            raise UserError(
                self.env._("A scorecard's state follows its cycle; move the cycle.")
            )
        return super().write(vals)

    def _follow_cycle(self, state):
        """Take the state that the cycle's move gives to its current scorecards."""
        cards = self.sudo().filtered("is_current")
        # Past the guard of write(), which keeps the state out of other hands.
        return super(AftersalesScorecard, cards).write({"state": state})

    def action_open(self):
        """Open the scorecard on a page of its own."""
        return self._get_records_action()
