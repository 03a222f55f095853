from collections import defaultdict
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..scoring.grading import RoleGrades, combine
from .aftersales_assessment_workflow import OPEN_STATES
from .aftersales_cycle_raters import ORIGIN
from .aftersales_scheme_criterion import exact


class AftersalesCycle(models.Model):
    """From grades to the ledger: one row for each person, criterion and role.

    A person's criterion is combined once nobody is still grading it: a mean that was
    shown before and after the last grade would give that grade away.
    """

    _inherit = "aftersales.cycle"

    def _rows_sql(self, indicator, columns, condition, join=None):
        """What raters of other cycles said of the period is no answer to this one's.

        Otherwise a quarter's 360° feedback would count in its last month as well.
        """
        own = self.scheme_id.criterion_ids.filtered(
            lambda criterion: criterion.indicator_id == indicator
        )
        if own.rater_ids and self._origin.id:
            condition = SQL(
                "%s AND (aftersales_observation.res_model IS DISTINCT FROM %s"
                " OR aftersales_observation.res_id = %s)",
                condition,
                self._name,
                self._origin.id,
            )
        return super()._rows_sql(indicator, columns, condition, join)

    def _combine_gradings(self):
        """Post what the finished gradings give; posting again changes nothing."""
        self.ensure_one()
        finished = self._finished_gradings()
        rows = [
            self._prepare_grading_row(criterion, employee, team_id, combined)
            for (criterion, employee), (team_id, roles) in finished.items()
            for combined in combine(roles)
        ]
        self._post_gradings(rows)
        possible = {
            self._grading_origin(criterion, employee, role.role)
            for (criterion, employee), (_team_id, roles) in finished.items()
            for role in roles
        }
        self._void_gradings(possible - {row["origin"] for row in rows})

    def _finished_gradings(self):
        """{(criterion, employee): (team id, [RoleGrades])} of which none is open."""
        waiting = set(
            self._read_assessments(
                [("state", "in", OPEN_STATES)], ["criterion_id", "employee_id"], []
            )
        )
        grades = {
            (rule, employee): tuple(map(exact, values))
            for rule, employee, values in self._read_assessments(
                [("state", "=", "submitted"), ("is_declined", "=", False)],
                ["rule_id", "employee_id"],
                ["value:array_agg"],
            )
        }
        finished = defaultdict(lambda: (None, []))
        for criterion, employee, rule, team in self._read_assessments(
            [], ["criterion_id", "employee_id", "rule_id", "team_id"], []
        ):
            if (criterion, employee) not in waiting:
                _team_id, roles = finished[criterion, employee]
                given = grades.get((rule, employee), ())
                role = RoleGrades(rule.role, rule._weight(), rule.minimum_raters, given)
                finished[criterion, employee] = (team.id or None, [*roles, role])
        return finished

    def _read_assessments(self, domain, groupby, aggregates):
        return self.env["aftersales.assessment"]._read_group(
            [("cycle_id", "=", self.id), *domain], groupby, aggregates
        )

    def _grading_origin(self, criterion, employee, role):
        return f"{ORIGIN}{self.id}:{criterion.id}:{employee.id}:{role}"

    def _prepare_grading_row(self, criterion, employee, team_id, combined):
        return {
            "kind": criterion.indicator_id.numerator_kind_id.code,
            "company_id": self.company_id.id,
            "employee_id": employee.id,
            "team_id": team_id,
            # a grading is about the whole period
            "event_date": self.utc_to - timedelta(seconds=1),
            "numerator": combined.numerator,
            "denominator": combined.denominator,
            "origin": self._grading_origin(criterion, employee, combined.role),
            "res_model": self._name,
            "res_id": self.id,
        }

    def _post_gradings(self, rows):
        """Post new rows; changed ones replace what was posted before."""
        ledger = self.env["aftersales.observation"].sudo()
        latest = {
            observation.origin: observation
            for observation in self._posted_gradings([row["origin"] for row in rows])
        }
        fresh = []
        for row in rows:
            previous = latest.get(row["origin"])
            if not previous:
                fresh.append(row)
            elif self._same_numbers(row, previous):
                continue  # also where somebody voided it: that is for good
            elif previous.voided_on:
                fresh.append({**row, "revision": previous.revision + 1})
            else:
                ledger._post_replacing(row, previous)
        ledger._post(fresh)

    def _same_numbers(self, row, observation):
        return (
            float(row["numerator"]) == observation.numerator
            and float(row["denominator"]) == observation.denominator
        )

    def _posted_gradings(self, origins):
        """What was posted under these origins, the latest revision last."""
        return (
            self.env["aftersales.observation"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("kind_id", "in", self._kinds().ids),
                    ("origin", "in", list(origins)),
                ],
                order="revision",
            )
        )

    def _void_gradings(self, origins):
        """Take back roles that have too few grades now."""
        posted = self._posted_gradings(origins).filtered(
            lambda observation: observation.state == "counts"
        )
        posted._void(self.env._("There are no longer enough grades of this role."))

    def _withdraw_gradings(self):
        """Take back everything that this cycle's gradings posted."""
        posted = (
            self.env["aftersales.observation"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("kind_id", "in", self._kinds().ids),
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("state", "=", "counts"),
                ]
            )
        )
        posted._void(self.env._("The cycle of these gradings was cancelled."))
