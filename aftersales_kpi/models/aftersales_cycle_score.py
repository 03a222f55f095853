"""Scoring a cycle: a constant number of SQL statements, whatever the number of people.

The database collects the subjects (aftersales_cycle_subjects.py) and aggregates the
ledger (aftersales_cycle_values.py) into two temporary tables, evidence included; Python
turns the few resulting numbers into points; the database stores cards and lines. The
evidence itself never leaves the database.
"""

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ..scoring import NO_DATA, Measure, freeze, is_number, rank, score
from .aftersales_scheme_criterion import exact
from .aftersales_scorecard import REPLACEABLE_STATES
from .aftersales_target import TARGET_OWNERS
from .guards import claim

# Aggregates whose numerator and denominator mean something on their own.
QUOTIENT_AGGREGATES = (
    "ratio_of_sums",
    "ratio_of_counts",
    "mean",
    "distinct_customers_ratio",
)


# Facts made by time passing are looked for again this long after their moment: a period
# that ended earlier than that before the last look has them all.
DUE_MARGIN = timedelta(days=1)

# What scoring again writes anew. Points that a person gave are not among them.
CARD_COLUMNS = (
    "name",
    "employee_id",
    "user_id",
    "team_id",
    "department_id",
    "job_id",
    "manager_id",
    "served_from",
    "served_to",
    "served_days",
    "has_moved",
    "score",
    "rank",
    "result",
    "team_median",
    "is_incomplete",
    "explanation_data",
    "critical_data",
    "write_uid",
    "write_date",
)
LINE_COLUMNS = (
    "sequence",
    "max_points",
    "criterion_data",
    "status",
    "exception",
    "value",
    "numerator",
    "denominator",
    "sample_size",
    "points",
    "effective_max",
    "team_value",
    "team_median",
    "target",
    "explanation_data",
    "evidence",
)
# What Python says about a line, and the PostgreSQL type of each.
COMPUTED_COLUMNS = {
    "subject_id": "int",
    "criterion_id": "int",
    "status": "varchar",
    "exception": "varchar",
    "value": "numeric",
    "numerator": "numeric",
    "denominator": "numeric",
    "sample_size": "int",
    "points": "numeric",
    "effective_max": "numeric",
    "team_value": "numeric",
    "team_median": "numeric",
    "target": "numeric",
    "explanation": "jsonb",
}


def _excluded(columns):
    """SET list of an upsert: each column takes the value that was to be inserted."""
    return SQL(", ").join(
        SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
        for name in columns
    )


def _json(rows):
    """Rows for JSON_TO_RECORDSET; decimals travel as text and stay exact."""
    return json.dumps(rows, default=str)


def _number(value):
    return value if is_number(value) else None


def decimal(text):
    """A number as PostgreSQL prints it; Odoo's cursor would read it as a float."""
    return None if text is None else Decimal(text)


class Subject(NamedTuple):
    """One row of the temporary table of subjects, as far as points depend on it."""

    subject_id: int
    employee_id: int | None
    job_id: int | None
    team_id: int | None
    department_id: int | None
    served_days: int


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    def _score(self):
        """Replace the cycle's results by those of the ledger as it is now."""
        self.ensure_one()
        self = self.with_context(lang=self.company_id.partner_id.lang or "en_US")
        self._lock_for_scoring()
        self._post_due_facts()
        self.env.flush_all()
        self._collect_subjects()
        self._collect_values()
        self._store_results(self._award_points())
        self.env.invalidate_all()
        self.scored_on = fields.Datetime.now()
        self.message_post(body=self._scored_message())

    def _post_due_facts(self):
        """Bring the ledger up to date, as far as the period is concerned."""
        ledger = self.env["aftersales.observation"]
        posted_until = self.company_id.kpi_due_until
        if posted_until and posted_until >= self.utc_to + DUE_MARGIN:
            ledger._fill_employees(self.company_id.ids)
        else:
            ledger._post_due(companies=self.company_id)

    def _lock_for_scoring(self):
        claim(self)

    def _scored_message(self):
        return self.env._(
            "Scored: %(scored)s of %(all)s have a total, median %(median).2f.",
            scored=self.scored_count,
            all=self.card_count,
            median=self.median_score,
        )

    # --- Points ---------------------------------------------------------------------

    def _award_points(self):
        """[(Subject, Card, {criterion code: Measure})]."""
        criteria = self.scheme_id.criterion_ids
        specs = [criterion._spec() for criterion in criteria]
        own, team_values = self._read_values(criteria)
        given = self._read_given_points()
        targets = self.env["aftersales.target"]._effective(
            self.company_id, criteria.indicator_id, self.date_from
        )
        results = []
        for subject in self._read_subjects():
            measures = {
                spec.code: Measure(
                    **own.get((criterion.id, subject.subject_id), {}),
                    team_value=team_values.get(
                        (criterion.id, subject.team_id), NO_DATA
                    ),
                    target=self._target(targets, criterion, subject),
                    given_points=given.get((subject.subject_id, criterion.id)),
                )
                for criterion, spec in zip(criteria, specs, strict=True)
            }
            results.append((subject, score(specs, measures), measures))
        return results

    def _read_subjects(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM aftersales_score_subject ORDER BY subject_id",
                SQL(", ").join(map(SQL.identifier, Subject._fields)),
            )
        )
        return [Subject(*row) for row in rows]

    def _read_values(self, criteria):
        """What was measured: {(criterion id, subject id): parts}, and teams' values."""
        criterion_of = {criterion.id: criterion for criterion in criteria}
        own, team_values = {}, {}
        for of_team, criterion_id, subject_id, *row in self.env.execute_query(
            SQL(
                "SELECT of_team, criterion_id, subject_id, numerator::text, "
                "denominator::text, records FROM aftersales_score_value"
            )
        ):
            numerator, denominator, records = row
            parts = self._parts(
                criterion_of[criterion_id],
                (decimal(numerator), decimal(denominator), records),
            )
            if of_team:
                team_values[criterion_id, subject_id] = parts["value"]
            else:
                own[criterion_id, subject_id] = parts
        return own, team_values

    def _read_given_points(self):
        """Points that a person gave earlier: {(subject id, criterion id): points}."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT card.subject_id, line.criterion_id, line.given_points::text
                  FROM aftersales_scorecard_line AS line
                  JOIN aftersales_scorecard AS card ON card.id = line.scorecard_id
                 WHERE card.cycle_id = %s AND card.is_current
                   AND line.given_by_id IS NOT NULL
                """,
                self._origin.id or None,  # a trial has no record
            )
        )
        return {row[:2]: decimal(row[2]) for row in rows}

    def _parts(self, criterion, row):
        """Value, numerator, denominator and sample size of a measure."""
        numerator, denominator, records = row
        if not denominator:
            return {"value": NO_DATA, "sample_size": records}
        indicator = criterion.indicator_id
        value = indicator._in_unit(numerator, denominator)
        parts = {"value": value, "sample_size": records}
        if indicator.aggregate in QUOTIENT_AGGREGATES:
            parts.update(numerator=numerator, denominator=denominator)
        elif indicator.aggregate in ("sum", "count"):
            parts.update(numerator=numerator)
        return parts

    def _target(self, targets, criterion, subject):
        """The person's target before the post's, the team's and so on."""
        if not targets:
            return None
        for owner in (*TARGET_OWNERS, None):
            owner_id = getattr(subject, owner) if owner else None
            if owner and not owner_id:
                continue
            target = targets.get((criterion.indicator_id.id, owner, owner_id))
            if target is not None:
                return exact(target.value)
        return None

    # --- What is kept ---------------------------------------------------------------

    def _store_results(self, results, everybody=None):
        """Replace the cards and lines by these results.

        ``everybody``: what the medians are of, where the results are of some only.
        """
        medians = self._team_medians(everybody or results)
        self._store_cards(results, medians)
        self._store_lines(results, medians)
        self._forget_uncovered()

    def _store_cards(self, results, medians):
        rows = [
            {
                **self._card_row(subject, card),
                "team_median": medians.get((subject.team_id, None)),
            }
            for subject, card, _measures in results
        ]
        if self.show_rank:
            totals = {
                row["subject_id"]: card.total
                for row, (_subject, card, _measures) in zip(rows, results, strict=True)
                if row["result"] == "scored"
            }
            ranks = rank(totals)
            for row in rows:
                row["rank"] = ranks.get(row["subject_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO aftersales_scorecard AS card (
                    cycle_id, company_id, state, revision, is_current, period_days,
                    subject_id, name, employee_id, user_id, team_id, department_id,
                    job_id, manager_id, served_from, served_to, served_days, has_moved,
                    score, rank, result, team_median, is_incomplete, explanation_data,
                    critical_data, create_uid, create_date, write_uid, write_date
                )
                SELECT %(cycle)s, %(company)s, 'scored', 0, TRUE, %(days)s,
                       subject.*,
                       row.score, row.rank, row.result, row.team_median,
                       row.incomplete, row.explanation, row.critical,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM aftersales_score_subject AS subject
                  JOIN JSON_TO_RECORDSET(%(rows)s::json) AS row (
                           subject_id int, score numeric, rank int, result varchar,
                           team_median numeric, incomplete boolean,
                           explanation jsonb, critical jsonb
                       ) USING (subject_id)
                ON CONFLICT (cycle_id, subject_id, revision) DO UPDATE SET %(update)s
                 WHERE card.state IN %(replaceable)s
                """,
                cycle=self.id,
                company=self.company_id.id,
                days=self._period_days(),
                uid=self.env.uid,
                now=fields.Datetime.now(),
                rows=_json(rows),
                update=_excluded(CARD_COLUMNS),
                replaceable=REPLACEABLE_STATES,
            )
        )

    def _card_row(self, subject, card):
        result = self._result(subject, card)
        return {
            "subject_id": subject.subject_id,
            "score": card.total if result == "scored" else None,
            "rank": None,
            "result": result,
            "incomplete": card.incomplete,
            "explanation": card.phrase.to_json(),
            "critical": [phrase.to_json() for phrase in card.critical],
        }

    def _result(self, subject, card):
        if subject.served_days < self.scheme_id.minimum_days:
            return "short"
        if card.waiting:
            return "waiting"
        return "no_data" if card.total is NO_DATA else "scored"

    def _store_lines(self, results, medians):
        self._copy_lines(results, medians)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO aftersales_scorecard_line (
                    scorecard_id, cycle_id, company_id, employee_id, criterion_id,
                    indicator_id, sequence, max_points, criterion_data,
                    status, exception, value, numerator, denominator, sample_size,
                    points, effective_max, team_value, team_median, target,
                    explanation_data, evidence
                )
                SELECT card.id, card.cycle_id, card.company_id, card.employee_id,
                       criterion.id, criterion.indicator_id, criterion.sequence,
                       criterion.max_points, criterion.frozen,
                       row.status, row.exception, row.value, row.numerator,
                       row.denominator, row.sample_size, row.points, row.effective_max,
                       row.team_value, row.team_median, row.target, row.explanation,
                       measured.evidence
                  FROM aftersales_score_line AS row
                  JOIN JSON_TO_RECORDSET(%(criteria)s::json) AS criterion (
                           id int, indicator_id int, sequence int, max_points numeric,
                           frozen jsonb
                       ) ON criterion.id = row.criterion_id
                  JOIN aftersales_scorecard AS card
                    ON card.cycle_id = %(cycle)s AND card.is_current
                   AND card.subject_id = row.subject_id
                   AND card.state IN %(replaceable)s
                  LEFT JOIN aftersales_score_value AS measured
                    ON NOT measured.of_team
                   AND measured.criterion_id = row.criterion_id
                   AND measured.subject_id = row.subject_id
                ON CONFLICT (scorecard_id, criterion_id) DO UPDATE SET %(update)s
                """,
                cycle=self.id,
                replaceable=REPLACEABLE_STATES,
                criteria=_json(self._criterion_rows()),
                update=_excluded(LINE_COLUMNS),
            )
        )

    def _copy_lines(self, results, medians):
        """Hand the computed lines to the database: the table aftersales_score_line.

        COPY, because PostgreSQL would take longer to read them as JSON than to store
        them.
        """
        columns = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(type_))
            for name, type_ in COMPUTED_COLUMNS.items()
        )
        self.env.cr.execute("DROP TABLE IF EXISTS aftersales_score_line")
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE aftersales_score_line (%s) ON COMMIT DROP",
                columns,
            )
        )
        criteria = list(self.scheme_id.criterion_ids)
        buffer = io.StringIO()
        write = csv.writer(buffer).writerow
        for subject, card, measures in results:
            for criterion, line in zip(criteria, card.lines, strict=True):
                row = self._line_row(subject, criterion, line, measures[line.code])
                row["explanation"] = json.dumps(row["explanation"])
                row["team_median"] = medians.get((subject.team_id, line.code))
                write([row[name] for name in COMPUTED_COLUMNS])
        buffer.seek(0)
        self.env.cr.copy_expert(
            "COPY aftersales_score_line FROM STDIN WITH (FORMAT csv)", buffer
        )

    def _criterion_rows(self):
        return [
            {
                "id": criterion.id,
                "indicator_id": criterion.indicator_id.id,
                "sequence": criterion.sequence,
                "max_points": exact(criterion.max_points),
                "frozen": freeze(criterion._spec()),
            }
            for criterion in self.scheme_id.criterion_ids
        ]

    def _line_row(self, subject, criterion, line, measure):
        return {
            "subject_id": subject.subject_id,
            "criterion_id": criterion.id,
            "status": line.status,
            "exception": self._exception(criterion, line, measure),
            "value": _number(measure.value),
            "numerator": measure.numerator,
            "denominator": measure.denominator,
            "sample_size": measure.sample_size,
            "points": line.points,
            "effective_max": line.effective_max,
            "team_value": _number(measure.team_value),
            "target": measure.target,
            "explanation": line.phrase.to_json(),
        }

    def _exception(self, criterion, line, measure):
        """Why a person should look at the line, or None."""
        if line.waiting:
            return "waiting"
        if line.status == "error":
            return "error"
        if line.status == "scored" or measure.given_points is not None:
            return None
        return "no_data" if measure.value is NO_DATA else "few_records"

    def _forget_uncovered(self):
        """Remove cards of those whom the cycle no longer covers; none was published."""
        uncovered = self.env["aftersales.scorecard"].browse(
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT id FROM aftersales_scorecard AS card
                     WHERE cycle_id = %s AND state IN %s
                       AND NOT EXISTS (
                           SELECT FROM aftersales_score_subject AS subject
                            WHERE subject.subject_id = card.subject_id
                       )
                    """,
                    self.id,
                    REPLACEABLE_STATES,
                )
            )
        )
        uncovered.unlink()
