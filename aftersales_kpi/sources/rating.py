"""Ratings: what customers clicked about a ticket, on the scale of Odoo (maximum 5).

The person is who served when the rating was asked for (``rated_partner_id`` is fixed
then).  A rating touched by staff is in the ledger but voided: nobody improves the own
score, and nothing disappears silently.
"""

from odoo.tools import SQL

from .landing import Rows, select_columns, staff, staff_by_partner
from .ticket import MODEL, customer_identity, customer_sql, fact

SCALE_MAXIMUM = 5

CHANGED_BY_STAFF = "The rating was changed by staff after the customer gave it."
ENTERED_BY_STAFF = "The rating was entered by staff, not by the customer."


def rating_fact(ticket, rating, user, **values):
    """The ledger row of a consumed rating of a ticket."""
    return fact(
        ticket,
        origin=f"r{rating.id}",
        user_id=user.id or None,
        numerator=rating.rating,
        denominator=SCALE_MAXIMUM,
        event_date=(rating.rated_on or rating.write_date).replace(microsecond=0),
        res_model="rating.rating",
        res_id=rating.id,
        customer=customer_identity(ticket),
        **values,
    )


def history(ticket_ids=None):
    """Rows of all consumed ratings of tickets.

    Odoo keeps only the last writer of a rating.  It counts as changed by staff when a
    member of staff wrote it although the customer's message is there, or when the rated
    person wrote it.
    """
    scope = (
        SQL("TRUE") if ticket_ids is None else SQL("t.id = ANY(%s)", list(ticket_ids))
    )
    columns = select_columns(
        kind_id=SQL("(SELECT id FROM aftersales_kind WHERE code = 'rating')"),
        company_id=SQL("t.company_id"),
        user_id=SQL("rated.id"),
        team_id=SQL("t.team_id"),
        category_id=SQL("t.category_id"),
        channel_id=SQL("t.channel_id"),
        priority=SQL("t.priority"),
        numerator=SQL("r.rating"),
        denominator=SQL("%s", SCALE_MAXIMUM),
        event_date=SQL("date_trunc('second', COALESCE(r.rated_on, r.write_date))"),
        ticket_id=SQL("t.id"),
        partner_id=SQL("t.partner_id"),
        res_model=SQL("'rating.rating'"),
        res_id=SQL("r.id"),
        customer=customer_sql(),
        origin=SQL("'r' || r.id"),
        reconstructed=SQL("TRUE"),
        void_reason=SQL(
            """
            CASE WHEN writer.id IS NULL THEN NULL
                 WHEN r.message_id IS NOT NULL THEN %(changed)s
                 WHEN writer.id = rated.id THEN %(entered)s END
            """,
            changed=CHANGED_BY_STAFF,
            entered=ENTERED_BY_STAFF,
        ),
    )
    select = SQL(
        """
        SELECT %(columns)s
          FROM rating_rating r
          JOIN helpdesk_ticket t ON t.id = r.res_id
          LEFT JOIN (%(rated)s) rated ON rated.partner_id = r.rated_partner_id
          LEFT JOIN (%(staff)s) writer ON writer.id = r.write_uid
         WHERE r.res_model = %(model)s AND r.consumed AND r.rating > 0 AND %(scope)s
        """,
        columns=columns,
        rated=staff_by_partner(),
        staff=staff(),
        model=MODEL,
        scope=scope,
    )
    return Rows(select, customers=True)
