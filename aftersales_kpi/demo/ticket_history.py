"""Write years of helpdesk history as Odoo itself would have stored it.

Going through the ORM would take a day for a million tickets, so the feeder fills two
or three staging tables with what happened, and a handful of statements derive from
them the rows that Odoo keeps: tickets, messages, tracked changes, SLA states, ratings.

    history = TicketHistory(env)
    history.stage_tickets("SELECT …")      # or copy_rows(), from Python
    history.stage_events("SELECT …")
    history.write()

``tests/test_history_shape.py`` asserts that the rows equal those of a ticket that went
the same way through the ORM. All times are UTC, as in Odoo's columns.
"""

import csv
import io

from odoo.tools import SQL, split_every

# What may happen to a ticket: message type, subtype, body, is_internal; as posted by
# mail.thread (odoo/addons/mail/models/mail_thread.py). "stage" and "user" carry a
# tracked change from event.old to event.new; "rating" a value in event.new.
CREATION_BODY = (
    '<div summary="o_mail_notification"><p>Helpdesk Ticket created</p></div>'
)
EVENT_KINDS = [
    ("created", "notification", "helpdesk_mgmt.hlp_tck_created", CREATION_BODY, None),
    ("reply", "comment", "mail.mt_comment", "<p>We are looking into it.</p>", None),
    ("customer", "email", "mail.mt_comment", "<p>Any news about this?</p>", None),
    ("note", "comment", "mail.mt_note", "<p>Called the customer back.</p>", None),
    ("stage", "notification", "mail.mt_note", "", True),
    ("user", "notification", "mail.mt_note", "", True),
    ("rating", "notification", "helpdesk_mgmt_rating.mt_ticket_rating", "<p/>", None),
]
TICKET_COLUMNS = (
    "id, number, name, created, creator_id, company_id, team_id, user_id, stage_id,"
    " partner_id, category_id, channel_id, priority"
)
EVENT_COLUMNS = "ticket_id, seq, at, what, actor_id, old, new"
SLA_COLUMNS = "ticket_id, sla_id, deadline, state, at"

CREATE_STAGING = """
    CREATE TEMPORARY TABLE history_ticket (
        id integer PRIMARY KEY, number varchar, name varchar,
        created timestamp,         -- create_date
        creator_id integer,        -- user who created it
        company_id integer, team_id integer,
        user_id integer,           -- assignee at creation
        stage_id integer,          -- stage at creation
        partner_id integer, category_id integer, channel_id integer, priority varchar
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE history_event (
        ticket_id integer,
        seq integer,               -- order within the ticket and the same moment
        at timestamp,
        what varchar,              -- one of EVENT_KINDS
        actor_id integer,          -- user; empty for "customer"; the rated for "rating"
        old integer, new integer   -- user or stage ids, 0 for nobody; stars
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE history_sla (
        ticket_id integer, sla_id integer, deadline timestamp,
        state varchar,             -- accomplished, in_progress, expired
        at timestamp               -- last_state_date
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE history_kind (
        what varchar, message_type varchar, subtype_id integer, body varchar,
        is_internal boolean
    ) ON COMMIT DROP;
"""

# Chronological ids, as a database that lived through it has them.
NUMBER_MESSAGES = """
    CREATE TEMPORARY TABLE history_message ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY at, ticket_id, seq)
           + (SELECT COALESCE(MAX(id), 0) FROM mail_message) AS id,
           history_event.*
      FROM history_event
"""

# The ticket as its last change left it.
INSERT_TICKETS = """
    INSERT INTO helpdesk_ticket (
        id, number, name, description, company_id, team_id, user_id, stage_id,
        partner_id, commercial_partner_id, partner_name, partner_email, category_id,
        channel_id, priority, sequence, active, unattended, last_stage_update,
        assigned_date, closed_date, rating_status, positive_rate_percentage,
        rating_last_value, create_uid, create_date, write_uid, write_date)
    WITH last AS (
        SELECT event.ticket_id,
               (array_agg(new ORDER BY at DESC, seq DESC)
                   FILTER (WHERE what = 'stage'))[1] AS stage_id,
               (array_agg(new ORDER BY at DESC, seq DESC)
                   FILTER (WHERE what = 'user'))[1] AS user_id,
               (array_agg(new ORDER BY at DESC, seq DESC)
                   FILTER (WHERE what = 'rating'))[1] AS rating,
               MAX(at) FILTER (WHERE what = 'stage') AS last_stage_update,
               MAX(at) FILTER (WHERE what = 'user' AND new <> 0) AS assigned_date,
               MAX(at) FILTER (WHERE what = 'stage' AND stage.closed) AS closed_date,
               MAX(at) AS write_date
          FROM history_event event
          LEFT JOIN helpdesk_ticket_stage stage
            ON event.what = 'stage' AND stage.id = event.new
         GROUP BY event.ticket_id)
    SELECT ticket.id, ticket.number, ticket.name, '<p>' || ticket.name || '</p>',
           ticket.company_id, ticket.team_id,
           NULLIF(COALESCE(last.user_id, ticket.user_id), 0), stage.id,
           partner.id, partner.commercial_partner_id, partner.name, partner.email,
           ticket.category_id, ticket.channel_id, ticket.priority, 10, TRUE,
           stage.unattended, COALESCE(last.last_stage_update, ticket.created),
           COALESCE(last.assigned_date,
                    CASE WHEN ticket.user_id IS NOT NULL THEN ticket.created END),
           last.closed_date, 'stage_change',
           CASE WHEN last.rating >= 4 THEN 100 WHEN last.rating > 0 THEN 0 ELSE -1 END,
           COALESCE(last.rating, 0),
           ticket.creator_id, ticket.created, ticket.creator_id,
           COALESCE(last.write_date, ticket.created)
      FROM history_ticket ticket
      LEFT JOIN last ON last.ticket_id = ticket.id
      JOIN helpdesk_ticket_stage stage
        ON stage.id = COALESCE(last.stage_id, ticket.stage_id)
      LEFT JOIN res_partner partner ON partner.id = ticket.partner_id
     ORDER BY ticket.id
"""

# The author is the actor's partner, the customer for a customer's mail or rating. The
# gateway stores a customer's mail as the superuser.
INSERT_MESSAGES = """
    INSERT INTO mail_message (
        id, model, res_id, message_type, subtype_id, body, is_internal, author_id,
        email_from, reply_to, message_id, subject, record_company_id,
        email_add_signature, date, create_uid, create_date, write_uid, write_date)
    SELECT message.id, 'helpdesk.ticket', message.ticket_id, kind.message_type,
           kind.subtype_id, kind.body, kind.is_internal, author.id,
           '"' || author.name || '" <' || author.email || '>',
           '"' || author.name || '" <' || author.email || '>',
           '<' || md5(message.id::text) || '.' || extract(epoch FROM message.at)::bigint
               || '-openerp-' || message.ticket_id || '-helpdesk.ticket@company>',
           CASE WHEN message.what = 'rating'
                THEN ticket.number || ' - ' || ticket.name END,
           CASE WHEN kind.is_internal THEN NULL ELSE ticket.company_id END,
           kind.is_internal IS NOT TRUE,
           message.at, COALESCE(users.id, 1), message.at,
           COALESCE(users.id, 1), message.at
      FROM history_message message
      JOIN history_kind kind USING (what)
      JOIN history_ticket ticket ON ticket.id = message.ticket_id
      LEFT JOIN res_users users
        ON users.id = message.actor_id AND message.what <> 'rating'
      LEFT JOIN res_partner author
        ON author.id = COALESCE(users.partner_id, ticket.partner_id)
     ORDER BY message.id
"""

# Names stand beside the ids; nobody is 0 and an empty name (mail_tracking_value.py).
INSERT_TRACKING = """
    INSERT INTO mail_tracking_value (
        field_id, mail_message_id, old_value_integer, new_value_integer,
        old_value_char, new_value_char, create_uid, create_date, write_uid, write_date)
    WITH named AS (
        SELECT 'user_id' AS field, users.id, partner.name
          FROM res_users users JOIN res_partner partner ON partner.id = users.partner_id
        UNION ALL
        SELECT 'stage_id', id, name->>'en_US' FROM helpdesk_ticket_stage)
    SELECT field.id, message.id, message.old, message.new,
           COALESCE(before.name, ''), COALESCE(after.name, ''),
           message.actor_id, message.at, message.actor_id, message.at
      FROM history_message message
      JOIN ir_model_fields field
        ON field.model = 'helpdesk.ticket' AND field.name = message.what || '_id'
      LEFT JOIN named before ON before.field = field.name AND before.id = message.old
      LEFT JOIN named after ON after.field = field.name AND after.id = message.new
     WHERE message.what IN ('stage', 'user')
     ORDER BY message.id
"""

INSERT_SLAS = """
    INSERT INTO helpdesk_ticket_sla (
        ticket_id, sla_id, expected_stage_id, state, deadline, last_state_date, hours,
        consumed_time, create_uid, create_date, write_uid, write_date)
    SELECT history.ticket_id, sla.id, sla.stage_id, history.state, history.deadline,
           history.at,
           sla.hours + COALESCE(calendar.hours_per_day, 0) * sla.days, 0,
           ticket.creator_id, ticket.created, ticket.creator_id, history.at
      FROM history_sla history
      JOIN history_ticket ticket ON ticket.id = history.ticket_id
      JOIN helpdesk_sla sla ON sla.id = history.sla_id
      LEFT JOIN helpdesk_ticket_team team ON team.id = ticket.team_id
      LEFT JOIN resource_calendar calendar ON calendar.id = team.resource_calendar_id
     ORDER BY history.ticket_id
"""

# 4 and 5 stars are "top", 3 "ok", less "ko" (rating_data.py).
INSERT_RATINGS = """
    INSERT INTO rating_rating (
        res_model, res_model_id, res_id, parent_res_id, res_name, rated_partner_id,
        partner_id, message_id, rating, rating_text, consumed, is_internal,
        access_token, rated_on, create_uid, create_date, write_uid, write_date)
    SELECT 'helpdesk.ticket', model.id, message.ticket_id, 0,
           ticket.number || ' - ' || ticket.name, rated.partner_id, ticket.partner_id,
           message.id, message.new,
           CASE WHEN message.new >= 4 THEN 'top' WHEN message.new = 3 THEN 'ok'
                ELSE 'ko' END,
           TRUE, FALSE, md5(message.id::text), message.at,
           message.actor_id, message.at, 1, message.at
      FROM history_message message
      JOIN history_ticket ticket ON ticket.id = message.ticket_id
      JOIN ir_model model ON model.model = 'helpdesk.ticket'
      LEFT JOIN res_users rated ON rated.id = message.actor_id
     WHERE message.what = 'rating'
     ORDER BY message.id
"""

WRITE_STEPS = [
    NUMBER_MESSAGES,
    INSERT_TICKETS,
    INSERT_MESSAGES,
    INSERT_TRACKING,
    INSERT_SLAS,
    INSERT_RATINGS,
]


class TicketHistory:
    """Staging tables for one transaction, and the writer that empties them."""

    def __init__(self, env):
        self.env = env
        self.cr = env.cr
        self.cr.execute(CREATE_STAGING)
        self._stage_kinds()

    def _stage_kinds(self):
        for what, message_type, subtype, body, is_internal in EVENT_KINDS:
            self.cr.execute(
                "INSERT INTO history_kind VALUES (%s, %s, %s, %s, %s)",
                [what, message_type, self.env.ref(subtype).id, body, is_internal],
            )

    def stage_tickets(self, select):
        """Stage tickets from a query with the columns TICKET_COLUMNS."""
        self._insert("history_ticket", TICKET_COLUMNS, select)

    def stage_events(self, select):
        """Stage events from a query with the columns EVENT_COLUMNS."""
        self._insert("history_event", EVENT_COLUMNS, select)

    def stage_slas(self, select):
        """Stage SLA states from a query with the columns SLA_COLUMNS."""
        self._insert("history_sla", SLA_COLUMNS, select)

    def _insert(self, table, columns, select):
        table = SQL.identifier(table)
        self.cr.execute(SQL("INSERT INTO %s (%s) %s", table, SQL(columns), select))

    def copy_rows(self, tickets, events, slas=()):
        """Stage tuples, in the order of TICKET_COLUMNS and its fellows, from Python."""
        self._copy("history_ticket", TICKET_COLUMNS, tickets)
        self._copy("history_event", EVENT_COLUMNS, events)
        self._copy("history_sla", SLA_COLUMNS, slas)

    def _copy(self, table, columns, rows):
        for chunk in split_every(50_000, rows):
            buffer = io.StringIO()
            csv.writer(buffer).writerows(chunk)
            buffer.seek(0)
            self.cr.copy_expert(
                f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT csv)", buffer
            )

    def write(self, check_references=True):
        """Write what was staged into Odoo's own tables.

        Without ``check_references`` foreign keys are not verified row by row, which
        takes most of the time of a big company; needs a superuser of PostgreSQL.
        """
        self.env.flush_all()
        if not check_references:
            self.cr.execute("SET LOCAL session_replication_role = replica")
        for step in WRITE_STEPS:
            self.cr.execute(step)
        self._advance_id_sequences()
        self.env.invalidate_all()

    def _advance_id_sequences(self):
        """Ids were given by hand: the next record of Odoo follows the last of them."""
        for table in ("helpdesk_ticket", "mail_message"):
            self.env.cr.execute(
                SQL(
                    "SELECT setval(%s, GREATEST(MAX(id), 1)) FROM %s",
                    f"{table}_id_seq",
                    SQL.identifier(table),
                )
            )


def next_ticket_id(env):
    """First free id of a ticket."""
    env.cr.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM helpdesk_ticket")
    return env.cr.fetchone()[0]
