from dataclasses import replace

from odoo import Command, api, fields, models

from ..scoring import brief
from .aftersales_scheme_criterion import exact


class AftersalesScheme(models.Model):
    """A scheme whose points are weighted by perspective: a balanced scorecard (R21)."""

    _inherit = "aftersales.scheme"

    perspective_ids = fields.One2many(
        "aftersales.scheme.perspective",
        "scheme_id",
        string="Perspectives",
        copy=True,
    )
    is_balanced = fields.Boolean(
        compute="_compute_is_balanced",
        string="Balanced Scorecard",
        help="The points are weighted by perspective, and shown by perspective.",
    )

    @api.depends("perspective_ids")
    def _compute_is_balanced(self):
        for scheme in self:
            scheme.is_balanced = bool(scheme.perspective_ids)

    def _scheme_spec(self):
        """With the weights of the perspectives, under the names that readers know."""
        spec = super()._scheme_spec()
        if not self.perspective_ids:
            return spec
        field = self.env["aftersales.indicator"]._fields["perspective"]
        labels = dict(field._description_selection(self.env))
        return replace(
            spec,
            criteria=tuple(
                replace(one, perspective=labels.get(one.perspective))
                for one in spec.criteria
            ),
            perspective_weights={
                labels[row.perspective]: exact(row.weight)
                for row in self.perspective_ids
            },
        )

    def action_weigh_perspectives(self):
        """Start with the weights that the criteria's points give today."""
        self.ensure_one()
        points = {}
        for criterion in self.criterion_ids:
            perspective = criterion.indicator_id.perspective
            points[perspective] = points.get(perspective, 0) + criterion.max_points
        known = {row.perspective: row for row in self.perspective_ids}
        self.perspective_ids = [
            Command.update(known[perspective].id, {"weight": weight})
            if perspective in known
            else Command.create({"perspective": perspective, "weight": weight})
            for perspective, weight in points.items()
        ]

    def _difference_texts(self):
        """Also what perspectives weigh, for those who read what a version changes."""
        old, new = (
            {row.display_name: row.weight for row in scheme.perspective_ids}
            for scheme in (self.previous_id, self)
        )
        return super()._difference_texts() + [
            self.env._(
                "%(perspective)s weighs %(before)s → %(after)s",
                perspective=name,
                before=brief(exact(old.get(name, 0))),
                after=brief(exact(new.get(name, 0))),
            )
            for name in {**old, **new}
            if old.get(name) != new.get(name)
        ]

    def _take_criteria(self):
        self.perspective_ids.unlink()
        for perspective in self.rollup_scheme_id.perspective_ids:
            perspective.copy({"scheme_id": self.id})
        return super()._take_criteria()


class AftersalesSchemeCriterion(models.Model):
    _inherit = "aftersales.scheme.criterion"

    perspective = fields.Selection(related="indicator_id.perspective")
