from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from .aftersales_cycle_fairness import SPREAD_COLUMNS
from .aftersales_cycle_score import decimal
from .aftersales_scorecard_evidence import EVIDENCE_ROWS

INTERVAL_CELL = Markup("<div class='text-muted small text-wrap'>%s</div>")


class AftersalesScorecard(models.Model):
    _inherit = "aftersales.scorecard"

    score_down = fields.Float(
        digits=0, readonly=True, aggregator=None, help="How far chance could lower it."
    )
    score_up = fields.Float(
        digits=0, readonly=True, aggregator=None, help="How far chance could raise it."
    )
    score_range = fields.Char(
        compute="_compute_score_range",
        string="Range of the Total",
        help="Where the total could lie if as many records came again: 95 %. People "
        "whose ranges overlap the leader's share a rank.",
    )

    @api.depends("score", "result", "score_down", "score_up")
    def _compute_score_range(self):
        for card in self:
            known = card.result == "scored" and (card.score_down or card.score_up)
            low, high = card.score - card.score_down, card.score + card.score_up
            card.score_range = f"{low:.1f} – {high:.1f}" if known else False


class AftersalesScorecardLine(models.Model):
    """What chance could have made of the value, beside the value (R64)."""

    _inherit = "aftersales.scorecard.line"

    team_records = fields.Float(
        "Team Weighs As",
        digits=0,
        readonly=True,
        aggregator=None,
        help="Records that the team's value weighed beside the person's own ones.",
    )
    interval_text = fields.Char(
        compute="_compute_interval_text",
        compute_sudo=True,
        string="95 % Interval",
        help="Where the value could lie if as many records came again: Wilson's "
        "interval for rates, Student's for means. A wide one says: few records.",
    )

    @api.depends("evidence", "value")
    @api.depends_context("lang")
    def _compute_interval_text(self):
        intervals = self._intervals()
        for line in self:
            interval = intervals.get(line.id)
            line.interval_text = interval and line.indicator_id._interval_words(
                interval
            )

    @api.depends("interval_text")
    def _compute_cells(self):
        result = super()._compute_cells()
        for line in self.filtered("interval_text"):
            words = self.env._("95 %%: %s", line.interval_text)
            line.value_cell += INTERVAL_CELL % words
        return result

    def _intervals(self):
        """{line id: scoring.Interval}, one statement for all lines."""
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, line.value::text, line.numerator::text,
                       line.denominator::text, %s
                  FROM aftersales_scorecard_line AS line
                 CROSS JOIN LATERAL %s
                 WHERE line.id IN %s AND line.value IS NOT NULL
                 GROUP BY line.id
                """,
                SPREAD_COLUMNS,
                EVIDENCE_ROWS,
                self._ids or (None,),
            )
        )
        found = {}
        for line_id, value, numerator, denominator, *spread in rows:
            line = self.browse(line_id)
            interval = line.indicator_id._interval(
                decimal(value), decimal(numerator), decimal(denominator), spread
            )
            if interval:
                found[line_id] = interval
        return found
