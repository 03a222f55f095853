"""Numbers as a reader wants them on a phone: two decimals, unless that misleads."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from .phrase import SHOWN_DECIMALS, Phrase, plain, shown

BRIEF_DECIMALS = 2


def brief(number: Decimal | int) -> str:
    """``number`` at two decimals: ``'21.43'``, ``'16'``.

    A number just beside a rounder one keeps the decimals that tell them apart: 89.996
    does not read as 90 beside a band that starts at 90, nor 10.004 as 10.
    """
    number = Decimal(number)
    for decimals in range(BRIEF_DECIMALS, SHOWN_DECIMALS + 1):
        rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        if rounded == number or rounded.as_tuple().digits[-1]:
            return plain(rounded)
    return shown(number)


def shorten(phrase: Phrase) -> Phrase:
    """The phrase with all its numbers in brief."""
    return Phrase(
        phrase.template,
        {name: _shortened(value) for name, value in phrase.params.items()},
    )


def _shortened(value):
    match value:
        case Phrase():
            return shorten(value)
        case tuple():
            return [_shortened(item) for item in value]
        case Decimal():
            return brief(value)
    return value
