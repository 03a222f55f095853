"""Read the incident event log of UCI no. 498 (CC BY 4.0, DOI 10.24432/C57S4H).

One row per update of an incident, with its state at that moment; rows of an incident
stand in the order of its life. ``?`` is empty, dates are d/m/yyyy hh:mm without zone
and taken as UTC. Standard library only.
"""

import csv
import lzma
from dataclasses import dataclass, field
from datetime import datetime

EMPTY = "?"
DATE_FORMAT = "%d/%m/%Y %H:%M"
NEW = "New"
FINISHED = ("Resolved", "Closed")


@dataclass(frozen=True)
class Update:
    """One row: what an incident looked like from this moment on."""

    at: datetime  # sys_updated_at
    state: str  # incident_state
    assignee: str | None  # assigned_to: "Resolver N"
    group: str | None  # assignment_group

    @property
    def finished(self):
        """Whether work had ended: resolved or closed."""
        return self.state in FINISHED


@dataclass
class Incident:
    """One ticket; single values are those of its last row."""

    number: str
    updates: list[Update] = field(default_factory=list)  # in file order
    opened: datetime | None = None
    resolved: datetime | None = None  # empty on 1,556
    closed: datetime | None = None
    caller: str | None = None
    category: str | None = None
    subcategory: str | None = None
    contact_type: str | None = None
    priority: str | None = None  # "1 - Critical" to "4 - Low"
    reopen_count: int = 0
    reassignment_count: int = 0
    made_sla: bool = True

    @property
    def last_assignee(self):
        """Who had it last, also where the last rows name nobody."""
        return self._last("assignee")

    @property
    def last_group(self):
        """Team that had it last."""
        return self._last("group")

    def _last(self, name):
        values = [getattr(update, name) for update in self.updates]
        return next((value for value in reversed(values) if value), None)

    @property
    def ended(self):
        """Resolved, or closed where no resolution is noted."""
        return self.resolved or self.closed

    @property
    def first_answer(self):
        """First update that is no longer New: the log's best proxy of an answer.

        The earliest by time, which is not always the first in the file.
        """
        answered = [update for update in self.updates if update.state != NEW]
        return min(answered, key=lambda update: update.at, default=None)

    @property
    def last_finish(self):
        """Index of the update that finished it for the last time."""
        for index in range(len(self.updates) - 1, 0, -1):
            if not self.updates[index - 1].finished:
                return index
        return 0


def read_log(path):
    """All incidents of a log, plain or packed with xz, by number in file order."""
    opener = lzma.open if str(path).endswith(".xz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as lines:
        return read_rows(csv.DictReader(lines))


def read_rows(rows):
    """Incidents from dictionaries of the log's columns."""
    incidents = {}
    for row in rows:
        incident = incidents.setdefault(row["number"], Incident(row["number"]))
        _add_update(incident, row)
    return incidents


def _add_update(incident, row):
    incident.updates.append(
        Update(
            _moment(row["sys_updated_at"]),
            row["incident_state"],
            _text(row["assigned_to"]),
            _text(row["assignment_group"]),
        )
    )
    incident.opened = _moment(row["opened_at"])
    incident.resolved = _moment(row["resolved_at"])
    incident.closed = _moment(row["closed_at"])
    incident.caller = _text(row["caller_id"])
    incident.category = _text(row["category"])
    incident.subcategory = _text(row["subcategory"])
    incident.contact_type = _text(row["contact_type"])
    incident.priority = _text(row["priority"])
    incident.reopen_count = int(row["reopen_count"])
    incident.reassignment_count = int(row["reassignment_count"])
    incident.made_sla = row["made_sla"] == "true"


def _text(value):
    return None if value == EMPTY else value


def _moment(value):
    return None if value == EMPTY else datetime.strptime(value, DATE_FORMAT)
