from decimal import Decimal

from odoo import api, fields, models

from ..scoring.curves import Band, Level

NO_LIMIT = "none"


class AftersalesCriterionBand(models.Model):
    """One row of a criterion's rule: a range of values, or a graded level."""

    _name = "aftersales.criterion.band"
    _description = "Band or Level of a Criterion"
    _order = "criterion_id, sequence, id"

    criterion_id = fields.Many2one(
        "aftersales.scheme.criterion", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    low_sign = fields.Selection(
        [(NO_LIMIT, "any"), ("ge", "≥"), ("gt", ">")],
        string="From Sign",
        required=True,
        default="ge",
    )
    low = fields.Float(string="From Value", digits=(16, 6))
    high_sign = fields.Selection(
        [(NO_LIMIT, "any"), ("le", "≤"), ("lt", "<")],
        string="To Sign",
        required=True,
        default="lt",
    )
    high = fields.Float(string="To Value", digits=(16, 6))
    grade = fields.Float(digits=(16, 6), help="The grade as it is entered.")
    points = fields.Float(digits=(16, 6))
    description = fields.Char(
        translate=True, help="What somebody at this level does, in your own words."
    )

    @api.model_create_multi
    def create(self, vals_list):
        bands = super().create(vals_list)
        bands.criterion_id.scheme_id._refuse_unless_draft()
        return bands

    def write(self, vals):
        self.criterion_id.scheme_id._refuse_unless_draft()
        result = super().write(vals)
        self.criterion_id.scheme_id._refuse_unless_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        self.criterion_id.scheme_id._refuse_unless_draft()

    def _band(self):
        """The range of values, as the scoring package knows it."""
        self.ensure_one()
        return Band(
            low=None if self.low_sign == NO_LIMIT else Decimal(str(self.low)),
            high=None if self.high_sign == NO_LIMIT else Decimal(str(self.high)),
            low_included=self.low_sign == "ge",
            high_included=self.high_sign == "le",
            points=Decimal(str(self.points)),
        )

    def _level(self):
        """The graded level, as the scoring package knows it."""
        self.ensure_one()
        return Level(
            value=Decimal(str(self.grade)),
            points=Decimal(str(self.points)),
            text=self.description or "",
        )
