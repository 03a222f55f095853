from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_assessment_workflow import GRADING_STATES, OPEN_STATES
from .company_day import today_of
from .guards import check_officer


class AftersalesCycle(models.Model):
    """The gradings of a cycle: from the first task to the last grade."""

    _inherit = "aftersales.cycle"

    grading_deadline = fields.Date(
        string="Grades Until",
        tracking=True,
        copy=False,
        help="The last day on which raters may grade.",
    )
    grading_ids = fields.One2many(
        "aftersales.grading", "cycle_id", string="Grading Sheets", readonly=True
    )
    grading_count = fields.Integer(
        compute="_compute_grading_count", compute_sudo=True, string="Raters"
    )
    grading_open_count = fields.Integer(
        compute="_compute_grading_count", compute_sudo=True, string="Raters Not Done"
    )
    has_raters = fields.Boolean(compute="_compute_has_raters", compute_sudo=True)

    @api.depends("grading_ids.state")
    def _compute_grading_count(self):
        sheets = self.env["aftersales.grading"]
        all_of, open_of = (
            dict(
                sheets._read_group(
                    [("cycle_id", "in", self.ids), *domain], ["cycle_id"], ["__count"]
                )
            )
            for domain in ([], [("state", "=", "open")])
        )
        for cycle in self:
            cycle.grading_count = all_of.get(cycle._origin, 0)
            cycle.grading_open_count = open_of.get(cycle._origin, 0)

    @api.depends("scheme_id.criterion_ids.rater_ids")
    def _compute_has_raters(self):
        for cycle in self:
            cycle.has_raters = bool(
                cycle.subject_type == "employee" and cycle._rater_rules()
            )

    def _rater_rules(self):
        return self.scheme_id.criterion_ids.rater_ids

    # --- Moves of the cycle that concern its gradings -------------------------------

    def action_open(self):
        """Let the period run, and ask the raters while the deadline lies ahead.

        A period that is long over is opened without: nobody remembers it fairly.
        """
        result = super().action_open()
        for cycle in self.sudo().filtered("has_raters"):
            if not cycle.grading_deadline:
                cycle.grading_deadline = cycle._default_deadline()
            if not cycle._deadline_is_over():
                cycle._ask_raters()
        return result

    def _check_ready(self):
        """The grades that the results rest on must be complete."""
        for cycle in self:
            if cycle.grading_open_count:
                raise UserError(
                    self.env._(
                        "%(count)s people are still grading. Wait for them, or close "
                        "the grading; then score again.",
                        count=cycle.grading_open_count,
                    )
                )
        return super()._check_ready()

    def action_cancel(self, reason=None):
        """Give the cycle up, with its gradings."""
        result = super().action_cancel(reason)
        for cycle in self.sudo().filtered(lambda one: one.state == "cancelled"):
            cycle.grading_ids._expire()
            cycle._withdraw_gradings()
        return result

    def _score(self):
        self._combine_gradings()
        return super()._score()

    # --- What an officer does -------------------------------------------------------

    def action_start_grading(self):
        """Ask all raters of the scheme who were not asked yet."""
        self._check_grading_officer()
        for cycle in self.sudo():
            if not cycle.grading_deadline or cycle._deadline_is_over():
                raise UserError(
                    self.env._("First set a day ahead until which people may grade.")
                )
            if not cycle._ask_raters():
                raise UserError(
                    self.env._(
                        "Nobody is left to ask. Whose grades were imported is not "
                        "graded again, raters need a login, and a role needs its "
                        "minimum number of people."
                    )
                )

    def action_close_grading(self):
        """Wait no longer; what was not submitted does not count."""
        self._check_grading_officer()
        self.sudo()._close_grading()

    def action_remind_raters(self):
        """Write to the raters who are not done."""
        self._check_grading_officer()
        return self.grading_ids.action_remind()

    def action_view_gradings(self):
        """Open the progress of the raters."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_grading_action"
        )
        return {**action, "domain": [("cycle_id", "=", self.id)], "context": {}}

    def _check_grading_officer(self):
        check_officer(self.env)
        self.check_access("write")
        for cycle in self:
            if cycle.state not in GRADING_STATES:
                raise UserError(
                    self.env._(
                        "The grading of %(cycle)s is over.", cycle=cycle.display_name
                    )
                )

    # --- Deadline -------------------------------------------------------------------

    def _default_deadline(self):
        return self.date_to + timedelta(days=self.scheme_id.grading_days)

    def _grading_today(self):
        return today_of(self.company_id)

    def _deadline_is_over(self):
        return self._grading_today() > self.grading_deadline

    def _ask_raters(self):
        """Make the missing tasks, tell the raters; the sheets that got any."""
        sheets = self._make_grading_tasks()
        sheets._invite()
        return sheets

    def _close_grading(self):
        """End the grading; a cycle that was scored already is scored with it."""
        for cycle in self:
            cycle.grading_ids._expire()
            if cycle.state == "scored":
                cycle.action_score()

    # --- Scheduled ------------------------------------------------------------------

    @api.model
    def _cron_gradings(self):
        """Ask newcomers, remind the slow, and close what is over or complete."""
        cycles = self.search(
            [("state", "in", GRADING_STATES), ("grading_deadline", "!=", False)]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(cycles))
        for cycle in cycles:
            cycle._look_after_grading()
            if not cron._commit_progress(1):
                break

    def _look_after_grading(self):
        if self._deadline_is_over():
            if self.grading_open_count:
                self._close_grading()
        elif self.grading_count:
            self._ask_raters()
            self.grading_ids._due_reminders(self._grading_today()).filtered(
                lambda sheet: sheet.cycle_id == self
            )._remind()
            self._score_complete_grading()

    def _score_complete_grading(self):
        """Bring grades that came after scoring into the results."""
        if self.state != "scored":
            return
        assessments = self.grading_ids.assessment_ids
        late = assessments.filtered(
            lambda one: one.submitted_on and one.submitted_on > self.scored_on
        )
        waiting = any(one.state in OPEN_STATES for one in assessments)
        if late and not waiting:
            self.action_score()
