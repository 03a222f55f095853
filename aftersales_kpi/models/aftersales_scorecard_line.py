from dataclasses import replace
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ..scoring import Levels, brief, quantity, shorten, thaw
from .wording import listed

CELL = Markup("<div class='fw-bold'>%s</div><div class='text-muted small'>%s</div>")
BAR = Markup(
    "<div class='fw-bold text-nowrap'>%s</div>"
    "<div class='progress mt-1' style='height: 6px'>"
    "<div class='progress-bar' style='width: %d%%'></div></div>"
)


class RepeatedMany2one(fields.Many2one):
    """A reference that repeats what the scorecard refers to, to group and filter by.

    The scorecard's foreign keys guard both. Checking them once more for each line took
    more than half of the time that scoring takes.
    """

    def update_db_foreign_key(self, model, column):
        """Leave it to the scorecard's."""


class AftersalesScorecardLine(models.Model):
    """One criterion on one scorecard, with all that its points came from."""

    _name = "aftersales.scorecard.line"
    _description = "Scorecard Line"
    _order = "scorecard_id, sequence, id"
    # Written by scoring only: the card says when, and log columns cost as much as the
    # rest of a row.
    _log_access = False

    scorecard_id = fields.Many2one(
        "aftersales.scorecard", required=True, readonly=True, ondelete="cascade"
    )
    cycle_id = RepeatedMany2one("aftersales.cycle", readonly=True, index=True)
    company_id = RepeatedMany2one("res.company", required=True, readonly=True)
    employee_id = RepeatedMany2one("hr.employee", readonly=True)
    subject = fields.Char(related="scorecard_id.name", string="Subject")
    criterion_id = fields.Many2one(
        "aftersales.scheme.criterion",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    indicator_id = RepeatedMany2one("aftersales.indicator", readonly=True)
    sequence = fields.Integer(readonly=True)

    # What was measured. A missing number is empty in the database; `status` tells it
    # from a zero, and the texts below never show it as one.
    status = fields.Selection(
        [
            ("scored", "Scored"),
            ("no_data", "No data"),
            ("adjusted", "Adjusted"),
            ("error", "Error"),
        ],
        required=True,
        readonly=True,
    )
    exception = fields.Selection(
        [
            ("no_data", "No data"),
            ("few_records", "Too few records"),
            ("waiting", "Waiting for points"),
            ("error", "Error"),
        ],
        readonly=True,
        help="Why a person should look at it.",
    )
    value = fields.Float("Measured Value", digits=0, readonly=True, aggregator="avg")
    numerator = fields.Float(digits=0, readonly=True)
    denominator = fields.Float(digits=0, readonly=True)
    sample_size = fields.Integer(readonly=True, string="Records")
    points = fields.Float("Points Reached", digits=0, readonly=True)
    max_points = fields.Float(digits=0, readonly=True, string="Points of Scheme")
    effective_max = fields.Float(
        digits=0, readonly=True, help="What the line weighs after re-weighting."
    )
    team_value = fields.Float(digits=0, readonly=True, aggregator=None)
    target = fields.Float(digits=0, readonly=True, aggregator=None)
    given_points = fields.Float(digits=0, readonly=True, aggregator=None)
    given_reason = fields.Char(readonly=True)
    given_by_id = fields.Many2one("res.users", readonly=True)

    # Frozen with it.
    criterion_data = fields.Json(readonly=True, help="The rule as it was applied.")
    explanation_data = fields.Json(readonly=True)
    evidence = fields.Json(
        readonly=True,
        groups="aftersales_kpi.group_officer",
        help="The records behind the value, and their numbers.",
    )

    # In the reader's words.
    value_text = fields.Char(compute="_compute_texts", string="Value with Unit")
    points_text = fields.Char(compute="_compute_texts", string="Points of Maximum")
    share = fields.Float(compute="_compute_texts", string="Share of Points")
    team_value_text = fields.Char(compute="_compute_texts", string="Team")
    target_text = fields.Char(compute="_compute_texts", string="Own Target")
    rule = fields.Char(compute="_compute_texts")
    explanation = fields.Char(compute="_compute_texts")

    # The same, laid out for a table: the number, and beneath it what it is read by.
    value_cell = fields.Html(compute="_compute_cells", sanitize=False, string="Value")
    points_cell = fields.Html(compute="_compute_cells", sanitize=False, string="Points")
    rule_cell = fields.Html(
        compute="_compute_cells", sanitize=False, string="How It Came About"
    )

    _criterion_unique = models.UniqueIndex(
        "(scorecard_id, criterion_id)",
        "A criterion can stand on a scorecard only once.",
    )
    _exceptions = models.Index("(cycle_id, exception) WHERE exception IS NOT NULL")

    @api.depends("indicator_id.name", "subject")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.indicator_id.name} · {line.subject}"

    @api.depends("explanation_data", "criterion_data", "points", "value", "target")
    @api.depends_context("lang")
    def _compute_texts(self):
        numbers = self._exact_numbers()
        for line in self:
            criterion = thaw(line.criterion_data)
            value, points, team_value, target = numbers[line.id]
            line.value_text = line._number_text(value, criterion) or self.env._(
                "no data"
            )
            line.team_value_text = line._number_text(team_value, criterion)
            line.target_text = line._number_text(target, criterion)
            line.points_text = line._points_text(points, criterion)
            line.share = 100 * (points or 0) / criterion.max_points
            line.rule = line._rule_text(criterion, target)
            line.explanation = shorten(thaw(line.explanation_data)).text(self.env._)

    @api.depends("value_text", "points_text", "explanation", "rule", "team_value_text")
    @api.depends_context("lang")
    def _compute_cells(self):
        for line in self:
            line.value_cell = CELL % (line.value_text, line._comparison())
            line.points_cell = BAR % (line.points_text, line.share)
            line.rule_cell = CELL % (line.explanation, line.rule)

    def _comparison(self):
        """What the value is read by: the target, and what the team reached."""
        parts = []
        if self.team_value_text:
            parts.append(self.env._("team %(value)s", value=self.team_value_text))
        if self.target_text:
            parts.append(self.env._("target %(value)s", value=self.target_text))
        return listed(self.env, parts)

    def _exact_numbers(self):
        """Numbers as they were stored: exact, and None where there is none."""
        query = SQL(
            """
            SELECT id, value::text, points::text, team_value::text, target::text
              FROM aftersales_scorecard_line WHERE id IN %s
            """,
            self._ids,
        )
        return {
            row[0]: [number and Decimal(number) for number in row[1:]]
            for row in self.env.execute_query(query)
        }

    def _number_text(self, number, criterion):
        if number is None:
            return False
        return shorten(quantity(number, criterion.unit)).text(self.env._)

    def _points_text(self, points, criterion):
        reached = "–" if points is None else brief(points)
        return f"{reached} / {brief(criterion.max_points)}"

    def _rule_text(self, criterion, target):
        curve = (
            criterion.curve if target is None else criterion.curve.with_target(target)
        )
        if isinstance(curve, Levels):  # the reached level's description is enough here
            curve = replace(
                curve, levels=tuple(replace(one, text="") for one in curve.levels)
            )
        return curve.rule_phrase(criterion.unit, criterion.max_points).text(self.env._)

    # --- Buttons --------------------------------------------------------------------

    def action_view_records(self):
        """Open the records behind the line, as far as the reader may see them."""
        self.ensure_one()
        self.check_access("read")
        evidence = self.sudo().evidence or {}
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_observation_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("id", "in", evidence.get("id", []))],
            "context": {"create": False},
        }

    def action_give_points(self):
        """Ask for the points that nothing was recorded for."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter Points"),
            "res_model": "aftersales.points.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }
