from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models

from ..scoring import brief, thaw
from .aftersales_indicator import PERSPECTIVES

TABLE = Markup(
    "<table class='table table-sm mb-0'><thead><tr><th>%s</th>"
    "<th class='text-end'>%s</th><th class='w-25'></th><th class='text-end'>%s</th>"
    "</tr></thead><tbody>%s</tbody></table>"
)
ROW = Markup(
    "<tr><td>%s</td><td class='text-end text-nowrap'>%s</td>"
    "<td class='align-middle'><div class='progress' style='height: 6px'>"
    "<div class='progress-bar' style='width: %d%%'></div></div></td>"
    "<td class='text-end text-nowrap'>%s</td></tr>"
)


class PerspectiveRow(NamedTuple):
    """The sub-total of one perspective on a card."""

    # Code of the perspective: finance, customer, process or learning.
    perspective: str
    # Its name in the reader's language.
    name: str
    # Points of its lines that have points; None where no line has any.
    points: Decimal | None
    # Points that these lines could have given.
    max_points: Decimal
    # Points of all its lines in the scheme.
    weight: Decimal
    # Per cent of max_points, from 0 to 100; None where no line has points.
    share: float | None

    @property
    def points_text(self):
        """The points reached of those possible: 12 / 20."""
        reached = "–" if self.points is None else brief(self.points)
        return f"{reached} / {brief(self.max_points or self.weight)}"

    @property
    def share_text(self):
        """The share as a person reads it: 60 %."""
        return "–" if self.share is None else f"{round(self.share)} %"


class AftersalesScorecard(models.Model):
    """Sub-totals by perspective, where the scheme is a balanced scorecard (R21)."""

    _inherit = "aftersales.scorecard"

    is_balanced = fields.Boolean(related="cycle_id.scheme_id.is_balanced")
    perspectives = fields.Html(
        compute="_compute_perspectives", sanitize=False, string="By Perspective"
    )

    def _perspectives(self):
        """A PerspectiveRow each, in their order; none unless the scheme weighs them.

        What they say was frozen with the lines, whatever became of the indicators.
        """
        self.ensure_one()
        if not self.sudo().is_balanced:
            return []
        labels = dict(
            self.env["aftersales.indicator"]
            ._fields["perspective"]
            ._description_selection(self.env)
        )
        criteria = {}
        facts = self.line_ids.sudo()._exact_facts()
        for line in self.line_ids.sudo():
            criterion = thaw(line.criterion_data)
            criteria.setdefault(criterion.perspective, []).append(
                (criterion.max_points, facts[line.id]["points"])
            )
        return [
            self._perspective_row(code, labels[code], criteria[code])
            for code, _label in PERSPECTIVES
            if code in criteria
        ]

    def _perspective_row(self, code, name, lines):
        scored = [(most, points) for most, points in lines if points is not None]
        points = sum((points for _most, points in scored), Decimal(0))
        most = sum((most for most, _points in scored), Decimal(0))
        return PerspectiveRow(
            code,
            name,
            points if scored else None,
            most,
            sum((most for most, _points in lines), Decimal(0)),
            float(min(max(100 * points / most, 0), 100)) if most else None,
        )

    @api.depends("line_ids.points", "line_ids.criterion_data")
    @api.depends_context("lang")
    def _compute_perspectives(self):
        for card in self:
            rows = card._perspectives()
            card.perspectives = rows and TABLE % (
                self.env._("Perspective"),
                self.env._("Points"),
                self.env._("Share"),
                Markup().join(
                    ROW % (row.name, row.points_text, row.share or 0, row.share_text)
                    for row in rows
                ),
            )
