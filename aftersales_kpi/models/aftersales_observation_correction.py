from odoo import models
from odoo.tools import SQL

# What a corrected fact does not take over from the wrong one.
OWN_COLUMNS = {"id", "revision", "replaced_by_id"}


class AftersalesObservation(models.Model):
    """A wrong fact is replaced by its next revision; both stay in the ledger."""

    _inherit = "aftersales.observation"

    def _correct(self, **values):
        """Replace this fact by one with other `values`; return the new fact.

        It counts when the old one did. A fact that moves to another person is posted
        late where that person's period is published already.
        """
        self.ensure_one()
        columns = [
            name
            for name, field in self._fields.items()
            if field.store and field.column_type and name not in OWN_COLUMNS
        ]
        kept = [name for name in columns if name not in values]
        query = SQL(
            """
            INSERT INTO aftersales_observation (%(columns)s, revision)
            SELECT %(values)s, (
                       SELECT MAX(revision) + 1 FROM aftersales_observation AS same
                        WHERE same.company_id = old.company_id
                          AND same.kind_id = old.kind_id AND same.origin = old.origin
                   )
              FROM aftersales_observation AS old
             WHERE id = %(id)s
            RETURNING id
            """,
            columns=SQL(", ").join(map(SQL.identifier, [*kept, *values])),
            values=SQL(", ").join(
                [*map(SQL.identifier, kept), *(SQL("%s", v) for v in values.values())]
            ),
            id=self.id,
        )
        self.flush_recordset()
        [[new_id]] = self.env.execute_query(query)
        self.env.execute_query(
            SQL(
                "UPDATE aftersales_observation SET replaced_by_id = %s WHERE id = %s "
                "RETURNING id",
                new_id,
                self.id,
            )
        )
        self.invalidate_recordset()
        return self.browse(new_id)

    def _move_to(self, employee):
        """Book this fact on another person, who was heard about it."""
        return self._correct(
            employee_id=employee.id,
            user_id=employee.user_id.id or None,
            date=self._date_for(employee),
        )

    def _date_for(self, employee):
        """The event's date; now, if a published card of the person covers it."""
        published = self.env["aftersales.scorecard"].search_count(
            [
                ("employee_id", "=", employee.id),
                ("state", "in", ("published", "final")),
                ("company_id", "=", self.company_id.id),
                ("cycle_id.utc_from", "<=", self.event_date),
                ("cycle_id.utc_to", ">", self.event_date),
            ],
            limit=1,
        )
        return self._now() if published else self.event_date
