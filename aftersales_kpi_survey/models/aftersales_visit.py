from decimal import Decimal
from fractions import Fraction

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..sources import answers
from .aftersales_survey_workflow import LAYOUT, Transition

TRANSITIONS = {
    "action_brief": Transition(("draft",), "briefed", "officer"),
    "action_report": Transition(("briefed",), "reported", "shopper"),
    "action_publish": Transition(("reported",), "published", "officer"),
    "action_cancel": Transition(
        ("draft", "briefed", "reported"), "cancelled", "officer"
    ),
}
#: Two scorings of the same visit further apart than this should be talked about.
FAR_APART = 15


class AftersalesVisit(models.Model):
    """A mystery shopper's visit: briefed, made, scored, published (R42).

    Nobody who is visited sees it before publication; a second scorer sees what the
    shopper saw, not how it was scored.
    """

    _name = "aftersales.visit"
    _description = "Mystery Shopper's Visit"
    _inherit = ["aftersales.survey.workflow", "mail.thread", "mail.activity.mixin"]
    _order = "planned_on desc, id desc"
    _check_company_auto = True
    _transitions = TRANSITIONS

    name = fields.Char("Scenario", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    survey_id = fields.Many2one(
        "survey.survey",
        string="Checklist",
        required=True,
        ondelete="restrict",
        domain=[("survey_type", "=", "aftersales"), ("kpi_use", "=", "visit")],
        groups="aftersales_kpi.group_officer",
        default=lambda self: self._default_survey(),
    )
    shopper_id = fields.Many2one(
        "res.users",
        string="Shopper",
        required=True,
        tracking=True,
        # who is visited learns the result, not who came
        groups="aftersales_kpi.group_officer",
        help="Sees briefing and form on the portal; a portal user will do.",
    )
    scorer_id = fields.Many2one(
        "res.users",
        string="Second Scorer",
        tracking=True,
        groups="aftersales_kpi.group_officer",
        help="Scores the same visit from the report, without seeing the first score.",
    )
    briefing = fields.Html(
        help="Who the shopper is, what to ask for, what to watch, what not to say."
    )
    employee_id = fields.Many2one(
        "hr.employee", string="Person Visited", check_company=True
    )
    user_id = fields.Many2one(related="employee_id.user_id", store=True, string="Login")
    team_id = fields.Many2one(
        "helpdesk.ticket.team", string="Team Visited", check_company=True
    )
    planned_on = fields.Date(required=True, default=fields.Date.context_today)
    deadline = fields.Date("Report Until")
    visited_on = fields.Datetime("Reported On", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Planned"),
            ("briefed", "Briefed"),
            ("reported", "Reported"),
            ("published", "Published"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    answer_ids = fields.One2many(
        "survey.user_input",
        "kpi_visit_id",
        string="Scorings",
        readonly=True,
        groups="aftersales_kpi.group_officer",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Photos and Receipts",
        readonly=True,
        copy=False,
        groups="aftersales_kpi.group_officer",
    )
    score = fields.Float("Result (of 100)", readonly=True, copy=False, aggregator="avg")
    has_score = fields.Boolean(readonly=True, copy=False)
    difference = fields.Float(
        compute="_compute_difference",
        groups="aftersales_kpi.group_officer",
        help="Points between the shopper's and the second scorer's result.",
    )
    is_far_apart = fields.Boolean(
        compute="_compute_difference", groups="aftersales_kpi.group_officer"
    )
    is_scorer_awaited = fields.Boolean(
        "Second Scorer Awaited",
        compute="_compute_difference",
        groups="aftersales_kpi.group_officer",
    )

    @api.model
    def _default_survey(self):
        return self.env.ref(
            "aftersales_kpi_survey.survey_shopper", raise_if_not_found=False
        )

    @api.depends("answer_ids.kpi_score", "answer_ids.state", "scorer_id", "state")
    def _compute_difference(self):
        for visit in self:
            scores = visit._scorings().mapped("kpi_score")
            visit.difference = max(scores) - min(scores) if len(scores) > 1 else 0
            visit.is_far_apart = visit.difference > FAR_APART
            visit.is_scorer_awaited = bool(
                visit.state == "reported" and visit.scorer_id and len(scores) < 2
            )

    @api.constrains("shopper_id", "scorer_id", "employee_id", "team_id")
    def _check_people(self):
        for visit in self.sudo():
            if not (visit.employee_id or visit.team_id):
                raise ValidationError(
                    self.env._("Say who is visited: a person or a team.")
                )
            visited = visit.employee_id.user_id | visit.team_id.user_ids
            if (visit.shopper_id | visit.scorer_id) & visited:
                raise ValidationError(
                    self.env._("Who is visited can be neither shopper nor scorer.")
                )
            if visit.shopper_id == visit.scorer_id:
                raise ValidationError(
                    self.env._("The second scorer has to be somebody else.")
                )

    def write(self, vals):
        """What was briefed is what is scored."""
        fixed = {"survey_id", "shopper_id", "employee_id", "team_id", "company_id"}
        if fixed & vals.keys() and any(visit.state != "draft" for visit in self):
            raise UserError(
                self.env._("The shopper is briefed: cancel this visit, plan another.")
            )
        return super().write(vals)

    # --- What an officer does ---------------------------------------------------------

    def action_brief(self):
        """Give the shopper briefing and form."""
        visits = self._of_officer()
        visits._move("action_brief")
        self.env.ref(
            "aftersales_kpi_survey.mail_template_visit"
        ).sudo().send_mail_batch(visits.ids, email_layout_xmlid=LAYOUT)

    def action_publish(self):
        """Post the result; from now on the person visited sees it."""
        for visit in self._of_officer():
            scorings = visit._scorings()
            if visit.is_scorer_awaited:
                raise UserError(
                    self.env._("The second scorer has not scored this visit yet.")
                )
            means = visit._means(scorings)
            score = answers.score_of(means.values())
            # without a result it stays empty: a mean would count a 0
            result = {} if score is None else {"score": float(score)}
            visit._move("action_publish", has_score=score is not None, **result)
            visit.env["aftersales.observation"]._post(visit._rows(means))

    def action_cancel(self):
        """The visit does not take place, or does not count."""
        self._of_officer()._move("action_cancel")

    def action_view_scorings(self):
        """The filled checklists."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi_survey.survey_user_input_action"
        )
        return {**action, "domain": [("kpi_visit_id", "=", self.id)], "context": {}}

    def action_score(self):
        """Open the page on which the user, second scorer here, scores."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self._url(), "target": "self"}

    # --- What shopper and scorer do ---------------------------------------------------

    def _url(self):
        return f"/my/kpi/visits/{self.id}"

    def _role_of(self, user):
        """ "shopper", "scorer", or none."""
        if user == self.shopper_id:
            return "shopper"
        return "scorer" if user == self.scorer_id else None

    def _may_score(self, user):
        """The shopper once it is briefed, the second scorer once it is reported."""
        wanted = {"shopper": "briefed", "scorer": "reported"}
        return self.state == wanted.get(self._role_of(user)) and not (
            self._scorings().filtered(lambda one: one.kpi_filled_by_id == user)
        )

    def _begin(self, user):
        """The checklist that this user fills, made once."""
        self.ensure_one()
        if not self._may_score(user):
            raise AccessError(self.env._("There is nothing to fill here now."))
        begun = self.answer_ids.filtered(lambda one: one.kpi_filled_by_id == user)[:1]
        return begun or self.env["survey.user_input"].create(
            {
                "survey_id": self.survey_id.id,
                "company_id": self.company_id.id,
                "partner_id": user.partner_id.id,
                "nickname": user.name,
                "kpi_visit_id": self.id,
                "kpi_employee_id": self.employee_id.id,
                "kpi_user_id": self.user_id.id,
                "kpi_team_id": self.team_id.id,
                "kpi_filled_by_id": user.id,
            }
        )

    def _attach(self, files):
        """Keep what the shopper brings: [(name, content)]."""
        self.attachment_ids = [
            Command.create(
                {
                    "name": name,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
            for name, content in files
        ]

    def _scored(self, answer):
        """A checklist was filled; the shopper's is the report."""
        if self.state == "briefed" and answer.kpi_filled_by_id == self.shopper_id:
            self._move("action_report", visited_on=answer.end_datetime)

    def _scorings(self):
        return self.sudo().answer_ids.filtered(
            lambda one: one.state == "done" and one.kpi_has_score
        )

    def _stories(self):
        """[(question, text)]: what was written, without what was scored."""
        lines = (
            self.sudo()
            .answer_ids.filtered(
                lambda one: (
                    one.kpi_filled_by_id == self.shopper_id and one.state == "done"
                )
            )
            ._kpi_given()
        )
        return [
            (line.question_id.title, line.display_name)
            for line in lines
            if line.answer_type in ("text_box", "char_box", "numerical_box")
        ]

    # --- To the ledger ----------------------------------------------------------------

    def _means(self, scorings):
        """{question: mean of the shares that the scorings gave it}."""
        shares = {}
        for scoring in scorings:
            for question, share in scoring._kpi_shares().items():
                shares.setdefault(question, []).append(share)
        return {
            question: sum(values, Fraction(0)) / len(values)
            for question, values in shares.items()
        }

    def _rows(self, means):
        """The result as a whole, and of each question that has its own kind."""
        if not means:
            return []
        kind = self.survey_id.kpi_kind_id
        rows = [self._row(kind, answers.score_of(means.values()))] if kind else []
        by_kind = self.env["survey.user_input"]._kpi_scores_by_kind(means)
        return rows + [self._row(own_kind, score) for own_kind, score in by_kind]

    def _row(self, kind, score: Decimal):
        return {
            "kind": kind.code,
            "company_id": self.company_id.id,
            "employee_id": self.employee_id.id or None,
            "user_id": self.user_id.id or None,
            "team_id": self.team_id.id or None,
            "event_date": self.visited_on,
            "numerator": score,
            "denominator": answers.MAXIMUM,
            "res_model": self._name,
            "res_id": self.id,
            "origin": f"visit:{self.id}",
        }


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    kpi_visit_id = fields.Many2one(
        "aftersales.visit",
        string="Visit",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    def _kpi_follow(self):
        result = super()._kpi_follow()
        for answer in self.filtered("kpi_visit_id"):
            answer.kpi_visit_id._scored(answer)
        return result
