from functools import partial

from odoo import api, models
from odoo.tools import SQL

from ..sources import accuracy, cost, parts, process, revised

# What is recorded about tickets: {table: functions that give its rows}.
RECORDS = {
    "aftersales_ticket_step": [process.process_rows],
    "aftersales_service_cost": [partial(cost.cost_rows, kind) for kind in cost.FIGURES],
    "aftersales_parts_wait": [parts.parts_rows],
    "aftersales_quality_check": [accuracy.check_rows],
    "aftersales_reopening": [accuracy.reopening_rows],
}
MODELS = [table.replace("_", ".") for table in RECORDS]


class AftersalesObservation(models.Model):
    """Facts from what people record about tickets: steps, costs, parts, checks."""

    _inherit = "aftersales.observation"

    @api.model
    def _post_records(self, ticket_ids, tables=None):
        """Post what is recorded about these tickets, and replace what changed.

        ``tables`` are those with anything about them, where that is known already.
        """
        if tables is None:
            tables = self._recorded_tables(ticket_ids)
        if not tables:
            return
        rows = SQL(" UNION ALL ").join(
            SQL("(%s)", give(ticket_ids=ticket_ids))
            for table in tables
            for give in RECORDS[table]
        )
        self.env["helpdesk.ticket"].flush_model()
        if self._land(revised.revised(rows)):
            self.env.cr.execute(revised.replace_older(ticket_ids))
            self.invalidate_model()

    @api.model
    def _recorded_tables(self, ticket_ids=None):
        """Tables with anything (about some tickets): mostly none, and one question."""
        for name in MODELS:
            self.env[name].flush_model()
        about = (
            SQL("TRUE")
            if ticket_ids is None
            else SQL("ticket_id = ANY(%s)", list(ticket_ids))
        )
        [flags] = self.env.execute_query(
            SQL(
                "SELECT %s",
                SQL(", ").join(
                    SQL("EXISTS (SELECT FROM %s WHERE %s)", SQL.identifier(one), about)
                    for one in RECORDS
                ),
            )
        )
        return [table for table, known in zip(RECORDS, flags, strict=True) if known]

    @api.model
    def _due_statements(self, until, companies):
        """Also what live posting missed: imports, tickets solved by SQL."""
        yield from super()._due_statements(until, companies)
        for table in self._recorded_tables():
            for give in RECORDS[table]:
                rows = give(until=until, companies=companies)
                yield table, revised.revised(rows, changed=False)
