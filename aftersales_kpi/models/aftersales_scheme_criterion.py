from decimal import Decimal

from odoo import api, fields, models

from ..scoring import curves, scorecard
from ..scoring.phrase import _, say

# Units in the words of explanations; each reader sees them in the own language.
UNIT_PHRASES = {
    "percent": "%",
    "score": "",
    "second": say(_("seconds")),
    "minute": say(_("min")),
    "hour": say(_("hours")),
    "day": say(_("days")),
    "count": "",
    "money": "",
}


def exact(number):
    """The number that was typed: a float prints as the decimal it was read from."""
    return Decimal(str(number))


class AftersalesSchemeCriterion(models.Model):
    """An indicator inside a scheme, with its points and the rule that gives them."""

    _name = "aftersales.scheme.criterion"
    _description = "Criterion of an Evaluation Scheme"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        "aftersales.scheme", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one(
        "aftersales.indicator", required=True, ondelete="restrict"
    )
    name = fields.Char(related="indicator_id.name")
    unit = fields.Selection(related="indicator_id.unit")
    max_points = fields.Float(digits=(16, 2), required=True)
    curve = fields.Selection(
        [
            ("bands", "Bands"),
            ("deduction", "Deduction"),
            ("linear", "Straight line"),
            ("target_ratio", "Share of the target"),
            ("levels", "Graded levels"),
        ],
        string="Rule",
        required=True,
        default="bands",
    )
    band_ids = fields.One2many(
        "aftersales.criterion.band", "criterion_id", string="Bands", copy=True
    )
    full_value = fields.Float(
        string="Full Points At",
        digits=(16, 6),
        help="Values from here on get all points. For a share of the target: it.",
    )
    use_target = fields.Boolean(
        string="Use Own Targets",
        help="Take the target of the person, post, team or department instead.",
    )
    zero_value = fields.Float(string="No Points At", digits=(16, 6))
    step = fields.Float(
        digits=(16, 6),
        help="The width of one step of the deduction.",
    )
    step_points = fields.Float(string="Points per Step", digits=(16, 6))
    floor_points = fields.Float(
        string="Not Below",
        digits=(16, 6),
        help="Points never fall below this.",
    )
    proportional = fields.Boolean(
        help="Take points off for parts of a step too, not for completed steps only."
    )
    cap_ratio = fields.Float(
        string="At Most",
        digits=(16, 6),
        default=1,
        help="The largest share of the target that counts; 1 is full points.",
    )
    interpolate = fields.Boolean(
        string="Between Levels in Proportion",
        help="Averaged grades between two levels get points in proportion. "
        "Otherwise the lower level counts.",
    )
    no_data_policy = fields.Selection(
        [
            ("reweight", "Leave out, spread its points"),
            ("team_value", "Use the team's value"),
            ("full_points", "Give full points"),
            ("ask", "Ask a person"),
        ],
        string="Too Few Data",
        required=True,
        default="reweight",
    )
    minimum_sample = fields.Integer(
        string="Minimum Records", help="Fewer records than this count as too few data."
    )
    is_critical = fields.Boolean(help="A limit not to be missed, whatever the points.")
    critical_limit = fields.Float(digits=(16, 6))
    critical_effect = fields.Selection(
        [
            ("zero", "Total becomes 0"),
            ("cap", "Total is capped"),
            ("flag", "Only flag"),
        ],
        required=True,
        default="flag",
    )
    critical_cap = fields.Float(string="Highest Total Left", digits=(16, 2))
    rationale = fields.Text(
        translate=True, help="Why this criterion has this weight (for example a SWOT)."
    )
    rule = fields.Char(
        compute="_compute_rule", string="Rule in Words", compute_sudo=True
    )

    _indicator_unique = models.Constraint(
        "UNIQUE(scheme_id, indicator_id)",
        "An indicator can stand in a scheme only once.",
    )

    @api.depends_context("lang")
    @api.depends(
        "curve",
        "max_points",
        "full_value",
        "use_target",
        "zero_value",
        "step",
        "step_points",
        "floor_points",
        "proportional",
        "cap_ratio",
        "interpolate",
        "band_ids",
        "band_ids.low_sign",
        "band_ids.low",
        "band_ids.high_sign",
        "band_ids.high",
        "band_ids.grade",
        "band_ids.points",
        "band_ids.description",
        "indicator_id.unit",
        "indicator_id.direction",
    )
    def _compute_rule(self):
        for criterion in self:
            criterion.rule = criterion._rule_phrase().text(self.env._)

    def _rule_phrase(self):
        return self._curve().rule_phrase(
            UNIT_PHRASES[self.unit or "score"], exact(self.max_points)
        )

    # --- Only drafts change ----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        criteria.scheme_id._refuse_unless_draft()
        return criteria

    def write(self, vals):
        self.scheme_id._refuse_unless_draft()
        result = super().write(vals)
        self.scheme_id._refuse_unless_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        self.scheme_id._refuse_unless_draft()

    # --- The door to the scoring package -------------------------------------------

    def _spec(self):
        """This criterion as the scoring package knows it."""
        self.ensure_one()
        return scorecard.Criterion(
            code=self.indicator_id.code,
            name=self.indicator_id.name,
            max_points=exact(self.max_points),
            curve=self._curve(),
            no_data_policy=self.no_data_policy,
            minimum_sample=self.minimum_sample,
            critical=self._critical(),
            unit=UNIT_PHRASES[self.unit],
            perspective=self.indicator_id.perspective,
        )

    def _curve(self):
        self.ensure_one()
        match self.curve:
            case "bands":
                return curves.Bands(tuple(band._band() for band in self.band_ids))
            case "levels":
                levels = tuple(band._level() for band in self.band_ids)
                return curves.Levels(levels, self.interpolate)
            case "deduction":
                return self._deduction()
            case "linear":
                return curves.Linear(exact(self.zero_value), self._full_value())
            case "target_ratio":
                return curves.TargetRatio(
                    self._full_value(), self._lower_is_better(), exact(self.cap_ratio)
                )
        raise ValueError(f"Unknown curve {self.curve!r}")

    def _deduction(self):
        return curves.Deduction(
            start=self._full_value(),
            step=exact(self.step),
            per_step=exact(self.step_points),
            lower_is_better=self._lower_is_better(),
            floor=exact(self.floor_points),
            proportional=self.proportional,
        )

    def _full_value(self):
        return None if self.use_target else exact(self.full_value)

    def _lower_is_better(self):
        return self.indicator_id.direction == "lower"

    def _critical(self):
        if not self.is_critical:
            return None
        return scorecard.Critical(
            limit=exact(self.critical_limit),
            lower_is_better=self._lower_is_better(),
            effect=self.critical_effect,
            cap=exact(self.critical_cap) if self.critical_effect == "cap" else None,
        )
