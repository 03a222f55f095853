"""Process compliance (R12): required steps done, of the required steps of a ticket.

Decided when the ticket is solved; a ticket that is closed without a solution needs no
steps.  Solving it again after a reopening decides again.
"""

from odoo.tools import SQL

from .revised import beside_solution

_STEPS = SQL(
    """
    SELECT ticket_id, COUNT(*) FILTER (WHERE done_on IS NOT NULL) AS numerator,
           COUNT(*) AS denominator
      FROM aftersales_ticket_step WHERE required GROUP BY ticket_id
    """
)


def process_rows(**scope):
    """Rows of solved tickets with required steps (scope of ``beside_solution``)."""
    return beside_solution("process", _STEPS, **scope)
