"""Differences between ledger and reference are found, and explained or not."""

import pytest

from replay.comparison import (
    attribution_lines,
    compare,
    comparison_lines,
    ticket_lines,
    tickets_off,
    unexplained_lines,
)
from replay.expectations import PERSONS_NOT_GROUPS
from replay.figures import TicketFigures, summarise

ANN, BEN = ("ann", "2016-03"), ("ben", "2016-03")
KEYS = {"A": ANN, "B": ANN, "C": BEN}
DEFINED = {
    "A": TicketFigures(60, 3600, 0, 2, True, False),
    "B": TicketFigures(120, 7200, 0, 0, True, False),
    "C": TicketFigures(None, None, 1, 1, False, True),
}


def changed(**figures):
    return {**DEFINED, **figures}


@pytest.fixture
def reference():
    return summarise(DEFINED, KEYS)


def by_measure(comparisons):
    return {comparison.measure: comparison for comparison in comparisons}


def test_equal_figures_agree_everywhere(reference):
    comparisons = compare(reference, reference, reference)
    assert all(c.equal == 2 for c in comparisons)
    assert not any(c.explained or c.unexplained for c in comparisons)


def test_what_the_rules_expect_is_explained(reference):
    ledger = summarise(changed(A=TicketFigures(60, 3600, 0, 1, True, False)), KEYS)
    comparison = by_measure(compare(reference, ledger, ledger))["reassignment"]
    assert (comparison.equal, comparison.explained) == (1, [ANN])


def test_what_nothing_expects_is_not_explained(reference):
    ledger = summarise(changed(C=TicketFigures(None, 60, 1, 1, False, True)), KEYS)
    comparisons = compare(reference, ledger, reference)
    assert by_measure(comparisons)["resolution"].unexplained == [BEN]
    assert list(unexplained_lines(comparisons, reference, ledger, reference)) == [
        "resolution ('ben', '2016-03'): reference (0, None, None),"
        " ledger (1, 0.016667, 0.016667), expected (0, None, None)"
    ]


def test_tickets_that_cancel_out_in_a_month_are_found():
    """One hand-over too many beside one too few: only their sum agrees."""
    ledger = changed(
        A=TicketFigures(60, 3600, 0, 1, True, False),
        B=TicketFigures(120, 7200, 0, 1, True, False),
    )
    off = tickets_off(ledger, DEFINED)
    assert off["reassignment"] == ["A", "B"]
    assert list(ticket_lines(off, ledger, DEFINED, limit=1)) == [
        "reassignment of A: ledger 1, expected 2",
        "    … and 1 more",
    ]


def test_report_names_rules_that_moved_tickets_only(reference):
    comparisons = compare(reference, reference, reference)
    moved = {PERSONS_NOT_GROUPS: {"A", "C"}}
    text = "\n".join(comparison_lines(comparisons, moved, KEYS))
    assert "reassignment: 2 tickets in 2 agent-months" in text
    silent = "\n".join(comparison_lines(comparisons, {PERSONS_NOT_GROUPS: set()}, KEYS))
    assert PERSONS_NOT_GROUPS.reason not in silent


def test_attribution_counts_rows_charged_to_others():
    rows = [
        ("A", "response", "ann", 60, 60),
        ("B", "response", "ben", 120, 120),
        ("C", "response", None, 0, 0),
    ]
    line = next(
        line for line in attribution_lines(rows, KEYS) if line.startswith("response")
    )
    assert line.split() == ["response", "3", "1", "1", "1"]
