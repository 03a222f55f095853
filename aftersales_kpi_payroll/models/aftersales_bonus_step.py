from odoo import fields, models


class AftersalesBonusStep(models.Model):
    """A row of a plan's coefficient table: from this score on, this coefficient."""

    _name = "aftersales.bonus.step"
    _description = "Coefficient"
    _order = "plan_id, score"
    _rec_name = "score"

    plan_id = fields.Many2one(
        "aftersales.bonus.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    score = fields.Float(
        "From Score",
        digits=(16, 2),
        required=True,
        help="The lowest score of the step; it belongs to it.",
    )
    coefficient = fields.Float(
        digits=(16, 4), required=True, help="1.2 pays a fifth more than the base."
    )

    _score_unique = models.UniqueIndex(
        "(plan_id, score)", "Two rows of a coefficient table start at the same score."
    )
    _positive = models.Constraint(
        "CHECK (coefficient >= 0)", "A coefficient cannot be below zero."
    )
