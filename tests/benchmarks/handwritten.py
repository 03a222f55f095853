"""What scoring is measured against: the same month aggregated by one who knows SQL.

From Odoo's own tables, without our ledger: per person tickets closed, customers, first
response, solution and stars, the figures that the client's scheme finds data for; then
plain rows, as many as there are scorecards and lines.
"""

from benchmarks.company import SCORED_MONTH
from benchmarks.measure import cost

CREATE_TABLES = """
    CREATE TABLE plain_card (
        id serial PRIMARY KEY, user_id integer, score numeric);
    CREATE TABLE plain_line (
        id serial PRIMARY KEY, card_id integer, criterion integer, value numeric,
        numerator numeric, denominator numeric, points numeric)
"""
AGGREGATE = """
    CREATE TEMPORARY TABLE plain_figure ON COMMIT DROP AS
    WITH ticket AS (
        SELECT id, user_id, partner_id, create_date, closed_date, rating_last_value
          FROM helpdesk_ticket
         WHERE closed_date >= %(start)s AND closed_date < %(end)s::date + 1
           AND user_id = ANY(%(users)s)),
    reply AS (
        SELECT message.res_id AS ticket_id, min(message.create_date) AS at
          FROM ticket
          JOIN mail_message message
            ON message.model = 'helpdesk.ticket' AND message.res_id = ticket.id
           AND message.message_type IN ('comment', 'email')
           AND message.is_internal IS NOT TRUE AND message.subtype_id = %(comment)s
          JOIN res_users users
            ON users.partner_id = message.author_id AND users.share IS NOT TRUE
         GROUP BY message.res_id)
    SELECT ticket.user_id, count(*) AS tickets,
           count(DISTINCT ticket.partner_id) AS customers,
           avg(extract(epoch FROM reply.at - ticket.create_date)) AS response,
           avg(extract(epoch FROM ticket.closed_date - ticket.create_date)) AS solution,
           avg(NULLIF(ticket.rating_last_value, 0)) AS stars
      FROM ticket
      LEFT JOIN reply ON reply.ticket_id = ticket.id
     GROUP BY ticket.user_id
"""
INSERT_CARDS = """
    INSERT INTO plain_card (user_id, score)
    SELECT user_id, least(100, stars * 20) FROM plain_figure ORDER BY user_id
"""
INSERT_LINES = """
    INSERT INTO plain_line (card_id, criterion, value, numerator, denominator, points)
    SELECT card.id, criterion,
           (ARRAY[tickets, customers, response, solution, stars])[1 + criterion %% 5],
           tickets, customers, 10
      FROM plain_card card
      JOIN plain_figure USING (user_id)
      CROSS JOIN generate_series(1, %(criteria)s) criterion
"""


def handwritten_cost(env, ours):
    """Cost of the aggregation and of as many plain rows as ``ours`` stored."""
    parameters = {
        "start": SCORED_MONTH[0],
        "end": SCORED_MONTH[1],
        "users": ours["users"],
        "comment": env.ref("mail.mt_comment").id,
        "criteria": ours["lines"] // ours["cards"],
    }
    env.cr.execute(CREATE_TABLES)
    with cost() as spent:
        env.cr.execute(AGGREGATE, parameters)
        env.cr.execute(INSERT_CARDS)
        env.cr.execute(INSERT_LINES, parameters)
    env.cr.execute("SELECT sum(tickets)::int FROM plain_figure")
    return {"seconds": spent.seconds, "tickets": env.cr.fetchone()[0]}
