"""The estimate of a running period treats small samples as its scorecard will (R64)."""

from odoo import models
from odoo.tools import SQL

from ..scoring import NO_DATA
from .aftersales_cycle_fairness import MEASURED_ROWS, SPREAD_COLUMNS
from .aftersales_cycle_score import decimal


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    def _live_team(self, criterion, subject):
        """What a small sample leans on so far: {"team_value": …, "team_records": …}."""
        if criterion.shrinkage == "none" or not subject.team_id:
            return {}
        own, team_values, team_of, spreads = self._live_people(criterion)
        weight = self._team_weight(criterion, own, team_of, spreads)
        team_value = team_values.get(subject.team_id, NO_DATA)
        if weight is NO_DATA or team_value is NO_DATA:
            return {}
        return {"team_value": team_value, "team_records": weight}

    def _live_people(self, criterion):
        """What all people and teams have so far, by one statement, as scoring reads it.

        Parts of people as `_read_values` gives them, values of teams, teams of people,
        and what SPREAD_COLUMNS give.
        """
        own, team_values, team_of, spreads = {}, {}, {}, {}
        for row in self.env.execute_query(self._live_people_sql(criterion)):
            of_team, subject_id, team_id, numerator, denominator, records, *spread = row
            parts = self._parts(
                criterion, (decimal(numerator), decimal(denominator), records)
            )
            if of_team:
                team_values[subject_id] = parts["value"]
            else:
                own[criterion.id, subject_id] = parts
                team_of[subject_id] = team_id
                spreads[criterion.id, subject_id] = spread
        return own, team_values, team_of, spreads

    def _live_people_sql(self, criterion):
        """The tables of a scoring run as parts of one SELECT: nothing is written."""
        return SQL(
            """
            WITH aftersales_score_subject AS MATERIALIZED (%(people)s),
            aftersales_score_value (
                of_team, criterion_id, subject_id, numerator, denominator, records,
                evidence
            ) AS MATERIALIZED (%(values)s)
            SELECT measured.of_team, measured.subject_id, person.team_id,
                   measured.numerator::text, measured.denominator::text,
                   measured.records, %(spread)s
              FROM aftersales_score_value AS measured
              LEFT JOIN aftersales_score_subject AS person
                ON person.subject_id = measured.subject_id AND NOT measured.of_team
              LEFT JOIN LATERAL %(rows)s ON TRUE
             GROUP BY measured.of_team, measured.subject_id, person.team_id,
                      measured.numerator, measured.denominator, measured.records
            """,
            people=self._people_sql(),
            values=self._people_values_sql(criterion),
            spread=SPREAD_COLUMNS,
            rows=MEASURED_ROWS,
        )

    def _live_intervals(self, criteria, subject, measures):
        """{criterion id: what chance could have made of its value, in words}."""
        if not criteria:
            return {}
        statements = [
            SQL(
                "SELECT %s, %s FROM (%s) AS item",
                criterion.id,
                SPREAD_COLUMNS,
                self._live_rows_sql(criterion.indicator_id, subject.employee_id),
            )
            for criterion in criteria
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(statements))
        spreads = {row[0]: row[1:] for row in rows}
        words = {}
        for criterion in criteria:
            indicator = criterion.indicator_id
            measure = measures[indicator.code]
            interval = indicator._interval(
                measure.value,
                measure.numerator,
                measure.denominator,
                spreads[criterion.id],
            )
            if interval:
                words[criterion.id] = indicator._interval_words(interval)
        return words
