"""Tickets: what a ticket's life says about the people who served it.

Live, the hooks of ``helpdesk.ticket`` build rows with the functions of the first part.
For a database with years of tickets, :func:`history_steps` says the same in set-based
SQL over what Odoo recorded: creation, tracked changes of stage and user, messages.  The
third part (``due_*``) are facts made by time passing; they serve both.

Times are truncated to seconds, so that durations are whole seconds everywhere.
"""

import re

from odoo.tools import SQL

from .landing import Rows, select_columns, staff, staff_by_partner, worked

MODEL = "helpdesk.ticket"

#: What a stage means once a ticket is in it; "open" while the stage is not closed.
OPEN, RESOLVED, UNRESOLVED, IGNORED = "open", "resolved", "unresolved", "ignored"

_ADDRESS = re.compile(r"<([^>]+)>")

# Nobody answers before being asked: kept, and voided, from history and live alike.
BEFORE_OPENED = "The answer is dated before the request."

# ----------------------------------------------------------------------------
# Live: values of one ticket
# ----------------------------------------------------------------------------


def outcome_of(stage, duplicate):
    """What being in this stage means: open, resolved, unresolved or ignored.

    A ticket closed as the duplicate of another is ignored: its problem is the other's.
    """
    if not stage.closed:
        return OPEN
    return IGNORED if duplicate else stage.kpi_outcome or RESOLVED


def customer_identity(ticket):
    """Who the customer is, for counting distinct customers (R01); None if unknown."""
    if ticket.commercial_partner_id:
        return f"p{ticket.commercial_partner_id.id}"
    email = (ticket.partner_email or "").strip()
    found = _ADDRESS.search(email)
    email = (found.group(1) if found else email).strip().lower()
    return f"e{email}" if email else None


def fact(ticket, **values):
    """A ledger row about this ticket: its dimensions now, and ``values``."""
    return {
        "company_id": ticket.company_id.id,
        "team_id": ticket.team_id.id or None,
        "category_id": ticket.category_id.id or None,
        "channel_id": ticket.channel_id.id or None,
        "priority": ticket.priority or None,
        "ticket_id": ticket.id,
        "partner_id": ticket.partner_id.id or None,
        "res_model": MODEL,
        "res_id": ticket.id,
        "origin": f"t{ticket.id}",
        "numerator": 1,
        "denominator": 1,
        "revision": 0,
        **values,
    }


def person(ticket, user):
    """Columns naming who is meant: the ticket's "served by" before the user."""
    employee = ticket.kpi_employee_id
    if employee:
        return {"employee_id": employee.id, "user_id": employee.user_id.id or None}
    return {"user_id": user.id or None}


def served_origin(ticket, who):
    """Once per ticket and person, with or without a login."""
    if who["user_id"]:
        return f"t{ticket.id}.u{who['user_id']}"
    return f"t{ticket.id}.e{who['employee_id']}"


# ----------------------------------------------------------------------------
# History: the same from what Odoo recorded
# ----------------------------------------------------------------------------


_HISTORY_TABLES = SQL(
    "helpdesk_ticket, helpdesk_ticket_sla, mail_message, mail_tracking_value,"
    " rating_rating, res_users, hr_employee"
)


_SCRATCH = SQL("kpi_ticket, kpi_change, kpi_life, kpi_spell, kpi_reply")


def history_steps(ticket_ids=None):
    """What posts the history of tickets (all, or those given), in order.

    Each is (name, rows for the ledger, or another statement).  What is not recorded by
    Odoo cannot be rebuilt; readme/INSTALL.md lists it.  The scratch tables stay for
    :func:`history_end`, when all other facts are posted too.
    """
    scope = (
        SQL("TRUE") if ticket_ids is None else SQL("t.id = ANY(%s)", list(ticket_ids))
    )
    yield "drop", SQL("DROP TABLE IF EXISTS %s", _SCRATCH)
    # each table is analysed before the next step reads it (a restored database never
    # was): without figures the planner loops over the tickets
    yield "analyze", SQL("ANALYZE %s", _HISTORY_TABLES)
    yield "tickets", _history_tickets(scope)
    yield "analyze", SQL("ANALYZE kpi_ticket")
    yield "changes", _history_changes()
    yield "analyze", SQL("ANALYZE kpi_change")
    yield "lives", _history_lives()
    yield "index", SQL("CREATE INDEX ON kpi_life (ticket_id, position)")
    yield "spells", _history_spells()
    yield "replies", _history_replies()
    yield "analyze", SQL("ANALYZE kpi_life, kpi_spell, kpi_reply")
    yield "acceptance", _history_acceptance()
    yield "response", _history_response()
    yield "resolution", _history_resolution()
    yield "handling", _history_handling()
    yield "closure", _history_closure()
    yield "reopen", _history_reopen()
    yield "reassignment", _history_reassignment()
    yield "served", _history_served()
    yield "analyze", SQL("ANALYZE aftersales_observation")
    yield "replaced", replace_resolutions(ticket_ids)
    yield "held", _history_held()


def history_end():
    """Statements after all facts are posted: the tickets' own columns, in one pass."""
    yield SQL("ANALYZE aftersales_observation")
    yield _history_columns()
    yield SQL("DROP TABLE %s", _SCRATCH)


def _history_tickets(scope):
    return SQL(
        """
        CREATE TEMPORARY TABLE kpi_ticket ON COMMIT DROP AS
        SELECT t.*, %(worked)s AS worked_before FROM (
        SELECT t.id, date_trunc('second', t.create_date) AS opened, t.create_uid,
               t.company_id, t.team_id, t.category_id, t.channel_id, t.priority,
               t.partner_id, t.user_id, t.stage_id, t.duplicate_id,
               t.kpi_employee_id AS served_by, e.user_id AS served_by_user,
               COALESCE(team.resource_calendar_id, c.resource_calendar_id) AS calendar,
               make_interval(days => c.kpi_closure_days) AS grace,
               %(customer)s AS customer
          FROM helpdesk_ticket t
          JOIN res_company c ON c.id = t.company_id
          LEFT JOIN helpdesk_ticket_team team ON team.id = t.team_id
          LEFT JOIN hr_employee e ON e.id = t.kpi_employee_id
         WHERE %(scope)s) AS t
        """,
        scope=scope,
        customer=customer_sql(),
        worked=worked(SQL("t.calendar"), SQL("t.opened")),
    )


def customer_sql():
    """The customer's identity of ticket ``t``, as :func:`customer_identity`."""
    return SQL(
        r"""
        CASE WHEN t.commercial_partner_id IS NOT NULL
             THEN 'p' || t.commercial_partner_id
             ELSE 'e' || NULLIF(lower(btrim(COALESCE(
                 substring(t.partner_email FROM '<([^>]+)>'), t.partner_email))), '')
        END
        """
    )


def _history_changes():
    """Every recorded change of a ticket's user (1) and stage (2)."""
    return SQL(
        """
        CREATE TEMPORARY TABLE kpi_change ON COMMIT DROP AS
        SELECT m.res_id AS ticket_id, m.id AS message_id, v.id,
               date_trunc('second', v.create_date) AS at,
               CASE f.name WHEN 'user_id' THEN 1 ELSE 2 END AS what,
               NULLIF(v.old_value_integer, 0) AS before,
               COALESCE(v.new_value_integer, 0) AS after,
               COALESCE(m.create_uid, v.create_uid) AS by
          FROM mail_tracking_value v
          JOIN ir_model_fields f ON f.id = v.field_id
           AND f.model = 'helpdesk.ticket' AND f.name IN ('user_id', 'stage_id')
          JOIN mail_message m
            ON m.id = v.mail_message_id AND m.model = 'helpdesk.ticket'
          JOIN kpi_ticket t ON t.id = m.res_id
        """
    )


def _history_lives():
    """One row per recorded change of holder or stage, with the state after it.

    The state at creation is the "before" of the first recorded change, else today's.
    Running state: the last change of each sort so far, found with one sort by packing
    position and value into one number.
    """
    return SQL(
        """
        CREATE TEMPORARY TABLE kpi_life ON COMMIT DROP AS
        WITH staff AS MATERIALIZED (%(staff)s),
        first AS (
            SELECT DISTINCT ON (ticket_id, what) ticket_id, what, before
              FROM kpi_change ORDER BY ticket_id, what, at, message_id, id
        ),
        event AS (
            SELECT t.id AS ticket_id, t.opened AS at, 0 AS message_id, sort.what,
                   COALESCE(
                       CASE WHEN first.ticket_id IS NOT NULL THEN first.before
                            WHEN sort.what = 1 THEN t.user_id ELSE t.stage_id END,
                       0) AS after,
                   t.create_uid AS by
              FROM kpi_ticket t
             CROSS JOIN (VALUES (1), (2)) AS sort(what)
              LEFT JOIN first ON first.ticket_id = t.id AND first.what = sort.what
             UNION ALL
            SELECT ticket_id, at, message_id, what, after, by FROM kpi_change
        ),
        numbered AS (
            SELECT event.*,
                   row_number() OVER one_life AS position
              FROM event
            -- creation first: an imported ticket may be younger than its changes
            WINDOW one_life AS (
                PARTITION BY ticket_id ORDER BY message_id > 0, at, message_id, what)
        ),
        running AS (
            SELECT ticket_id, position, message_id, at, what, by,
                   (max(position << 32 | after) FILTER (WHERE what = 1) OVER so_far
                    & 4294967295)::int AS user_id,
                   (max(position << 32 | after) FILTER (WHERE what = 2) OVER so_far
                    & 4294967295)::int AS stage_id
              FROM numbered
            WINDOW so_far AS (PARTITION BY ticket_id ORDER BY position)
        ),
        meant AS (
            SELECT r.ticket_id, r.position, r.message_id, r.at, r.what, actor.id AS by,
                   holder.id AS holder,
                   CASE WHEN s.closed IS NOT TRUE THEN 'open'
                        WHEN t.duplicate_id IS NOT NULL THEN 'ignored'
                        ELSE COALESCE(s.kpi_outcome, 'resolved') END AS state
              FROM running r
              JOIN kpi_ticket t ON t.id = r.ticket_id
              LEFT JOIN staff actor ON actor.id = r.by
              LEFT JOIN staff holder ON holder.id = r.user_id
              LEFT JOIN helpdesk_ticket_stage s ON s.id = r.stage_id
              -- the ticket exists only once both its holder and its stage are known
             WHERE r.position > 1
        )
        SELECT meant.*,
               lag(holder) OVER one_life AS holder_before,
               lag(state, 1, 'open') OVER one_life AS state_before,
               -- the last change of one write: nobody held it in between
               lead(message_id) OVER one_life IS DISTINCT FROM message_id AS settled,
               lead(position) OVER one_life IS NULL AS latest
          FROM meant
        WINDOW one_life AS (PARTITION BY ticket_id ORDER BY position)
        """,
        staff=staff(),
    )


def _history_spells():
    """Times a ticket was open in one person's hands; ``ended`` may be NULL."""
    return SQL(
        """
        CREATE TEMPORARY TABLE kpi_spell ON COMMIT DROP AS
        SELECT spell.*,
               row_number() OVER (PARTITION BY ticket_id ORDER BY position) AS nth
          FROM (
            SELECT ticket_id, hands AS holder, at AS started,
                   lead(at) OVER one_life AS ended, position
              FROM (SELECT ticket_id, position, at, hands,
                           lag(hands) OVER (PARTITION BY ticket_id ORDER BY position)
                           AS hands_before
                      FROM (SELECT *, CASE WHEN state = 'open' THEN holder END AS hands
                              FROM kpi_life WHERE settled) AS held) AS passed
             WHERE hands IS DISTINCT FROM hands_before
            WINDOW one_life AS (PARTITION BY ticket_id ORDER BY position)
          ) AS spell
         WHERE holder IS NOT NULL
        """
    )


def _history_replies():
    """Per ticket and author: the first public reply of staff to somebody else.

    ``create_date`` is when it reached Odoo; ``date`` is whatever a mail's header says.
    """
    return SQL(
        """
        CREATE TEMPORARY TABLE kpi_reply ON COMMIT DROP AS
        SELECT m.res_id AS ticket_id, s.id AS user_id, min(m.id) AS message_id,
               date_trunc('second', min(m.create_date)) AS at
          FROM mail_message m
          JOIN (%(staff)s) s ON s.partner_id = m.author_id
          JOIN kpi_ticket t ON t.id = m.res_id
         WHERE m.model = 'helpdesk.ticket'
           AND m.message_type IN ('comment', 'email')
           AND m.is_internal IS NOT TRUE
           AND m.subtype_id = (SELECT res_id FROM ir_model_data
                                WHERE module = 'mail' AND name = 'mt_comment')
           AND m.author_id IS DISTINCT FROM t.partner_id
         GROUP BY m.res_id, s.id
        """,
        staff=staff_by_partner(),
    )


def _kind(code):
    return SQL("(SELECT id FROM aftersales_kind WHERE code = %s)", code)


def _facts(kind, frm, **expressions):
    """Ledger rows of a kind about tickets ``t``, from ``frm``."""
    columns = {
        "kind_id": _kind(kind),
        "company_id": SQL("t.company_id"),
        "team_id": SQL("t.team_id"),
        "category_id": SQL("t.category_id"),
        "channel_id": SQL("t.channel_id"),
        "priority": SQL("t.priority"),
        "ticket_id": SQL("t.id"),
        "partner_id": SQL("t.partner_id"),
        "res_model": SQL("'helpdesk.ticket'"),
        "res_id": SQL("t.id"),
        "origin": SQL("'t' || t.id"),
        "numerator": SQL("1"),
        "denominator": SQL("1"),
        "revision": SQL("0"),
        "reconstructed": SQL("TRUE"),
        **expressions,
    }
    return Rows(
        SQL("SELECT %s %s", select_columns(**columns), frm),
        customers="customer" in columns,
    )


_SINCE_OPENED = SQL("t.opened"), SQL("t.worked_before")


def _clocks(start, worked_before, end):
    """Columns of a duration: working seconds (R03) beside elapsed ones."""
    elapsed = SQL("extract(epoch FROM %s - %s)", end, start)
    return {
        "numerator": SQL(
            "COALESCE(%s - %s, %s)",
            worked(SQL("t.calendar"), end),
            worked_before,
            elapsed,
        ),
        "elapsed": elapsed,
        "event_date": end,
        "void_reason": SQL("CASE WHEN %s < %s THEN %s END", end, start, BEFORE_OPENED),
    }


_SERVER = {
    "employee_id": SQL("t.served_by"),
    "user_id": SQL(
        "CASE WHEN t.served_by IS NOT NULL THEN t.served_by_user"
        " ELSE COALESCE(life.holder, life.by) END"
    ),
}


def _history_acceptance():
    return _facts(
        "acceptance",
        SQL(
            """
            FROM (SELECT DISTINCT ON (ticket_id) ticket_id, at, holder
                    FROM kpi_life WHERE holder IS NOT NULL
                   ORDER BY ticket_id, position) life
            JOIN kpi_ticket t ON t.id = life.ticket_id
            """
        ),
        user_id=SQL("life.holder"),
        **_clocks(*_SINCE_OPENED, SQL("life.at")),
    )


def _history_response():
    return _facts(
        "response",
        SQL(
            """
            FROM (SELECT DISTINCT ON (ticket_id) ticket_id, at, user_id
                    FROM kpi_reply ORDER BY ticket_id, at, message_id) reply
            JOIN kpi_ticket t ON t.id = reply.ticket_id
            """
        ),
        user_id=SQL("reply.user_id"),
        **_clocks(*_SINCE_OPENED, SQL("reply.at")),
    )


def _history_resolution():
    return _facts(
        "resolution",
        SQL(
            """
            FROM (SELECT *, row_number() OVER (PARTITION BY ticket_id ORDER BY position)
                            - 1 AS nth
                    FROM kpi_life
                   WHERE state = 'resolved' AND state_before <> 'resolved') life
            JOIN kpi_ticket t ON t.id = life.ticket_id
            """
        ),
        revision=SQL("life.nth"),
        **_SERVER,
        **_clocks(*_SINCE_OPENED, SQL("life.at")),
    )


def _history_handling():
    return _facts(
        "handling",
        SQL(
            """
            FROM kpi_spell spell
            JOIN kpi_ticket t ON t.id = spell.ticket_id
            WHERE spell.ended IS NOT NULL
            """
        ),
        user_id=SQL("spell.holder"),
        origin=SQL("'t' || t.id || '.' || spell.nth"),
        **_clocks(
            SQL("spell.started"),
            worked(SQL("t.calendar"), SQL("spell.started")),
            SQL("spell.ended"),
        ),
    )


def _history_closure():
    return _facts(
        "closure",
        SQL(
            """
            FROM (SELECT DISTINCT ON (ticket_id) *
                    FROM kpi_life
                   WHERE state IN ('resolved', 'unresolved')
                     AND state_before NOT IN ('resolved', 'unresolved')
                   ORDER BY ticket_id, position) life
            JOIN kpi_ticket t ON t.id = life.ticket_id
            WHERE life.at <= t.opened + t.grace
            """
        ),
        numerator=SQL("(life.state = 'resolved')::int"),
        event_date=SQL("life.at"),
        **_SERVER,
    )


def _history_reopen():
    return _facts(
        "reopen",
        SQL(
            """
            FROM (SELECT *,
                         row_number() OVER (PARTITION BY ticket_id ORDER BY position)
                         AS nth
                    FROM kpi_life
                   WHERE state = 'open' AND state_before IN ('resolved', 'unresolved')
                 ) back
            JOIN kpi_ticket t ON t.id = back.ticket_id
            JOIN LATERAL (SELECT holder, by FROM kpi_life closing
                           WHERE closing.ticket_id = back.ticket_id
                             AND closing.position < back.position
                             AND closing.state <> 'open'
                             AND closing.state <> closing.state_before
                           ORDER BY closing.position DESC LIMIT 1) life ON TRUE
            """
        ),
        event_date=SQL("back.at"),
        origin=SQL("'t' || t.id || '.' || back.nth"),
        **_SERVER,
    )


def _history_reassignment():
    return _facts(
        "reassignment",
        SQL(
            """
            FROM (SELECT *, row_number() OVER (PARTITION BY ticket_id ORDER BY position)
                            AS nth
                    FROM kpi_life
                   WHERE what = 1 AND holder_before <> holder) handed
            JOIN kpi_ticket t ON t.id = handed.ticket_id
            """
        ),
        user_id=SQL("handed.holder_before"),
        event_date=SQL("handed.at"),
        origin=SQL("'t' || t.id || '.' || handed.nth"),
    )


def _history_served():
    """Each who replied in public or resolved, once, when first (R01's customers)."""
    return _facts(
        "served",
        SQL(
            """
            FROM (SELECT ticket_id, employee_id, user_id, min(at) AS at
                    FROM (SELECT ticket_id, NULL::int AS employee_id, user_id, at
                            FROM kpi_reply
                           UNION ALL
                          SELECT life.ticket_id, %(employee)s, %(user)s, life.at
                            FROM kpi_life life
                            JOIN kpi_ticket t ON t.id = life.ticket_id
                           WHERE life.state = 'resolved'
                             AND life.state_before <> 'resolved') AS deed
                   WHERE COALESCE(user_id, employee_id) IS NOT NULL
                   GROUP BY ticket_id, user_id, employee_id) who
            JOIN kpi_ticket t ON t.id = who.ticket_id
            """,
            employee=_SERVER["employee_id"],
            user=_SERVER["user_id"],
        ),
        user_id=SQL("who.user_id"),
        employee_id=SQL("who.employee_id"),
        event_date=SQL("GREATEST(who.at, t.opened)"),
        customer=SQL("t.customer"),
        origin=SQL(
            "'t' || t.id || COALESCE('.u' || who.user_id, '.e' || who.employee_id)"
        ),
    )


def _history_held():
    """UPDATE of the few tickets now in hands that they were not opened in.

    Facts made by time need it; all other columns wait for the end.
    """
    return SQL(
        """
        UPDATE helpdesk_ticket ticket SET kpi_held_since = spell.started
          FROM kpi_spell spell
          JOIN kpi_ticket t ON t.id = spell.ticket_id
         WHERE ticket.id = spell.ticket_id AND spell.ended IS NULL
           -- empty means: since it was opened
           AND spell.started <> t.opened
        """
    )


def _history_columns():
    """UPDATE of the tickets' own KPI columns from the facts, each ticket once."""
    return SQL(
        """
        WITH life AS (
            SELECT ticket_id,
                   count(*) FILTER (WHERE state = 'resolved'
                                      AND state_before <> 'resolved') AS resolutions,
                   count(*) FILTER (WHERE what = 1 AND holder_before <> holder)
                       AS handovers,
                   count(*) FILTER (WHERE state = 'open'
                                      AND state_before IN ('resolved', 'unresolved'))
                       AS returns,
                   (max(position << 32 | COALESCE(holder, by, 0))
                       FILTER (WHERE state <> 'open' AND state <> state_before)
                       & 4294967295)::int AS closer,
                   max(state) FILTER (WHERE latest) AS state
              FROM kpi_life GROUP BY ticket_id
        ),
        hands AS (
            SELECT ticket_id, count(*) AS spells FROM kpi_spell
             WHERE ended IS NOT NULL GROUP BY ticket_id
        ),
        fact AS (
            SELECT -- the record of a repeat is the ticket that came later
                   CASE kind_id WHEN %(repeat)s THEN res_id ELSE ticket_id END
                       AS ticket_id,
                   max(event_date) FILTER (WHERE kind_id = %(response)s) AS answered,
                   max(numerator) FILTER (WHERE kind_id = %(response)s) AS waited,
                   max(user_id) FILTER (WHERE kind_id = %(response)s) AS responder,
                   max(event_date) FILTER (WHERE kind_id = %(resolution)s) AS solved,
                   max(elapsed) FILTER (WHERE kind_id = %(resolution)s) AS lasted,
                   max(user_id) FILTER (WHERE kind_id = %(resolution)s) AS resolver,
                   max(numerator) FILTER (WHERE kind_id = %(first_time_fix)s) AS fixed,
                   (max(ARRAY[extract(epoch FROM event_date), numerator])
                       FILTER (WHERE kind_id = %(rating)s))[2] AS rating,
                   bool_or(TRUE) FILTER (WHERE kind_id = %(repeat)s) AS repeated
              FROM aftersales_observation
             WHERE voided_on IS NULL AND replaced_by_id IS NULL
               AND kind_id IN (%(response)s, %(resolution)s, %(first_time_fix)s,
                               %(rating)s, %(repeat)s)
             GROUP BY 1
        )
        UPDATE helpdesk_ticket ticket
           SET kpi_first_response_date = fact.answered,
               kpi_first_response_minutes = fact.waited / 60,
               kpi_first_responder_id = fact.responder,
               kpi_resolved_date = CASE life.state WHEN 'resolved' THEN fact.solved END,
               kpi_resolved_by_id =
                   CASE life.state WHEN 'resolved' THEN fact.resolver END,
               kpi_resolution_hours =
                   CASE life.state WHEN 'resolved' THEN fact.lasted / 3600 END,
               kpi_reopen_count = life.returns,
               kpi_reassign_count = life.handovers,
               kpi_resolve_count = life.resolutions,
               kpi_closer_id = NULLIF(life.closer, 0),
               kpi_spell_count = COALESCE(hands.spells, 0),
               kpi_rating = fact.rating,
               kpi_first_time_fix =
                   CASE fact.fixed WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END,
               kpi_is_repeat = fact.repeated
          FROM life
          LEFT JOIN hands ON hands.ticket_id = life.ticket_id
          LEFT JOIN fact ON fact.ticket_id = life.ticket_id
         WHERE ticket.id = life.ticket_id
        """,
        **{
            code: _kind(code)
            for code in ("response", "resolution", "first_time_fix", "rating", "repeat")
        },
    )


def replace_resolutions(ticket_ids=None):
    """UPDATE: of several resolutions of a ticket only the last one counts."""
    scope = (
        SQL("")
        if ticket_ids is None
        else SQL("AND newer.ticket_id = ANY(%s)", list(ticket_ids))
    )
    return SQL(
        """
        UPDATE aftersales_observation older
           SET replaced_by_id = newer.id
          FROM aftersales_observation newer
         WHERE newer.kind_id = %(kind)s AND newer.revision > 0 %(scope)s
           AND older.kind_id = newer.kind_id AND older.company_id = newer.company_id
           AND older.origin = newer.origin AND older.revision = newer.revision - 1
           AND older.replaced_by_id IS NULL
        """,
        kind=_kind("resolution"),
        scope=scope,
    )


# ----------------------------------------------------------------------------
# Facts made by time passing, for both
# ----------------------------------------------------------------------------


def _since(moment):
    """A fact decided at ``moment`` was not yet looked for (one day of overlap)."""
    return SQL("%s > COALESCE(c.kpi_due_until, '-infinity') - interval '1 day'", moment)


def _holder_at(moment):
    """One-row SELECT ``user_id``: in whose hands ticket ``t`` was at a moment.

    Ended spells are in the ledger (end = event_date, start = end - elapsed); the
    current one is on the ticket.
    """
    return SQL(
        """
        SELECT COALESCE(
            (SELECT h.user_id FROM aftersales_observation h
              WHERE h.ticket_id = t.id AND h.kind_id = %(handling)s
                AND h.event_date > %(moment)s
                AND h.event_date - make_interval(secs => h.elapsed::float) <= %(moment)s
              ORDER BY h.event_date DESC LIMIT 1),
            CASE WHEN COALESCE(t.kpi_held_since, t.create_date) <= %(moment)s
                 THEN (SELECT s.id FROM (%(staff)s) s WHERE s.id = t.user_id) END
        ) AS user_id
        """,
        handling=_kind("handling"),
        moment=moment,
        staff=staff(),
    )


def _due(kind, frm, **expressions):
    return _facts(kind, frm, **{"reconstructed": SQL("FALSE"), **expressions})


def _unposted(kind):
    return SQL(
        """
        NOT EXISTS (SELECT 1 FROM aftersales_observation known
                     WHERE known.ticket_id = t.id AND known.kind_id = %s)
        """,
        _kind(kind),
    )


def due_closure(until, companies):
    """R04: a ticket that nobody closed within the grace period is not resolved."""
    limit = SQL(
        "date_trunc('second', t.create_date)"
        " + make_interval(days => c.kpi_closure_days)"
    )
    return _due(
        "closure",
        SQL(
            """
            FROM helpdesk_ticket t
            JOIN res_company c ON c.id = t.company_id
            LEFT JOIN hr_employee e ON e.id = t.kpi_employee_id
            LEFT JOIN helpdesk_ticket_stage s ON s.id = t.stage_id
            CROSS JOIN LATERAL (%(holder)s) held
            WHERE t.company_id = ANY(%(companies)s)
              AND %(limit)s <= %(until)s AND %(since)s AND %(unposted)s
              -- closed without counting (spam, duplicates): never a problem raised
              AND NOT (COALESCE(s.closed, FALSE)
                       AND (t.duplicate_id IS NOT NULL OR s.kpi_outcome = 'ignored'))
            """,
            holder=_holder_at(limit),
            companies=list(companies),
            limit=limit,
            until=until,
            since=_since(limit),
            unposted=_unposted("closure"),
        ),
        numerator=SQL("0"),
        event_date=limit,
        employee_id=SQL("t.kpi_employee_id"),
        user_id=SQL(
            "CASE WHEN t.kpi_employee_id IS NOT NULL THEN e.user_id"
            " ELSE held.user_id END"
        ),
    )


def join_replier(moment):
    """JOINs of ticket ``t``: its response ``r``, and who ``held`` it at a moment."""
    return SQL(
        """
            LEFT JOIN aftersales_observation r
              ON r.ticket_id = t.id AND r.kind_id = %s AND r.voided_on IS NULL
            CROSS JOIN LATERAL (%s) held
        """,
        _kind("response"),
        _holder_at(moment),
    )


# Who an urgent ticket or an agreement is booked on: the replier, even a late one;
# nobody replied: who held it then.
REPLIER_OR_HOLDER = {
    "employee_id": SQL("r.employee_id"),
    "user_id": SQL("CASE WHEN r.id IS NOT NULL THEN r.user_id ELSE held.user_id END"),
}


def due_emergency(until, companies):
    """R08: an urgent ticket answered within the limit, or the limit passed."""
    opened = SQL("date_trunc('second', t.create_date)")
    limit = SQL("%s + make_interval(secs => c.kpi_emergency_hours * 3600)", opened)
    return _due(
        "emergency",
        SQL(
            """
            FROM helpdesk_ticket t
            JOIN res_company c ON c.id = t.company_id
            %(join_replier)s
            WHERE t.company_id = ANY(%(companies)s)
              AND t.priority >= c.kpi_emergency_priority
              AND LEAST(r.event_date, %(limit)s) <= %(until)s
              AND %(since)s AND %(unposted)s
            """,
            join_replier=join_replier(limit),
            companies=list(companies),
            limit=limit,
            until=until,
            since=_since(limit),
            unposted=_unposted("emergency"),
        ),
        numerator=SQL("COALESCE(r.event_date <= %s, FALSE)::int", limit),
        event_date=SQL("LEAST(r.event_date, %s)", limit),
        **REPLIER_OR_HOLDER,
    )


def due_repeat(until, companies):
    """R07: the same customer comes back with the same category within the window.

    Charged once to who resolved the earlier ticket, dated when the later one was
    opened; the row's record is the later ticket.  Time and id travel packed in one
    number.
    One ordered pass per customer and category: no pair of tickets is compared twice,
    so one caller with ten thousand tickets costs no more than ten thousand callers.
    """
    return _due(
        "repeat",
        SQL(
            """
            FROM (
                SELECT DISTINCT ON (ticket_id) company_id, ticket_id, customer, user_id,
                       employee_id,
                       to_timestamp(next >> 32) AT TIME ZONE 'UTC' AS next_at,
                       (next & 4294967295)::int AS next_id
                  FROM (
                    SELECT met.*, min(opened) OVER (
                               PARTITION BY company_id, customer, topic
                               ORDER BY at, is_end
                               ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next
                      FROM (
                        SELECT t.company_id, %(customer)s AS customer,
                               COALESCE(t.category_id, 0) AS topic,
                               r.event_date AS at, TRUE AS is_end,
                               NULL::bigint AS opened, t.id AS ticket_id,
                               r.user_id, r.employee_id,
                               make_interval(days => c.kpi_repeat_days) AS "window"
                          FROM aftersales_observation r
                          JOIN helpdesk_ticket t ON t.id = r.ticket_id
                          JOIN res_company c ON c.id = r.company_id
                         WHERE r.kind_id = %(resolution)s AND r.voided_on IS NULL
                           AND r.company_id = ANY(%(companies)s) AND %(since)s
                         UNION ALL
                        SELECT t.company_id, %(customer)s, COALESCE(t.category_id, 0),
                               date_trunc('second', t.create_date), FALSE,
                               extract(epoch FROM date_trunc('second', t.create_date)
                                      )::bigint << 32 | t.id,
                               t.id, NULL, NULL, NULL
                          FROM helpdesk_ticket t
                          JOIN res_company c ON c.id = t.company_id
                         WHERE t.company_id = ANY(%(companies)s)
                           AND t.create_date <= %(until)s AND %(since_opened)s
                      ) met
                     WHERE customer IS NOT NULL
                  ) followed
                 WHERE is_end
                   AND to_timestamp(next >> 32) AT TIME ZONE 'UTC' <= at + "window"
                 ORDER BY ticket_id, next, at DESC
            ) back
            JOIN helpdesk_ticket t ON t.id = back.ticket_id
            """,
            customer=customer_sql(),
            resolution=_kind("resolution"),
            companies=list(companies),
            since=_since(
                SQL("r.event_date + make_interval(days => c.kpi_repeat_days)")
            ),
            since_opened=_since(SQL("t.create_date")),
            until=until,
        ),
        event_date=SQL("back.next_at"),
        res_id=SQL("back.next_id"),
        employee_id=SQL("back.employee_id"),
        user_id=SQL("back.user_id"),
        customer=SQL("back.customer"),
    )


def due_first_time_fix(until, companies):
    """R06: neither reopened nor repeated within the window after the first resolution.

    Known only when the window is over, and dated then.
    """
    end = SQL("r.event_date + make_interval(days => c.kpi_fix_days)")
    over = SQL(
        """
        r.kind_id = %(resolution)s AND r.revision = 0 AND r.voided_on IS NULL
        AND r.company_id = ANY(%(companies)s) AND %(end)s <= %(until)s AND %(since)s
        """,
        resolution=_kind("resolution"),
        companies=list(companies),
        end=end,
        until=until,
        since=_since(end),
    )
    return _due(
        "first_time_fix",
        SQL(
            """
            FROM aftersales_observation r
            JOIN helpdesk_ticket t ON t.id = r.ticket_id
            JOIN res_company c ON c.id = r.company_id
            LEFT JOIN (
                SELECT DISTINCT r.id
                  FROM aftersales_observation back
                  JOIN aftersales_observation r ON r.ticket_id = back.ticket_id
                  JOIN res_company c ON c.id = r.company_id
                 WHERE back.kind_id IN (%(reopen)s, %(repeat)s)
                   AND back.voided_on IS NULL
                   AND back.event_date > r.event_date AND back.event_date <= %(end)s
                   AND %(over)s
            ) AS spoilt ON spoilt.id = r.id
            WHERE %(over)s
            """,
            over=over,
            end=end,
            reopen=_kind("reopen"),
            repeat=_kind("repeat"),
        ),
        numerator=SQL("(spoilt.id IS NULL)::int"),
        event_date=end,
        employee_id=SQL("r.employee_id"),
        user_id=SQL("r.user_id"),
    )


def due_columns(until, companies):
    """UPDATEs of tickets: fixed the first time? a repeat of an earlier one?"""
    yield SQL(
        """
        UPDATE helpdesk_ticket t
           SET kpi_first_time_fix =
               CASE WHEN fact.numerator = 1 THEN 'yes' ELSE 'no' END
          FROM aftersales_observation fact, res_company c
         WHERE fact.ticket_id = t.id AND fact.kind_id = %(kind)s
           AND fact.voided_on IS NULL
           AND fact.company_id = ANY(%(companies)s) AND c.id = fact.company_id
           AND fact.event_date <= %(until)s AND %(since)s
           AND t.kpi_first_time_fix IS NULL
        """,
        kind=_kind("first_time_fix"),
        companies=list(companies),
        until=until,
        since=_since(SQL("fact.event_date")),
    )
    yield SQL(
        """
        UPDATE helpdesk_ticket t
           SET kpi_is_repeat = TRUE
          FROM aftersales_observation fact, res_company c
         WHERE fact.res_id = t.id AND fact.kind_id = %(kind)s
           AND fact.voided_on IS NULL
           AND fact.company_id = ANY(%(companies)s) AND c.id = fact.company_id
           AND %(since)s AND t.kpi_is_repeat IS NOT TRUE
        """,
        kind=_kind("repeat"),
        companies=list(companies),
        since=_since(SQL("fact.event_date")),
    )
