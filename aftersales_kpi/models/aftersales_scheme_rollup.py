from odoo import api, fields, models

from ..scoring import brief
from .aftersales_scheme_criterion import exact

# Longer periods and what may fill them.
LONGER = {"quarter": ("month",), "year": ("month", "quarter")}


class AftersalesScheme(models.Model):
    """A quarter or year whose cards are made from those of shorter periods (R30)."""

    _inherit = "aftersales.scheme"

    rollup_scheme_id = fields.Many2one(
        "aftersales.scheme",
        string="Made From",
        ondelete="restrict",
        help="The scheme of the shorter periods, in any of its versions. Its published "
        "totals are averaged; nothing is measured anew.",
    )
    rollup_weights = fields.Selection(
        [
            ("equal", "All alike"),
            ("given", "By numbers"),
            ("volume", "By the number of records"),
        ],
        string="Periods Weigh",
        default="equal",
        required=True,
    )
    rollup_weight_ids = fields.One2many(
        "aftersales.scheme.weight", "scheme_id", string="Weights", copy=True
    )
    rollup_missing = fields.Selection(
        [
            ("drop", "Leave it out, with its weight"),
            ("refuse", "Give no total"),
        ],
        string="Period without a Total",
        default="drop",
        required=True,
    )
    rollup_minimum = fields.Integer(
        string="Minimum Periods",
        default=1,
        help="Fewer periods with a total than this give no total.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        schemes = super().create(vals_list)
        for scheme in schemes:
            if scheme.rollup_scheme_id and not scheme.criterion_ids:
                scheme._take_criteria()
        return schemes

    def write(self, vals):
        result = super().write(vals)
        if vals.get("rollup_scheme_id") and "criterion_ids" not in vals:
            for scheme in self:
                scheme._take_criteria()
        return result

    def _take_criteria(self):
        """Have the criteria of the scheme that this one is made from, as they are."""
        self.criterion_ids.unlink()
        for criterion in self.rollup_scheme_id.criterion_ids:
            criterion.copy({"scheme_id": self.id})

    @api.onchange("rollup_scheme_id")
    def _onchange_rollup_scheme_id(self):
        source = self.rollup_scheme_id
        if not source:
            return
        self.subject_type = source.subject_type
        self.show_rank = source.show_rank
        if source.period_type not in LONGER.get(self.period_type, ()):
            self.period_type = "year"

    def _rollup_weight(self, position):
        """What the period at this place (from 1) of the longer one weighs."""
        weights = {row.position: row.weight for row in self.rollup_weight_ids}
        return weights.get(position, 1)

    def _issue_texts(self):
        return super()._issue_texts() + list(self._rollup_issues())

    def _rollup_issues(self):
        source = self.rollup_scheme_id
        if not source:
            return
        if source.period_type not in LONGER.get(self.period_type, ()):
            yield self.env._(
                "%(scheme)s has no shorter periods than this scheme.",
                scheme=source.display_name,
            )
        if source.subject_type != self.subject_type:
            yield self.env._(
                "%(scheme)s evaluates something else than this scheme.",
                scheme=source.display_name,
            )
        if source.rollup_scheme_id == self or source.code == self.code:
            yield self.env._("A scheme cannot be made from itself.")
        if self.rollup_minimum < 1:
            yield self.env._("At least one period is needed for a total.")


class AftersalesSchemeWeight(models.Model):
    """What one period weighs in the longer one; a place without a row weighs 1."""

    _name = "aftersales.scheme.weight"
    _description = "Weight of a Period"
    _order = "scheme_id, position"

    scheme_id = fields.Many2one(
        "aftersales.scheme", required=True, ondelete="cascade", index=True
    )
    position = fields.Integer(
        string="Period Number", required=True, help="1 is the first of the year."
    )
    weight = fields.Float(required=True, default=1, digits=(16, 4))

    _position_unique = models.Constraint(
        "UNIQUE(scheme_id, position)", "Each period has one weight."
    )
    _position_range = models.Constraint(
        "CHECK(position BETWEEN 1 AND 12)", "Periods are numbered from 1 to 12."
    )
    _weight_positive = models.Constraint(
        "CHECK(weight >= 0)", "A weight cannot be below zero."
    )

    def _in_words(self):
        """The row as those read it who are told of a new version: “12: 2”."""
        return f"{self.position}: {brief(exact(self.weight))}"

    @api.model_create_multi
    def create(self, vals_list):
        weights = super().create(vals_list)
        weights.scheme_id._refuse_unless_draft()
        return weights

    def write(self, vals):
        self.scheme_id._refuse_unless_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self.scheme_id._refuse_unless_draft()
