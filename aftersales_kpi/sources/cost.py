"""Service cost (R14): what a ticket cost against the standard of its category.

In cents of the company's currency.  Tickets without a standard have nothing to be
compared with and give no fact; neither do fees of tickets that are free of charge.
"""

from odoo.tools import SQL

from .revised import beside_solution

# {kind: SELECT of its figures}
FIGURES = {
    "cost": SQL(
        """
        SELECT ticket_id, ROUND(total_cost * 100) AS numerator,
               ROUND(standard_cost * 100) AS denominator
          FROM aftersales_service_cost
        """
    ),
    "labour_use": SQL(
        """
        SELECT ticket_id, ROUND(labour_minutes * 60) AS numerator,
               ROUND(standard_minutes * 60) AS denominator
          FROM aftersales_service_cost
        """
    ),
    "fee": SQL(
        """
        SELECT ticket_id, fee_reasonable::int AS numerator, 1 AS denominator
          FROM aftersales_service_cost WHERE chargeable AND standard_fee > 0
        """
    ),
    "cost_recovery": SQL(
        """
        SELECT ticket_id, ROUND(fee_charged * 100) AS numerator,
               ROUND(total_cost * 100) AS denominator
          FROM aftersales_service_cost WHERE chargeable
        """
    ),
}


def cost_rows(kind, **scope):
    """Rows of one kind of ``FIGURES`` about solved tickets."""
    return beside_solution(kind, FIGURES[kind], **scope)
