"""Figures of indicators outside of a cycle: for goals, at any time, of any subject."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..scoring import NO_DATA
from .aftersales_cycle_values import _aggregate_sql, _counts_in_sql

# What a person was when a fact counted: the version of that day, else the first one.
STINT = SQL(
    """
    SELECT version.department_id, version.job_id
      FROM hr_version AS version
     WHERE version.employee_id = aftersales_observation.employee_id
       AND version.active
     ORDER BY version.date_version <= aftersales_observation.date DESC,
              CASE WHEN version.date_version <= aftersales_observation.date
                   THEN version.date_version END DESC,
              version.date_version
     LIMIT 1
    """
)

# Whose rows they are, by the type of subject. A post's and a department's are those of
# the people who were in it when the fact counted; a department's count those inside it.
SUBJECTS = {
    "employee": SQL(
        """
        JOIN aftersales_observation
          ON aftersales_observation.employee_id = request.subject_id
         AND NOT EXISTS (
                 SELECT FROM aftersales_exclusion AS exclusion
                  WHERE exclusion.observation_id = aftersales_observation.id
                    AND exclusion.undone_on IS NULL
             )
        """
    ),
    "department": SQL(
        """
        JOIN hr_department AS whole ON whole.id = request.subject_id
        JOIN (aftersales_observation LEFT JOIN LATERAL (%s) AS stint ON TRUE
              JOIN hr_department AS part
                ON part.id = COALESCE(
                       aftersales_observation.department_id, stint.department_id
                   ))
          ON STARTS_WITH(part.parent_path, whole.parent_path)
        """,
        STINT,
    ),
    "job": SQL(
        """
        JOIN (aftersales_observation LEFT JOIN LATERAL (%s) AS stint ON TRUE)
          ON stint.job_id = request.subject_id
        """,
        STINT,
    ),
    "company": SQL(
        """
        JOIN aftersales_observation
          ON aftersales_observation.company_id = request.subject_id
        """
    ),
}


class FigureRequest(NamedTuple):
    """What is asked for: the figure of one subject over one stretch of time."""

    # What the answer is found by; unique among the requests.
    key: int
    # aftersales.indicator, a saved or a new one.
    indicator: models.BaseModel
    company_id: int
    # One of SUBJECTS, and its id.
    subject_type: str
    subject_id: int
    # Half-open, naive UTC.
    since: datetime
    until: datetime


class AftersalesIndicator(models.Model):
    _inherit = "aftersales.indicator"

    @api.model
    def _figures(self, requests):
        """{key: value in the indicator's unit, or NO_DATA}: as scoring counts them.

        One statement for each indicator and type of subject, however many ask.
        """
        self.env["aftersales.exclusion"].flush_model(["observation_id", "undone_on"])
        self.env["hr.version"].flush_model()
        self.env["hr.department"].flush_model(["parent_path"])
        groups = {}
        for request in requests:
            group = (request.indicator, request.subject_type)
            groups.setdefault(group, []).append(request)
        figures = dict.fromkeys((request.key for request in requests), NO_DATA)
        for (indicator, subject_type), asked in groups.items():
            rows = self.env.execute_query(indicator._figures_sql(subject_type, asked))
            for key, numerator, denominator in rows:
                if numerator and denominator and Decimal(denominator):
                    figures[key] = indicator._in_unit(
                        Decimal(numerator), Decimal(denominator)
                    )
        return figures

    def _figures_sql(self, subject_type, requests):
        """SELECT key, numerator, denominator for requests of one type of subject."""
        counted, base = self._rows_sql()
        kinds = self._kinds()
        return SQL(
            """
            SELECT key, numerator::text, denominator::text
              FROM (
                SELECT key, %(aggregates)s
                  FROM (
                    SELECT request.key, %(number)s AS n,
                           aftersales_observation.denominator AS d,
                           aftersales_observation.customer_key,
                           %(counted)s AS counted, %(base)s AS base
                      FROM UNNEST(
                               %(keys)s::int[], %(companies)s::int[],
                               %(subjects)s::int[], %(since)s::timestamp[],
                               %(until)s::timestamp[]
                           ) AS request (key, company_id, subject_id, since, until)
                      %(join)s
                     WHERE aftersales_observation.company_id = request.company_id
                       AND aftersales_observation.date >= request.since
                       AND aftersales_observation.date < request.until
                       AND aftersales_observation.voided_on IS NULL
                       AND aftersales_observation.replaced_by_id IS NULL
                       AND aftersales_observation.kind_id IN %(kinds)s
                       AND %(counts)s
                       AND (%(counted)s OR %(base)s)
                       AND %(number)s IS NOT NULL
                  ) AS row
                 GROUP BY key
              ) AS figure (key, numerator, denominator, records)
            """,
            aggregates=SQL(", ").join(_aggregate_sql(self.aggregate)),
            number=SQL("aftersales_observation.elapsed")
            if self.clock == "elapsed"
            else SQL("aftersales_observation.numerator"),
            counted=counted,
            base=base,
            join=SUBJECTS[subject_type],
            kinds=tuple(kinds.ids),
            counts=_counts_in_sql(subject_type, kinds),
            keys=[request.key for request in requests],
            companies=[request.company_id for request in requests],
            subjects=[request.subject_id for request in requests],
            since=[request.since for request in requests],
            until=[request.until for request in requests],
        )
