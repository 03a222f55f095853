"""Evidence: what a published card rests on, and whether it still gives its points.

Both the check of a whole database and the scorecard of a revision are computed by the
same statement from the frozen evidence, never from tickets.
"""

from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL, split_every

from ..scoring import NO_DATA, Measure, is_number, score, thaw
from .aftersales_cycle_score import decimal
from .aftersales_cycle_values import _aggregate_sql

# Cards whose numbers never change again.
FROZEN_STATES = ("published", "final", "voided")
# Cards whose evidence is read at once.
BATCH = 500

# The evidence of a line as rows; a number is empty where the row did not count.
EVIDENCE_ROWS = SQL(
    """
    ROWS FROM (
        JSONB_ARRAY_ELEMENTS_TEXT(line.evidence->'id'),
        JSONB_ARRAY_ELEMENTS_TEXT(line.evidence->'n'),
        JSONB_ARRAY_ELEMENTS_TEXT(line.evidence->'d'),
        JSONB_ARRAY_ELEMENTS_TEXT(line.evidence->'c')
    ) WITH ORDINALITY AS item (id, n, d, customer_key, place)
    """
)


class Finding(NamedTuple):
    """Something about a published card that is not as it was published."""

    scorecard_id: int
    # One of the problems that aftersales.verification.finding names.
    problem: str
    line_id: int | None = None


class AftersalesScorecard(models.Model):
    _inherit = "aftersales.scorecard"

    # --- Computing from evidence --------------------------------------------------

    def _recomputed(self, without=(), points=None):
        """{card: (scoring.Card, {criterion code: Measure})} from the evidence alone.

        As it would be `without` some observation ids, and with `points` decided
        ({criterion id: points}).
        """
        values = self._evidence_values(without)
        rows = self._evidence_numbers()
        for row in (row for card_rows in rows.values() for row in card_rows):
            if row["criterion_id"] in (points or {}):
                row["corrected_points"] = str(points[row["criterion_id"]])
        return {
            card: card._recomputed_card(rows[card.id], values)
            for card in self
            if rows[card.id]
        }

    def _recomputed_card(self, rows, values):
        specs, measures = [], {}
        for row in rows:
            spec = thaw(row["criterion_data"])
            criterion = self.env["aftersales.scheme.criterion"].browse(
                row["criterion_id"]
            )
            specs.append(spec)
            measures[spec.code] = Measure(
                **self.cycle_id._parts(criterion, values[row["id"]]),
                team_value=self._known(row["team_value"]),
                team_records=decimal(row["team_records"]),
                target=decimal(row["target"]),
                given_points=decimal(row["given_points"]),
                corrected_points=decimal(row["corrected_points"]),
            )
        return score(specs, measures), measures

    @api.model
    def _known(self, text):
        number = decimal(text)
        return NO_DATA if number is None else number

    def _evidence_numbers(self):
        """{card id: rows of its lines, in their order, exact numbers as text}."""
        self.env["aftersales.scorecard.line"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT id, scorecard_id, criterion_id, criterion_data, status,
                       value::text, points::text, effective_max::text, sample_size,
                       team_value::text, team_records::text, target::text,
                       CASE WHEN given_by_id IS NOT NULL THEN given_points::text
                            END AS given_points,
                       CASE WHEN corrected_by_id IS NOT NULL THEN corrected_points::text
                            END AS corrected_points
                  FROM aftersales_scorecard_line
                 WHERE scorecard_id IN %s
                 ORDER BY scorecard_id, sequence, criterion_id
                """,
                self._ids or (None,),
            )
        )
        rows = defaultdict(list)
        for row in self.env.cr.dictfetchall():
            rows[row["scorecard_id"]].append(row)
        return rows

    def _evidence_values(self, without=()):
        """{line id: (numerator, denominator, records)}, one statement an aggregate."""
        found = {
            row[0]: (decimal(row[1]), decimal(row[2]), row[3])
            for aggregate in self.line_ids.indicator_id.mapped("aggregate")
            for row in self.env.execute_query(
                self._evidence_values_sql(aggregate, without)
            )
        }
        return defaultdict(lambda: (None, None, 0), found)

    def _evidence_values_sql(self, aggregate, without):
        numerator, denominator, records = _aggregate_sql(aggregate)
        return SQL(
            """
            SELECT line_id, (%s)::text, (%s)::text, %s
              FROM (
                SELECT line.id AS line_id, item.n::numeric, item.d::numeric,
                       item.customer_key,
                       item.n IS NOT NULL AS counted, item.d IS NOT NULL AS base
                  FROM aftersales_scorecard_line AS line
                  JOIN aftersales_indicator AS indicator
                    ON indicator.id = line.indicator_id AND indicator.aggregate = %s
                 CROSS JOIN LATERAL %s
                 WHERE line.scorecard_id IN %s AND item.id::int <> ALL(%s)
              ) AS item
             GROUP BY line_id
            """,
            numerator,
            denominator,
            records,
            aggregate,
            EVIDENCE_ROWS,
            self._ids or (None,),
            list(without),
        )

    # --- The check ----------------------------------------------------------------

    @api.model
    def _verify_evidence(self, companies=None):
        """What in the published cards of the companies (default all) does not add up.

        Points and totals are computed anew from the frozen evidence, and the evidence
        is compared with the ledger. Returns a list of Finding; an empty one is good.
        """
        domain = [("state", "in", FROZEN_STATES), ("published_on", "!=", False)]
        if companies:
            domain.append(("company_id", "in", companies.ids))
        found = []
        for ids in split_every(BATCH, self.sudo().search(domain, order="id").ids):
            cards = self.sudo().browse(ids)
            found += cards._findings_of_points()
            found += cards._findings_of_ledger()
            cards.invalidate_recordset()
            cards.line_ids.invalidate_recordset()
        return found

    def _findings_of_points(self):
        """Lines and totals that the evidence does not give."""
        stored = self._evidence_numbers()
        totals = self._stored_totals()
        for card, (computed, measures) in self._recomputed().items():
            for row, line in zip(stored[card.id], computed.lines, strict=True):
                if self._line_numbers(row) != self._computed_numbers(
                    line, measures[line.code]
                ):
                    yield Finding(card.id, "points", row["id"])
            if totals[card.id] != card._total_of(computed):
                yield Finding(card.id, "total")

    def _stored_totals(self):
        self.flush_recordset(["score"])
        query = SQL(
            "SELECT id, score::text FROM aftersales_scorecard WHERE id IN %s", self._ids
        )
        return {row[0]: decimal(row[1]) for row in self.env.execute_query(query)}

    def _total_of(self, computed):
        """The total to publish, or None where the card has none."""
        if self.state == "voided":
            return None
        row = self.cycle_id._card_row(self, computed)
        return row["score"]

    @api.model
    def _line_numbers(self, row):
        return (
            row["status"],
            decimal(row["value"]),
            decimal(row["points"]),
            decimal(row["effective_max"]),
            row["sample_size"],
        )

    @api.model
    def _computed_numbers(self, line, measure):
        return (
            line.status,
            measure.value if is_number(measure.value) else None,
            line.points,
            line.effective_max,
            measure.sample_size,
        )

    def _findings_of_ledger(self):
        """Lines with a record that the ledger lacks, or has with other numbers."""
        query = SQL(
            """
            SELECT DISTINCT line.scorecard_id, line.id
              FROM aftersales_scorecard_line AS line
              JOIN aftersales_indicator AS indicator ON indicator.id = line.indicator_id
             CROSS JOIN LATERAL %s
              LEFT JOIN aftersales_observation AS fact ON fact.id = item.id::int
             WHERE line.scorecard_id IN %s
               AND (
                   fact.id IS NULL
                   OR item.n::numeric <> CASE indicator.clock
                                         WHEN 'elapsed' THEN fact.elapsed
                                         ELSE fact.numerator END
                   OR item.d::numeric <> fact.denominator
               )
            """,
            EVIDENCE_ROWS,
            self._ids or (None,),
        )
        for card_id, line_id in self.env.execute_query(query):
            yield Finding(card_id, "ledger", line_id)
