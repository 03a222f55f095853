from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..scoring import points_by_importance


class AftersalesWeights(models.TransientModel):
    """From what matters to points: importance and reasons in, 100 points out."""

    _name = "aftersales.weights"
    _description = "Weights of a Scheme"

    scheme_id = fields.Many2one("aftersales.scheme", required=True, ondelete="cascade")
    line_ids = fields.One2many("aftersales.weights.line", "weights_id")

    @api.model
    def default_get(self, field_names):
        values = super().default_get(field_names)
        scheme = self.env["aftersales.scheme"].browse(values.get("scheme_id"))
        if "line_ids" in field_names:
            values["line_ids"] = [
                Command.create(
                    {
                        "criterion_id": criterion.id,
                        "swot": criterion.swot,
                        "importance": criterion.importance or "3",
                        "rationale": criterion.rationale,
                    }
                )
                for criterion in scheme.criterion_ids
            ]
        return values

    def action_apply(self):
        """Give the criteria these points, and keep why."""
        self.ensure_one()
        self.scheme_id._check_manager()
        self.scheme_id._refuse_unless_draft()
        if self.line_ids.criterion_id.scheme_id != self.scheme_id:
            raise UserError(self.env._("These are criteria of another scheme."))
        if not any(self.line_ids.mapped("points")):
            raise UserError(
                self.env._("Say of one criterion at least that it matters.")
            )
        for line in self.line_ids:
            line._apply()
        return {"type": "ir.actions.act_window_close"}


class AftersalesWeightsLine(models.TransientModel):
    """One criterion: what was found about it, and what follows for its points."""

    _name = "aftersales.weights.line"
    _description = "Weight of a Criterion"

    weights_id = fields.Many2one(
        "aftersales.weights", required=True, ondelete="cascade"
    )
    criterion_id = fields.Many2one(
        "aftersales.scheme.criterion", required=True, ondelete="cascade"
    )
    current_points = fields.Float(
        related="criterion_id.max_points", string="Points Now"
    )
    swot = fields.Selection(
        selection=lambda self: self._selection_of("swot"), string="SWOT"
    )
    importance = fields.Selection(
        selection=lambda self: self._selection_of("importance"),
        required=True,
        default="3",
    )
    rationale = fields.Text("Why")
    points = fields.Integer("New Points", compute="_compute_points")

    @api.model
    def _selection_of(self, name):
        criteria = self.env["aftersales.scheme.criterion"]
        return criteria._fields[name]._description_selection(self.env)

    @api.depends("importance", "weights_id.line_ids.importance")
    def _compute_points(self):
        for wizard in self.weights_id:
            points = points_by_importance(
                {line: int(line.importance or 0) for line in wizard.line_ids}
            )
            for line in wizard.line_ids:
                line.points = points[line]

    def _apply(self):
        """Write points and reasons to the criterion; one that has none is removed."""
        if not self.points:
            self.criterion_id.unlink()
            return
        self.criterion_id._scale_to(self.points)
        self.criterion_id.write(
            {
                "swot": self.swot,
                "importance": self.importance,
                "rationale": self.rationale,
            }
        )
