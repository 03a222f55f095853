"""The acceptance table of section C, row by row and edge by edge (R20)."""

from decimal import Decimal as D

import client_scheme as table
import pytest

from scoring import Measure, issues, score


def points(criterion, value):
    return criterion.curve.award(D(value), criterion.max_points).points


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("0", 20),
        ("0.05", 20),
        ("0.0999999999999999999999999999", 20),
        ("0.1", 18),
        ("0.19", 18),
        ("0.2", 16),
        ("0.25", 16),
        ("0.3", 14),  # 0.3 ÷ 0.1 is 2.9999… in floats
        ("0.7", 6),
        ("0.9", 2),
        ("0.99", 2),
        ("1.0", 0),
        ("1.1", 0),
        ("100", 0),
    ],
)
def test_r01_complaint_rate(rate, expected):
    assert points(table.COMPLAINTS, rate) == expected


@pytest.mark.parametrize(
    ("satisfaction", "expected"),
    [
        ("100", 20),
        ("90", 20),
        ("89.9999999999999999999999999", 16),
        ("80", 16),
        ("79.99", 12),
        ("70", 12),
        ("69.99", 8),
        ("60", 8),
        ("59.99", 0),
        ("0", 0),
    ],
)
def test_r02_satisfaction(satisfaction, expected):
    assert points(table.SATISFACTION, satisfaction) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ("0", 15),
        ("10", 15),
        ("10.000001", 10),
        ("30", 10),
        ("30.000001", 5),
        ("60", 5),
        ("60.000001", 0),
        ("10000", 0),
    ],
)
def test_r03_response_time(minutes, expected):
    assert points(table.RESPONSE, minutes) == expected


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("100", 15),
        ("99.5", 15),
        ("99.000001", 15),
        ("99", 14),
        ("98.5", 14),
        ("97.5", 13),
        ("86", 1),
        ("85.5", 1),
        ("85", 0),
        ("0", 0),
    ],
)
def test_r04_resolution_rate(rate, expected):
    assert points(table.RESOLUTION, rate) == expected


@pytest.mark.parametrize(
    ("test_score", "expected"),
    [("90", 10), ("89.9", 8), ("80", 8), ("70", 6), ("60", 4), ("59.9", 0)],
)
def test_r17_knowledge_test(test_score, expected):
    assert points(table.KNOWLEDGE, test_score) == expected


@pytest.mark.parametrize("grade", [10, 8, 6, 4, 0])
def test_r18_skill(grade):
    assert points(table.SKILL, grade) == grade


@pytest.mark.parametrize("criterion", [table.COOPERATION, table.SHARING])
@pytest.mark.parametrize(
    ("grade", "expected"),
    [("5", 5), ("4.5", 4), ("4", 4), ("3.99", 3), ("2", 2), ("1", 0), ("0", 0)],
)
def test_r18_combined_grades_reach_a_level_or_not(criterion, grade, expected):
    assert points(criterion, grade) == expected


def test_r20_the_whole_table_adds_up():
    """16 + 16 + 10 + 13 + 8 + 8 + 4 + 3 = 78."""
    values = {
        "complaints": "0.25",
        "satisfaction": "89.999",
        "response": "30",
        "resolution": "97.5",
        "knowledge": "85",
        "skill": "8",
        "cooperation": "4.5",
        "sharing": "3",
    }
    card = score(
        table.CRITERIA, {code: Measure(D(value)) for code, value in values.items()}
    )
    assert [line.points for line in card.lines] == [16, 16, 10, 13, 8, 8, 4, 3]
    assert card.total == 78


def test_r20_the_table_is_a_valid_scheme():
    assert issues(table.SCHEME) == []


@pytest.mark.parametrize(
    ("criterion", "rule"),
    [
        (
            table.COMPLAINTS,
            "0 % → 20; every completed 0.1 % above it −2, not below 0",
        ),
        (
            table.RESPONSE,
            "≤ 10 min → 15; > 10 min to 30 min → 10; > 30 min to 60 min → 5; "
            "> 60 min → 0",
        ),
        (
            table.SATISFACTION,
            "≥ 90 → 20; 80 to < 90 → 16; 70 to < 80 → 12; 60 to < 70 → 8; < 60 → 0",
        ),
        (
            table.COOPERATION,
            "5 (level 5) → 5; 4 (level 4) → 4; 3 (level 3) → 3; 2 (level 2) → 2; "
            "0 (level 0) → 0",
        ),
    ],
)
def test_r60_the_rule_in_words(criterion, rule):
    phrase = criterion.curve.rule_phrase(criterion.unit, criterion.max_points)
    assert phrase.text() == rule


@pytest.mark.parametrize(
    ("criterion", "value", "explanation"),
    [
        (table.COMPLAINTS, "0.25", "20 − 2 × 2 = 16"),
        (table.COMPLAINTS, "1.2", "20 − 12 × 2 = −4, but not below 0: 0"),
        (table.RESPONSE, "30", "> 10 min to 30 min → 10"),
        (
            table.COOPERATION,
            "4.5",
            "4.5 lies between 4 and 5; reached: 4 (level 4) → 4",
        ),
    ],
)
def test_r60_the_points_in_words(criterion, value, explanation):
    award = criterion.curve.award(D(value), criterion.max_points, criterion.unit)
    assert award.phrase.text() == explanation
