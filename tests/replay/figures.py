"""A ticket's figures, and their summary per agent and month of closing.

Three sources give the same figures of a ticket: the log by the reference's
definitions (``defined_figures``), the log by what Odoo can hold (``expectations``),
and the product's ledger (``ledger``). Standard library only.
"""

from dataclasses import dataclass
from datetime import timedelta
from statistics import mean, median

UNASSIGNED = "(unassigned)"
REPEAT_WINDOW = timedelta(days=7)
MINUTE, HOUR = 60, 3600
MEASURES = ("response", "resolution", "reopen", "reassignment", "sla", "repeat")


@dataclass(frozen=True)
class TicketFigures:
    """One ticket; times in seconds of the 24×7 clock, empty where there is none."""

    response: float | None = None  # opened to first answer
    resolution: float | None = None  # opened to resolved
    reopen: int = 0  # times
    reassignment: int = 0  # times
    sla: bool = False  # met
    repeat: bool = False  # the problem came back within REPEAT_WINDOW


def group_key(incident):
    """(agent, month of closing) as the reference groups: last assignee, YYYY-MM."""
    return incident.last_assignee or UNASSIGNED, f"{incident.closed:%Y-%m}"


def defined_figures(incidents):
    """Figures of every ticket by the reference's own definitions, from the log."""
    repeated = repeated_numbers(incidents.values())
    return {
        number: TicketFigures(
            response=_response_seconds(incident),
            resolution=_seconds(incident.opened, incident.resolved),
            reopen=incident.reopen_count,
            reassignment=incident.reassignment_count,
            sla=incident.made_sla,
            repeat=number in repeated,
        )
        for number, incident in incidents.items()
    }


def _response_seconds(incident):
    """Seconds to the first answer; an answer before the opening is left out."""
    answer = incident.first_answer
    seconds = _seconds(incident.opened, answer and answer.at)
    return None if seconds is None or seconds < 0 else seconds


def _seconds(start, end):
    return None if end is None else (end - start).total_seconds()


def repeated_numbers(incidents):
    """Tickets after whose end the caller opened the same category within the window."""
    opened_by_problem = {}
    for incident in incidents:
        problem = (incident.caller, incident.category)
        opened_by_problem.setdefault(problem, []).append(incident)
    return {
        incident.number
        for same in opened_by_problem.values()
        for incident in same
        if any(_is_repeat_of(other, incident) for other in same)
    }


def _is_repeat_of(later, earlier):
    """Whether ``later`` was opened after ``earlier`` ended and within the window."""
    return (
        later is not earlier
        and earlier.ended < later.opened <= earlier.ended + REPEAT_WINDOW
    )


def summarise(figures, keys):
    """Summary rows per key: {key: {measure: tuple of the reference's columns}}.

    ``figures``: TicketFigures by number; ``keys``: (agent, month) by number. Means and
    medians have six decimals as the reference's file has.
    """
    grouped = {}
    for number, key in keys.items():
        grouped.setdefault(key, []).append(figures[number])
    return {key: _summary(tickets) for key, tickets in grouped.items()}


def _summary(tickets):
    return {
        "response": _duration_columns([t.response for t in tickets], MINUTE),
        "resolution": _duration_columns([t.resolution for t in tickets], HOUR),
        "reopen": _count_columns([t.reopen for t in tickets]),
        "reassignment": _count_columns([t.reassignment for t in tickets]),
        "sla": (sum(t.sla for t in tickets),),
        "repeat": (sum(t.repeat for t in tickets),),
    }


def _duration_columns(seconds, unit):
    """(number, mean, median) in the unit."""
    known = [value / unit for value in seconds if value is not None]
    if not known:
        return 0, None, None
    return len(known), round(mean(known), 6), round(median(known), 6)


def _count_columns(counts):
    """(tickets with at least one, sum)."""
    return sum(count > 0 for count in counts), sum(counts)


# Columns of the reference's file that hold each measure.
REFERENCE_COLUMNS = {
    "response": ("frt_n", "frt_mean_min", "frt_median_min"),
    "resolution": ("res_n", "res_mean_h", "res_median_h"),
    "reopen": ("reopened_n", "reopen_sum"),
    "reassignment": ("reassigned_n", "reassign_sum"),
    "sla": ("sla_met_n",),
    "repeat": ("repeat7_n",),
}


def read_reference(rows):
    """The published reference, from dictionaries of its columns, as ``summarise``."""
    return {
        (row["agent"], row["month"]): {
            measure: tuple(_number(row[column]) for column in columns)
            for measure, columns in REFERENCE_COLUMNS.items()
        }
        for row in rows
    }


def _number(text):
    if not text:
        return None
    return float(text) if "." in text else int(text)


def same(left, right):
    """Whether two rows agree; the sixth decimal of a mean may be rounded either way."""
    return all(
        a == b or (a is not None and b is not None and abs(a - b) <= 1.5e-6)
        for a, b in zip(left, right, strict=True)
    )
