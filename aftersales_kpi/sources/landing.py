"""How rows reach the ledger: one statement, whatever their source.

A source yields rows with the columns of ``COLUMNS``; :func:`land` completes them
(employee, pseudonym of the customer, the date that decides the period) and inserts
those that are new.  A live hook and the history of a million tickets go through the
same statement, so a rule stated here holds for both.
"""

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


def rows_from_values(rows):
    """SELECT over literal rows: dicts keyed by ``COLUMNS``, absent keys are NULL."""
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
    return SQL("SELECT * FROM (VALUES %s) AS literal (%s)", values, names)


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


def land(rows, now, customers=True):
    """INSERT that completes ``rows`` (a SELECT of ``COLUMNS``) and skips known ones.

    * employee: the given one, else the user's employee in the row's company, else the
      user's only employee, else empty (listed for an officer);
    * customer: a random pseudonym per identity, made when first needed, so that erasing
      the pseudonym's entry unlinks the customer for good (design: privacy);
    * date: the event's, unless that person's period is already published: then now;
    * a row that comes with a void reason, or is dated more than a day ahead, is in the
      ledger, but counts nowhere.

    Conflicts on (company, kind, origin, revision) are ignored: posting twice, or
    history after live, changes nothing.

    :param now: this transaction's time, naive UTC
    :param customers: whether any row names a customer; planning is shorter without
    """
    copied = SQL(", ").join(SQL.identifier(name) for name in _COPIED)
    from_row = SQL(", ").join(SQL.identifier("r", name) for name in _COPIED)
    return SQL(
        """
        WITH incoming AS (%(rows)s)%(name_strangers)s
        INSERT INTO aftersales_observation (
            %(copied)s, employee_id, customer_key, revision, date, voided_on,
            void_reason
        )
        SELECT %(from_row)s, person.id, %(customer_key)s, COALESCE(r.revision, 0),
               CASE WHEN late.published THEN %(now)s ELSE r.event_date END,
               CASE WHEN wrong.reason IS NOT NULL THEN %(now)s END, wrong.reason
          FROM incoming r
          CROSS JOIN LATERAL (
              SELECT COALESCE(r.void_reason,
                              CASE WHEN r.event_date > %(now)s + interval '1 day'
                                   THEN %(future)s END) AS reason) AS wrong
          LEFT JOIN LATERAL (%(employee)s) AS found ON TRUE
          CROSS JOIN LATERAL (SELECT COALESCE(r.employee_id, found.id) AS id) AS person
          LEFT JOIN LATERAL (%(published)s) AS late ON TRUE
          %(join_names)s
        ON CONFLICT DO NOTHING
        """,
        rows=rows,
        copied=copied,
        from_row=from_row,
        now=SQL("%s::timestamp", now),
        future=IN_THE_FUTURE,
        employee=employee_of(SQL("r.user_id"), SQL("r.company_id")),
        published=_published(),
        name_strangers=_NAME_STRANGERS if customers else SQL(""),
        customer_key=SQL("COALESCE(p.key, n.key)" if customers else "NULL"),
        join_names=_JOIN_NAMES if customers else SQL(""),
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
    """One-row SELECT ``id``: the user's employee in the company, else the only one.

    LIMIT keeps the planner from flattening it, so that it remembers (Memoize) the few
    users among millions of rows.
    """
    return SQL(
        """
        SELECT e.id
          FROM hr_employee e
         WHERE e.user_id = %(user)s
           AND (e.company_id = %(company)s
                OR NOT EXISTS (SELECT 1 FROM hr_employee other
                                WHERE other.user_id = %(user)s AND other.id <> e.id))
         LIMIT 1
        """,
        user=user,
        company=company,
    )


def _published():
    """One-row SELECT: does a published card of the person cover the event already?"""
    return SQL(
        """
        SELECT TRUE AS published
          FROM aftersales_scorecard card
          JOIN aftersales_cycle cycle ON cycle.id = card.cycle_id
         WHERE card.employee_id = person.id
           AND card.state IN ('published', 'final')
           AND cycle.company_id = r.company_id
           AND cycle.utc_from <= r.event_date AND r.event_date < cycle.utc_to
         LIMIT 1
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
    """One-row SELECT ``total``: working seconds of a calendar up to a moment.

    NULL where the calendar is unknown: the caller then counts elapsed time.
    Same table and same arithmetic as ``scoring.worktime.Timetable`` in Python.
    """
    return SQL(
        """
        SELECT w.seconds
               + LEAST(extract(epoch FROM %(moment)s - w.start)::int, w.length) AS total
          FROM aftersales_worktime w
         WHERE w.calendar_id = %(calendar)s AND w.start <= %(moment)s
         ORDER BY w.start DESC LIMIT 1
        """,
        calendar=calendar,
        moment=moment,
    )
