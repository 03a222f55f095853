from odoo import fields, models


class AftersalesScheme(models.Model):
    _inherit = "aftersales.scheme"

    grading_days = fields.Integer(
        string="Days to Grade",
        default=5,
        help="Raters have until so many days after the period's end.",
    )


class AftersalesSchemeCriterion(models.Model):
    _inherit = "aftersales.scheme.criterion"

    rater_ids = fields.One2many(
        "aftersales.scheme.rater", "criterion_id", string="Graded By", copy=True
    )
    question = fields.Char(
        string="Raters Are Asked",
        translate=True,
        help="Stands above the levels on the grading page. Empty: the criterion's "
        "name alone.",
    )
