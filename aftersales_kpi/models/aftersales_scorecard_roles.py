from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ..scoring import brief
from .aftersales_cycle_raters import ORIGIN
from .aftersales_cycle_score import decimal
from .aftersales_scheme_rater import ROLES
from .aftersales_scorecard_evidence import EVIDENCE_ROWS

# Grades of 100 by which own and others' views must differ to be worth a word.
NOTABLE = 15
# Customers grade by what they are asked after a service: no role of the gradings.
CUSTOMER = "customer"
HEAD = Markup("<th scope='col' class='text-end'>%s</th>")
NAME = Markup("<th scope='row' class='fw-normal'>%s%s</th>")
CELL = Markup("<td class='text-end'>%s</td>")
HINT = Markup("<div class='small text-muted'>%s</div>")
TABLE = Markup(
    "<table class='table table-sm mb-0 kpi-grid'><thead><tr><th></th>%s</tr></thead>"
    "<tbody>%s</tbody></table>"
)


class AftersalesScorecard(models.Model):
    """The result of a 360° feedback: how each role sees the person (R22).

    Only roles with enough grades were posted, so only those are here.
    """

    _inherit = "aftersales.scorecard"

    role_results = fields.Html(
        compute="_compute_role_results",
        compute_sudo=True,
        sanitize=False,
        string="How Others See It",
    )

    @api.depends("line_ids.value")
    @api.depends_context("lang")
    def _compute_role_results(self):
        grades = self._grades_by_role()
        for line_id, grade in self._customer_grades().items():
            grades[line_id][CUSTOMER] = grade
        own = self._own_grades()
        for card in self:
            card.role_results = card._role_table(grades, own)

    def _grades_by_role(self):
        """{line id: {role: mean grade of 100}} from the frozen evidence."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, SUBSTRING(fact.origin FROM '[^:]+$'),
                       (100 * SUM(item.n::numeric) / SUM(item.d::numeric))::text
                  FROM aftersales_scorecard_line AS line
                 CROSS JOIN LATERAL %s
                  JOIN aftersales_observation AS fact ON fact.id = item.id::int
                 WHERE line.scorecard_id IN %s AND fact.origin LIKE %s
                 GROUP BY 1, 2
                HAVING SUM(item.d::numeric) > 0
                """,
                EVIDENCE_ROWS,
                self._ids or (None,),
                f"{ORIGIN}%",
            )
        )
        grades = defaultdict(dict)
        for line_id, role, grade in rows:
            grades[line_id][role] = decimal(grade)
        return grades

    def _customer_grades(self):
        """{line id: mean grade of 100} of what customers were asked about."""
        asked = self.line_ids.filtered(
            lambda line: (
                line.indicator_id.perspective == CUSTOMER
                and line.indicator_id.unit == "score"
                and line.indicator_id.aggregate == "ratio_of_sums"
            )
        )
        facts = asked._exact_facts() if asked else {}
        return {
            line_id: fact["value"]
            for line_id, fact in facts.items()
            if fact["value"] is not None
        }

    def _own_grades(self):
        """{(cycle, employee, criterion): grade} that the people gave themselves."""
        return {
            (cycle, employee, criterion): grade
            for cycle, employee, criterion, grade in self.env[
                "aftersales.assessment"
            ]._read_group(
                [
                    ("cycle_id", "in", self.cycle_id.ids),
                    ("employee_id", "in", self.employee_id.ids),
                    ("role", "=", "self"),
                    ("state", "=", "submitted"),
                    ("is_declined", "=", False),
                ],
                ["cycle_id", "employee_id", "criterion_id"],
                ["value:avg"],
            )
        }

    def _role_table(self, grades, own):
        lines = self.line_ids.filtered(lambda line: line.id in grades)
        rows = []
        for line in lines:
            of_line = dict(grades[line.id])
            mine = own.get((self.cycle_id, self.employee_id, line.criterion_id))
            if mine is not None:
                of_line["self"] = decimal(str(mine))
            rows.append((line, of_line))
        graded = [role for role, _label in ROLES if any(role in row[1] for row in rows)]
        if not graded or graded == ["self"]:
            return False
        labels = dict(
            self.env["aftersales.scheme.rater"]
            ._fields["role"]
            ._description_selection(self.env)
        )
        labels[CUSTOMER] = self.env._("Customers")
        roles = list(graded)
        if any(CUSTOMER in row[1] for row in rows):
            roles.append(CUSTOMER)
        return TABLE % (
            Markup().join(HEAD % labels[role] for role in roles),
            Markup().join(
                Markup("<tr>%s%s</tr>")
                % (
                    NAME % (line.indicator_id.name, self._view_hint(of_line)),
                    Markup().join(
                        CELL % (brief(of_line[role]) if role in of_line else "–")
                        for role in roles
                    ),
                )
                for line, of_line in rows
            ),
        )

    def _view_hint(self, grades):
        """A word where the own view and that of the others lie far apart."""
        others = [grade for role, grade in grades.items() if role != "self"]
        if "self" not in grades or not others:
            return ""
        gap = grades["self"] - sum(others) / len(others)
        if gap >= NOTABLE:
            return HINT % self.env._(
                "Others see less than the person does: a blind spot?"
            )
        if gap <= -NOTABLE:
            return HINT % self.env._(
                "Others see more than the person does: a strength."
            )
        return ""
