"""The running period as it would be scored now: read only, one person, no records.

The facts that time alone makes are posted by the scheduled action, so an estimate is at
most as old as its last run.
"""

from dataclasses import dataclass, replace

from odoo import api, models
from odoo.tools import SQL

from ..scoring import Card, Measure, is_number, period_of, score
from ..scoring.scorecard import REWEIGHT
from .aftersales_cycle_score import Subject, decimal
from .aftersales_cycle_values import SUBJECT_COLUMNS, _aggregate_sql
from .company_day import today_of
from .line_reading import Facts, LineReading

# Kinds of which the person may see figures and records while the period runs.
LIVE_VISIBILITY = ("own",)
# States of a cycle whose period a person may still change.
RUNNING_STATES = ("draft", "open", "scored")


@dataclass(frozen=True)
class LiveCard:
    """How one person stands in a running period."""

    # aftersales.cycle; not stored where the cycle is made only when the period is over.
    cycle: models.BaseModel
    # hr.employee
    employee: models.BaseModel
    # The result of scoring what is known so far.
    card: Card
    # LineReading of the criteria that may be seen already, weakest first.
    readings: list
    # Names of the criteria that are shown only after publication.
    later: list

    @property
    def all_points(self):
        """Points of the whole scheme."""
        return sum(line.max_points for line in self.card.lines)

    @property
    def points(self):
        """Points reached so far."""
        return sum(line.points for line in self._known_lines())

    @property
    def known_points(self):
        """Points of the lines that have any so far."""
        return sum(line.max_points for line in self._known_lines())

    def _known_lines(self):
        return [line for line in self.card.lines if line.points is not None]


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    @api.model
    def _live_cards(self, employees):
        """The estimates of people (sudo) in the running periods of their company."""
        cards = (
            cycle._live_card(employee)
            for employee in employees
            for cycle in self.sudo()._running_cycles(employee.company_id)
        )
        return [card for card in cards if card]

    @api.model
    def _running_cycles(self, company):
        """Cycles over today in a company; those that start by themselves unsaved."""
        today = today_of(company)
        cycles = self.search(
            [
                ("company_id", "=", company.id),
                ("scheme_id.subject_type", "=", "employee"),
                ("scheme_id.rollup_scheme_id", "=", False),
                ("state", "in", RUNNING_STATES),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ]
        )
        schemes = self.env["aftersales.scheme"].search(
            [
                ("state", "=", "approved"),
                ("subject_type", "=", "employee"),
                ("rollup_scheme_id", "=", False),
                ("auto_cycle", "=", True),
                ("company_id", "in", (False, company.id)),
            ]
        )
        return [*cycles] + [
            self.new(
                {
                    "scheme_id": scheme.id,
                    "company_id": company.id,
                    "date_from": period_of(today, scheme.period_type).start,
                }
            )
            for scheme in schemes - cycles.scheme_id
        ]

    def _live_card(self, employee):
        """How the person stands, or None where the scheme is not for this person."""
        self.ensure_one()
        self.env["aftersales.observation"].flush_model()
        subject = self._live_subject(employee)
        if subject is None:
            return None
        criteria = self.scheme_id.criterion_ids
        visible = criteria.filtered(self._is_visible_live)
        values = self._live_values(visible, subject)
        measures = self._live_measures(visible, subject, values)
        # What is missing today may still come: it is left out, not asked for.
        specs = [
            replace(criterion._spec(), no_data_policy=REWEIGHT)
            for criterion in criteria
        ]
        card = score(specs, measures)
        intervals = self._live_intervals(visible, subject, measures)
        readings = [
            self._live_reading(
                criterion,
                spec,
                line,
                measures[line.code],
                values[criterion.id][-1],
                intervals.get(criterion.id),
            )
            for criterion, spec, line in zip(criteria, specs, card.lines, strict=True)
            if criterion in visible
        ]
        readings.sort(key=lambda reading: reading.order)
        later = (criteria - visible).mapped("name")
        return LiveCard(self, employee, card, readings, later)

    def _is_visible_live(self, criterion):
        kinds = (
            criterion.indicator_id.numerator_kind_id
            | criterion.indicator_id.denominator_kind_id
        )
        return all(kind.visibility in LIVE_VISIBILITY for kind in kinds)

    def _live_subject(self, employee):
        """Post, team and department of the person in the period, if it is covered."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH stint AS (
                    SELECT * FROM (%(stints)s) AS stint WHERE employee_id = %(employee)s
                ),
                service AS (
                    SELECT employee_id, team_id, COUNT(*) AS records
                      FROM aftersales_observation
                     WHERE %(in_period)s AND employee_id = %(employee)s
                       AND kind_id IN %(kinds)s
                     GROUP BY employee_id, team_id
                )
                SELECT employee_id, employee_id,
                       (ARRAY_AGG(job_id ORDER BY last_day DESC))[1],
                       (SELECT team_id FROM service WHERE team_id IS NOT NULL
                         ORDER BY records DESC, team_id LIMIT 1),
                       (ARRAY_AGG(department_id ORDER BY last_day DESC))[1],
                       SUM(last_day - first_day + 1)
                  FROM stint
                 WHERE %(covered)s
                 GROUP BY employee_id
                """,
                stints=self._stints_sql(),
                employee=employee.id,
                in_period=self._in_period_sql(),
                kinds=tuple(self._kinds().ids),
                covered=self._covered_sql(),
            )
        )
        return Subject(*rows[0]) if rows else None

    def _live_measures(self, criteria, subject, values):
        """{criterion code: Measure} of the values."""
        targets = self.env["aftersales.target"]._effective(
            self.company_id, criteria.indicator_id, self.date_from
        )
        return {
            criterion.indicator_id.code: Measure(
                **self._parts(criterion, values[criterion.id][:-1]),
                target=self._target(targets, criterion, subject),
                **self._live_team(criterion, subject),
            )
            for criterion in criteria
        }

    def _live_values(self, criteria, subject):
        """{criterion id: (numerator, denominator, sample size, records)} so far.

        One statement for all criteria.
        """
        if not criteria:
            return {}
        statements = [
            SQL(
                "SELECT %(criterion)s, numerator::text, denominator::text, sample, "
                "records FROM (SELECT %(aggregates)s, COUNT(*) FROM (%(rows)s) AS row) "
                "AS value (numerator, denominator, sample, records)",
                criterion=criterion.id,
                aggregates=SQL(", ").join(
                    _aggregate_sql(criterion.indicator_id.aggregate)
                ),
                rows=self._live_all_rows_sql(criterion.indicator_id, subject),
            )
            for criterion in criteria
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(statements))
        return {
            criterion_id: (decimal(numerator), decimal(denominator), *counts)
            for criterion_id, numerator, denominator, *counts in rows
        }

    def _live_all_rows_sql(self, indicator, subject):
        return self._rows_sql(
            indicator,
            SQL("%s AS subject_id", SUBJECT_COLUMNS["employee"]),
            SQL(
                """
                aftersales_observation.employee_id = %s
                AND NOT EXISTS (
                    SELECT FROM aftersales_exclusion AS exclusion
                     WHERE exclusion.observation_id = aftersales_observation.id
                       AND exclusion.undone_on IS NULL
                )
                """,
                subject.employee_id,
            ),
        )

    def _live_rows_sql(self, indicator, employee_id):
        """The person's records so far as rows (id, n, d), as evidence keeps them."""
        subject = Subject(employee_id, employee_id, None, None, None, 0)
        return SQL(
            "SELECT id, CASE WHEN counted THEN n END AS n, CASE WHEN base THEN d END "
            "AS d FROM (%s) AS row",
            self._live_all_rows_sql(indicator, subject),
        )

    def _live_reading(self, criterion, spec, line, measure, records, interval):
        return LineReading(
            self.env,
            Facts(
                record_id=criterion.id,
                criterion=spec,
                indicator=criterion.indicator_id,
                status=line.status,
                sample_size=measure.sample_size,
                record_count=records,
                phrase=line.phrase,
                value=measure.value if is_number(measure.value) else None,
                numerator=measure.numerator,
                denominator=measure.denominator,
                points=line.points,
                target=measure.target,
                team_value=measure.team_value if measure.leans_on_team else None,
                team_records=measure.team_records,
                interval_text=interval or False,
            ),
        )
