from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain


class AftersalesCycleApproval(models.Model):
    """What one group of approvers decides about on one level of a cycle.

    The scorecards of a level fall into parts: those that the same people approve. A
    leader's own card is a part of its own, for somebody else.
    """

    _name = "aftersales.cycle.approval"
    _description = "Approval of Results"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "cycle_id desc, round desc, level, id"

    cycle_id = fields.Many2one(
        "aftersales.cycle", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="cycle_id.company_id", store=True, index=True)
    round = fields.Integer(
        readonly=True, help="Asked for again after a return, a new round begins."
    )
    level = fields.Integer(readonly=True, aggregator=None)
    kind = fields.Selection(
        lambda self: (
            self.env["aftersales.scheme.approval"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        string="Approved By",
        required=True,
        readonly=True,
    )
    rule = fields.Selection(
        lambda self: (
            self.env["aftersales.scheme.approval"]
            ._fields["rule"]
            ._description_selection(self.env)
        ),
        string="Must Agree",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("queued", "Not yet due"),
            ("waiting", "To approve"),
            ("approved", "Approved"),
            ("returned", "Returned"),
            ("lapsed", "Lapsed"),
        ],
        required=True,
        readonly=True,
        default="queued",
        index=True,
    )
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    approver_ids = fields.Many2many(
        "res.users",
        "aftersales_cycle_approval_approver_rel",
        string="Approvers",
        domain="[('share', '=', False)]",
    )
    pending_ids = fields.Many2many(
        "res.users",
        "aftersales_cycle_approval_pending_rel",
        string="Waiting For",
        readonly=True,
        help="Those of the approvers who have not decided yet.",
    )
    is_stand_in = fields.Boolean(
        "By Somebody Else",
        readonly=True,
        help="Whom the scheme names cannot approve this: nobody approves the own "
        "scorecard, or there is no such person. Somebody above does.",
    )
    card_ids = fields.Many2many(
        "aftersales.scorecard",
        "aftersales_cycle_approval_card_rel",
        string="Scorecards",
        readonly=True,
    )
    decision_ids = fields.One2many(
        "aftersales.approval.decision", "approval_id", string="Decisions"
    )
    due = fields.Date("Decide Until", readonly=True)
    is_reminded = fields.Boolean(readonly=True)

    name = fields.Char(compute="_compute_name", compute_sudo=True)
    step = fields.Char(compute="_compute_name", compute_sudo=True)
    period = fields.Char(compute="_compute_name", compute_sudo=True)
    people = fields.Integer(compute="_compute_totals", compute_sudo=True)
    summary = fields.Html(
        compute="_compute_totals", compute_sudo=True, sanitize=False, string="Result"
    )
    exceptions = fields.Html(
        compute="_compute_exceptions",
        compute_sudo=True,
        sanitize=False,
        string="Exceptions of These People",
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    waits_for_me = fields.Boolean(
        compute="_compute_waits_for_me", search="_search_waits_for_me"
    )

    _due = models.Index("(due) WHERE state = 'waiting'")

    @api.depends("team_id", "department_id", "card_ids", "level", "is_stand_in")
    @api.depends_context("lang")
    def _compute_name(self):
        levels = {
            (cycle, number): highest
            for cycle, number, highest in self._read_group(
                [("cycle_id", "in", self.cycle_id.ids)],
                ["cycle_id", "round"],
                ["level:max"],
            )
        }
        for part in self:
            unit = part.team_id.name or part.department_id.name
            own = part.is_stand_in and len(part.card_ids) == 1 and part.card_ids.name
            part.name = own or unit or self.env._("Everybody")
            part.step = self.env._(
                "Level %(level)s of %(levels)s",
                level=part.level,
                levels=levels.get((part.cycle_id, part.round), part.level),
            )
            part.period = part.cycle_id.display_name

    @api.depends("name", "period")
    def _compute_display_name(self):
        for part in self:
            part.display_name = f"{part.name} · {part.period}"

    @api.depends("card_ids.score", "card_ids.result")
    @api.depends_context("lang")
    def _compute_totals(self):
        for part in self:
            part.people = len(part.card_ids)
            part.summary = part.card_ids._summary_html()

    @api.depends("card_ids")
    @api.depends_context("lang")
    def _compute_exceptions(self):
        found = self.env["aftersales.cycle.exception"]._texts_of(self.card_ids)
        for part in self:
            texts = found(part.card_ids)
            rows = Markup().join(
                Markup("<li><b>%s</b> · %s</li>") % row for row in texts
            )
            part.exceptions = texts and Markup("<ul class='mb-0'>%s</ul>") % rows

    @api.depends("due", "state")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for part in self:
            part.is_overdue = bool(
                part.state == "waiting" and part.due and part.due < today
            )

    @api.depends("state", "pending_ids")
    @api.depends_context("uid")
    def _compute_waits_for_me(self):
        for part in self:
            part.waits_for_me = bool(part.state == "waiting" and part._stands_for())

    @api.model
    def _search_waits_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        absent = (
            self.env["aftersales.substitution"]
            .sudo()
            .search(
                [
                    ("substitute_id", "=", self.env.uid),
                    ("date_from", "<=", fields.Date.context_today(self)),
                    ("date_to", ">=", fields.Date.context_today(self)),
                ]
            )
            .user_id
        )
        mine = Domain("state", "=", "waiting") & Domain(
            "pending_ids", "in", [self.env.uid, *absent.ids]
        )
        return mine if True in value else ~mine
