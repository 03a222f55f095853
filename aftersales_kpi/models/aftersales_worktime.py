from datetime import datetime, timedelta

import pytz

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..scoring.worktime import OutOfTable, Timetable


class AftersalesWorktime(models.Model):
    """Working calendars expanded once into a cumulative function of time.

    Row: at ``start`` an interval of work begins, ``seconds`` lie behind it and it lasts
    ``length`` seconds.  Python bisects the rows, SQL joins them laterally
    (``sources.landing.worked``): the same number either way.  Leaves of the company are
    in the calendar's intervals.
    """

    _name = "aftersales.worktime"
    _description = "Expanded Working Time"
    _log_access = False
    _rec_name = "start"

    calendar_id = fields.Many2one(
        "resource.calendar", required=True, ondelete="cascade"
    )
    start = fields.Datetime(required=True)
    seconds = fields.Integer(required=True, help="Working seconds before the start.")
    length = fields.Integer(required=True, help="Length of this interval in seconds.")

    _start_uniq = models.UniqueIndex("(calendar_id, start)")

    @api.model
    def _between(self, calendar, begin, end):
        """Working seconds of ``calendar`` from ``begin`` to ``end`` (naive UTC).

        Elapsed seconds where there is no calendar or it has no working hours at all.
        """
        if not calendar:
            return int((end - begin).total_seconds())
        try:
            table = self._timetable(calendar.id)
            return int(table.between(begin, end))
        except OutOfTable:
            self._cover(calendar, min(begin, end), max(begin, end))
            return self._between(calendar, begin, end)

    @api.model
    @tools.ormcache("calendar_id")
    def _timetable(self, calendar_id):
        """The stored rows as a Timetable."""
        rows = self.env.execute_query(
            SQL(
                "SELECT start, seconds, length FROM aftersales_worktime"
                " WHERE calendar_id = %s ORDER BY start",
                calendar_id,
            )
        )
        if not rows:
            raise OutOfTable(f"calendar {calendar_id} is not expanded")
        return Timetable([row[0] for row in rows], [row[1] for row in rows])

    @api.model
    def _cover(self, calendars, begin, end):
        """Expand calendars so that they cover ``begin`` … ``end`` (naive UTC).

        Covers whole years and one year to come, so that it is rarely needed again.
        """
        for calendar in calendars.sudo():
            known = self.env.execute_query(
                SQL(
                    "SELECT min(start), max(start) FROM aftersales_worktime"
                    " WHERE calendar_id = %s",
                    calendar.id,
                )
            )[0]
            first = min(filter(None, (known[0], begin)))
            last = max(filter(None, (known[1], end, fields.Datetime.now())))
            if known[0] and known[0] <= begin and end <= known[1]:
                continue
            self._expand(
                calendar, datetime(first.year, 1, 1), datetime(last.year + 2, 1, 1)
            )

    @api.model
    def _expand(self, calendar, begin, end):
        worked = calendar._work_intervals_batch(
            pytz.utc.localize(begin), pytz.utc.localize(end)
        )[False]
        intervals = [(_utc(start), _utc(stop)) for start, stop, _meta in worked]
        # nobody works by this calendar: elapsed time is all there is
        table = Timetable.from_intervals(begin, end, intervals or [(begin, end)])
        totals = [int(total) for total in table.totals]
        ends = totals[1:] + totals[-1:]
        self.env.cr.execute(
            SQL("DELETE FROM aftersales_worktime WHERE calendar_id = %s", calendar.id)
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO aftersales_worktime (calendar_id, start, seconds, length)
                SELECT %s, * FROM unnest(%s::timestamp[], %s::int[], %s::int[])
                ON CONFLICT DO NOTHING
                """,
                calendar.id,
                list(table.starts),
                totals,
                [after - before for before, after in zip(totals, ends, strict=True)],
            )
        )
        self.env.registry.clear_cache()

    @api.model
    def _cover_tickets(self):
        """Expand every calendar that tickets are measured by, as far as tickets go."""
        calendars = self.env["resource.calendar"].sudo()
        calendars |= self.env["res.company"].sudo().search([]).resource_calendar_id
        calendars |= (
            self.env["helpdesk.ticket.team"]
            .sudo()
            .with_context(active_test=False)
            .search([])
            .resource_calendar_id
        )
        first, last = self.env.execute_query(
            SQL("SELECT min(create_date), max(create_date) FROM helpdesk_ticket")
        )[0]
        if first:
            # a message can be older than its ticket: leave room before
            self._cover(calendars, first - timedelta(days=366), last)
            self.env.cr.execute(SQL("ANALYZE aftersales_worktime"))

    @api.model
    def _forget(self, calendars=None):
        """Drop expansions that a change of calendars has made stale (all by default).

        Facts already in the ledger keep the working time they were measured with.
        """
        where = (
            SQL("TRUE")
            if calendars is None
            else SQL("calendar_id = ANY(%s)", list(calendars.ids))
        )
        self.env.cr.execute(SQL("DELETE FROM aftersales_worktime WHERE %s", where))
        self.env.registry.clear_cache()


def _utc(moment):
    return moment.astimezone(pytz.utc).replace(tzinfo=None, microsecond=0)
