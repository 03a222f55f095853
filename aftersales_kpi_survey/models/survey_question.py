from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    kpi_kind_id = fields.Many2one(
        "aftersales.kind",
        string="Counts Also As",
        ondelete="restrict",
        domain=[("unit", "=", "score"), ("visibility", "!=", "aggregate")],
        help="The answer to this question alone enters the ledger under this kind too, "
        "for instance what it says about the attitude.",
    )

    @api.constrains("kpi_kind_id")
    def _check_kpi_kind(self):
        """Two facts of a kind about one answer would be one too many."""
        for question in self:
            if question.kpi_kind_id and (
                question.kpi_kind_id == question.survey_id.kpi_kind_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%(question)s” would post “%(kind)s” a second time beside the "
                        "questionnaire: choose another kind for the question.",
                        question=question.title,
                        kind=question.kpi_kind_id.sudo().name,
                    )
                )

    def _kpi_choices(self):
        """What can be answered: (value, label, share of the best answer)."""
        self.ensure_one()
        if self.question_type == "scale":
            return [
                (value, str(value), value / self.scale_max)
                for value in range(self.scale_min, self.scale_max + 1)
            ]
        choices = self.suggested_answer_ids
        best = max(choices.mapped("answer_score"), default=0)
        return [
            (choice.id, choice.value, choice.answer_score / best if best > 0 else None)
            for choice in choices
        ]


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    kpi_cause = fields.Selection(
        "_selection_kpi_cause",
        string="Cause",
        help="Choosing this answer says why the customer was not satisfied.",
    )

    def _selection_kpi_cause(self):
        return self.env["helpdesk.ticket"]._selection_complaint_cause()
