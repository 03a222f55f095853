import logging

from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, babel_locale_parse

from ..scoring.period import period_of, utc_bounds
from .company_day import timezone_of, today_of, zone_of

_logger = logging.getLogger(__name__)

# What an officer may change once a cycle is open: nothing that its results rest on.
FROZEN_FIELDS = {"scheme_id", "company_id", "date_from"}


class AftersalesCycle(models.Model):
    """A scheme applied to one period of one company."""

    _name = "aftersales.cycle"
    _description = "Evaluation Cycle"
    _inherit = ["aftersales.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    scheme_id = fields.Many2one(
        "aftersales.scheme",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        domain="[('state', '=', 'approved')]",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    period_type = fields.Selection(related="scheme_id.period_type")
    subject_type = fields.Selection(related="scheme_id.subject_type")
    show_rank = fields.Boolean(related="scheme_id.show_rank")
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: self._default_date_from(),
        help="Any day of the period: the cycle takes the whole of it.",
    )
    date_to = fields.Date(string="Last Day", compute="_compute_period", store=True)
    name = fields.Char(string="Period", compute="_compute_period", store=True)
    utc_from = fields.Datetime(compute="_compute_utc_bounds", store=True)
    utc_to = fields.Datetime(compute="_compute_utc_bounds", store=True)
    without_timezone = fields.Boolean(compute="_compute_without_timezone")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open"),
            ("scored", "Scored"),
            ("approved", "Approved"),
            ("published", "Published"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    scored_on = fields.Datetime(readonly=True, copy=False)
    scorecard_ids = fields.One2many(
        "aftersales.scorecard", "cycle_id", string="Results", readonly=True
    )
    exception_ids = fields.One2many(
        "aftersales.cycle.exception",
        "cycle_id",
        string="Needs You",
        readonly=True,
        groups="aftersales_kpi.group_officer",
    )
    card_count = fields.Integer(compute="_compute_summary", string="Scorecards")
    scored_count = fields.Integer(compute="_compute_summary", string="Scored")
    median_score = fields.Float(
        compute="_compute_summary", string="Median", digits=(16, 2)
    )
    waiting_count = fields.Integer(compute="_compute_summary", string="Waiting")

    unscored_count = fields.Integer(
        compute="_compute_summary", string="Without a Total"
    )

    _period_unique = models.UniqueIndex(
        "(scheme_id, company_id, date_from) WHERE state != 'cancelled'",
        "There is already a cycle of this scheme for this period.",
    )

    @api.model
    def _default_date_from(self):
        return period_of(fields.Date.context_today(self), "month").previous().start

    # --- Period --------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        cycles = super().create(vals_list)
        cycles._start_with_period()
        return cycles

    def write(self, vals):
        if FROZEN_FIELDS & set(vals) and any(cycle.state != "draft" for cycle in self):
            raise UserError(
                self.env._("Scheme, company and period are fixed once a cycle is open.")
            )
        result = super().write(vals)
        if {"date_from", "scheme_id"} & set(vals):
            self._start_with_period()
        return result

    def _start_with_period(self):
        """Move the first day to the start of its period."""
        for cycle in self:
            start = cycle._period().start
            if cycle.date_from != start:
                cycle.date_from = start

    @api.onchange("date_from", "scheme_id")
    def _onchange_date_from(self):
        if self.date_from and self.scheme_id:
            self.date_from = self._period().start

    def _period(self):
        return period_of(self.date_from, self.scheme_id.period_type)

    @api.depends("date_from", "scheme_id.period_type")
    def _compute_period(self):
        for cycle in self:
            known = cycle.date_from and cycle.scheme_id
            cycle.date_to = cycle._period().last_day if known else False
            cycle.name = cycle._period().code if known else False

    @api.depends("date_from", "scheme_id.period_type", "company_id")
    def _compute_utc_bounds(self):
        # Fixed when the cycle is made: a company that moves to another time zone
        # later does not move the edges of what was already scored.
        for cycle in self:
            bounds = (False, False)
            if cycle.date_from and cycle.scheme_id:
                zone = zone_of(cycle.company_id)
                bounds = utc_bounds(cycle._period(), zone)
            cycle.utc_from, cycle.utc_to = bounds

    @api.depends("company_id")
    def _compute_without_timezone(self):
        for cycle in self:
            cycle.without_timezone = not timezone_of(cycle.company_id)

    @api.depends("scheme_id.name", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for cycle in self:
            parts = [cycle.scheme_id.name, cycle.name and cycle._period_label()]
            cycle.display_name = " · ".join(filter(None, parts))

    def _period_label(self):
        """The period as the reader writes it: October 2026, 2026年10月."""
        skeleton = {"month": "yMMMM", "quarter": "yQQQ", "year": "y"}[self.period_type]
        locale = babel_locale_parse(self.env.lang or "en_US")
        return format_skeleton(skeleton, self.date_from, locale=locale)

    # --- Results -------------------------------------------------------------------

    @api.depends("scorecard_ids.score", "scorecard_ids.result")
    def _compute_summary(self):
        summaries = self._summaries()
        for cycle in self:
            cards, scored, waiting, median = summaries.get(
                cycle._origin.id, (0, 0, 0, 0)
            )
            cycle.card_count = cards
            cycle.scored_count = scored
            cycle.waiting_count = waiting
            cycle.unscored_count = cards - scored
            cycle.median_score = median

    def _summaries(self):
        """{cycle id: (scorecards, scored, waiting, median)}, whatever their number."""
        self.env["aftersales.scorecard"].flush_model()
        query = SQL(
            """
            SELECT cycle_id,
                   COUNT(*),
                   COUNT(*) FILTER (WHERE result = 'scored'),
                   COUNT(*) FILTER (WHERE result = 'waiting'),
                   COALESCE(PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY score)
                            FILTER (WHERE result = 'scored'), 0)
              FROM aftersales_scorecard
             WHERE cycle_id IN %s AND is_current
             GROUP BY cycle_id
            """,
            tuple(self.ids) or (None,),
        )
        return {row[0]: row[1:] for row in self.env.execute_query(query)}

    # --- Actions: the moves of aftersales_cycle_workflow.TRANSITIONS ----------------

    def action_open(self):
        """Let the period run under the scheme's rules, which are fixed from now on."""
        for cycle in self:
            if cycle.scheme_id.state != "approved":
                raise UserError(
                    self.env._(
                        "%(scheme)s is not approved.",
                        scheme=cycle.scheme_id.display_name,
                    )
                )
        self._move("action_open")

    def action_score(self):
        """Score everybody from the ledger as it is now; again replaces all."""
        self._check_move("action_score")
        for cycle in self:
            cycle.sudo()._score()
        self._move("action_score")

    def action_approve(self):
        """Accept the results as they are."""
        self._check_move("action_approve")
        self._check_not_own()
        self._check_ready()
        self._move("action_approve")

    def _check_not_own(self):
        """Nobody approves the own scorecard, an administrator neither."""
        if not self.env.su and self.env.user in self.sudo().scorecard_ids._own_users():
            raise UserError(
                self.env._(
                    "Nobody approves the own scorecard. Ask another administrator, or "
                    "name the approvers in the scheme."
                )
            )

    def _check_ready(self):
        """Raise where something forbids approval; extend it by what else does."""
        for cycle in self:
            if cycle.waiting_count:
                raise UserError(
                    self.env._(
                        "%(count)s people still wait for points that a person must "
                        "enter.",
                        count=cycle.waiting_count,
                    )
                )

    def action_publish(self):
        """Show everybody the own scorecard."""
        self._move("action_publish")

    def action_close(self):
        """Make the results final."""
        self._move("action_close")

    def action_reopen(self, reason=None):
        """Step back: the period runs on, and is scored again later."""
        if reason is None:
            return self._ask_reason("action_reopen")
        self._move("action_reopen", reason)
        return None

    def action_withdraw_approval(self, reason=None):
        """Step back: what was approved is looked at again before it is published."""
        if reason is None:
            return self._ask_reason("action_withdraw_approval")
        self._move("action_withdraw_approval", reason)
        return None

    def action_cancel(self, reason=None):
        """Give the cycle up; its period may be started anew."""
        if reason is None:
            return self._ask_reason("action_cancel")
        self._move("action_cancel", reason)
        return None

    # --- Navigation ----------------------------------------------------------------

    def action_view_scorecards(self):
        """Open the scorecards."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_scorecard_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("cycle_id", "=", self.id), ("is_current", "=", True)],
            "context": {},
        }

    def action_view_lines(self):
        """Open the lines of all scorecards, to compare them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_scorecard_line_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [
                ("cycle_id", "=", self.id),
                ("scorecard_id.is_current", "=", True),
            ],
            "context": {},
        }

    def action_export(self):
        """Download the result table as a workbook."""
        return self.env.ref(
            "aftersales_kpi.aftersales_cycle_report_xlsx"
        ).report_action(self)

    # --- Scheduled -----------------------------------------------------------------

    @api.model
    def _cron_start_cycles(self):
        """Make, open and score the cycles of the periods that have just ended."""
        pairs = self._due_pairs()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(pairs))
        for scheme, company in pairs:
            try:
                with self.env.cr.savepoint():
                    self._cycle_of(scheme, company)._start()
            except UserError as error:
                # One scheme that cannot be scored must not keep the others waiting.
                _logger.warning("%s of %s: %s", scheme.code, company.name, error)
            if not cron._commit_progress(1):
                break

    def _start(self):
        """Open and score a cycle, as far as that was not done."""
        if self.state == "draft":
            self.action_open()
        if self.state == "open":
            self.action_score()

    @api.model
    def _due_pairs(self):
        """(scheme, company) of automatic schemes; a shared one is for all who serve."""
        schemes = self.env["aftersales.scheme"].search(
            [("state", "=", "approved"), ("auto_cycle", "=", True)]
        )
        serving = (
            self.env["res.company"]
            .search([])
            .filtered(
                lambda company: self.env["aftersales.observation"].search_count(
                    [("company_id", "=", company.id)], limit=1
                )
            )
        )
        return [
            (scheme, company)
            for scheme in schemes
            for company in scheme.company_id or serving
        ]

    @api.model
    def _cycle_of(self, scheme, company):
        """The cycle of the last period that is over in the company, made if need be."""
        period = scheme._previous_period(today_of(company))
        found = self.search(
            [
                ("scheme_id", "=", scheme.id),
                ("company_id", "=", company.id),
                ("date_from", "=", period.start),
                ("state", "!=", "cancelled"),
            ]
        )
        return found or self.create(
            {
                "scheme_id": scheme.id,
                "company_id": company.id,
                "date_from": period.start,
            }
        )
