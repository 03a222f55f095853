import logging
from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.tools import SQL

from ..sources import landing, rating, ticket
from .helpdesk_ticket import COLUMNS

_logger = logging.getLogger(__name__)

# The index that facts made by time passing are found by.
BY_TICKET = "aftersales_observation__ticket_id_index"


class AftersalesObservation(models.Model):
    """The history of tickets that were there before the ledger."""

    _inherit = "aftersales.observation"

    @api.model
    def _post_history(self, ticket_ids=None):
        """Post the history of tickets (all, or some) from what Odoo recorded.

        Set-based; posting it again changes nothing.  Also fills the tickets' fields.
        """
        self._land_history(ticket_ids)
        self._complete_history()

    @api.model
    def _post_first_history(self):
        """The same for a whole database and an empty ledger.

        Foreign keys are checked once for all rows, and indexes made of all rows: kept
        up row by row, they take most of the time.
        """
        if self.sudo().search_count([], limit=1):
            return self._post_history()
        indexes = self._droppable_indexes()
        later = {name: indexes[name] for name in indexes if name != BY_TICKET}
        by_ticket = {name: indexes[name] for name in indexes if name == BY_TICKET}
        with self._checking_references_at_the_end(), self._making_at_the_end(later):
            with self._making_at_the_end(by_ticket):
                self._land_history()
            self._complete_history()

    @api.model
    def _land_history(self, ticket_ids=None):
        self.env.flush_all()
        self.env["aftersales.worktime"]._cover_tickets()
        for name, step in ticket.history_steps(ticket_ids):
            if isinstance(step, landing.Rows):
                _logger.info("history of %s: %d facts", name, self._land(step))
            else:
                self.env.cr.execute(step)
        _logger.info(
            "history of ratings: %d facts", self._land(rating.history(ticket_ids))
        )

    @api.model
    def _complete_history(self):
        """What time has decided about these tickets, and their own columns."""
        companies = self.env["res.company"].sudo().search([])
        self._post_due_facts(self._now(), companies.ids)
        for statement in ticket.history_end():
            self.env.cr.execute(statement)
        self._remember_due(self._now(), companies.ids)
        self.env.invalidate_all()

    # --- Filling an empty ledger ------------------------------------------------------

    @api.model
    @contextmanager
    def _checking_references_at_the_end(self):
        """Drop the foreign keys of the ledger and of the tickets' KPI columns; add
        them again, which checks all rows at once.
        """
        constraints = self.env.execute_query(
            SQL(
                """
                SELECT relname, conname, pg_get_constraintdef(c.oid)
                  FROM pg_constraint c
                  JOIN pg_class ON pg_class.oid = conrelid
                  JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
                 WHERE contype = 'f'
                   AND (conrelid = 'aftersales_observation'::regclass
                        OR conrelid = 'helpdesk_ticket'::regclass
                           AND attname = ANY(%s))
                """,
                list(COLUMNS),
            )
        )
        for table, name, _definition in constraints:
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s DROP CONSTRAINT %s",
                    SQL.identifier(table),
                    SQL.identifier(name),
                )
            )
        yield
        for table, name, definition in constraints:
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s ADD CONSTRAINT %s %s",
                    SQL.identifier(table),
                    SQL.identifier(name),
                    SQL(definition),
                )
            )

    @api.model
    def _droppable_indexes(self):
        """{name: (definition, comment)} of the ledger's indexes but the primary key."""
        return {
            name: (definition, comment)
            for name, definition, comment in self.env.execute_query(
                SQL(
                    """
                    SELECT relname, pg_get_indexdef(indexrelid),
                           obj_description(indexrelid)
                      FROM pg_index
                      JOIN pg_class ON pg_class.oid = indexrelid
                     WHERE indrelid = 'aftersales_observation'::regclass
                       AND NOT indisprimary
                    """
                )
            )
        }

    @api.model
    @contextmanager
    def _making_at_the_end(self, indexes):
        """Drop the indexes; make them again, with the comments Odoo knows them by."""
        for name in indexes:
            self.env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
        yield
        for name, (definition, comment) in indexes.items():
            self._make_index(SQL(definition))
            if comment:
                self.env.cr.execute(
                    SQL("COMMENT ON INDEX %s IS %s", SQL.identifier(name), comment)
                )

    @api.model
    def _make_index(self, definition):
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(definition)
        except UniqueViolation:
            self._forget_twins()
            self.env.cr.execute(definition)

    @api.model
    def _forget_twins(self):
        """Delete what landing would have skipped: the same fact once more."""
        self.env.cr.execute(
            """
            DELETE FROM aftersales_observation
             WHERE id IN (
                 SELECT id FROM (
                     SELECT id, row_number() OVER (
                                PARTITION BY company_id, kind_id, origin, revision
                                ORDER BY id) AS place
                       FROM aftersales_observation) AS fact
                  WHERE place > 1)
            """
        )
