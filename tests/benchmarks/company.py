"""A company with years of tickets, made by SQL, before ours is installed.

Everything is drawn from the ticket's number by a hash, so that two runs build the same
company. Every ticket has four messages on average. What "now" is does not matter: the
history ends with 2025, and the month that is scored is the last of it.
"""

from dataclasses import dataclass

from odoo import Command
from odoo.tools import SQL

from ticket_history import TicketHistory

END = "2026-01-01"
SCORED_MONTH = ("2025-12-01", "2025-12-31")
TEAM_SIZE = 25
TEAMS_PER_DEPARTMENT = 4
CATEGORIES = 20


@dataclass(frozen=True)
class Size:
    """How big the company is."""

    name: str
    tickets: int
    customers: int
    months: int = 24  # of history, up to END
    agents: int = 1000


SIZES = {
    size.name: size
    for size in (
        Size("full", tickets=1_000_000, customers=50_000),
        # as busy as "full", but young
        Size("medium", tickets=125_000, customers=50_000, months=3),
        Size("small", tickets=20_000, customers=1_000),
    )
}

# A number below n that depends on the ticket and the question only.
DRAW = """
    CREATE FUNCTION pg_temp.draw(ticket integer, question integer, n integer)
    RETURNS integer IMMUTABLE LANGUAGE sql AS $$
        SELECT ((hashint8extended(ticket, question) & 9223372036854775807) % n)::integer
    $$
"""

# Shares of tickets, in percent: assigned after creation 60 (the others at it), answered
# 95, a customer's mail 14, a note 5, handed over 6, resolved 97; of these reopened 3,
# rated 20. Answers come after 1 to 90 minutes, resolutions up to 60 hours later.
STORY = f"""
    CREATE TEMPORARY TABLE story ON COMMIT DROP AS
    WITH drawn AS (
        SELECT i, pg_temp.draw(i, 1, %(agents)s) AS agent,
               pg_temp.draw(i, 2, %(customers)s) AS customer,
               date_trunc('second', started
                   + (%(end)s::timestamp - started) * (i - 1) / %(tickets)s) AS created
          FROM generate_series(1, %(tickets)s) i
          CROSS JOIN (SELECT %(end)s::timestamp - %(months)s * interval '1 month'
                             AS started) AS span),
    timed AS (
        SELECT drawn.*,
               created + interval '1 minute' * (1 + pg_temp.draw(i, 3, 90)) AS answered,
               created + interval '1 minute' * (91 + pg_temp.draw(i, 4, 3600)) AS solved
          FROM drawn)
    SELECT i, created, answered, solved,
           people.users[1 + agent] AS agent_id,
           people.users[1 + agent / {TEAM_SIZE} * {TEAM_SIZE}
                        + (agent + 1) %% {TEAM_SIZE}] AS colleague_id,
           people.teams[1 + agent / {TEAM_SIZE}] AS team_id,
           people.partners[1 + customer] AS partner_id,
           people.categories[1 + customer %% {CATEGORIES}] AS category_id,
           pg_temp.draw(i, 10, 100) < 60 AS is_assigned_later,
           pg_temp.draw(i, 11, 100) < 95 AS is_answered,
           pg_temp.draw(i, 12, 100) < 14 AS is_asked_again,
           pg_temp.draw(i, 13, 100) < 5 AS is_noted,
           pg_temp.draw(i, 14, 100) < 6 AS is_handed_over,
           pg_temp.draw(i, 15, 100) < 97 AS is_solved,
           pg_temp.draw(i, 16, 100) < 3 AS is_reopened,
           pg_temp.draw(i, 17, 100) < 20 AS is_rated,
           pg_temp.draw(i, 18, 100) < 85 AS is_in_time
      FROM timed
      CROSS JOIN (SELECT %(users)s AS users, %(teams)s AS teams,
                         %(partners)s AS partners, %(categories)s AS categories) people
"""

TICKETS = """
    SELECT i, 'HT' || i, 'Ticket ' || i, created, agent_id, %(company)s, team_id,
           CASE WHEN NOT is_assigned_later THEN agent_id END, %(new)s, partner_id,
           category_id, %(channel)s, pg_temp.draw(i, 20, 4)::varchar
      FROM story
"""

# Ordered as they happen; "seq" settles what falls on the same second.
EVENTS = """
    SELECT i, 0, created, 'created', agent_id, NULL::integer, NULL::integer FROM story
    UNION ALL
    SELECT i, 1, created + interval '30 seconds', 'user', agent_id, 0, agent_id
      FROM story WHERE is_assigned_later
    UNION ALL
    SELECT i, 2, answered, 'reply', agent_id, NULL, NULL FROM story WHERE is_answered
    UNION ALL
    SELECT i, 3, answered, 'note', agent_id, NULL, NULL FROM story WHERE is_noted
    UNION ALL
    SELECT i, 4, answered, 'customer', NULL, NULL, NULL FROM story WHERE is_asked_again
    UNION ALL
    SELECT i, 5, answered, 'user', agent_id, agent_id, colleague_id
      FROM story WHERE is_handed_over
    UNION ALL
    SELECT i, 6, solved, 'stage', solver_id, %(new)s, %(done)s FROM solved
    UNION ALL
    SELECT i, 7, solved + interval '1 day', 'stage', solver_id, %(done)s, %(progress)s
      FROM solved WHERE is_reopened
    UNION ALL
    SELECT i, 8, solved + interval '2 days', 'stage', solver_id, %(progress)s, %(done)s
      FROM solved WHERE is_reopened
    UNION ALL
    SELECT i, 9, solved + interval '3 days', 'rating', solver_id, NULL,
           1 + pg_temp.draw(i, 21, 5)
      FROM solved WHERE is_rated
"""
SOLVED = """
    CREATE TEMPORARY VIEW solved AS
    SELECT story.*,
           CASE WHEN is_handed_over THEN colleague_id ELSE agent_id END AS solver_id
      FROM story WHERE is_solved
"""
SLAS = """
    SELECT i, %(sla)s,
           CASE WHEN is_in_time THEN solved ELSE solved - interval '1 minute' END,
           CASE WHEN NOT is_solved THEN 'in_progress' WHEN is_in_time
                THEN 'accomplished' ELSE 'expired' END,
           CASE WHEN is_solved THEN solved ELSE created END
      FROM story
"""
SILENT = {
    "no_reset_password": True,
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
}


def build_company(env, size):
    """Write people, customers and the history of all tickets into the database."""
    env = env(context=dict(env.context, **SILENT))
    env.company.helpdesk_mgmt_ticket_auto_assign = False
    env.company.partner_id.tz = "UTC"
    people = {
        "users": _create_agents(env, size.agents),
        "partners": _create_customers(env, size.customers),
        "categories": _create_categories(env),
    }
    people["teams"] = _create_teams(env, people["users"])
    _write_history(env, size, people)


def _create_agents(env, number):
    """Users with an employee each; ids in order."""
    departments = _create_departments(env, number)
    group = env.ref("helpdesk_mgmt.group_helpdesk_user_team")
    users = env["res.users"].create(
        [
            {
                "name": f"Agent {index:04}",
                "login": f"agent{index}",
                "email": f"agent{index}@company.example",
                "tz": "UTC",
                "group_ids": [Command.link(group.id)],
            }
            for index in range(number)
        ]
    )
    per_department = TEAM_SIZE * TEAMS_PER_DEPARTMENT
    env["hr.employee"].create(
        [
            {
                "name": user.name,
                "user_id": user.id,
                "department_id": departments[index // per_department].id,
            }
            for index, user in enumerate(users)
        ]
    )
    return users.ids


def _create_departments(env, agents):
    number = -(-agents // (TEAM_SIZE * TEAMS_PER_DEPARTMENT))
    return env["hr.department"].create(
        [{"name": f"Department {index}"} for index in range(number)]
    )


def _create_teams(env, users):
    """Teams of TEAM_SIZE neighbours in the list of users."""
    members = [users[i : i + TEAM_SIZE] for i in range(0, len(users), TEAM_SIZE)]
    return (
        env["helpdesk.ticket.team"]
        .create(
            [
                {
                    "name": f"Team {index:02}",
                    "user_ids": [Command.set(ids)],
                    "use_sla": True,
                }
                for index, ids in enumerate(members)
            ]
        )
        .ids
    )


def _create_customers(env, number):
    """Customers by SQL: as many as there are, the ORM would take minutes."""
    env.cr.execute(
        """
        INSERT INTO res_partner (
            name, complete_name, email, email_normalized, active, type, lang,
            company_id, create_uid, create_date, write_uid, write_date)
        SELECT name, name, email, email, TRUE, 'contact', 'en_US', NULL,
               1, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
          FROM (SELECT 'Customer ' || i AS name,
                       'customer' || i || '@customer.example' AS email
                  FROM generate_series(1, %s) i) AS customer
        RETURNING id
        """,
        [number],
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [ids]
    )
    env.invalidate_all()
    return ids


def _create_categories(env):
    return (
        env["helpdesk.ticket.category"]
        .create([{"name": f"Category {index}"} for index in range(CATEGORIES)])
        .ids
    )


def _write_history(env, size, people):
    env.flush_all()
    env.cr.execute(DRAW)
    env.cr.execute(
        STORY,
        {
            "agents": size.agents,
            "customers": size.customers,
            "tickets": size.tickets,
            "months": size.months,
            "end": END,
            **people,
        },
    )
    env.cr.execute(SOLVED)
    values = _reference_ids(env)
    history = TicketHistory(env)
    history.stage_tickets(SQL(TICKETS, **values))
    history.stage_events(SQL(EVENTS, **values))
    history.stage_slas(SQL(SLAS, **values))
    history.write(check_references=False)


def _reference_ids(env):
    """Ids of stages, channel and SLA that the queries name."""
    stage = "helpdesk_mgmt.helpdesk_ticket_stage_"
    done = env.ref(stage + "done")
    sla = env["helpdesk.sla"].create(
        {"name": "Done in time", "hours": 16, "stage_id": done.id}
    )
    env.flush_all()
    return {
        "company": env.company.id,
        "new": env.ref(stage + "new").id,
        "progress": env.ref(stage + "in_progress").id,
        "done": done.id,
        "sla": sla.id,
        "channel": env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone").id,
    }
