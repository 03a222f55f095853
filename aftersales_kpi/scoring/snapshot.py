"""Definitions and results as JSON and back, exactly.

A published line keeps the criterion and the measure that it came from; read back, they
give the same points for ever (R60, R63).
"""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

from .absent import NO_DATA, Failed
from .curves import Band, Bands, Deduction, Level, Levels, Linear, TargetRatio
from .phrase import Phrase, digits
from .rollup import Part, RollUpRule
from .scorecard import Card, Criterion, Critical, Line, Measure

# Classes by the name that stands in the stored data. A name here is kept for ever.
KINDS = {
    kind.__name__: kind
    for kind in (
        Band,
        Bands,
        Card,
        Criterion,
        Critical,
        Deduction,
        Failed,
        Level,
        Levels,
        Line,
        Linear,
        Measure,
        Part,
        RollUpRule,
        TargetRatio,
    )
}


def freeze(value):
    """``value`` ready for JSON; what is no part of scoring raises ``TypeError``."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return {"number": digits(value)}
        case Phrase():
            return value.to_json()
        case tuple():
            return [freeze(item) for item in value]
    if value is NO_DATA:
        return {"kind": "NO_DATA"}
    return _freeze_record(value)


def thaw(data):
    """What ``freeze`` was given; an unknown kind raises ``KeyError``."""
    match data:
        case {"number": number}:
            return Decimal(number)
        case {"template": _template}:
            return Phrase.from_json(data)
        case {"kind": "NO_DATA"}:
            return NO_DATA
        case {"kind": kind, "fields": values}:
            return KINDS[kind](**{name: thaw(value) for name, value in values.items()})
        case list():
            return tuple(thaw(item) for item in data)
    return data


def _freeze_record(record):
    kind = type(record).__name__
    if KINDS.get(kind) is not type(record):
        raise TypeError(f"Not a part of scoring: {record!r}")
    values = {
        field.name: freeze(getattr(record, field.name)) for field in fields(record)
    }
    return {"kind": kind, "fields": values}
