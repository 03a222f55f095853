"""How rows reach the ledger: one statement, whatever their source.

A source yields :class:`Rows` with the columns of ``COLUMNS``; :func:`land` completes
them (employee, pseudonym of the customer, the date that decides the period) and inserts
those that are new.  A live hook and the history of a million tickets go through the
same statement, so a rule stated here holds for both.
"""

from typing import NamedTuple

from odoo.tools import SQL

#: What a source may say about a row, and the PostgreSQL type of each.
#: ``customer`` is an identity (see :func:`customer_identity`), never stored itself.
COLUMNS = {
    "kind_id": "int",
    "company_id": "int",
    "employee_id": "int",
    "user_id": "int",
    "department_id": "int",
    "team_id": "int",
    "category_id": "int",
    "channel_id": "int",
    "priority": "varchar",
    "cause": "varchar",
    "numerator": "numeric",
    "denominator": "numeric",
    "elapsed": "numeric",
    "event_date": "timestamp",
    "ticket_id": "int",
    "partner_id": "int",
    "res_model": "varchar",
    "res_id": "int",
    "customer": "varchar",
    "origin": "varchar",
    "revision": "int",
    "reconstructed": "bool",
    "void_reason": "varchar",
}

#: Columns that are copied as they come.
_COPIED = [
    name
    for name in COLUMNS
    if name not in ("employee_id", "customer", "revision", "void_reason")
]

IN_THE_FUTURE = "The event is dated in the future."


class Rows(NamedTuple):
    """What a source says, and what the statement that lands it can do without."""

    # SELECT of COLUMNS, in their order.
    select: SQL
    # Whether any row names a customer.
    customers: bool
    # Rows of a moment, not of a table: people are looked up one by one.
    few: bool = False


def rows_from_values(rows):
    """Rows of literal values: dicts keyed by ``COLUMNS``, absent keys are NULL."""
    values = SQL(", ").join(
        SQL(
            "(%s)",
            SQL(", ").join(
                SQL("%s::%s", row.get(name), SQL(type_))
                for name, type_ in COLUMNS.items()
            ),
        )
        for row in rows
    )
    names = SQL(", ").join(map(SQL.identifier, COLUMNS))
    return Rows(
        SQL("SELECT * FROM (VALUES %s) AS literal (%s)", values, names),
        customers=any(row.get("customer") for row in rows),
        few=True,
    )


def select_columns(**expressions):
    """The columns of ``COLUMNS`` in their order; those not given are NULL."""
    unknown = expressions.keys() - COLUMNS.keys()
    if unknown:
        raise KeyError(f"not columns of the ledger: {sorted(unknown)}")
    return SQL(", ").join(
        SQL(
            "(%s)::%s AS %s",
            expressions.get(name, SQL("NULL")),
            SQL(type_),
            SQL.identifier(name),
        )
        for name, type_ in COLUMNS.items()
    )


def land(rows, now, published=True):
    """INSERT that completes ``rows`` (a :class:`Rows`) and skips known ones.

    * employee: the given one, else the user's employee in the row's company, else the
      user's only employee, else empty (listed for an officer);
    * customer: a random pseudonym per identity, made when first needed, so that erasing
      the pseudonym's entry unlinks the customer for good (design: privacy);
    * date: the event's, unless a published card of the person has counted that kind in
      that time: then now;
    * a row that comes with a void reason, or is dated more than a day ahead, is in the
      ledger, but counts nowhere.

    Conflicts on (company, kind, origin, revision) are ignored: posting twice, or
    history after live, changes nothing.

    :param now: this transaction's time, naive UTC
    :param published: whether any scorecard is published; if not, nothing is late
    """
    copied = SQL(", ").join(SQL.identifier(name) for name in _COPIED)
    from_row = SQL(", ").join(SQL.identifier("r", name) for name in _COPIED)
    return SQL(
        """
        WITH incoming AS (
            -- OFFSET: what a source computes is computed once
            SELECT * FROM (%(rows)s) AS said OFFSET 0
        )%(name_strangers)s
        INSERT INTO aftersales_observation (
            %(copied)s, employee_id, customer_key, revision, date, voided_on,
            void_reason
        )
        SELECT %(from_row)s, person.id, %(customer_key)s, COALESCE(r.revision, 0),
               CASE WHEN %(late)s THEN %(now)s ELSE r.event_date END,
               CASE WHEN wrong.reason IS NOT NULL THEN %(now)s END, wrong.reason
          FROM incoming r
          CROSS JOIN LATERAL (
              SELECT COALESCE(r.void_reason,
                              CASE WHEN r.event_date > %(now)s + interval '1 day'
                                   THEN %(future)s END) AS reason) AS wrong
          %(join_person)s
          %(join_published)s
          %(join_names)s
        ON CONFLICT DO NOTHING
        """,
        rows=rows.select,
        copied=copied,
        from_row=from_row,
        now=SQL("%s::timestamp", now),
        future=IN_THE_FUTURE,
        join_person=_JOIN_PERSON if rows.few else _JOIN_PEOPLE,
        late=SQL("late.published" if published else "FALSE"),
        join_published=_JOIN_PUBLISHED if published else SQL(),
        name_strangers=_NAME_STRANGERS if rows.customers else SQL(),
        customer_key=SQL("COALESCE(p.key, n.key)" if rows.customers else "NULL"),
        join_names=_JOIN_NAMES if rows.customers else SQL(),
    )


# Customers that have no pseudonym yet get one in the same statement.  DO UPDATE waits
# for another transaction that names the same customer, and takes its name.
_NAME_STRANGERS = SQL(
    """,
        stranger AS (
            SELECT DISTINCT i.customer
              FROM incoming i
              LEFT JOIN aftersales_pseudonym p ON p.identity = i.customer
             WHERE i.customer IS NOT NULL AND p.id IS NULL
        ),
        named AS (
            INSERT INTO aftersales_pseudonym (identity, key)
            SELECT customer,
                   left(encode(uuid_send(gen_random_uuid()), 'base64'), 16)
              FROM stranger
            ON CONFLICT (identity) DO UPDATE SET identity = excluded.identity
            RETURNING identity, key
        )
    """
)
_JOIN_NAMES = SQL(
    """
          LEFT JOIN aftersales_pseudonym p ON p.identity = r.customer
          LEFT JOIN named n ON n.identity = r.customer
    """
)


def employee_of(user, company):
    """One-row SELECT ``id``: the user's employee in the company, else the only one."""
    return SQL(
        """
        SELECT e.id
          FROM hr_employee e
         WHERE e.user_id = %(user)s
           AND (e.company_id = %(company)s
                OR NOT EXISTS (SELECT 1 FROM hr_employee other
                                WHERE other.user_id = %(user)s AND other.id <> e.id))
        """,
        user=user,
        company=company,
    )


# Who a row is about: by index for a few rows, by two hash tables for a million.
_JOIN_PERSON = SQL(
    """
          LEFT JOIN LATERAL (%s) AS found ON TRUE
          CROSS JOIN LATERAL (SELECT COALESCE(r.employee_id, found.id) AS id) AS person
    """,
    employee_of(SQL("r.user_id"), SQL("r.company_id")),
)
_JOIN_PEOPLE = SQL(
    """
          LEFT JOIN hr_employee here
            ON here.user_id = r.user_id AND here.company_id = r.company_id
          LEFT JOIN (SELECT user_id, count(*) AS jobs, min(id) AS id
                       FROM hr_employee GROUP BY user_id) AS anywhere
            ON anywhere.user_id = r.user_id
          CROSS JOIN LATERAL (
              SELECT COALESCE(r.employee_id, here.id,
                              CASE anywhere.jobs WHEN 1 THEN anywhere.id END) AS id
              ) AS person
    """
)
# Does a published card of the person cover the event already, and count its kind?  What
# the raters of one cycle say is too late for that cycle only.
_JOIN_PUBLISHED = SQL(
    """
          LEFT JOIN LATERAL (
              SELECT TRUE AS published
                FROM aftersales_scorecard card
                JOIN aftersales_cycle cycle ON cycle.id = card.cycle_id
               WHERE card.employee_id = person.id
                 AND card.state IN ('published', 'final')
                 AND cycle.company_id = r.company_id
                 AND cycle.utc_from <= r.event_date AND r.event_date < cycle.utc_to
                 AND (r.res_model IS DISTINCT FROM 'aftersales.cycle'
                      OR r.res_id = cycle.id)
                 AND EXISTS (
                         SELECT FROM aftersales_scorecard_line line
                           JOIN aftersales_indicator indicator
                             ON indicator.id = line.indicator_id
                          WHERE line.scorecard_id = card.id
                            AND r.kind_id IN (indicator.numerator_kind_id,
                                              indicator.denominator_kind_id))
               LIMIT 1) AS late ON TRUE
    """
)


def staff():
    """SELECT ``id, partner_id`` of staff: internal users, and users of an employee.

    ``res_users.share`` stays false when a user is archived, unlike the partner's flag,
    so former colleagues keep what they did.  OdooBot (1) serves nobody.
    """
    return SQL(
        """
        SELECT u.id, u.partner_id FROM res_users u
         WHERE u.id <> 1
           AND (u.share IS NOT TRUE
                OR EXISTS (SELECT 1 FROM hr_employee e WHERE e.user_id = u.id))
        """
    )


def staff_by_partner():
    """SELECT ``id, partner_id``: the first user of each partner that is staff."""
    return SQL(
        """
        SELECT min(id) AS id, partner_id FROM (%s) AS everyone GROUP BY partner_id
        """,
        staff(),
    )


def worked(calendar, moment):
    """Working seconds of a calendar up to a moment.

    NULL where the calendar is unknown: the caller then counts elapsed time.
    Same table and same arithmetic as ``scoring.worktime.Timetable`` in Python.
    """
    # Reading an index backwards, PostgreSQL takes all of a page that fits the
    # condition: a lower limit saves most of it, and hardly a moment lies beyond it.
    latest, whole = (
        SQL(
            """
            (SELECT w.seconds
                    + LEAST(extract(epoch FROM %(moment)s - w.start)::int, w.length)
               FROM aftersales_worktime w
              WHERE w.calendar_id = %(calendar)s AND w.start <= %(moment)s %(limit)s
              ORDER BY w.start DESC LIMIT 1)
            """,
            calendar=calendar,
            moment=moment,
            limit=limit,
        )
        for limit in (SQL("AND w.start > %s - interval '4 days'", moment), SQL())
    )
    return SQL("COALESCE(%s, %s)", latest, whole)
