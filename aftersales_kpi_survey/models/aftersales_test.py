from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_kpi.models.company_day import zone_of
from odoo.addons.aftersales_kpi.scoring import midnight

from .aftersales_survey_workflow import Transition

TRANSITIONS = {
    "action_open": Transition(("draft",), "open", "officer"),
    "action_close": Transition(("open",), "closed", "officer"),
    "action_cancel": Transition(("draft", "open"), "cancelled", "officer"),
}


class AftersalesTest(models.Model):
    """A knowledge test of a period: who takes it, how often, what counts (R17, R43)."""

    _name = "aftersales.test"
    _description = "Knowledge Test"
    _inherit = [
        "aftersales.survey.workflow",
        "aftersales.survey.people",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _transitions = TRANSITIONS

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    survey_id = fields.Many2one(
        "survey.survey",
        string="Questions",
        required=True,
        ondelete="restrict",
        domain=[("survey_type", "=", "aftersales"), ("kpi_use", "=", "test")],
        help="The pool that questions are drawn from, with its time limit.",
    )
    date_from = fields.Date(
        "First Day",
        required=True,
        default=fields.Date.context_today,
        help="The result counts for the period that this day lies in.",
    )
    date_to = fields.Date("Last Day", required=True)
    job_ids = fields.Many2many("hr.job", string="Posts", check_company=True)
    team_ids = fields.Many2many(
        "helpdesk.ticket.team", string="Teams", check_company=True
    )
    employee_ids = fields.Many2many(
        "hr.employee", string="Further People", check_company=True
    )
    attempt_limit = fields.Integer("Attempts", default=1, required=True)
    attempt_policy = fields.Selection(
        [
            ("best", "The best attempt"),
            ("last", "The last attempt"),
            ("first", "The first attempt"),
        ],
        string="What Counts",
        default="best",
        required=True,
    )
    absent_policy = fields.Selection(
        [
            ("list", "Listed, somebody decides"),
            ("excuse", "Excused"),
            ("zero", "Counts as 0"),
        ],
        string="Who Is Absent",
        default="list",
        required=True,
        help="Applied when the test is closed. Listed: an exception of the cycle, no "
        "result until somebody decides. Excused: the criterion is left out. Who was "
        "excused before is left out in any case.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    sitting_ids = fields.One2many(
        "aftersales.test.sitting", "test_id", string="Participants", copy=False
    )
    people_count = fields.Integer("People", compute="_compute_counts")
    taken_count = fields.Integer("Taken", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    mean_score = fields.Float(
        "Mean Result", compute="_compute_mean_score", help="Of those who have taken it."
    )

    _days = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day is before the first."
    )
    _attempts = models.Constraint(
        "CHECK (attempt_limit BETWEEN 1 AND 10)", "Between one and ten attempts."
    )

    @api.depends("sitting_ids.state")
    def _compute_counts(self):
        counts = {
            (test.id, state): count
            for test, state, count in self.env["aftersales.test.sitting"]._read_group(
                [("test_id", "in", self.ids)], ["test_id", "state"], ["__count"]
            )
        }
        states = self.env["aftersales.test.sitting"]._fields["state"]
        for test in self:
            numbers = {
                state: counts.get((test.id, state), 0)
                for state in states.get_values(self.env)
            }
            test.people_count = sum(numbers.values())
            test.taken_count = numbers["taken"]
            test.progress = 100 * test.taken_count / (test.people_count or 1)

    @api.depends("sitting_ids.score", "sitting_ids.has_score")
    def _compute_mean_score(self):
        means = dict(
            self.env["aftersales.test.sitting"]._read_group(
                [("test_id", "in", self.ids), ("has_score", "=", True)],
                ["test_id"],
                ["score:avg"],
            )
        )
        for test in self:
            test.mean_score = means.get(test._origin, 0)

    @api.constrains("survey_id")
    def _check_survey(self):
        for test in self:
            survey = test.survey_id.sudo()
            if survey.kpi_use != "test" or not survey.scoring_max_obtainable:
                raise ValidationError(
                    self.env._(
                        "“%s” is not a test: choose questions with right answers that "
                        "are used as a knowledge test.",
                        survey.title,
                    )
                )

    # --- When -------------------------------------------------------------------------

    def _timezone(self):
        return zone_of(self.company_id)

    def _opens(self):
        return midnight(self.date_from, self._timezone())

    def _closes(self):
        return midnight(fields.Date.add(self.date_to, days=1), self._timezone())

    # --- What an officer does ---------------------------------------------------------

    def action_open(self):
        """Invite the people; from the first day on they can take the test."""
        for test in self._of_officer():
            people = test._people()
            if not people:
                raise UserError(
                    self.env._("Say who takes the test: posts, teams or people.")
                )
            test._move("action_open")
            test.env["aftersales.test.sitting"].create(
                [
                    {"test_id": test.id, "employee_id": employee.id}
                    for employee in people
                ]
            )
            test.sitting_ids._invite("aftersales_kpi_survey.mail_template_test")

    def action_close(self):
        """End the test: what counts is posted, who is absent falls under the policy."""
        for test in self._of_officer():
            test.sitting_ids.answer_ids._kpi_end()
            test._move("action_close")
            test.sitting_ids._miss()

    def action_cancel(self):
        """The test does not take place; what it posted is void."""
        for test in self._of_officer():
            test._move("action_cancel")
            test.sitting_ids._observations()._void(
                self.env._("The test was cancelled.")
            )

    def action_remind(self):
        """Write to those who have not taken the test."""
        waiting = self._of_officer().sitting_ids.filtered(
            lambda one: one.state == "waiting"
        )
        waiting._invite("aftersales_kpi_survey.mail_template_test_reminder")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Reminded: %s people", len(waiting)),
            },
        }

    def _people(self):
        """Employees of the posts and teams, and those named; each once."""
        domain = Domain("id", "in", self.employee_ids.ids)
        if self.job_ids:
            domain |= Domain("job_id", "in", self.job_ids.ids)
        if self.team_ids:
            domain |= Domain("user_id", "in", self.team_ids.user_ids.ids)
        return self.env["hr.employee"].search(
            Domain("company_id", "=", self.company_id.id) & domain
        )

    @api.model
    def _cron_close(self):
        """Close the tests whose last day is over."""
        today = fields.Date.context_today(self)
        late = self.search([("state", "=", "open"), ("date_to", "<=", today)])
        now = self.env["aftersales.observation"]._now()
        late.filtered(lambda test: test._closes() <= now).action_close()
