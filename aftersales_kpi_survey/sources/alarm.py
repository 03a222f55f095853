"""What looks like cheating among answers; a person decides (R45).

The rules are SELECTs of (id, figure) over ``fact``, as in the core's
``sources/suspicion.py``; only facts that come from answers matter here.
"""

from odoo.tools import SQL

#: So many answers about anybody from one device are not so many customers.
ONE_DEVICE = 3
#: So many answers about one person within a minute were not given by customers.
ONE_MINUTE = 3
#: An asked share this much below that of colleagues makes one look.
ASKED_LESS = SQL("0.2")
#: Tickets of a person and of colleagues that are compared at least.
FEWEST_TICKETS = 10

_ANSWERS = SQL(
    """
    fact JOIN survey_user_input AS answer ON answer.id = fact.res_id
     AND fact.res_model = 'survey.user_input'
    """
)


def one_device():
    """Several answers that came from the same browser at the same address."""
    return SQL(
        """
        SELECT id, figure
          FROM (SELECT fact.id, COUNT(*) OVER (
                           PARTITION BY fact.kind, answer.kpi_device) AS figure
                  FROM %s WHERE answer.kpi_device IS NOT NULL) AS device
         WHERE figure >= %s
        """,
        _ANSWERS,
        ONE_DEVICE,
    )


def one_minute():
    """Several answers about one person in the same minute."""
    return SQL(
        """
        SELECT id, figure
          FROM (SELECT fact.id, COUNT(*) OVER (
                           PARTITION BY fact.kind, fact.employee_id,
                                        DATE_TRUNC('minute', fact.event_date)
                       ) AS figure
                  FROM %s) AS minute
         WHERE figure >= %s
        """,
        _ANSWERS,
        ONE_MINUTE,
    )


def from_inside():
    """From where colleagues work, or with an address of the company's own domain."""
    return SQL(
        """
        SELECT fact.id, NULL::numeric AS figure
          FROM %s
          JOIN res_company AS company ON company.id = fact.company_id
         WHERE answer.kpi_from_inside
            OR SPLIT_PART(answer.email, '@', 2)
               = SPLIT_PART(LOWER(company.email), '@', 2)
        """,
        _ANSWERS,
    )


def asked_selectively(states):
    """SELECT of cycle exceptions: people fewer of whose customers can be asked.

    Agents do not choose whom to ask, but a missing address keeps a customer out. Named
    is who has this far more often than the colleagues, and better answers than they.
    """
    return SQL(
        """
        WITH asked AS (
            SELECT cycle.id AS cycle_id, cycle.company_id, invitation.employee_id,
                   COUNT(*) AS tickets,
                   COUNT(*) FILTER (
                       WHERE invitation.skip_reason IS DISTINCT FROM 'no_address'
                   ) AS reachable,
                   SUM(answer.kpi_score) AS score,
                   COUNT(answer.id) AS answers
              FROM aftersales_cycle AS cycle
              JOIN aftersales_invitation AS invitation
                ON invitation.company_id = cycle.company_id
               AND invitation.queued_on >= cycle.utc_from
               AND invitation.queued_on < cycle.utc_to
               AND invitation.state NOT IN ('queued', 'cancelled')
               AND invitation.employee_id IS NOT NULL
              LEFT JOIN survey_user_input AS answer
                ON answer.kpi_invitation_id = invitation.id
               AND answer.kpi_has_score
             WHERE cycle.state IN %(states)s
             GROUP BY cycle.id, invitation.employee_id
        ), compared AS (
            SELECT asked.*,
                   SUM(tickets) OVER whole - tickets AS other_tickets,
                   SUM(reachable) OVER whole - reachable AS other_reachable,
                   SUM(score) OVER whole - COALESCE(score, 0) AS other_score,
                   SUM(answers) OVER whole - answers AS other_answers
              FROM asked WINDOW whole AS (PARTITION BY cycle_id)
        )
        SELECT compared.cycle_id, compared.company_id, NULL::int AS criterion_id,
               'asking' AS kind, employee.name,
               NULL::int AS line_id, card.id AS card_id
          FROM compared
          JOIN hr_employee AS employee ON employee.id = compared.employee_id
          JOIN aftersales_scorecard AS card
            ON card.cycle_id = compared.cycle_id AND card.is_current
           AND card.employee_id = compared.employee_id
         WHERE compared.tickets >= %(fewest)s
           AND compared.other_tickets >= %(fewest)s
           AND compared.answers > 0 AND compared.other_answers > 0
           AND compared.reachable::numeric / compared.tickets
               < compared.other_reachable::numeric / compared.other_tickets - %(less)s
           AND compared.score / compared.answers
               > compared.other_score / compared.other_answers
        """,
        states=states,
        fewest=FEWEST_TICKETS,
        less=ASKED_LESS,
    )


#: Name of the rule → its SELECT. The names are kept in the database.
RULES = {rule.__name__: rule for rule in (one_device, one_minute, from_inside)}
