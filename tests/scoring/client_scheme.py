"""The client's own table (section C of the requirements), once for all tests."""

from decimal import Decimal as D

from scoring import (
    Band,
    Bands,
    Criterion,
    Deduction,
    Level,
    Levels,
    SchemeSpec,
)


def steps_down(*edges_and_points):
    """Bands (low, points), best first, each from its low edge up to the one before."""
    bands, high = [], None
    for low, points in edges_and_points:
        bands.append(Band(_number(low), _number(high), True, False, D(points)))
        high = low
    return Bands(tuple(bands))


def steps_up(*edges_and_points):
    """Bands (high, points), best first, each from the one before to its high edge."""
    bands, low = [], None
    for high, points in edges_and_points:
        bands.append(Band(_number(low), _number(high), False, True, D(points)))
        low = high
    return Bands(tuple(bands))


def grades(*points):
    return Levels(tuple(Level(D(each), D(each), f"level {each}") for each in points))


def _number(value):
    return None if value is None else D(value)


PERCENT, MINUTES = "%", "min"

COMPLAINTS = Criterion(
    "complaints",
    "Complaint rate",
    D(20),
    Deduction(start=D(0), step=D("0.1"), per_step=D(2)),
    unit=PERCENT,
)
SATISFACTION = Criterion(
    "satisfaction",
    "Customer satisfaction",
    D(20),
    steps_down((90, 20), (80, 16), (70, 12), (60, 8), (None, 0)),
)
RESPONSE = Criterion(
    "response",
    "Average response time",
    D(15),
    steps_up((10, 15), (30, 10), (60, 5), (None, 0)),
    unit=MINUTES,
)
RESOLUTION = Criterion(
    "resolution",
    "Resolution rate",
    D(15),
    Deduction(start=D(100), step=D(1), per_step=D(1), lower_is_better=False),
    unit=PERCENT,
)
KNOWLEDGE = Criterion(
    "knowledge",
    "Knowledge test",
    D(10),
    steps_down((90, 10), (80, 8), (70, 6), (60, 4), (None, 0)),
)
SKILL = Criterion("skill", "Skill application", D(10), grades(10, 8, 6, 4, 0))
COOPERATION = Criterion("cooperation", "Cooperation", D(5), grades(5, 4, 3, 2, 0))
SHARING = Criterion("sharing", "Information sharing", D(5), grades(5, 4, 3, 2, 0))

CRITERIA = (
    COMPLAINTS,
    SATISFACTION,
    RESPONSE,
    RESOLUTION,
    KNOWLEDGE,
    SKILL,
    COOPERATION,
    SHARING,
)
SCHEME = SchemeSpec(CRITERIA)
