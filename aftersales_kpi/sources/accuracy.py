"""Accuracy (R11): quality checks of drawn tickets, and reopenings for a wrong answer.

A fact is dated when the answer was given (the solution that was checked, the reopening
that showed it wrong), so that a check early in November counts for October.
"""

from odoo.tools import SQL

from .landing import select_columns
from .revised import scope as _scope

# Every check is a score of 100; a wrong answer found otherwise is a check that failed.
FULL_SCORE = 100


def check_rows(ticket_ids=None, until=None, companies=None):
    """Rows of submitted quality checks in which something could be judged."""
    return _rows(
        SQL("aftersales_quality_check"),
        SQL("record.solved_on"),
        SQL("record.state = 'submitted' AND record.applicable"),
        SQL("record.score"),
        SQL("'q' || record.id"),
        "aftersales.quality.check",
        (ticket_ids, until, companies),
        # an unchanged check may be submitted long after the solution that it is about
        decided=SQL("record.submitted_on"),
    )


def reopening_rows(ticket_ids=None, until=None, companies=None):
    """Rows of tickets that came back because the answer had been wrong."""
    return _rows(
        SQL("aftersales_reopening"),
        SQL("record.reopened_on"),
        SQL("record.reason = 'wrong_answer'"),
        SQL("0"),
        SQL("'b' || record.id"),
        "aftersales.reopening",
        (ticket_ids, until, companies),
        decided=SQL("record.judged_on"),
    )


def _rows(table, event_date, condition, score, origin, model, scope, decided):
    columns = select_columns(
        kind_id=SQL("(SELECT id FROM aftersales_kind WHERE code = 'accuracy')"),
        company_id=SQL("record.company_id"),
        employee_id=SQL("record.employee_id"),
        user_id=SQL("record.user_id"),
        team_id=SQL("t.team_id"),
        category_id=SQL("t.category_id"),
        channel_id=SQL("t.channel_id"),
        priority=SQL("t.priority"),
        numerator=score,
        denominator=SQL("%s", FULL_SCORE),
        event_date=event_date,
        ticket_id=SQL("t.id"),
        partner_id=SQL("t.partner_id"),
        res_model=SQL("%s", model),
        res_id=SQL("record.id"),
        origin=origin,
        revision=SQL("0"),
        reconstructed=SQL("FALSE"),
    )
    return SQL(
        """
        SELECT %(columns)s
          FROM %(table)s record
          JOIN helpdesk_ticket t ON t.id = record.ticket_id
          JOIN res_company c ON c.id = record.company_id
         WHERE %(condition)s AND %(scope)s
        """,
        columns=columns,
        table=table,
        condition=condition,
        scope=_scope(decided, SQL("t.id"), *scope),
    )
