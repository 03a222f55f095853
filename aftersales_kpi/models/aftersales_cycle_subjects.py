from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..sources import directory


class AftersalesCycle(models.Model):
    """Who is scored: the temporary table aftersales_score_subject."""

    _inherit = "aftersales.cycle"

    def _collect_subjects(self):
        """Fill the temporary table of those who get a scorecard."""
        self._create_subject_table()
        if self.subject_type == "employee":
            self._collect_people()
        else:
            self._collect_units()

    def _create_subject_table(self):
        self.env.cr.execute(
            """
            DROP TABLE IF EXISTS aftersales_score_subject;
            CREATE TEMPORARY TABLE aftersales_score_subject (
                subject_id int PRIMARY KEY, name varchar,
                employee_id int, user_id int, team_id int, department_id int,
                job_id int, manager_id int,
                served_from date, served_to date, served_days int, has_moved boolean
            ) ON COMMIT DROP
            """
        )

    def _collect_people(self):
        """People of the scheme's teams, departments or posts who served in the period.

        A scheme that names none of them is for everybody with a record of its kinds.
        """
        self.env.cr.execute(
            SQL("INSERT INTO aftersales_score_subject %s", self._people_sql())
        )

    def _people_sql(self):
        """The SELECT for the table of those who get a scorecard."""
        return SQL(
            """
                WITH stint AS (%(stints)s),
                service AS (%(service)s),
                home AS (
                    SELECT DISTINCT ON (employee_id) employee_id, team_id
                      FROM service
                     WHERE team_id IS NOT NULL
                     ORDER BY employee_id, records DESC, team_id
                ),
                covered AS (
                    SELECT * FROM stint WHERE %(covered)s
                ),
                moved AS (
                    SELECT employee_id FROM stint GROUP BY employee_id
                    HAVING COUNT(DISTINCT (department_id, job_id)) > 1
                )
                SELECT employee.id AS subject_id, employee.name, employee.id,
                       employee.user_id, MIN(home.team_id) AS team_id,
                       (ARRAY_AGG(covered.department_id ORDER BY last_day DESC))[1],
                       (ARRAY_AGG(covered.job_id ORDER BY last_day DESC))[1],
                       employee.parent_id,
                       MIN(first_day), MAX(last_day), SUM(last_day - first_day + 1),
                       employee.id IN (SELECT employee_id FROM moved)
                  FROM covered
                  JOIN hr_employee AS employee ON employee.id = covered.employee_id
                  LEFT JOIN home ON home.employee_id = employee.id
                 WHERE employee.active
                    OR employee.id IN (SELECT employee_id FROM service)
                 GROUP BY employee.id
                """,
            stints=self._stints_sql(),
            service=self._service_sql(),
            covered=self._covered_sql(),
        )

    def _stints_sql(self):
        """What each employee was, from which day to which, inside the period.

        The first version counts from ever on: a company that starts to use versions
        today knows nothing better about yesterday.
        """
        return SQL(
            """
            SELECT employee_id, department_id, job_id, first_day, last_day
              FROM (
                SELECT version.employee_id, version.department_id, version.job_id,
                       GREATEST(
                           CASE WHEN LAG(version.id) OVER same IS NOT NULL
                                THEN version.date_version END,
                           version.contract_date_start,
                           %(date_from)s
                       ) AS first_day,
                       LEAST(
                           LEAD(version.date_version) OVER same - 1,
                           version.contract_date_end,
                           version.departure_date,
                           %(date_to)s
                       ) AS last_day
                  FROM hr_version AS version
                  JOIN hr_employee AS employee ON employee.id = version.employee_id
                 WHERE version.active AND employee.company_id = %(company)s
                WINDOW same AS (
                    PARTITION BY version.employee_id ORDER BY version.date_version
                )
              ) AS version
             WHERE first_day <= last_day
            """,
            date_from=self.date_from,
            date_to=self.date_to,
            company=self.company_id.id,
        )

    def _served_spans(self, employees):
        """{employee id: (first, last day) pairs} that the scheme covers, oldest first.

        Who left its departments or posts for a while has a gap between them.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH stint AS (%(stints)s), service AS (%(service)s)
                SELECT employee_id, first_day, last_day
                  FROM stint
                 WHERE %(covered)s AND employee_id IN %(employees)s
                 ORDER BY employee_id, first_day
                """,
                stints=self._stints_sql(),
                service=self._service_sql(),
                covered=self._covered_sql(),
                employees=employees._ids or (None,),
            )
        )
        spans = defaultdict(list)
        for employee_id, first_day, last_day in rows:
            spans[employee_id].append((first_day, last_day))
        return spans

    def _service_sql(self):
        """How many records of the scheme's kinds each person has in each team."""
        return SQL(
            """
            SELECT employee_id, team_id, COUNT(*) AS records
              FROM aftersales_observation
             WHERE %s AND employee_id IS NOT NULL AND kind_id IN %s
             GROUP BY employee_id, team_id
            """,
            self._in_period_sql(),
            self._kinds()._ids or (None,),
        )

    def _kinds(self):
        return self.scheme_id.criterion_ids.indicator_id._kinds()

    def _covered_sql(self):
        """The condition for stints that the scheme is for."""
        scheme = self.scheme_id
        conditions = []
        if scheme.department_ids:
            departments = self.env["hr.department"].search(
                [("id", "child_of", scheme.department_ids.ids)]
            )
            conditions.append(SQL("department_id IN %s", tuple(departments.ids)))
        if scheme.job_ids:
            conditions.append(SQL("job_id IN %s", tuple(scheme.job_ids.ids)))
        if scheme.team_ids:
            conditions.append(self._in_teams_sql(tuple(scheme.team_ids.ids)))
        if not conditions:
            return SQL("employee_id IN (SELECT employee_id FROM service)")
        return SQL("(%s)", SQL(" OR ").join(conditions))

    def _in_teams_sql(self, team_ids):
        return SQL(
            """employee_id IN (
                SELECT employee_id FROM service WHERE team_id IN %(teams)s
                UNION
                SELECT employee.id
                  FROM (%(members)s) AS member
                  JOIN hr_employee AS employee ON employee.user_id = member.user_id
                 WHERE member.team_id IN %(teams)s
            )""",
            teams=team_ids,
            members=directory.members(),
        )

    def _collect_units(self):
        """The teams or departments of the scheme, or all; or the company."""
        units = self._units()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO aftersales_score_subject
                    (subject_id, name, team_id, department_id, served_days)
                SELECT id, name, %(team)s, %(department)s, %(days)s
                  FROM UNNEST(%(ids)s::int[], %(names)s::varchar[]) AS unit (id, name)
                """,
                team=SQL("id" if self.subject_type == "team" else "NULL"),
                department=SQL("id" if self.subject_type == "department" else "NULL"),
                days=self._period_days(),
                ids=units.ids,
                names=units.mapped("display_name"),
            )
        )

    def _units(self):
        scheme = self.scheme_id
        own = [("company_id", "in", (False, self.company_id.id))]
        match self.subject_type:
            case "team":
                return scheme.team_ids or self.env["helpdesk.ticket.team"].search(own)
            case "department":
                return scheme.department_ids or self.env["hr.department"].search(own)
            case "company":
                return self.company_id
        raise ValueError(f"Unknown subject type {self.subject_type!r}")

    def _period_days(self):
        return (self.date_to - self.date_from).days + 1
