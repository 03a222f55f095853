from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .aftersales_cycle_score import QUOTIENT_AGGREGATES


class AftersalesScheme(models.Model):
    _inherit = "aftersales.scheme"

    tie_within_intervals = fields.Boolean(
        "Chance Separates Nobody",
        help="People whose totals differ by less than their records can tell share a "
        "rank: from the top, everybody whose range overlaps the leader's.",
    )


class AftersalesSchemeCriterion(models.Model):
    """Small samples lean on the team's value (R64)."""

    _inherit = "aftersales.scheme.criterion"

    shrinkage = fields.Selection(
        [
            ("none", "Own value alone"),
            ("fixed", "Draw to the team's, by a fixed weight"),
            ("estimated", "Draw to the team's, by the weight that the data ask for"),
        ],
        string="Small Samples",
        required=True,
        default="none",
        help="(own records × own value + k × the team's value) ÷ (own records + k). "
        "Many own records count almost alone, a few hardly. The weight k is given, or "
        "estimated from how much the records and the people differ (Bühlmann and "
        "Straub), and stands on every line.",
    )
    shrinkage_records = fields.Integer(
        "Team Weighs As", default=10, help="So many records: k of the formula."
    )

    @api.constrains("shrinkage", "shrinkage_records", "indicator_id", "scheme_id")
    def _check_shrinkage(self):
        for criterion in self.filtered(lambda one: one.shrinkage != "none"):
            indicator = criterion.indicator_id
            if indicator.aggregate not in QUOTIENT_AGGREGATES:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s is neither a rate nor a mean: it cannot be "
                        "drawn to the team's value.",
                        indicator=indicator.name,
                    )
                )
            if criterion.scheme_id.subject_type != "employee":
                raise ValidationError(
                    self.env._("Only people's values are drawn to their team's.")
                )
            if criterion.shrinkage == "fixed" and criterion.shrinkage_records < 1:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s: say how many records the team's value weighs, "
                        "1 or more.",
                        indicator=indicator.name,
                    )
                )

    def _shrinkage_words(self):
        """How small samples are treated, for those who read the rules."""
        choices = dict(self._fields["shrinkage"]._description_selection(self.env))
        words = choices[self.shrinkage]
        if self.shrinkage != "fixed":
            return words
        return self.env._(
            "%(how)s: %(count)s records", how=words, count=self.shrinkage_records
        )
