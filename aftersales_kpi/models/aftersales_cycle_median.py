from odoo import models
from odoo.tools import SQL

# Among fewer people a median gives away what a single colleague reached.
MEDIAN_PEOPLE = 3

# Exact, unlike percentile_cont: half the sum of the middle two.
MEDIAN = """
    (PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY %(number)s)
     + PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY %(number)s DESC)) / 2
"""


class AftersalesCycle(models.Model):
    """Team medians, frozen with the cards that are read beside them."""

    _inherit = "aftersales.cycle"

    def _store_results(self, results):
        result = super()._store_results(results)
        self.env.cr.execute(self._card_medians_sql())
        self.env.cr.execute(self._line_medians_sql())
        return result

    def _card_medians_sql(self):
        return SQL(
            """
            UPDATE aftersales_scorecard AS card
               SET team_median = team.median
              FROM aftersales_scorecard AS own
              LEFT JOIN (
                  SELECT team_id, %(median)s AS median
                    FROM aftersales_scorecard
                   WHERE cycle_id = %(cycle)s AND is_current AND result = 'scored'
                   GROUP BY team_id
                  HAVING COUNT(score) >= %(people)s
              ) AS team ON team.team_id = own.team_id
             WHERE own.id = card.id
               AND card.cycle_id = %(cycle)s AND card.is_current
            """,
            median=SQL(MEDIAN, number=SQL("score")),
            cycle=self.id,
            people=MEDIAN_PEOPLE,
        )

    def _line_medians_sql(self):
        return SQL(
            """
            UPDATE aftersales_scorecard_line AS line
               SET team_median = team.median
              FROM aftersales_scorecard_line AS own
              JOIN aftersales_scorecard AS card ON card.id = own.scorecard_id
              LEFT JOIN (
                  SELECT card.team_id, line.criterion_id, %(median)s AS median
                    FROM aftersales_scorecard_line AS line
                    JOIN aftersales_scorecard AS card ON card.id = line.scorecard_id
                   WHERE card.cycle_id = %(cycle)s AND card.is_current
                   GROUP BY card.team_id, line.criterion_id
                  HAVING COUNT(line.value) >= %(people)s
              ) AS team ON team.team_id = card.team_id
                       AND team.criterion_id = own.criterion_id
             WHERE own.id = line.id
               AND card.cycle_id = %(cycle)s AND card.is_current
            """,
            median=SQL(MEDIAN, number=SQL("line.value")),
            cycle=self.id,
            people=MEDIAN_PEOPLE,
        )
