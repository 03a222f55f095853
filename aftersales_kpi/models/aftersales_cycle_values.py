from odoo import models
from odoo.tools import SQL

# Whose ledger rows they are, by the type of subject.
SUBJECT_COLUMNS = {
    "employee": SQL("aftersales_observation.employee_id"),
    "team": SQL("aftersales_observation.team_id"),
    "department": SQL("whole.id"),
    "company": SQL("aftersales_observation.company_id"),
}

# What names a unit itself, where facts of its people do not count in it.
NAMED_ITSELF = {
    "department": SQL(
        "aftersales_observation.employee_id IS NULL"
        " AND aftersales_observation.department_id = whole.id"
    ),
    "company": SQL(
        "aftersales_observation.employee_id IS NULL"
        " AND aftersales_observation.department_id IS NULL"
    ),
}

# Whose a row is among the scored people, unless it was excluded, and whose team's.
PEOPLE_COLUMNS = SQL(
    "CASE WHEN exclusion.id IS NULL THEN person.subject_id END AS subject_id,"
    " team.team_id"
)
# What was imported for a person counts in the person's team.
PEOPLE_JOIN = SQL(
    """
    LEFT JOIN aftersales_score_subject AS person
      ON person.subject_id = aftersales_observation.employee_id
    LEFT JOIN (SELECT DISTINCT team_id FROM aftersales_score_subject) AS team
      ON team.team_id = COALESCE(aftersales_observation.team_id, person.team_id)
    LEFT JOIN aftersales_exclusion AS exclusion
      ON exclusion.observation_id = aftersales_observation.id
     AND exclusion.undone_on IS NULL
    """
)


def _counts_in_sql(subject_type, kinds):
    """The condition for rows that count in such a unit, beside being found in it."""
    own_only = kinds.filtered(lambda kind: not kind.counts_above)
    if not own_only or subject_type not in NAMED_ITSELF:
        return SQL("TRUE")
    return SQL(
        "(aftersales_observation.kind_id NOT IN %s OR %s)",
        tuple(own_only.ids),
        NAMED_ITSELF[subject_type],
    )


COUNTED_SUM = SQL("COALESCE(SUM(n) FILTER (WHERE counted), 0)")
BASE_ROWS = SQL("COUNT(*) FILTER (WHERE base)")
BASE_PRESENT = SQL("CASE WHEN COUNT(*) FILTER (WHERE base) > 0 THEN 1 END")
QUOTIENTS = SQL("COUNT(*) FILTER (WHERE counted AND d <> 0)")


def _percentile_sql(part, whole):
    """Exact percentile part/whole with linear interpolation, as (upper, lower).

    The same as scoring.statistics.percentile; percentile_cont knows no exact numbers.
    """
    sorted_ = SQL("(ARRAY_AGG(n / d ORDER BY n / d) FILTER (WHERE counted AND d <> 0))")
    place = SQL("(%s * (%s - 1))", part, QUOTIENTS)
    below = SQL("%s[(%s / %s)::int + 1]", sorted_, place, whole)
    above = SQL(
        "%s[LEAST((%s / %s)::int + 2, %s::int)]", sorted_, place, whole, QUOTIENTS
    )
    upper = SQL(
        "%s * %s + (%s - %s) * (%s %% %s)", whole, below, above, below, place, whole
    )
    return upper, SQL("CASE WHEN %s > 0 THEN %s END", QUOTIENTS, whole)


def _aggregate_sql(name):
    """The aggregate as (numerator, denominator, records) over rows (n, d, customer)."""
    match name:
        case "ratio_of_sums":
            return COUNTED_SUM, SQL("SUM(d) FILTER (WHERE base)"), BASE_ROWS
        case "ratio_of_counts":
            return SQL("COUNT(*) FILTER (WHERE counted)"), BASE_ROWS, BASE_ROWS
        case "mean":
            # Dividing by one would only make numbers longer.
            total = SQL(
                "SUM(CASE WHEN d = 1 THEN n ELSE n / NULLIF(d, 0) END) "
                "FILTER (WHERE counted)"
            )
            return total, QUOTIENTS, QUOTIENTS
        case "median":
            return *_percentile_sql(1, 2), QUOTIENTS
        case "percentile_90":
            return *_percentile_sql(9, 10), QUOTIENTS
        case "sum":
            return COUNTED_SUM, BASE_PRESENT, BASE_ROWS
        case "count":
            return SQL("COUNT(*) FILTER (WHERE counted)"), BASE_PRESENT, BASE_ROWS
        case "distinct_customers_ratio":
            base = SQL("COUNT(DISTINCT customer_key) FILTER (WHERE base)")
            upper = SQL("COUNT(DISTINCT customer_key) FILTER (WHERE counted)")
            return upper, base, base
    raise ValueError(f"Unknown aggregate {name!r}")


class AftersalesCycle(models.Model):
    """What was measured: the temporary table aftersales_score_value."""

    _inherit = "aftersales.cycle"

    def _collect_values(self):
        """Fill the temporary table of values, one statement a criterion."""
        self._create_value_table()
        for criterion in self.scheme_id.criterion_ids:
            values = (
                self._people_values_sql(criterion)
                if self.subject_type == "employee"
                else self._unit_values_sql(criterion)
            )
            self.env.cr.execute(SQL("INSERT INTO aftersales_score_value %s", values))
        self._index_value_table()

    def _create_value_table(self):
        self.env.cr.execute(
            """
            DROP TABLE IF EXISTS aftersales_score_value;
            CREATE TEMPORARY TABLE aftersales_score_value (
                of_team boolean, criterion_id int, subject_id int,
                numerator numeric, denominator numeric, records int, evidence jsonb
            ) ON COMMIT DROP
            """
        )

    def _index_value_table(self):
        # Storing looks values up one by one; the planner knows nothing of new tables.
        self.env.cr.execute(
            """
            CREATE INDEX ON aftersales_score_value (subject_id, criterion_id);
            ANALYZE aftersales_score_value
            """
        )

    def _unit_values_sql(self, criterion):
        """Values of teams, departments or the company."""
        indicator = criterion.indicator_id
        column = self._unit_column()
        return SQL(
            """
            SELECT FALSE, %(criterion)s, subject_id, %(aggregates)s, %(evidence)s
              FROM (%(rows)s) AS row
             GROUP BY subject_id
            """,
            criterion=criterion.id,
            aggregates=SQL(", ").join(_aggregate_sql(indicator.aggregate)),
            evidence=self._evidence_sql(indicator),
            rows=self._rows_sql(
                indicator,
                SQL("%s AS subject_id", column),
                SQL(
                    "%s IN (SELECT subject_id FROM aftersales_score_subject) AND %s",
                    column,
                    _counts_in_sql(self.subject_type, indicator._kinds()),
                ),
                self._unit_join(),
            ),
        )

    def _unit_column(self):
        """The team, department or company that a row counts in."""
        return SUBJECT_COLUMNS[self.subject_type]

    def _unit_join(self):
        """What else has to be read to know it."""
        return self._department_join()

    def _people_values_sql(self, criterion):
        """Values of people, and what their teams reached: there excluded records count.

        The ledger is read once for both.
        """
        indicator = criterion.indicator_id
        return SQL(
            """
            WITH fact AS MATERIALIZED (%(rows)s)
            SELECT FALSE, %(criterion)s, subject_id, %(aggregates)s, %(evidence)s
              FROM fact WHERE subject_id IS NOT NULL GROUP BY subject_id
             UNION ALL
            SELECT TRUE, %(criterion)s, team_id, %(aggregates)s, NULL
              FROM fact WHERE team_id IS NOT NULL GROUP BY team_id
            """,
            criterion=criterion.id,
            aggregates=SQL(", ").join(_aggregate_sql(indicator.aggregate)),
            evidence=self._evidence_sql(indicator),
            rows=self._rows_sql(
                indicator,
                PEOPLE_COLUMNS,
                SQL("(person.subject_id IS NOT NULL OR team.team_id IS NOT NULL)"),
                PEOPLE_JOIN,
            ),
        )

    def _rows_sql(self, indicator, columns, condition, join=None):
        """The ledger rows that an indicator rests on: (id, columns, n, d, …)."""
        counted, base = indicator._rows_sql()
        return SQL(
            """
            SELECT aftersales_observation.id,
                   %(columns)s,
                   %(number)s AS n,
                   aftersales_observation.denominator AS d,
                   aftersales_observation.customer_key,
                   %(counted)s AS counted,
                   %(base)s AS base
              FROM aftersales_observation
              %(join)s
             WHERE %(in_period)s
               AND aftersales_observation.kind_id IN %(kinds)s
               AND (%(counted)s OR %(base)s)
               AND %(number)s IS NOT NULL
               AND %(condition)s
            """,
            columns=columns,
            number=SQL("aftersales_observation.elapsed")
            if indicator.clock == "elapsed"
            else SQL("aftersales_observation.numerator"),
            counted=counted,
            base=base,
            join=join or SQL(),
            in_period=self._in_period_sql(),
            kinds=tuple(indicator._kinds().ids),
            condition=condition,
        )

    def _department_join(self):
        """The departments that a row counts in: the person's, and those around it."""
        if self.subject_type != "department":
            return SQL()
        return SQL(
            """
            LEFT JOIN (
                SELECT DISTINCT ON (employee_id) employee_id, department_id
                  FROM (%s) AS stint
                 ORDER BY employee_id, last_day DESC
            ) AS stint ON stint.employee_id = aftersales_observation.employee_id
            JOIN hr_department AS part
              ON part.id = COALESCE(
                     aftersales_observation.department_id, stint.department_id
                 )
            JOIN hr_department AS whole
              ON STARTS_WITH(part.parent_path, whole.parent_path)
            """,
            self._stints_sql(),
        )

    def _in_period_sql(self):
        """Effective rows of the company, dated in the period."""
        return SQL(
            """
            aftersales_observation.company_id = %s
            AND aftersales_observation.date >= %s
            AND aftersales_observation.date < %s
            AND aftersales_observation.voided_on IS NULL
            AND aftersales_observation.replaced_by_id IS NULL
            """,
            self.company_id.id,
            self.utc_from,
            self.utc_to,
        )

    def _evidence_sql(self, indicator):
        """Ids and numbers of the rows; empty where a row did not count."""
        customers = SQL()
        if indicator.aggregate == "distinct_customers_ratio":
            customers = SQL(", 'c', ARRAY_AGG(customer_key)")
        return SQL(
            """
            JSONB_BUILD_OBJECT(
                'id', ARRAY_AGG(id),
                'n', ARRAY_AGG(CASE WHEN counted THEN n END),
                'd', ARRAY_AGG(CASE WHEN base THEN d END)
                %s
            )
            """,
            customers,
        )
