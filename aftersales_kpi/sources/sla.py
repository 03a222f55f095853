"""Service level agreements (R19): met, or the deadline passed, whichever is first.

``helpdesk_mgmt_sla`` marks an agreement expired only when the stage changes next; an
open ticket past its deadline counts as failed here from the deadline on.  Odoo deletes
and makes these records anew, so a fact is known by ticket and agreement.
"""

from odoo.tools import SQL

from .ticket import REPLIER_OR_HOLDER, _due, _since, join_replier


def due_sla(until, companies):
    """Rows of agreements decided until a moment: the replier, else the holder."""
    # last_state_date moves on with every later change of stage: never past the deadline
    decided = SQL(
        """
        date_trunc('second', CASE WHEN a.state = 'accomplished'
             THEN LEAST(COALESCE(a.last_state_date, t.create_date), a.deadline)
             ELSE a.deadline END)
        """
    )
    return _due(
        "sla",
        SQL(
            """
            FROM helpdesk_ticket_sla a
            JOIN helpdesk_ticket t ON t.id = a.ticket_id
            JOIN res_company c ON c.id = t.company_id
            %(join_replier)s
            WHERE t.company_id = ANY(%(companies)s)
              AND (a.state = 'accomplished' OR a.deadline <= %(until)s)
              AND a.state <> 'on_hold'
              AND %(decided)s <= %(until)s AND %(since)s
            """,
            join_replier=join_replier(decided),
            companies=list(companies),
            decided=decided,
            until=until,
            since=_since(decided),
        ),
        numerator=SQL("(a.state = 'accomplished')::int"),
        event_date=decided,
        **REPLIER_OR_HOLDER,
        origin=SQL("'t' || t.id || '.s' || a.sla_id"),
        res_model=SQL("'helpdesk.ticket.sla'"),
        res_id=SQL("a.id"),
    )
