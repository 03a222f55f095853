"""Values that stand where no number can stand: nothing known, or an error.

``NO_DATA`` dissolves in arithmetic as ``AccountingNone`` of OCA's mis_builder does,
with one difference that the client asked for (R64): it never equals zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .phrase import Phrase


class NoData:
    """The class of ``NO_DATA``, which is its only instance.

    * ``NO_DATA + x`` and ``x + NO_DATA`` are ``x``; subtraction likewise.
    * ``NO_DATA`` times or divided by anything is ``NO_DATA``.
    * It is false, equals only itself, and cannot be ordered (``TypeError``).
    """

    __slots__ = ()
    _only: NoData | None = None

    def __new__(cls):
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __reduce__(self):
        # Copies and pickles stay the one instance, so that `is` keeps working.
        return "NO_DATA"

    def __repr__(self):
        return "NO_DATA"

    def __bool__(self):
        return False

    def __add__(self, other):
        return other

    __radd__ = __add__

    def __sub__(self, other):
        return -other

    def __rsub__(self, other):
        return other

    def __neg__(self):
        return self

    def __mul__(self, other):
        return self

    __rmul__ = __truediv__ = __rtruediv__ = __mul__


NO_DATA = NoData()


@dataclass(frozen=True)
class Failed:
    """An error that fills one cell and leaves the rest of the card readable."""

    # What went wrong and what to do about it, for the person who reads the card.
    reason: Phrase


def is_number(value) -> bool:
    """Whether ``value`` is a real number: neither absent nor failed."""
    return value is not NO_DATA and not isinstance(value, Failed)


def add_up(values: Iterable):
    """The sum of ``values``; ``NO_DATA`` when none of them is a number (R64).

    The built-in ``sum`` starts from 0 and would turn "nothing known" into zero.
    """
    total = NO_DATA
    for value in values:
        total = total + value
    return total
