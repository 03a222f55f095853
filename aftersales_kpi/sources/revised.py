"""Facts whose figures may still change: a changed one takes the next revision.

For sources that read our own tables: the same SELECT of ``landing.COLUMNS`` is run when
something changes and, for what was missed, by the scheduled action.
"""

from odoo.tools import SQL

from .landing import COLUMNS, Rows
from .ticket import _since

# Columns that make a fact another one when they change.
_FIGURES = ("numerator", "denominator", "elapsed", "event_date")
# What a fact beside a solution has of its own.
_OWN = {
    "kind_id": SQL("kind.id"),
    "numerator": SQL("figure.numerator"),
    "denominator": SQL("figure.denominator"),
    "elapsed": SQL("NULL::numeric"),
    "customer": SQL("NULL::varchar"),
    "origin": SQL("'t' || r.ticket_id"),
    "revision": SQL("0"),
    "reconstructed": SQL("FALSE"),
    "void_reason": SQL("NULL::varchar"),
}


def scope(moment, ticket_id, ticket_ids, until=None, companies=None):
    """Condition: about these tickets; or decided lately in some companies ``c``."""
    if ticket_ids is not None:
        return SQL("%s = ANY(%s)", ticket_id, list(ticket_ids))
    return SQL(
        "c.id = ANY(%s) AND %s <= %s AND %s",
        list(companies),
        moment,
        until,
        _since(moment),
    )


def revised(rows, changed=True):
    """Of the SELECT ``rows`` what the ledger lacks, or has with other figures.

    A voided fact stays voided as long as its event is the same one.  Unless something
    was ``changed``, nothing that a person corrected in the ledger is ever touched.
    """
    columns = SQL(", ").join(
        SQL("COALESCE(known.revision + 1, 0) AS revision")
        if name == "revision"
        else SQL.identifier("fact", name)
        for name in COLUMNS
    )
    known, fact = (
        SQL(", ").join(SQL.identifier(table, name) for name in _FIGURES)
        for table in ("known", "fact")
    )
    differs = SQL(
        """
        (%s) IS DISTINCT FROM (%s)
        AND (known.voided_on IS NULL OR known.event_date <> fact.event_date)
        """,
        known,
        fact,
    )
    select = SQL(
        """
        SELECT %(columns)s
          FROM (%(rows)s) AS fact
          LEFT JOIN LATERAL (
              SELECT * FROM aftersales_observation one
               WHERE one.company_id = fact.company_id AND one.kind_id = fact.kind_id
                 AND one.origin = fact.origin
               ORDER BY one.revision DESC LIMIT 1) AS known ON TRUE
         WHERE known.id IS NULL OR (%(changed)s AND %(differs)s)
        """,
        columns=columns,
        rows=rows,
        changed=SQL("TRUE" if changed else "FALSE"),
        differs=differs,
    )
    return Rows(select, customers=False, few=changed)


def replace_older(ticket_ids):
    """UPDATE: of a fact's revisions about these tickets only the last one counts."""
    return SQL(
        """
        UPDATE aftersales_observation older SET replaced_by_id = newer.id
          FROM aftersales_observation newer
         WHERE newer.ticket_id = ANY(%s) AND newer.revision > 0
           AND older.kind_id = newer.kind_id AND older.company_id = newer.company_id
           AND older.origin = newer.origin AND older.revision = newer.revision - 1
           AND older.replaced_by_id IS NULL
        """,
        list(ticket_ids),
    )


def beside_solution(kind, figures, ticket_ids=None, until=None, companies=None):
    """Rows of ``kind`` about solved tickets, booked exactly as their solution is.

    ``figures``: SELECT ``ticket_id, numerator, denominator``.  Person, moment, team and
    category come from the solution's own fact, so whoever has that one has these too.
    """
    columns = SQL(", ").join(
        SQL("%s AS %s", _OWN[name], SQL.identifier(name))
        if name in _OWN
        else SQL.identifier("r", name)
        for name in COLUMNS
    )
    return SQL(
        """
        SELECT %(columns)s
          FROM aftersales_observation r
          JOIN aftersales_kind solution
            ON solution.id = r.kind_id AND solution.code = 'resolution'
          JOIN aftersales_kind kind ON kind.code = %(kind)s
          JOIN res_company c ON c.id = r.company_id
          JOIN (%(figures)s) AS figure ON figure.ticket_id = r.ticket_id
         WHERE r.voided_on IS NULL AND r.replaced_by_id IS NULL
           AND figure.denominator > 0 AND %(scope)s
        """,
        columns=columns,
        kind=kind,
        figures=figures,
        scope=scope(
            SQL("r.event_date"), SQL("r.ticket_id"), ticket_ids, until, companies
        ),
    )
