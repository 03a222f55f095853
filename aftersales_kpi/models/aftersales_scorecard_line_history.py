from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL


class Former(NamedTuple):
    """What an indicator showed in the period before; None where there was nothing."""

    value: Decimal | None
    share: Decimal | None  # per cent of the points


class AftersalesScorecardLine(models.Model):
    """A line beside the same person's published line of the period before."""

    _inherit = "aftersales.scorecard.line"

    def _before(self):
        """{line id: Former}, in one query for all lines; without a former, no key."""
        query = SQL(
            """
            SELECT DISTINCT ON (line.id)
                   line.id, former.value::text,
                   (100 * former.points / NULLIF(former.max_points, 0))::text
              FROM aftersales_scorecard_line AS line
              JOIN aftersales_scorecard AS card ON card.id = line.scorecard_id
              JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
              JOIN aftersales_scheme AS scheme ON scheme.id = cycle.scheme_id
              JOIN aftersales_scorecard AS before
                ON before.employee_id = card.employee_id
               AND before.company_id = card.company_id
               AND before.is_current AND before.state IN ('published', 'final')
              JOIN aftersales_cycle AS earlier
                ON earlier.id = before.cycle_id AND earlier.date_from < cycle.date_from
              JOIN aftersales_scheme AS same
                ON same.id = earlier.scheme_id AND same.code = scheme.code
              JOIN aftersales_scorecard_line AS former
                ON former.scorecard_id = before.id
               AND former.indicator_id = line.indicator_id
             WHERE line.id IN %s
             ORDER BY line.id, earlier.date_from DESC
            """,
            self._ids or (None,),
        )
        return {
            line_id: Former(*(number and Decimal(number) for number in numbers))
            for line_id, *numbers in self.env.execute_query(query)
        }
