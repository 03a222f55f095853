from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_scorecard_line_portal import PUBLISHED_VISIBILITY


class AftersalesAppeal(models.Model):
    """An objection to a published scorecard, a line of it, or records behind it (R62).

    This file holds what an appeal says and who may write it; its moves stand in
    aftersales_appeal_workflow.py, what an accepted one changes in
    aftersales_appeal_remedy.py.
    """

    _name = "aftersales.appeal"
    _description = "Appeal"
    _inherit = ["aftersales.guarded", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "id desc"

    scorecard_id = fields.Many2one(
        "aftersales.scorecard",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('state', 'in', ['published', 'final', 'voided']),"
        " ('is_current', '=', True)]",
    )
    cycle_id = fields.Many2one(related="scorecard_id.cycle_id", store=True, index=True)
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True)
    employee_id = fields.Many2one(
        related="scorecard_id.employee_id", store=True, index=True
    )
    user_id = fields.Many2one(
        related="scorecard_id.user_id", store=True, index=True, string="Appellant"
    )
    team_id = fields.Many2one(related="scorecard_id.team_id", store=True)
    line_id = fields.Many2one(
        "aftersales.scorecard.line",
        ondelete="restrict",
        domain="[('scorecard_id', '=', scorecard_id)]",
        help="Leave empty to object to the whole scorecard.",
    )
    indicator_id = fields.Many2one(related="line_id.indicator_id", store=True)
    observation_ids = fields.Many2many(
        "aftersales.observation", string="Records", help="Leave empty for all of it."
    )
    disputable_ids = fields.Many2many(
        "aftersales.observation",
        compute="_compute_disputable_ids",
        compute_sudo=True,
        string="Records behind It",
    )
    scope = fields.Selection(
        [("records", "Records"), ("line", "Line"), ("card", "Whole scorecard")],
        compute="_compute_scope",
        store=True,
        string="About",
    )
    kind = fields.Selection(
        [
            ("wrong_data", "Wrong data"),
            ("wrong_person", "Wrong person"),
            ("not_my_fault", "Not my fault"),
            ("wrong_rule", "Wrong rule"),
        ],
        required=True,
        default="wrong_data",
    )
    reason = fields.Text(required=True)
    proposed_points = fields.Float(digits=(16, 2), aggregator=None)
    max_points = fields.Float(related="line_id.max_points")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)
    other_employee_id = fields.Many2one(
        "hr.employee",
        string="Whose It Is",
        help="Whom the records are booked on if they are not the appellant's. "
        "This person is heard first.",
    )
    heard_employee_id = fields.Many2one(
        "hr.employee", string="Asked", readonly=True, copy=False
    )

    # How it goes on; written by moves only.
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Sent"),
            ("hearing", "Other Person Heard"),
            ("heard", "To Decide after Hearing"),
            ("partly", "Partly Accepted"),
            ("rejected", "Rejected"),
            ("escalated", "Last Instance"),
            ("accepted", "Accepted"),
            ("closed", "Closed"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    level = fields.Integer(
        "Instance", default=1, readonly=True, copy=False, aggregator=None
    )
    decider_ids = fields.Many2many(
        "res.users",
        "aftersales_appeal_decider_rel",
        string="To Be Decided By",
        copy=False,
        tracking=True,
    )
    late_decider_ids = fields.Many2many(
        "res.users",
        "aftersales_appeal_late_rel",
        string="Did Not Answer in Time",
        readonly=True,
        copy=False,
    )
    scorer_ids = fields.Many2many(
        "res.users",
        "aftersales_appeal_scorer_rel",
        string="Score Given By",
        readonly=True,
        copy=False,
    )
    item_ids = fields.One2many("aftersales.appeal.item", "appeal_id", copy=False)
    answer = fields.Text(
        copy=False, help="The reason of the decision, as the appellant reads it."
    )
    statement = fields.Text("Statement of the Other Person", readonly=True, copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    answer_until = fields.Date("Answer Due", readonly=True, copy=False)
    is_reminded = fields.Boolean(readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    outcome = fields.Selection(
        [
            ("accepted", "Accepted"),
            ("partly", "Partly accepted"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
        ],
        readonly=True,
        copy=False,
    )
    revision_id = fields.Many2one("aftersales.scorecard", readonly=True, copy=False)
    score_before = fields.Float(
        digits=(16, 2), readonly=True, copy=False, aggregator="avg"
    )
    score_after = fields.Float(
        digits=(16, 2), readonly=True, copy=False, aggregator="avg"
    )
    score_change = fields.Float(
        compute="_compute_score_change", store=True, digits=(16, 2), aggregator="avg"
    )
    expected_text = fields.Char(
        compute="_compute_expected_text", string="If Accepted As Asked"
    )
    decision_ids = fields.One2many(
        "aftersales.appeal.decision", "appeal_id", string="Decisions", readonly=True
    )
    appeal_until = fields.Date(related="scorecard_id.appeal_until")

    _one_running = models.UniqueIndex(
        "(scorecard_id, COALESCE(line_id, 0))"
        " WHERE state IN ('submitted', 'hearing', 'heard', 'escalated')",
        "There is already an appeal about this that is not decided yet.",
    )

    # --- What it says -------------------------------------------------------------

    @api.depends("observation_ids", "line_id")
    def _compute_scope(self):
        for appeal in self:
            appeal.scope = (
                "records"
                if appeal.observation_ids
                else "line"
                if appeal.line_id
                else "card"
            )

    @api.depends("scorecard_id", "line_id")
    def _compute_disputable_ids(self):
        for appeal in self:
            appeal.disputable_ids = list(appeal._disputable())

    @api.depends("scorecard_id.display_name", "indicator_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for appeal in self:
            card = appeal.sudo().scorecard_id
            parts = [card.name, card.cycle_id.display_name, appeal.indicator_id.name]
            appeal.display_name = " · ".join(filter(None, parts))

    @api.depends("score_before", "score_after", "outcome")
    def _compute_score_change(self):
        for appeal in self:
            appeal.score_change = (
                appeal.score_after - appeal.score_before if appeal.revision_id else 0
            )

    @api.depends("item_ids.remedy", "item_ids.new_points", "proposed_points")
    def _compute_expected_text(self):
        for appeal in self:
            appeal.expected_text = appeal.sudo()._expected_text()

    def _expected_text(self):
        """The total now and with what is asked for, or chosen: "86.50 → 91.50"."""
        if not self.scorecard_id or self.outcome:
            return False
        without, points = self._expected_change()
        return self.scorecard_id._current()._change_if(without, points)

    # --- What must be true of it --------------------------------------------------

    def _check_content(self):
        """Only the own published card, in time, and not what was decided before."""
        card = self.scorecard_id.sudo()
        if not card.published_on or not card.is_current:
            raise UserError(
                self.env._("Only the current, published scorecard can be appealed.")
            )
        if self.line_id and self.line_id.sudo().scorecard_id != card:
            raise UserError(self.env._("This line is of another scorecard."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why it is not right."))
        if not set(self.observation_ids.ids) <= self._disputable():
            raise UserError(
                self.env._("Only records behind this scorecard can be appealed.")
            )
        self._check_proposed_points()
        self._check_not_decided()

    def _check_proposed_points(self):
        limit = self.line_id.sudo().max_points if self.line_id else 100
        if not 0 <= self.proposed_points <= limit:
            raise UserError(self.env._("Propose 0 to %(max)g points.", max=limit))

    def _check_not_running(self):
        running = self.sudo().search_count(
            [
                ("id", "!=", self.id),
                ("scorecard_id", "=", self.scorecard_id.id),
                ("line_id", "=", self.line_id.id),
                ("state", "in", ("submitted", "hearing", "heard", "escalated")),
            ]
        )
        if running:
            raise UserError(
                self.env._(
                    "There is already an appeal about this that is not decided yet."
                )
            )

    def _check_not_decided(self):
        """The same thing is decided once; what a voiding did may be appealed anew."""
        card = self.scorecard_id.sudo()
        earlier = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("cycle_id", "=", self.cycle_id.id),
                ("employee_id", "=", self.employee_id.id),
                ("line_id.criterion_id", "=", self.line_id.sudo().criterion_id.id),
                ("outcome", "!=", False),
                ("outcome", "!=", "withdrawn"),
            ]
        )
        if card.state == "voided":
            earlier = earlier.filtered(lambda one: one.scorecard_id == card)
        same = earlier.filtered(
            lambda one: (
                not one.observation_ids
                or not self.observation_ids
                or one.observation_ids & self.observation_ids
            )
        )
        if same:
            raise UserError(
                self.env._("This was appealed and decided already; see its decisions.")
            )

    def _disputable(self):
        """Ids of the records behind the line, or behind the whole card.

        What would name an anonymous rater is appealed as a line, not record by record.
        """
        lines = (self.line_id or self.scorecard_id.line_ids).sudo()
        ids = {
            record_id
            for line in lines
            for record_id in (line.evidence or {}).get("id") or []
        }
        visible = [
            ("id", "in", ids),
            ("kind_id.visibility", "in", PUBLISHED_VISIBILITY),
        ]
        return set(self.env["aftersales.observation"].sudo().search(visible).ids)

    def _adopt_attachments(self):
        """Files that came with the appeal belong to it: who reads it, reads them.

        Files of other records stay theirs.
        """
        for appeal in self.sudo():
            own = appeal.attachment_ids.filtered(
                lambda file: file.create_uid == self.env.user and not file.res_id
            )
            own.write({"res_model": self._name, "res_id": appeal.id})

    # --- Buttons ------------------------------------------------------------------

    def action_view_scorecard(self):
        """Open the scorecard that the appeal is about."""
        return self.scorecard_id._get_records_action()

    def action_view_revision(self):
        """Open the scorecard that the decision led to."""
        return self.revision_id._get_records_action()
