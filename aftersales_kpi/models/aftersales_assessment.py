from odoo import api, fields, models
from odoo.exceptions import UserError

from ..scoring.grading import BEST_GRADE


class AftersalesAssessment(models.Model):
    """One grade: one rater, one person, one criterion, in one cycle.

    Nobody writes it but the rater's own sheet. Single anonymous grades are read by
    their rater only; the system posts their mean, once there are enough of them.
    """

    _name = "aftersales.assessment"
    _inherit = ["aftersales.guarded"]
    _description = "Assessment"
    _order = "cycle_id desc, criterion_id, employee_id, id"

    grading_id = fields.Many2one(
        "aftersales.grading",
        string="Grading Sheet",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    cycle_id = fields.Many2one(related="grading_id.cycle_id", store=True, index=True)
    company_id = fields.Many2one(related="grading_id.company_id", store=True)
    rater_id = fields.Many2one(related="grading_id.rater_id", store=True)
    user_id = fields.Many2one(
        related="grading_id.user_id", store=True, index=True, string="Rater's Login"
    )
    rule_id = fields.Many2one(
        "aftersales.scheme.rater", required=True, readonly=True, ondelete="restrict"
    )
    criterion_id = fields.Many2one(related="rule_id.criterion_id", store=True)
    role = fields.Selection(related="rule_id.role", store=True)
    is_anonymous = fields.Boolean(related="rule_id.is_anonymous", store=True)
    employee_id = fields.Many2one(
        "hr.employee",
        string="Graded Person",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    level_id = fields.Many2one(
        "aftersales.criterion.band", readonly=True, ondelete="restrict"
    )
    value = fields.Float("Grade", digits=0, readonly=True, aggregator="avg")
    is_declined = fields.Boolean("Cannot Judge", readonly=True)
    state = fields.Selection(
        [
            ("to_do", "To do"),
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("expired", "Not submitted"),
        ],
        default="to_do",
        required=True,
        readonly=True,
        index=True,
    )
    submitted_on = fields.Datetime(readonly=True)

    _task_unique = models.UniqueIndex(
        "(grading_id, criterion_id, employee_id)",
        "A rater grades a person once for each criterion.",
    )

    @api.depends("criterion_id", "employee_id")
    def _compute_display_name(self):
        for assessment in self.sudo():
            assessment.display_name = (
                f"{assessment.criterion_id.name} · {assessment.employee_id.name}"
            )

    # --- Answers ----------------------------------------------------------------------

    def _answer(self, answer):
        """Keep an answer as a draft."""
        self._move("action_answer", **self._answer_vals(answer))

    def _answer_vals(self, answer):
        """What an answer of the page means.

        ``level:7`` is the criterion's level of that id, ``declined`` that the rater
        cannot judge; where the criterion has no levels, ``85`` is a grade of 100.
        """
        self.ensure_one()
        if answer == "declined":
            return {"level_id": False, "value": 0, "is_declined": True}
        if not self._levels():
            grade = self._typed_grade(answer)
            return {"level_id": False, "value": grade, "is_declined": False}
        for level in self._levels():
            if answer == f"level:{level.id}":
                return {
                    "level_id": level.id,
                    "value": level.grade,
                    "is_declined": False,
                }
        raise UserError(self.env._("This grade is not on the scale."))

    def _typed_grade(self, text):
        try:
            number = float(text)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("A grade is a number.")) from error
        if not 0 <= number <= BEST_GRADE:  # refuses "nan" too
            raise UserError(self.env._("A grade lies between 0 and 100."))
        return number

    def _levels(self):
        """The written levels of the criterion, best first; none where it has none."""
        criterion = self.criterion_id
        if criterion.curve != "levels":
            return criterion.band_ids.browse()
        return criterion.band_ids.sorted(lambda band: -band.points)

    def _current_answer(self):
        """The answer that was given, in the page's words; none where none was."""
        if self.is_declined:
            return "declined"
        if self.level_id:
            return f"level:{self.level_id.id}"
        if self.state in ("draft", "submitted"):
            return f"{self.value:g}"
        return None
