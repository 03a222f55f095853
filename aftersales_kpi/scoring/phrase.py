"""Explanations as data: a template and its numbers, rendered in any language.

A phrase is stored with the score that it explains and rendered later for each
reader, so the same frozen line reads in Chinese and in English (R60).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce

MINUS = "\N{MINUS SIGN}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

# A text shows this many decimals; what is cut off is marked, never rounded, so
# 89.9999999 does not read as 90 beside a band that starts at 90.
SHOWN_DECIMALS = 6


def _(text: str) -> str:
    """Mark a template for Odoo's translation extractor, which looks for ``_()``."""
    return text


def digits(number: Decimal | int) -> str:
    """``number`` exactly, without exponent or trailing zeros: ``'-0.25'``."""
    text = format(Decimal(number), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def plain(number: Decimal | int) -> str:
    """``number`` exactly as a reader writes it, with a real minus sign: ``'−0.25'``."""
    return digits(number).replace("-", MINUS)


def shown(number: Decimal | int) -> str:
    """``plain``, cut after six decimals and marked: one third is ``'0.333333…'``."""
    whole, point, decimals = plain(number).partition(".")
    if len(decimals) <= SHOWN_DECIMALS:
        return whole + point + decimals
    return whole + point + decimals[:SHOWN_DECIMALS] + ELLIPSIS


@dataclass(frozen=True)
class Phrase:
    """A sentence: a template in English and the values that fill it.

    ``template`` uses ``%(name)s`` for every parameter and stands in the source as a
    literal inside ``_("…")``. A parameter is a text, a whole number, a ``Decimal``,
    another phrase, or a list of phrases, which is rendered joined.
    """

    # English text with %(name)s places; the key under which translations are found.
    template: str
    # What fills the places, by name.
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __post_init__(self):
        # Lists become tuples, so that a phrase equals its copy read from JSON.
        if list in map(type, self.params.values()):
            object.__setattr__(self, "params", _without_lists(self.params))

    def text(self, translate: Callable[[str], str] | None = None) -> str:
        """The sentence; ``translate(template)`` gives the translated template."""
        translate = translate or _
        filled = {
            name: _render(value, translate) for name, value in self.params.items()
        }
        return translate(self.template) % filled

    def __str__(self):
        return self.text()

    def to_json(self) -> dict:
        """A JSON-ready dictionary that ``from_json`` reads back; numbers are exact."""
        params = {name: _encode(value) for name, value in self.params.items()}
        return {"template": self.template, "params": params}

    @classmethod
    def from_json(cls, data: Mapping) -> Phrase:
        """The phrase that ``to_json`` wrote."""
        params = {name: _decode(value) for name, value in data["params"].items()}
        return cls(data["template"], params)


def say(template: str, /, **params) -> Phrase:
    """Short for ``Phrase``: ``say(_("%(points)s points"), points=points)``."""
    return Phrase(template, params)


def quantity(number: Decimal | int, unit: str | Phrase = "") -> Phrase:
    """A number with its unit, if it has one: ``0.25 %``."""
    if not unit:
        return say("%(number)s", number=number)
    return say(_("%(number)s %(unit)s"), number=number, unit=unit)


def _without_lists(params):
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in params.items()
    }


def _render(value, translate):
    match value:
        case Phrase():
            return value.text(translate)
        case tuple():
            return _join([_render(item, translate) for item in value], translate)
        case Decimal():
            return shown(value)
        case int():
            return plain(value)
        case str():
            return value
    raise TypeError(f"A phrase cannot hold {value!r}")


def _join(texts, translate):
    # The separator is a template too: Chinese joins with a full-width semicolon.
    pair = translate(_("%(left)s; %(right)s"))
    join = lambda left, right: pair % {"left": left, "right": right}  # noqa: E731
    return reduce(join, texts) if texts else ""


def _encode(value):
    match value:
        case int() | str():
            return value
        case Decimal():
            return {"number": digits(value)}
        case Phrase():
            return value.to_json()
        case tuple():
            return [_encode(item) for item in value]
    raise TypeError(f"A phrase cannot hold {value!r}")


def _decode(value):
    match value:
        case {"template": _template}:
            return Phrase.from_json(value)
        case {"number": number}:
            return Decimal(number)
        case list():
            return tuple(_decode(item) for item in value)
    return value
