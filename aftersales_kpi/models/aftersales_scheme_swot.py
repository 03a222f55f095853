from decimal import Decimal

from odoo import fields, models

from ..scoring import round_half_up
from .aftersales_scheme_criterion import exact

# Numbers of a rule that are points, and grow with the criterion's.
POINT_FIELDS = ("step_points", "floor_points")


class AftersalesSchemeCriterion(models.Model):
    """Why a criterion weighs what it weighs (section B: the client uses SWOT)."""

    _inherit = "aftersales.scheme.criterion"

    swot = fields.Selection(
        [
            ("strength", "Strength to keep"),
            ("weakness", "Weakness to mend"),
            ("opportunity", "Opportunity to use"),
            ("threat", "Threat to meet"),
        ],
        string="SWOT",
        help="What the analysis of the service found about it.",
    )
    importance = fields.Selection(
        [
            ("0", "None"),
            ("1", "Low"),
            ("2", "Rather low"),
            ("3", "Medium"),
            ("4", "High"),
            ("5", "Very high"),
        ],
        help="How much it matters now, compared with the other criteria.",
    )

    def _scale_to(self, points):
        """Weigh `points` from now on, the rule's points in proportion."""
        self.ensure_one()
        factor = self._factor(points)
        for band in self.band_ids:
            band.points = round_half_up(exact(band.points) * factor)
        self.write(self._scaled_points(points))

    def _scaled_vals(self, points):
        """Values for a copy that weighs `points`, for a scheme that is being made."""
        [vals] = self.copy_data({"scheme_id": False, **self._scaled_points(points)})
        factor = self._factor(points)
        for _command, _id, band in vals.get("band_ids", ()):
            band["points"] = round_half_up(exact(band["points"]) * factor)
        return vals

    def _factor(self, points):
        return Decimal(points) / exact(self.max_points)

    def _scaled_points(self, points):
        factor = self._factor(points)
        return {
            "max_points": points,
            **{name: exact(self[name]) * factor for name in POINT_FIELDS},
        }
