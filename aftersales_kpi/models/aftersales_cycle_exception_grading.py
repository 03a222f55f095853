from odoo import api, fields, models
from odoo.tools import SQL

from .aftersales_assessment_workflow import GRADING_STATES
from .aftersales_cycle_exception import SHOWN_NAMES


class AftersalesCycleException(models.Model):
    _inherit = "aftersales.cycle.exception"
    _depends = {
        "aftersales.cycle": ["state"],
        "aftersales.grading": ["cycle_id", "company_id", "rater_id", "state"],
        "hr.employee": ["name"],
    }

    kind = fields.Selection(selection_add=[("grading", "Still grading")])

    @property
    def _table_query(self):
        """The exceptions, and one row for the raters whom a cycle waits for."""
        names = [name for name in self._stored_columns() if name != "id"]
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (ORDER BY cycle_id, kind, criterion_id) AS id,
                   %(names)s
              FROM (SELECT %(names)s FROM (%(others)s) AS other
                     UNION ALL
                    SELECT %(columns)s FROM (%(raters)s) AS rater) AS exception
            """,
            names=SQL(", ").join(map(SQL.identifier, names)),
            others=super()._table_query,
            columns=SQL(", ").join(map(self._rater_column, names)),
            raters=self._raters_not_done(),
        )

    @api.model
    def _stored_columns(self):
        return [
            name
            for name, field in self._fields.items()
            if field.store and field.column_type
        ]

    @api.model
    def _rater_column(self, name):
        if name in ("cycle_id", "company_id", "kind", "people", "names"):
            return SQL.identifier(name)
        return SQL("NULL::%s", SQL(self._fields[name].column_type[1]))

    @api.model
    def _raters_not_done(self):
        return SQL(
            """
            SELECT sheet.cycle_id, sheet.company_id, 'grading' AS kind,
                   COUNT(*) AS people,
                   ARRAY_TO_STRING(
                       (ARRAY_AGG(rater.name ORDER BY rater.name))[:%s], ', '
                   ) AS names
              FROM aftersales_grading AS sheet
              JOIN aftersales_cycle AS cycle ON cycle.id = sheet.cycle_id
              JOIN hr_employee AS rater ON rater.id = sheet.rater_id
             WHERE sheet.state = 'open' AND cycle.state IN %s
             GROUP BY sheet.cycle_id, sheet.company_id
            """,
            SHOWN_NAMES,
            GRADING_STATES,
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
