from odoo import api, fields, models
from odoo.tools import SQL

from ..scoring.statistics import FENCE_LENGTH

# Fewer people in a team, or earlier results of a person, have no usual range.
FEWEST_PEOPLE = 5
FEWEST_PERIODS = 4
# Points of a total, and per cent of a line's points, by which a result must lie
# outside the usual range: where all others are equal, any difference would be far.
TOTAL_MARGIN = 5
SHARE_MARGIN = 20


class AftersalesCycleException(models.Model):
    """Results far from those of the team, or from the person's own earlier ones."""

    _inherit = "aftersales.cycle.exception"
    _depends = {
        "aftersales.scorecard": ["score", "result", "is_current", "state", "team_id"],
        "aftersales.scorecard.line": ["points", "effective_max", "status"],
    }

    kind = fields.Selection(
        selection_add=[
            ("team_outlier", "Far from the team"),
            ("own_outlier", "Far from the own earlier results"),
        ]
    )

    @api.model
    def _more_exceptions(self):
        return [
            *super()._more_exceptions(),
            self._outliers(
                "team_outlier",
                self._results_sql(SQL("cycle.state = 'scored'")),
                SQL("cycle_id, team_id, indicator_id"),
                SQL(
                    "usual.cycle_id = result.cycle_id "
                    "AND usual.team_id = result.team_id"
                ),
                FEWEST_PEOPLE,
            ),
            self._outliers(
                "own_outlier",
                self._earlier_results(),
                SQL("cycle_id, subject_id, indicator_id"),
                SQL(
                    "usual.cycle_id = result.cycle_id "
                    "AND usual.subject_id = result.subject_id"
                ),
                FEWEST_PERIODS,
            ),
        ]

    @api.model
    def _outliers(self, kind, usual, group, same, fewest):
        """Results outside the fences of the usual ones (scoring.statistics.fences)."""
        return SQL(
            """
            SELECT result.cycle_id, result.company_id, result.criterion_id,
                   %(kind)s AS kind, result.name, result.line_id, result.card_id
              FROM (%(results)s) AS result
              JOIN (
                SELECT %(group)s,
                       PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY x) AS low,
                       PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY x) AS high
                  FROM (%(usual)s) AS known
                 GROUP BY %(group)s
                HAVING COUNT(*) >= %(fewest)s
              ) AS usual
                ON %(same)s
               AND usual.indicator_id IS NOT DISTINCT FROM result.indicator_id
             WHERE GREATEST(usual.low - result.x, result.x - usual.high)
                   > GREATEST(%(fence)s * (usual.high - usual.low), result.margin)
            """,
            kind=kind,
            results=self._results_sql(SQL("cycle.state = 'scored'")),
            usual=usual,
            group=group,
            same=same,
            fewest=fewest,
            fence=FENCE_LENGTH,
        )

    @api.model
    def _results_sql(self, condition):
        """Totals, and lines as per cent of their points, of cycles."""
        return SQL(
            """
            SELECT card.cycle_id, card.company_id, card.subject_id, card.team_id,
                   NULL::int AS criterion_id, NULL::int AS indicator_id, card.name,
                   NULL::int AS line_id, card.id AS card_id,
                   card.score AS x, %(total_margin)s AS margin
              FROM aftersales_scorecard AS card
              JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
             WHERE card.is_current AND card.result = 'scored' AND %(condition)s
             UNION ALL
            SELECT card.cycle_id, card.company_id, card.subject_id, card.team_id,
                   line.criterion_id, line.indicator_id, card.name,
                   line.id, card.id,
                   100 * line.points / line.effective_max, %(share_margin)s
              FROM aftersales_scorecard_line AS line
              JOIN aftersales_scorecard AS card ON card.id = line.scorecard_id
              JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
             WHERE card.is_current AND line.status = 'scored'
               AND line.effective_max > 0 AND %(condition)s
            """,
            total_margin=TOTAL_MARGIN,
            share_margin=SHARE_MARGIN,
            condition=condition,
        )

    @api.model
    def _earlier_results(self):
        """Those published of the same scheme, seen from each later scored cycle."""
        return SQL(
            """
            SELECT later.id AS cycle_id, earlier.subject_id, earlier.indicator_id,
                   earlier.x
              FROM aftersales_cycle AS later
              JOIN aftersales_scheme AS scheme ON scheme.id = later.scheme_id
              JOIN aftersales_cycle AS before
                ON before.company_id = later.company_id
               AND before.date_to < later.date_from
               AND before.state IN ('published', 'closed')
              JOIN aftersales_scheme AS same
                ON same.id = before.scheme_id AND same.code = scheme.code
              JOIN (%s) AS earlier ON earlier.cycle_id = before.id
             WHERE later.state = 'scored'
            """,
            self._results_sql(SQL("cycle.state IN ('published', 'closed')")),
        )
