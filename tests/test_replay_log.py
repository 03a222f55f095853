"""The reader of the real incident log and the reference's definitions.

A hand-made log shows the rules one by one; where the real file is at hand, the
definitions must give the published reference to the last digit.
"""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest

from replay.expectations import (
    EVERY_RESOLUTION_COUNTS,
    NO_RESOLUTION_TIME,
    NOBODY_COMES_BACK,
    PERSONS_NOT_GROUPS,
    expected_figures,
    handovers,
)
from replay.figures import (
    MEASURES,
    TicketFigures,
    defined_figures,
    group_key,
    read_reference,
    same,
    summarise,
)
from replay.incident_log import read_log, read_rows

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LOG = DATA / "uci498_incident_event_log.csv.xz"
REFERENCE = DATA / "uci498_reference_by_agent_month.csv"

COLUMNS = (
    "number,incident_state,reassignment_count,reopen_count,made_sla,caller_id,opened_at,"
    "sys_updated_at,contact_type,category,subcategory,priority,assignment_group,"
    "assigned_to,resolved_at,closed_at"
)
# number, state, reassigned, reopened, SLA, caller, updated, assignee, resolved, closed
UPDATES = """
A New     0 0 true  c1 1/3/2016_09:00 ?     1/3/2016_12:00 2/3/2016_08:00
A Active  0 0 true  c1 1/3/2016_09:10 ann   1/3/2016_12:00 2/3/2016_08:00
A Resolved 1 0 true c1 1/3/2016_10:00 ben   1/3/2016_12:00 2/3/2016_08:00
A Active  1 1 true  c1 1/3/2016_11:00 ?     1/3/2016_12:00 2/3/2016_08:00
A Resolved 2 1 true c1 1/3/2016_12:00 cleo  1/3/2016_12:00 2/3/2016_08:00
A Closed  2 1 false c1 2/3/2016_08:00 ?     1/3/2016_12:00 2/3/2016_08:00
B New     0 0 true  c1 1/3/2016_10:30 ?     ?              8/3/2016_10:30
B Closed  0 0 true  c1 8/3/2016_10:30 ?     ?              8/3/2016_10:30
C Active  0 0 true  c1 15/3/2016_10:30 ann  15/3/2016_11:00 1/4/2016_00:00
C Closed  0 0 true  c1 1/4/2016_00:00 ann   15/3/2016_11:00 1/4/2016_00:00
D Active  0 0 true  ?  1/3/2016_08:00 ann   1/3/2016_09:00 1/3/2016_09:00
D Closed  0 0 true  ?  1/3/2016_09:00 ann   1/3/2016_09:00 1/3/2016_09:00
E Closed  0 0 true  ?  1/3/2016_10:00 ann   1/3/2016_10:00 1/3/2016_10:00
"""
OPENED = {
    "A": "1/3/2016 09:00",
    "B": "1/3/2016 10:30",
    "C": "15/3/2016 10:30",
    "D": "1/3/2016 09:00",
    "E": "1/3/2016 09:30",
}


def rows():
    for line in UPDATES.split("\n")[1:-1]:
        number, state, reassigned, reopened, sla, caller, *rest = line.split()
        updated, assignee, resolved, closed = (v.replace("_", " ") for v in rest)
        values = (number, state, reassigned, reopened, sla, caller, OPENED[number])
        values += (updated, "Phone", "Printer", "Paper", "3 - Moderate", "Group 1")
        values += (assignee, resolved, closed)
        yield dict(zip(COLUMNS.split(","), values, strict=True))


@pytest.fixture
def incidents():
    return read_rows(rows())


@pytest.fixture
def defined(incidents):
    return defined_figures(incidents)


def test_last_row_decides_and_empty_values_are_none(incidents):
    assert list(incidents) == ["A", "B", "C", "D", "E"]
    assert incidents["A"].made_sla is False
    assert incidents["B"].resolved is None
    assert incidents["B"].ended == datetime(2016, 3, 8, 10, 30)


def test_grouped_by_last_known_assignee_and_month_of_closing(incidents):
    assert group_key(incidents["A"]) == ("cleo", "2016-03")
    assert group_key(incidents["B"]) == ("(unassigned)", "2016-03")
    assert group_key(incidents["C"]) == ("ann", "2016-04")


def test_last_finish_starts_the_last_finished_run(incidents):
    assert incidents["A"].last_finish == 4
    assert incidents["E"].last_finish == 0


def test_figures_by_the_references_definitions(defined):
    assert defined["A"] == TicketFigures(600, 3 * 3600, 1, 2, False, False)
    assert defined["C"] == TicketFigures(0, 1800, 0, 0, True, False)


def test_answer_before_the_opening_is_no_answer(defined):
    assert defined["D"].response is None


def test_repeat_within_seven_days_of_the_end(incidents, defined):
    """C is opened to the minute seven days after B ended."""
    assert defined["B"].repeat
    incidents["C"].opened = datetime(2016, 3, 15, 10, 31)
    assert not defined_figures(incidents)["B"].repeat


def test_handovers_go_from_person_to_person(incidents):
    """ann → ben counts; ben → nobody → cleo does not: Odoo knows no pair there."""
    assert handovers(incidents["A"]) == 1


def test_rules_say_what_odoo_can_hold(incidents, defined):
    expected, moved = expected_figures(incidents, defined)
    assert moved[NO_RESOLUTION_TIME] == {"B"}
    assert expected["B"].resolution == 7 * 24 * 3600
    assert moved[PERSONS_NOT_GROUPS] == {"A"}
    assert expected["A"].reassignment == 1
    # resolved at 10:00, B came at 10:30, resolved again at 12:00
    assert moved[EVERY_RESOLUTION_COUNTS] == {"A"}
    # D and E have no caller in common, they have none
    assert moved[NOBODY_COMES_BACK] == {"D"}


def test_summary_has_counts_means_and_medians(incidents, defined):
    keys = {number: group_key(incident) for number, incident in incidents.items()}
    summary = summarise(defined, keys)["ann", "2016-03"]
    assert summary["response"] == (1, 30.0, 30.0)
    assert summary["resolution"] == (2, 0.25, 0.25)
    assert summary["sla"] == (2,)


def test_real_log_gives_the_published_reference():
    if not LOG.exists():
        pytest.skip(f"{LOG.name} is not beside the repository")
    incidents = read_log(LOG)
    keys = {number: group_key(incident) for number, incident in incidents.items()}
    summary = summarise(defined_figures(incidents), keys)
    reference = read_reference(csv.DictReader(io.StringIO(REFERENCE.read_text())))
    assert summary.keys() == reference.keys()
    off = [
        (key, measure)
        for key, row in reference.items()
        for measure in MEASURES
        if not same(row[measure], summary[key][measure])
    ]
    assert off == []
