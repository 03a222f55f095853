from odoo import api, fields, models
from odoo.tools import SQL

from .aftersales_assessment_workflow import GRADING_STATES
from .aftersales_cycle_exception import SHOWN_NAMES


class AftersalesCycleException(models.Model):
    """Exceptions that are about no line of a scorecard: missing grades first."""

    _inherit = "aftersales.cycle.exception"
    _depends = {
        "aftersales.cycle": ["state"],
        "aftersales.grading": ["cycle_id", "company_id", "rater_id", "state"],
        "hr.employee": ["name"],
    }

    kind = fields.Selection(selection_add=[("grading", "Still grading")])

    @property
    def _table_query(self):
        names = [name for name in self._stored_columns() if name != "id"]
        more = SQL(" UNION ALL ").join(self._more_exceptions())
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (ORDER BY cycle_id, kind, criterion_id) AS id,
                   %(names)s
              FROM (SELECT %(names)s FROM (%(lines)s) AS of_lines
                     UNION ALL
                    SELECT %(columns)s FROM (%(more)s) AS more) AS exception
            """,
            names=SQL(", ").join(map(SQL.identifier, names)),
            lines=super()._table_query,
            columns=SQL(", ").join(map(self._more_column, names)),
            more=more,
        )

    @api.model
    def _stored_columns(self):
        return [
            name
            for name, field in self._fields.items()
            if field.store and field.column_type
        ]

    @api.model
    def _more_column(self, name):
        if name in ("cycle_id", "company_id", "kind", "people", "names"):
            return SQL.identifier(name)
        return SQL("NULL::%s", SQL(self._fields[name].column_type[1]))

    @api.model
    def _more_exceptions(self):
        """SELECTs of (cycle_id, company_id, kind, people, names); extend it by yours.

        One row of each kind and cycle, with the number of people and their names.
        """
        return [self._raters_not_done()]

    @api.model
    def _people_sql(self, kind, people):
        """One such SELECT over a SELECT of (cycle_id, company_id, name)."""
        return SQL(
            """
            SELECT cycle_id, company_id, %(kind)s AS kind, COUNT(*) AS people,
                   ARRAY_TO_STRING(
                       (ARRAY_AGG(name ORDER BY name))[:%(shown)s], ', '
                   ) AS names
              FROM (%(people)s) AS person
             GROUP BY cycle_id, company_id
            """,
            kind=kind,
            shown=SHOWN_NAMES,
            people=people,
        )

    @api.model
    def _raters_not_done(self):
        return self._people_sql(
            "grading",
            SQL(
                """
                SELECT sheet.cycle_id, sheet.company_id, rater.name
                  FROM aftersales_grading AS sheet
                  JOIN aftersales_cycle AS cycle ON cycle.id = sheet.cycle_id
                  JOIN hr_employee AS rater ON rater.id = sheet.rater_id
                 WHERE sheet.state = 'open' AND cycle.state IN %s
                """,
                GRADING_STATES,
            ),
        )

    def action_view(self):
        """Open what the exception is about: here the sheets of the raters."""
        if self.kind != "grading":
            return super().action_view()
        action = self.cycle_id.action_view_gradings()
        return {**action, "context": {"search_default_open": True}}

    def action_remind(self):
        """Write to the raters whom the cycle waits for."""
        return self.cycle_id.action_remind_raters()
