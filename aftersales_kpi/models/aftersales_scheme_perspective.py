from odoo import api, fields, models

from .aftersales_indicator import PERSPECTIVES


class AftersalesSchemePerspective(models.Model):
    """What one perspective of a balanced scorecard weighs, and what it is to reach."""

    _name = "aftersales.scheme.perspective"
    _description = "Perspective of a Balanced Scorecard"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        "aftersales.scheme", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    perspective = fields.Selection(PERSPECTIVES, required=True)
    weight = fields.Float(
        digits=(16, 2),
        required=True,
        help="Points of 100. The criteria of the perspective share them.",
    )
    points = fields.Float(
        compute="_compute_points",
        string="Points of Its Criteria",
        digits=(16, 2),
        help="What the criteria of the perspective add up to: it should be the weight.",
    )
    aim = fields.Text(
        translate=True,
        help="What the company wants to reach in this perspective, in words.",
    )

    _perspective_unique = models.Constraint(
        "UNIQUE(scheme_id, perspective)", "A perspective has one weight."
    )
    _weight_positive = models.Constraint(
        "CHECK(weight > 0)", "A perspective weighs more than zero."
    )

    @api.depends(
        "perspective",
        "scheme_id.criterion_ids.max_points",
        "scheme_id.criterion_ids.indicator_id.perspective",
    )
    def _compute_points(self):
        for perspective in self:
            perspective.points = sum(
                criterion.max_points
                for criterion in perspective.scheme_id.criterion_ids
                if criterion.indicator_id.perspective == perspective.perspective
            )

    @api.depends("perspective")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["perspective"]._description_selection(self.env))
        for perspective in self:
            perspective.display_name = labels.get(perspective.perspective)

    # --- Only drafts change ---------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        perspectives = super().create(vals_list)
        perspectives.scheme_id._refuse_unless_draft()
        return perspectives

    def write(self, vals):
        self.scheme_id._refuse_unless_draft()
        result = super().write(vals)
        self.scheme_id._refuse_unless_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self.scheme_id._refuse_unless_draft()
