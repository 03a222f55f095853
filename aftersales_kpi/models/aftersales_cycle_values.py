from odoo import models
from odoo.tools import SQL

# Whose ledger rows they are, by the type of subject.
SUBJECT_COLUMNS = {
    "employee": SQL("aftersales_observation.employee_id"),
    "team": SQL("aftersales_observation.team_id"),
    "department": SQL(
        "COALESCE(aftersales_observation.department_id, stint.department_id)"
    ),
    "company": SQL("aftersales_observation.company_id"),
}

# The team of a row; what was imported for a person counts in the person's team.
HOME_TEAM = SQL(
    """
    COALESCE(
        aftersales_observation.team_id,
        (SELECT home.team_id FROM aftersales_score_subject AS home
          WHERE home.subject_id = aftersales_observation.employee_id)
    )
    """
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
        """Fill the temporary table of values, one statement a criterion and scope."""
        self._create_value_table()
        for criterion in self.scheme_id.criterion_ids:
            self.env.cr.execute(self._values_sql(criterion))
            if self.subject_type == "employee":
                self.env.cr.execute(self._team_values_sql(criterion))
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

    def _values_sql(self, criterion):
        indicator = criterion.indicator_id
        return SQL(
            """
            INSERT INTO aftersales_score_value
            SELECT FALSE, %(criterion)s, subject_id, %(aggregates)s, %(evidence)s
              FROM (%(rows)s) AS row
             GROUP BY subject_id
            """,
            criterion=criterion.id,
            aggregates=SQL(", ").join(_aggregate_sql(indicator.aggregate)),
            evidence=self._evidence_sql(indicator),
            rows=self._rows_sql(
                indicator, self._subject_column(), self._own_rows_sql()
            ),
        )

    def _team_values_sql(self, criterion):
        """What the teams of the scored people reached, excluded records included."""
        indicator = criterion.indicator_id
        return SQL(
            """
            INSERT INTO aftersales_score_value
            SELECT TRUE, %(criterion)s, subject_id, %(aggregates)s, NULL
              FROM (%(rows)s) AS row
             GROUP BY subject_id
            """,
            criterion=criterion.id,
            aggregates=SQL(", ").join(_aggregate_sql(indicator.aggregate)),
            rows=self._rows_sql(
                indicator,
                HOME_TEAM,
                SQL("%s IN (SELECT team_id FROM aftersales_score_subject)", HOME_TEAM),
            ),
        )

    def _rows_sql(self, indicator, subject, condition):
        """The ledger rows that an indicator rests on: (id, subject_id, n, d, …)."""
        counted, base = indicator._rows_sql()
        kinds = indicator.numerator_kind_id | indicator.denominator_kind_id
        return SQL(
            """
            SELECT aftersales_observation.id,
                   %(subject)s AS subject_id,
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
            subject=subject,
            number=SQL("aftersales_observation.elapsed")
            if indicator.clock == "elapsed"
            else SQL("aftersales_observation.numerator"),
            counted=counted,
            base=base,
            join=self._join_sql(),
            in_period=self._in_period_sql(),
            kinds=tuple(kinds.ids),
            condition=condition,
        )

    def _subject_column(self):
        return SUBJECT_COLUMNS[self.subject_type]

    def _join_sql(self):
        """Departments of people, where the subjects are departments."""
        if self.subject_type != "department":
            return SQL()
        return SQL(
            """
            LEFT JOIN (
                SELECT DISTINCT ON (employee_id) employee_id, department_id
                  FROM (%s) AS stint
                 ORDER BY employee_id, last_day DESC
            ) AS stint ON stint.employee_id = aftersales_observation.employee_id
            """,
            self._stints_sql(),
        )

    def _own_rows_sql(self):
        """Rows of the subjects; what was excluded is not the person's."""
        subjects = SQL(
            "%s IN (SELECT subject_id FROM aftersales_score_subject)",
            self._subject_column(),
        )
        if self.subject_type != "employee":
            return subjects
        return SQL(
            """
            %s AND NOT EXISTS (
                SELECT FROM aftersales_exclusion AS exclusion
                 WHERE exclusion.observation_id = aftersales_observation.id
                   AND exclusion.undone_on IS NULL
            )
            """,
            subjects,
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
