"""Exact decimals on the way in, and numbers as they are shown on the way out."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from competency.errors import InvalidValue, quoted

__all__ = ["Exact", "display", "exact", "number_text"]

Exact = int | Fraction
"""A number held exactly: an `int` where whole, else a `Fraction`."""

_PLACES = 6
_DIGITS = 18
_BOUND = 10 ** (_DIGITS - _PLACES)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.([0-9]+))?", re.ASCII)
_AS_THEY_ARE = frozenset({"level", "median", "minimum", "maximum", "mastery", "required"})


def exact(value: object) -> Exact:
    """Read a whole number or a decimal of at most 6 places exactly.

    A Python float is read as its shortest decimal, so that 0.3 is three tenths. Texts are ASCII
    digits with an optional sign and decimal point: `1_0`, `1e5`, `+2` and ` 4` are no numbers.

    Raises:
        InvalidValue: if the value is no such number (a bool is none).

    >>> exact(0.3), exact("2.50"), exact(4.0)
    (Fraction(3, 10), Fraction(5, 2), 4)

    """
    if type(value) is int and abs(value) < _BOUND:
        return value
    if type(value) is int or isinstance(value, Fraction):
        return _bounded(Fraction(value), value)
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
    elif isinstance(value, Decimal):
        text = format(value, "f")
    elif isinstance(value, str):
        text = value
    else:
        raise _no_number(value)
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > 2 * _DIGITS:
        raise _no_number(value)
    if isinstance(value, str) and match[1] is not None and len(match[1]) > _PLACES:
        raise InvalidValue(f"{quoted(value)} has more than {_PLACES} decimal places", "round it")
    return _bounded(Fraction(text), value)


def _bounded(number: Fraction, value: object) -> Exact:
    if (number * 10**_PLACES).denominator != 1:
        raise InvalidValue(f"{quoted(value)} has more than {_PLACES} decimal places", "round it")
    if abs(number) >= _BOUND:
        raise InvalidValue(f"{quoted(value)} is too large", "use a smaller number")
    return number.numerator if number.denominator == 1 else number


def _no_number(value: object) -> InvalidValue:
    remedy = "write a whole number or a short decimal, such as 3 or 0.25"
    return InvalidValue(f"{quoted(value)} is not a number", remedy, "not-a-number")


def number_text(value: float | Fraction) -> str:
    """Write a number as the shortest text that reads back to the same number.

    >>> number_text(Fraction(1, 4)), number_text(3), number_text(2 / 3)
    ('0.25', '3', '0.6666666666666666')
    """
    if not isinstance(value, Fraction):
        return repr(value)
    scaled = Decimal(value.numerator) / Decimal(value.denominator)
    return format(scaled, "f")


def display(value: float | Fraction, figure: str = "mean", places: int = 1) -> str:
    """Show a number to a reader, with the same digits in every document.

    Args:
        value: The number.
        figure: What it is. A `percent` or `coverage` (0 to 1) is shown as whole percent, and as
            0 or 100 only if it is exactly that. A level, `median`, `minimum`, `maximum`,
            `mastery` or `required` is shown as it is. Anything else is rounded to `places`.
        places: Decimal places: 1, or 2 where levels lie less than 1 apart.

    Rounding is done once, half up, from the number's shortest decimal text.

    >>> display(2.25), display(0.04), display(99.7, "percent"), display(2.5, "median")
    ('2.3', '<0.1', '>99', '2.5')

    """
    number = Decimal(number_text(value))
    if figure in _AS_THEY_ARE:
        return format(number.normalize(), "f") if number else "0"
    if figure in ("percent", "coverage"):
        return _display_percent(number * 100 if figure == "coverage" else number)
    step = Decimal(1).scaleb(-places)
    rounded = number.quantize(step, ROUND_HALF_UP)
    if rounded or not number:
        return format(rounded, "f")
    return f"<{step}" if number > 0 else f">-{step}"


def _display_percent(number: Decimal) -> str:
    rounded = number.quantize(Decimal(1), ROUND_HALF_UP)
    if number > 0 and rounded == 0:
        return "<1"
    if number < 100 and rounded == 100:
        return ">99"
    return format(rounded, "f")
