from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..scoring import brief, quantity
from .aftersales_scheme_criterion import UNIT_PHRASES


class CountedRecord(NamedTuple):
    """A ledger row with the numbers that it counted with."""

    observation: models.BaseModel
    numerator: Decimal | None
    denominator: Decimal | None


class AftersalesObservation(models.Model):
    """The records behind a line, as the person scored sees them."""

    _inherit = "aftersales.observation"

    @api.model
    def _count_visible(self, rows, visibility):
        """How many of the rows (id, n, d) are of kinds that may be seen."""
        query = SQL(
            "SELECT COUNT(*) FROM (%s) AS row", self._visible_sql(rows, visibility)
        )
        return self.env.execute_query(query)[0][0]

    @api.model
    def _page_visible(self, rows, visibility, direction, limit, offset):
        """One page of the rows that may be seen, worst first, as counted records."""
        query = SQL(
            """
            SELECT id, n::text, d::text
              FROM (%(visible)s) AS row
             ORDER BY COALESCE(n, 0) / COALESCE(NULLIF(d, 0), 1) %(worst_first)s,
                      event_date DESC, id DESC
             LIMIT %(limit)s OFFSET %(offset)s
            """,
            visible=self._visible_sql(rows, visibility),
            worst_first=SQL("DESC") if direction == "lower" else SQL("ASC"),
            limit=limit,
            offset=offset,
        )
        found = self.env.execute_query(query)
        observations = self.browse(row[0] for row in found)
        return [
            CountedRecord(observation, *(text and Decimal(text) for text in numbers))
            for observation, (_id, *numbers) in zip(observations, found, strict=True)
        ]

    def _visible_sql(self, rows, visibility):
        return SQL(
            """
            SELECT row.id, row.n, row.d, observation.event_date
              FROM (%s) AS row
              JOIN aftersales_observation AS observation ON observation.id = row.id
              JOIN aftersales_kind AS kind ON kind.id = observation.kind_id
             WHERE kind.visibility IN %s
            """,
            rows,
            tuple(visibility),
        )

    def _counted_text(self, numerator, indicator):
        """What the record says: 31 min (in the indicator's unit), 4 / 5, the kind."""
        self.ensure_one()
        if self.kind_id.unit == "count" and self.denominator == 1:
            return self.kind_id.name
        if self.kind_id.unit != "second" or numerator is None:
            return self.amount
        value = brief(indicator._in_unit(numerator, Decimal(1)))
        return quantity(value, UNIT_PHRASES[indicator.unit]).text(self.env._)
