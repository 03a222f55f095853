"""What the ledger must say where Odoo cannot hold what the log's reference counts.

Each rule recomputes one measure of a ticket from the log alone. A difference between
reference and ledger is explained when, for every ticket behind it, the ledger says
exactly what the rule computes. Standard library only.
"""

from dataclasses import dataclass, replace

from replay.figures import REPEAT_WINDOW


@dataclass(frozen=True)
class Rule:
    """Why a measure may differ, and by what rule it is expected instead."""

    measure: str
    reason: str


NO_RESOLUTION_TIME = Rule(
    "resolution",
    "resolved_at is empty: Odoo knows when the ticket reached a closed stage, and the"
    " ledger resolves it then; the reference leaves it out",
)
PERSONS_NOT_GROUPS = Rule(
    "reassignment",
    "the log counts changes of group, Odoo tracks changes of person: the ledger counts"
    " those from one person to another",
)
EVERY_RESOLUTION_COUNTS = Rule(
    "repeat",
    "a ticket resolved more than once: the problem may also come back after an earlier"
    " resolution, the reference looks after the last only",
)
NOBODY_COMES_BACK = Rule(
    "repeat",
    "the caller is unknown: the reference takes the unknown for one caller, the ledger"
    " for nobody",
)
RULES = (
    NO_RESOLUTION_TIME,
    PERSONS_NOT_GROUPS,
    EVERY_RESOLUTION_COUNTS,
    NOBODY_COMES_BACK,
)


def expected_figures(incidents, defined):
    """(figures, {rule: numbers}): the ledger's due figures, and whom each rule moved.

    ``defined``: TicketFigures by number as the reference defines them.
    """
    openings = _openings_by_problem(incidents.values())
    expected, moved = {}, {rule: set() for rule in RULES}
    for number, incident in incidents.items():
        changes = dict(_departures(incident, defined[number], openings))
        for rule, value in changes.items():
            if getattr(defined[number], rule.measure) != value:
                moved[rule].add(number)
        values = {rule.measure: value for rule, value in changes.items()}
        expected[number] = replace(defined[number], **values)
    return expected, moved


def _departures(incident, defined, openings):
    """(rule, value) for each rule that says something about this ticket."""
    if incident.resolved is None:
        seconds = (incident.closed - incident.opened).total_seconds()
        yield NO_RESOLUTION_TIME, seconds
    yield PERSONS_NOT_GROUPS, handovers(incident)
    if incident.caller is None:
        yield NOBODY_COMES_BACK, False
    elif not defined.repeat:
        yield EVERY_RESOLUTION_COUNTS, _came_back(incident, openings)


def handovers(incident):
    """Times the next update names another person, one to one without a gap."""
    ordered = sorted(incident.updates, key=lambda update: update.at)
    people = [update.assignee for update in ordered]
    pairs = zip(people, people[1:], strict=False)
    return sum(bool(a and b and a != b) for a, b in pairs)


def resolutions(incident):
    """Moments it was finished: as the updates say, the last one as the log says."""
    moments = [
        update.at
        for before, update in zip(
            [None, *incident.updates], incident.updates, strict=False
        )
        if update.finished and not (before and before.finished)
    ]
    return [*moments[:-1], incident.ended]


def _openings_by_problem(incidents):
    openings = {}
    for incident in incidents:
        problem = (incident.caller, incident.category)
        openings.setdefault(problem, []).append((incident.opened, incident.number))
    return openings


def _came_back(incident, openings):
    """Whether the caller opened the category again after any of its resolutions."""
    return any(
        end < opened <= end + REPEAT_WINDOW
        for opened, number in openings[incident.caller, incident.category]
        if number != incident.number
        for end in resolutions(incident)
    )
