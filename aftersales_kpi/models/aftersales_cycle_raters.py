from operator import attrgetter
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL, groupby

from ..sources import directory

# What the ledger knows gradings of this product by; anything else was imported.
ORIGIN = "assessment:"


class Task(NamedTuple):
    """Somebody who may grade somebody for a criterion."""

    rule_id: int
    subject_id: int
    team_id: int | None
    rater_id: int

    @property
    def group(self):
        """Tasks with the same group are grades of one role for one person."""
        return self.rule_id, self.subject_id


class AftersalesCycle(models.Model):
    """Who grades whom."""

    _inherit = "aftersales.cycle"

    def _make_grading_tasks(self):
        """Make the tasks of roles that have none yet; the sheets that got any."""
        self.ensure_one()
        tasks = [
            task
            for group in self._candidate_groups()
            for task in self._chosen_raters(group)
        ]
        sheets = self._sheets_of({task.rater_id for task in tasks})
        self.env["aftersales.assessment"].create(
            [
                {
                    "grading_id": sheets[task.rater_id].id,
                    "rule_id": task.rule_id,
                    "employee_id": task.subject_id,
                    "team_id": task.team_id,
                }
                for task in tasks
            ]
        )
        return self.env["aftersales.grading"].concat(*sheets.values())

    def _candidate_groups(self):
        """[(rule, [Task])]: all who could grade, for each role and person without."""
        self.env.flush_all()
        self._collect_subjects()
        rows = self.env.execute_query(self._candidates_sql())
        tasks = sorted(Task(*row) for row in rows)
        for (rule_id, _subject), group in groupby(tasks, attrgetter("group")):
            yield self.env["aftersales.scheme.rater"].browse(rule_id), group

    def _chosen_raters(self, group):
        """As many of the candidates as the rule asks; nobody if that never suffices.

        Each person takes the next ones in the round, so that the work is shared.
        """
        rule, tasks = group
        if len(tasks) < rule.minimum_raters:
            return []
        if not rule.maximum_raters:
            return tasks
        start = sum(task.rater_id < task.subject_id for task in tasks)
        return (tasks[start:] + tasks[:start])[: rule.maximum_raters]

    def _sheets_of(self, rater_ids):
        """{employee id: sheet}, made where there is none."""
        known = {sheet.rater_id.id: sheet for sheet in self.grading_ids}
        missing = sorted(rater_ids - known.keys())
        known.update(
            zip(
                missing,
                self.env["aftersales.grading"].create(
                    [{"cycle_id": self.id, "rater_id": one} for one in missing]
                ),
                strict=True,
            )
        )
        return {rater_id: known[rater_id] for rater_id in rater_ids}

    def _candidates_sql(self):
        """Rows of ``Task``: active people with a login in the company.

        A role that has tasks for a person is complete, whoever joins later; whose
        grade was imported is not graded again.
        """
        return SQL(
            """
            WITH relation AS (%(relations)s),
            candidate AS (
                SELECT rule.id AS rule_id, rule.criterion_id, 0 AS place,
                       relation.subject_id, relation.rater_id
                  FROM relation
                  JOIN aftersales_scheme_rater AS rule ON rule.role = relation.role
                UNION ALL
                SELECT rule.id, rule.criterion_id, 1,
                       subject.subject_id, chosen.hr_employee_id
                  FROM aftersales_score_subject AS subject
                  JOIN aftersales_scheme_rater AS rule ON rule.role = 'other'
                  JOIN aftersales_scheme_rater_hr_employee_rel AS chosen
                    ON chosen.aftersales_scheme_rater_id = rule.id
            ),
            -- who stands in two relations to somebody grades him once
            once AS (
                SELECT DISTINCT ON (criterion_id, subject_id, rater_id) *
                  FROM candidate
                 WHERE rule_id IN %(rules)s
                 ORDER BY criterion_id, subject_id, rater_id, place
            )
            SELECT once.rule_id, once.subject_id, subject.team_id, once.rater_id
              FROM once
              JOIN aftersales_score_subject AS subject USING (subject_id)
              JOIN aftersales_scheme_criterion AS criterion
                ON criterion.id = once.criterion_id
              JOIN aftersales_indicator AS indicator
                ON indicator.id = criterion.indicator_id
              JOIN hr_employee AS rater ON rater.id = once.rater_id AND rater.active
              JOIN res_users AS login ON login.id = rater.user_id AND login.active
              JOIN aftersales_scheme_rater AS rule ON rule.id = once.rule_id
             WHERE (rater.company_id = %(company)s
                    OR rule.role IN ('superior', 'other'))
               AND EXISTS (
                       SELECT FROM res_company_users_rel AS allowed
                        WHERE allowed.user_id = login.id AND allowed.cid = %(company)s
                   )
               AND NOT EXISTS (
                       SELECT FROM aftersales_assessment AS task
                        WHERE task.cycle_id = %(cycle)s
                          AND task.rule_id = once.rule_id
                          AND task.employee_id = once.subject_id
                   )
               AND NOT EXISTS (
                       SELECT FROM aftersales_observation
                        WHERE aftersales_observation.employee_id = once.subject_id
                          AND aftersales_observation.kind_id
                              = indicator.numerator_kind_id
                          AND NOT STARTS_WITH(aftersales_observation.origin, %(own)s)
                          AND %(in_period)s
                   )
            """,
            relations=self.env["aftersales.scheme.rater"]._relations_sql(
                SQL(
                    "SELECT subject_id, manager_id, department_id "
                    "FROM aftersales_score_subject"
                ),
                directory.members(),
            ),
            rules=tuple(self._rater_rules().ids) or (None,),
            company=self.company_id.id,
            cycle=self.id,
            own=ORIGIN,
            in_period=self._in_period_sql(),
        )
