"""Who can be asked in a campaign: customers served in a period, each once."""

from odoo.tools import SQL


def frame(campaign):
    """SELECT ``id, stratum`` of the records that stand for customers.

    ``id`` is a record "customer served" of the ledger.  A customer served by several
    people is drawn for one of them, whom the seed decides.  Left out: tickets whose
    customer has been asked the same already, and customers nobody can name.

    :param campaign: values: company_id, survey_id, seed, utc_from, utc_to, stratum
        (column), and optional lists employee_id, team_id, category_id, channel_id
    """
    filters = [
        SQL("served.%s = ANY(%s)", SQL.identifier(name), list(campaign[name]))
        for name in ("employee_id", "team_id", "category_id", "channel_id")
        if campaign.get(name)
    ]
    return SQL(
        """
        SELECT DISTINCT ON (COALESCE(served.customer_key, served.id::varchar))
               served.id,
               COALESCE(%(stratum)s::varchar, '') AS stratum
          FROM aftersales_observation served
          JOIN aftersales_kind kind ON kind.id = served.kind_id
           AND kind.code = 'served'
          JOIN helpdesk_ticket ticket ON ticket.id = served.ticket_id
         WHERE served.company_id = %(company)s
           AND served.voided_on IS NULL AND served.replaced_by_id IS NULL
           AND served.event_date >= %(utc_from)s AND served.event_date < %(utc_to)s
           AND served.employee_id IS NOT NULL
           AND %(filters)s
           AND NOT EXISTS (SELECT 1 FROM aftersales_invitation asked
                            WHERE asked.ticket_id = served.ticket_id
                              AND asked.survey_id = %(survey)s)
           AND NOT EXISTS (SELECT 1 FROM aftersales_phone_interview called
                            WHERE called.ticket_id = served.ticket_id
                              AND called.survey_id = %(survey)s)
         ORDER BY COALESCE(served.customer_key, served.id::varchar),
                  md5(%(seed)s || served.id), served.id
        """,
        stratum=SQL.identifier("served", campaign["stratum"]),
        company=campaign["company_id"],
        survey=campaign["survey_id"],
        utc_from=campaign["utc_from"],
        utc_to=campaign["utc_to"],
        seed=campaign["seed"],
        filters=SQL(" AND ").join(filters) if filters else SQL("TRUE"),
    )
