from odoo import fields, models


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
