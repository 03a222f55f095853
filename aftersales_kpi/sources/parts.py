"""Waiting for parts (R15): one fact for each spell, when it ends.

Working time of the team's calendar, elapsed time beside it; booked on who held the
ticket when the waiting began.
"""

from odoo.tools import SQL

from .landing import select_columns, worked
from .revised import scope as _scope


def parts_rows(ticket_ids=None, until=None, companies=None):
    """Rows of ended spells: of these tickets, or ended lately in the companies."""
    calendar = SQL("COALESCE(team.resource_calendar_id, c.resource_calendar_id)")
    begin, end = SQL("spell.date_from"), SQL("spell.date_to")
    elapsed = SQL("extract(epoch FROM %s - %s)", end, begin)
    columns = select_columns(
        kind_id=SQL("(SELECT id FROM aftersales_kind WHERE code = 'parts_wait')"),
        company_id=SQL("spell.company_id"),
        employee_id=SQL("spell.employee_id"),
        user_id=SQL("spell.user_id"),
        team_id=SQL("t.team_id"),
        category_id=SQL("t.category_id"),
        channel_id=SQL("t.channel_id"),
        priority=SQL("t.priority"),
        numerator=SQL(
            "COALESCE((%s) - (%s), %s)",
            worked(calendar, end),
            worked(calendar, begin),
            elapsed,
        ),
        denominator=SQL("1"),
        elapsed=elapsed,
        event_date=end,
        ticket_id=SQL("t.id"),
        partner_id=SQL("t.partner_id"),
        res_model=SQL("'aftersales.parts.wait'"),
        res_id=SQL("spell.id"),
        origin=SQL("'w' || spell.id"),
        revision=SQL("0"),
        reconstructed=SQL("FALSE"),
    )
    return SQL(
        """
        SELECT %(columns)s
          FROM aftersales_parts_wait spell
          JOIN helpdesk_ticket t ON t.id = spell.ticket_id
          JOIN res_company c ON c.id = spell.company_id
          LEFT JOIN helpdesk_ticket_team team ON team.id = t.team_id
         WHERE spell.date_to IS NOT NULL AND %(scope)s
        """,
        columns=columns,
        scope=_scope(end, SQL("t.id"), ticket_ids, until, companies),
    )
