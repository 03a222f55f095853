"""Named rules that find records somebody should look at before they count (R45).

Each rule is a SELECT of (id, figure) over ``fact``, the records of one company and
period; the figure is what makes them suspicious, in the ledger's own units. A rule
never excludes anything: a person does, with a reason.
"""

from odoo.tools import SQL

#: So many solutions of one person in the same minute were closed in bulk.
BULK = 5
#: Nobody solves a problem in fewer seconds.
SHORTEST_SOLUTION = 60
#: So many tickets of the same customer for the same person in one period.
SAME_CUSTOMER = 24
#: Quartiles of fewer records say nothing.
FEWEST_FOR_OUTLIERS = 8
#: Fences lie this many interquartile ranges outside the quartiles (Tukey 1977).
FENCE_LENGTH = SQL("1.5")

#: Kinds that are durations since the customer's request, where a clock can be wrong.
SINCE_REQUEST = ("acceptance", "response", "resolution")
#: Kinds whose durations are compared with others of the same category.
COMPARED = ("response", "resolution", "handling")


def answered_before_opened():
    """Something that cannot follow the request happened before it, or with it."""
    return SQL(
        "SELECT id, elapsed AS figure FROM fact WHERE kind IN %s AND elapsed <= 0",
        SINCE_REQUEST,
    )


def open_for_seconds():
    """Solved sooner than anybody could read the request."""
    return SQL(
        "SELECT id, elapsed AS figure FROM fact"
        " WHERE kind = 'resolution' AND elapsed > 0 AND elapsed < %s",
        SHORTEST_SOLUTION,
    )


def closed_in_bulk():
    """Many solutions of one person in the same minute."""
    return SQL(
        """
        SELECT id, figure
          FROM (SELECT id, COUNT(*) OVER (
                           PARTITION BY employee_id, DATE_TRUNC('minute', event_date)
                       ) AS figure
                  FROM fact WHERE kind = 'resolution') AS minute
         WHERE figure >= %s
        """,
        BULK,
    )


def outlier():
    """A duration outside the fences of its kind and category."""
    return SQL(
        """
        SELECT fact.id, fact.numerator AS figure
          FROM fact
          JOIN (SELECT kind, category_id, COUNT(*) AS records,
                       PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY numerator) AS low,
                       PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY numerator) AS high
                  FROM fact WHERE kind IN %(compared)s
                 GROUP BY kind, category_id) AS usual
            ON usual.kind = fact.kind
           AND usual.category_id IS NOT DISTINCT FROM fact.category_id
         WHERE usual.records >= %(fewest)s
           AND (fact.numerator > high + %(length)s * (high - low)
                OR fact.numerator < low - %(length)s * (high - low))
        """,
        compared=COMPARED,
        fewest=FEWEST_FOR_OUTLIERS,
        length=FENCE_LENGTH,
    )


def self_made():
    """The customer of the ticket is the person who served it."""
    return SQL(
        """
        SELECT fact.id, NULL::numeric AS figure
          FROM fact
          JOIN hr_employee AS employee ON employee.id = fact.employee_id
          LEFT JOIN res_users AS login ON login.id = employee.user_id
         WHERE fact.partner_id IN (login.partner_id, employee.work_contact_id)
        """
    )


def rating_from_inside():
    """A rating that a colleague gave."""
    return SQL(
        """
        SELECT fact.id, NULL::numeric AS figure
          FROM fact
          JOIN res_users AS login ON login.partner_id = fact.partner_id
         WHERE fact.kind = 'rating' AND login.share IS NOT TRUE
        """
    )


def same_customer():
    """The same customer with the same person again and again."""
    return SQL(
        """
        SELECT id, figure
          FROM (SELECT id, COUNT(*) OVER (
                           PARTITION BY employee_id, customer_key
                       ) AS figure
                  FROM fact
                 WHERE kind = 'served' AND customer_key IS NOT NULL) AS visits
         WHERE figure >= %s
        """,
        SAME_CUSTOMER,
    )


#: Name of the rule → its SELECT. The names are kept in the database.
RULES = {
    rule.__name__: rule
    for rule in (
        answered_before_opened,
        open_for_seconds,
        closed_in_bulk,
        outlier,
        self_made,
        rating_from_inside,
        same_customer,
    )
}


def suspicions(in_period, kinds, rules):
    """SELECT ``id, rule, figure`` of what the rules find among people's records.

    ``rules`` are {name: SELECT of (id, figure) over ``fact``}, ``in_period`` is a
    condition on aftersales_observation, ``kinds`` the ids of the kinds that matter.
    What was excluded once was decided about by a person.
    """
    found = SQL(" UNION ALL ").join(
        SQL("SELECT id, %s AS rule, figure FROM (%s) AS found", name, rule)
        for name, rule in rules.items()
    )
    return SQL(
        """
        WITH fact AS MATERIALIZED (
            SELECT aftersales_observation.*, kind.code AS kind
              FROM aftersales_observation
              JOIN aftersales_kind AS kind ON kind.id = aftersales_observation.kind_id
             WHERE %(in_period)s
               AND aftersales_observation.kind_id IN %(kinds)s
               AND aftersales_observation.employee_id IS NOT NULL
        )
        SELECT id, rule, figure FROM (%(found)s) AS suspicion
         WHERE NOT EXISTS (SELECT FROM aftersales_exclusion AS decided
                            WHERE decided.observation_id = suspicion.id)
        """,
        in_period=in_period,
        kinds=kinds,
        found=found,
    )


def insert_suggestions(cycle_id, company_id, found):
    """INSERT of suspicions as suggestions; decided ones are left as they are."""
    return SQL(
        """
        INSERT INTO aftersales_suggestion
               (cycle_id, company_id, observation_id, rule, figure, state)
        SELECT %s, %s, id, rule, figure, 'open' FROM (%s) AS found
        ON CONFLICT DO NOTHING
        """,
        cycle_id,
        company_id,
        found,
    )
