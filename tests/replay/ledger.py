"""What the product's ledger says of the replayed tickets."""

from replay.figures import TicketFigures

# Rows that count: neither voided nor replaced by a later one.
EFFECTIVE = "o.voided_on IS NULL AND o.replaced_by_id IS NULL"
COMPARED_KINDS = (
    "response",
    "resolution",
    "reopen",
    "reassignment",
    "sla",
    "repeat",
)
TICKET_FACTS = f"""
    SELECT t.number, k.code, count(*) AS times, sum(o.numerator) AS numerator,
           max(o.elapsed) AS elapsed
      FROM aftersales_observation o
      JOIN aftersales_kind k ON k.id = o.kind_id
      JOIN helpdesk_ticket t ON t.id = o.ticket_id
     WHERE {EFFECTIVE} AND k.code IN %s
     GROUP BY t.number, k.code
"""
# Whom the product charges, beside whom the ticket had last (grouping of the reference).
ATTRIBUTION = f"""
    SELECT t.number, k.code, e.name AS person, o.elapsed, o.numerator
      FROM aftersales_observation o
      JOIN aftersales_kind k ON k.id = o.kind_id
      JOIN helpdesk_ticket t ON t.id = o.ticket_id
      LEFT JOIN hr_employee e ON e.id = o.employee_id
     WHERE {EFFECTIVE} AND k.code IN %s
"""


def ledger_figures(cr, numbers):
    """TicketFigures by ticket number, read from the ledger; elapsed (24×7) clock."""
    cr.execute(TICKET_FACTS, [COMPARED_KINDS])
    facts = {(row["number"], row["code"]): row for row in cr.dictfetchall()}
    return {number: _ticket_figures(facts, number) for number in numbers}


def _ticket_figures(facts, number):
    def fact(code, column):
        row = facts.get((number, code))
        return None if row is None else row[column]

    def seconds(code):
        elapsed = fact(code, "elapsed")
        return None if elapsed is None else float(elapsed)

    return TicketFigures(
        response=seconds("response"),
        resolution=seconds("resolution"),
        reopen=fact("reopen", "times") or 0,
        reassignment=fact("reassignment", "times") or 0,
        sla=bool(fact("sla", "numerator")),
        repeat=bool(fact("repeat", "times")),
    )


def attributed_rows(cr):
    """(ticket number, kind, person charged or None, elapsed, numerator) of each row."""
    cr.execute(ATTRIBUTION, [COMPARED_KINDS])
    return cr.fetchall()
