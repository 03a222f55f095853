from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

TYPE = "aftersales"
PRIVACY = [
    ("named", "Named"),
    ("confidential", "Confidential"),
    ("anonymous", "Anonymous"),
]
#: What customers were promised: who reads their answers, and what for.
PROMISES = ("kpi_privacy", "kpi_use", "survey_type")


class SurveySurvey(models.Model):
    """Questionnaires of the evaluation: a type of their own.

    Odoo's rules for surveys cover its own types only, so that who may look at other
    surveys sees neither the answers of customers nor the questions of a test.
    """

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[(TYPE, "After-sales KPI")], ondelete={TYPE: "set default"}
    )
    kpi_use = fields.Selection(
        [
            ("service", "Customer questionnaire"),
            ("interview", "Phone interview"),
            ("visit", "Mystery shopper's checklist"),
            ("test", "Knowledge test"),
            ("feedback", "360-degree feedback"),
        ],
        string="Used As",
        default="service",
    )
    kpi_kind_id = fields.Many2one(
        "aftersales.kind",
        string="Counts As",
        ondelete="restrict",
        domain=[("unit", "=", "score")],
        help="Under which kind the score of an answer, of 100, enters the ledger. "
        "Empty: it does not.",
    )
    kpi_privacy = fields.Selection(
        PRIVACY,
        string="Who Said What",
        default="named",
        help="Named: the evaluation officer and the leader of the team see who gave "
        "which answer, and the evaluated person the ticket.\n"
        "Confidential: only the evaluation officer sees who said what; the record "
        "names neither customer nor ticket.\n"
        "Anonymous: nothing leads from an answer to a customer; only sums are posted, "
        "once enough have answered.",
    )
    kpi_top_box = fields.Integer(
        string="Good From",
        default=80,
        help="From this share of the best answer (of 100) on, the first counted "
        "question makes a good review.",
    )
    kpi_bad_below = fields.Integer(
        string="Bad Below",
        default=60,
        help="An answer with a score below this gets the team's leader a task: call "
        "the customer back. 0 for none.",
    )

    _kpi_limits = models.Constraint(
        "CHECK (kpi_top_box BETWEEN 0 AND 100 AND kpi_bad_below BETWEEN 0 AND 100)",
        "The limits of good and bad answers lie between 0 and 100.",
    )

    @api.depends("survey_type")
    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("aftersales_kpi.group_officer"):
            for survey in self:
                survey.allowed_survey_types = [
                    *(survey.allowed_survey_types or []),
                    TYPE,
                ]
        return result

    @api.constrains("kpi_privacy", "kpi_kind_id", "survey_type")
    def _check_kpi_privacy(self):
        for survey in self:
            kind = survey.kpi_kind_id.sudo()
            if not kind or survey.survey_type != TYPE:
                continue
            is_hidden = kind.visibility == "aggregate"
            if (survey.kpi_privacy == "anonymous") != is_hidden:
                raise ValidationError(
                    self.env._(
                        "%(survey)s: an anonymous questionnaire, and only such a one, "
                        "posts a kind that is shown as a sum only.",
                        survey=survey.title,
                    )
                )

    @api.constrains("kpi_privacy", "kpi_use")
    def _check_kpi_anonymous(self):
        """An interviewer, a shopper and a test know whose answer it is; who grades in
        360-degree feedback does so on the grading page."""
        for survey in self:
            if survey.kpi_privacy == "anonymous" and (survey.kpi_use != "service"):
                raise ValidationError(
                    self.env._(
                        "%(survey)s: only customers' questionnaires can be anonymous.",
                        survey=survey.title,
                    )
                )

    @api.constrains("kpi_kind_id")
    def _check_kpi_questions(self):
        """Questions post kinds of their own beside the questionnaire's."""
        self.question_ids._check_kpi_kind()

    def write(self, vals):
        """What was promised stays, once somebody was asked or has answered."""
        changing = self.filtered(
            lambda one: any(
                name in vals and one[name] != vals[name] for name in PROMISES
            )
        )
        changing._check_nobody_was_asked()
        return super().write(vals)

    def _check_nobody_was_asked(self):
        for model, domain in (
            ("aftersales.invitation", []),
            (
                "survey.user_input",
                [("test_entry", "=", False), ("survey_id.survey_type", "=", TYPE)],
            ),
        ):
            asked = self.env[model].sudo()
            found = asked.search([("survey_id", "in", self.ids), *domain], limit=1)
            if found:
                raise UserError(
                    self.env._(
                        "“%s” has been sent or answered already: what it is used for "
                        "and who sees who said what stay as they are. Duplicate the "
                        "questionnaire and change the copy.",
                        found.survey_id.title,
                    )
                )

    @api.constrains("kpi_privacy", "kpi_use")
    def _check_kpi_teams(self):
        """What a team asks after service keeps being something it can ask."""
        teams = self.env["helpdesk.ticket.team"].sudo()
        teams.search([("kpi_survey_id", "in", self.ids)])._check_kpi_survey()

    @api.constrains("survey_type", "access_mode", "users_login_required")
    def _check_kpi_access(self):
        """Only invited people answer, and customers have no account."""
        for survey in self.filtered(lambda one: one.survey_type == TYPE):
            if survey.access_mode != "token" or survey.users_login_required:
                raise ValidationError(
                    self.env._(
                        "%(survey)s: questionnaires of the evaluation are for invited "
                        "people only, who need no account.",
                        survey=survey.title,
                    )
                )

    @api.model
    def default_get(self, fields):  # pylint: disable=redefined-outer-name
        result = super().default_get(fields)
        if result.get("survey_type") == TYPE:
            result |= {"access_mode": "token", "users_can_go_back": True}
        return result

    @api.onchange("survey_type")
    def _onchange_survey_type(self):
        result = super()._onchange_survey_type()
        if self.survey_type == TYPE:
            self.access_mode = "token"
            self.users_can_go_back = True
        return result

    def _kpi_first_question(self):
        """The question that a mail can ask: a choice or a short scale; else none."""
        first = self.question_ids[:1]
        if first.question_type in ("simple_choice", "scale"):
            return first
        return first.browse()

    def action_survey_user_input_completed(self):
        action = super().action_survey_user_input_completed()
        if self.survey_type == TYPE:
            action["domain"] = [("survey_id.survey_type", "=", TYPE)]
        return action
