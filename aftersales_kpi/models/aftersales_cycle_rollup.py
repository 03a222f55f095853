"""The cards of a quarter or year, from the published cards of its shorter periods.

The same pipeline as scoring from the ledger, with two other feeds: subjects and values
come from the frozen evidence of the shorter periods' cards, points from their points.
"""

import json
from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..scoring import (
    NO_DATA,
    Measure,
    Part,
    RollUpRule,
    freeze,
    period_of,
    rolled_up_card,
)
from .aftersales_cycle_score import decimal
from .aftersales_cycle_values import _aggregate_sql
from .aftersales_scheme_criterion import exact
from .aftersales_scorecard_evidence import EVIDENCE_ROWS
from .wording import listed

# Whether a card rests on one that was corrected since.
SUPERSEDED_PART = SQL(
    """
    EXISTS (
        SELECT FROM JSONB_ARRAY_ELEMENTS(card.rollup_data #> '{fields,parts}') AS part
          JOIN aftersales_scorecard AS made_from
            ON made_from.id = (part #>> '{fields,card_id}')::int
         WHERE NOT made_from.is_current
    )
    """
)


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    is_rollup = fields.Boolean(compute="_compute_is_rollup")
    part_cycle_ids = fields.Many2many(
        "aftersales.cycle",
        compute="_compute_part_cycles",
        string="Published Parts",
        help="The shorter periods that are published, and so count.",
    )
    missing_parts = fields.Integer(
        compute="_compute_part_cycles", string="Parts Not Published"
    )

    @api.depends("scheme_id")
    def _compute_is_rollup(self):
        for cycle in self:
            cycle.is_rollup = bool(cycle.scheme_id.rollup_scheme_id)

    @api.depends("scheme_id", "company_id", "date_from", "date_to")
    def _compute_part_cycles(self):
        for cycle in self:
            parts = cycle._part_cycles()
            cycle.part_cycle_ids = parts
            cycle.missing_parts = (
                cycle._number_of_parts() - len(parts) if cycle.is_rollup else 0
            )

    # --- The shorter periods --------------------------------------------------------

    def _part_cycles(self):
        """The published cycles of the shorter periods, one a period, oldest first."""
        source = self.scheme_id.rollup_scheme_id
        if not (source and self.date_from and self.date_to):
            return self.browse()
        cycles = self.search(
            [
                ("scheme_id.code", "=", source.code),
                ("scheme_id.period_type", "=", source.period_type),
                ("company_id", "=", self.company_id.id),
                ("date_from", ">=", self.date_from),
                ("date_to", "<=", self.date_to),
                ("state", "in", ("published", "closed")),
            ],
            order="date_from, id",
        )
        # A version that replaced another in the middle has the later cycle.
        by_period = {cycle.date_from: cycle for cycle in cycles}
        return self.browse(cycle.id for cycle in by_period.values())

    def _part_positions(self):
        """{first day: place of the shorter period in this one, from 1}."""
        period_type = self.scheme_id.rollup_scheme_id.period_type
        period = period_of(self.date_from, period_type)
        positions = {}
        while period.start <= self.date_to:
            positions[period.start] = len(positions) + 1
            period = period.next()
        return positions

    def _number_of_parts(self):
        return len(self._part_positions())

    def _start(self):
        """A longer period is scored once the last of the shorter ones is published."""
        last = max(self._part_positions(), default=None) if self.is_rollup else None
        if last and last not in self._part_cycles().mapped("date_from"):
            return None
        return super()._start()

    # --- Scoring --------------------------------------------------------------------

    def _score(self):
        if self.is_rollup and not self._part_cycles():
            raise UserError(
                self.env._(
                    "%(cycle)s is made from the scorecards of shorter periods, and "
                    "none of them is published yet. Publish them first.",
                    cycle=self.display_name,
                )
            )
        return super()._score()

    def _post_due_facts(self):
        # The shorter periods are published: what they rest on is frozen.
        return None if self.is_rollup else super()._post_due_facts()

    def _collect_subjects(self):
        if not self.is_rollup:
            return super()._collect_subjects()
        self._create_subject_table()
        return self.env.cr.execute(
            SQL(
                """
                INSERT INTO aftersales_score_subject
                SELECT DISTINCT ON (card.subject_id)
                       card.subject_id, card.name, card.employee_id, card.user_id,
                       card.team_id, card.department_id, card.job_id, card.manager_id,
                       MIN(card.served_from) OVER same, MAX(card.served_to) OVER same,
                       SUM(card.served_days) OVER same,
                       BOOL_OR(card.has_moved) OVER same
                       OR MIN(card.department_id) OVER same
                          IS DISTINCT FROM MAX(card.department_id) OVER same
                       OR MIN(card.job_id) OVER same
                          IS DISTINCT FROM MAX(card.job_id) OVER same
                  FROM aftersales_scorecard AS card
                  JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
                 WHERE card.is_current AND card.cycle_id IN %s
                WINDOW same AS (PARTITION BY card.subject_id)
                 ORDER BY card.subject_id, cycle.date_from DESC
                """,
                self._part_cycles()._ids or (None,),
            )
        )

    def _served_spans(self, employees):
        """The days of the shorter periods, one after the other."""
        if not self.is_rollup:
            return super()._served_spans(employees)
        spans = defaultdict(list)
        for part in self._part_cycles().sorted("date_from"):
            for employee_id, own in part._served_spans(employees).items():
                spans[employee_id] += own
        return spans

    def _collect_values(self):
        if not self.is_rollup:
            return super()._collect_values()
        self._create_value_table()
        card_ids = self._part_card_ids()
        for criterion in self.scheme_id.criterion_ids:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO aftersales_score_value "
                    "SELECT FALSE, %s, * FROM (%s) AS value",
                    criterion.id,
                    self._part_values_sql(criterion.indicator_id, card_ids),
                )
            )
        return self._index_value_table()

    def _part_card_ids(self):
        cards = self.env["aftersales.scorecard"].search(
            [
                ("cycle_id", "in", self._part_cycles().ids),
                ("is_current", "=", True),
                ("state", "!=", "voided"),
            ]
        )
        return cards._ids

    def _part_values_sql(self, indicator, card_ids):
        """The indicator over the evidence of the cards: (subject, numbers, evidence).

        Numerators and denominators are added up; medians, percentiles and distinct
        customers are read anew from the records.
        """
        return SQL(
            """
            SELECT subject_id, %(aggregates)s, %(evidence)s
              FROM (
                SELECT card.subject_id, item.id::int AS id, item.n::numeric AS n,
                       item.d::numeric AS d, item.customer_key,
                       item.n IS NOT NULL AS counted, item.d IS NOT NULL AS base
                  FROM aftersales_scorecard_line AS line
                  JOIN aftersales_scorecard AS card ON card.id = line.scorecard_id
                 CROSS JOIN LATERAL %(rows)s
                 WHERE card.id IN %(cards)s AND line.indicator_id = %(indicator)s
              ) AS row
             GROUP BY subject_id
            """,
            aggregates=SQL(", ").join(_aggregate_sql(indicator.aggregate)),
            evidence=self._evidence_sql(indicator),
            rows=EVIDENCE_ROWS,
            cards=card_ids or (None,),
            indicator=indicator.id,
        )

    def _award_points(self):
        if not self.is_rollup:
            return super()._award_points()
        criteria = self.scheme_id.criterion_ids
        specs = [criterion._spec() for criterion in criteria]
        own, _team_values = self._read_values(criteria)
        rules = self._rollup_rules()
        results = []
        for subject in self._read_subjects():
            measures = {
                spec.code: Measure(**own.get((criterion.id, subject.subject_id), {}))
                for criterion, spec in zip(criteria, specs, strict=True)
            }
            card = rolled_up_card(specs, measures, rules[subject.subject_id])
            results.append((subject, card, measures))
        return results

    def _exception(self, criterion, line, measure):
        # Months that a person should look at were looked at in their own cycles.
        if self.is_rollup:
            return None
        return super()._exception(criterion, line, measure)

    def _store_cards(self, results, medians):
        result = super()._store_cards(results, medians)
        if self.is_rollup:
            self._store_rollup_rules({subject.subject_id for subject, *_ in results})
        return result

    def _store_rollup_rules(self, subject_ids):
        rows = [
            {"subject_id": subject_id, "rule": freeze(rule)}
            for subject_id, rule in self._rollup_rules().items()
            if subject_id in subject_ids
        ]
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_scorecard AS card SET rollup_data = row.rule
                  FROM JSON_TO_RECORDSET(%s::json) AS row (subject_id int, rule jsonb)
                 WHERE card.cycle_id = %s AND card.is_current
                   AND card.subject_id = row.subject_id AND card.state IN %s
                """,
                json.dumps(rows),
                self.id,
                ("draft", "scored"),
            )
        )

    # --- Parts that were corrected --------------------------------------------------

    def _score_corrected(self, part):
        """Score again, because the card `part` was corrected (R30)."""
        self.message_post(
            body=self.env._(
                "%(card)s was corrected, so this is scored again.",
                card=part.display_name,
            )
        )
        self._score()

    def action_publish(self):
        """Publish nothing that rests on what was corrected since."""
        self._check_move("action_publish")
        self._check_parts_current()
        return super().action_publish()

    def _check_parts_current(self):
        for cycle in self:
            cards = cycle.sudo()._cards_of_superseded_parts()
            if cards:
                raise UserError(
                    self.env._(
                        "%(cycle)s rests on scorecards that were corrected after it "
                        "was scored: those of %(names)s. Withdraw the approval and "
                        "score again.",
                        cycle=cycle.display_name,
                        names=listed(self.env, cards.mapped("name")),
                    )
                )

    def _cards_of_superseded_parts(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT card.id FROM aftersales_scorecard AS card "
                "WHERE card.is_current AND card.cycle_id = %s AND %s ORDER BY name",
                self.id,
                SUPERSEDED_PART,
            )
        )
        return self.env["aftersales.scorecard"].browse(row[0] for row in rows)

    # --- What a card is made from ---------------------------------------------------

    def _rollup_rules(self, card_ids=None):
        """{subject id: RollUpRule} of the current cards, or of these cards only."""
        parts = defaultdict(list)
        for row in self._read_parts(card_ids or self._part_card_ids()):
            parts[row["subject_id"]].append(self._part(row))
        scheme = self.scheme_id
        return defaultdict(
            lambda: RollUpRule((), self._number_of_parts()),
            {
                subject_id: RollUpRule(
                    tuple(subject_parts),
                    self._number_of_parts() - len(subject_parts),
                    scheme.rollup_missing,
                    scheme.rollup_minimum,
                )
                for subject_id, subject_parts in parts.items()
            },
        )

    def _read_parts(self, card_ids):
        self.env.cr.execute(
            SQL(
                """
                SELECT card.subject_id, card.id, cycle.date_from,
                       CASE card.result WHEN 'scored' THEN card.score::text END
                       AS total,
                       line.records, line.points
                  FROM aftersales_scorecard AS card
                  JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
                  LEFT JOIN LATERAL (
                      SELECT SUM(sample_size) AS records,
                             JSONB_AGG(
                                 JSONB_BUILD_ARRAY(
                                     indicator.code, points::text, max_points::text
                                 ) ORDER BY line.sequence, line.id
                             ) FILTER (WHERE points IS NOT NULL) AS points
                        FROM aftersales_scorecard_line AS line
                        JOIN aftersales_indicator AS indicator
                          ON indicator.id = line.indicator_id
                       WHERE line.scorecard_id = card.id
                  ) AS line ON TRUE
                 WHERE card.id IN %s
                 ORDER BY card.subject_id, cycle.date_from
                """,
                tuple(card_ids) or (None,),
            )
        )
        return self.env.cr.dictfetchall()

    def _part(self, row):
        total = decimal(row["total"])
        return Part(
            row["id"],
            NO_DATA if total is None else total,
            self._weight_of_part(row),
            tuple(
                (code, Decimal(points), Decimal(of))
                for code, points, of in row["points"] or ()
            ),
        )

    def _weight_of_part(self, row):
        match self.scheme_id.rollup_weights:
            case "given":
                position = self._part_positions()[row["date_from"]]
                return exact(self.scheme_id._rollup_weight(position))
            case "volume":
                return Decimal(row["records"] or 0)
        return Decimal(1)
