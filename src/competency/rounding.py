"""Exact decimals on the way in, and numbers as they are shown on the way out."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from numbers import Rational

from competency.errors import InvalidValue, quoted

__all__ = ["Exact", "display", "exact", "number_text"]

Exact = int | Fraction
"""A number held exactly: an `int` where whole, else a `Fraction`."""

_PLACES = 6
_BOUND = 10**12
_LONGEST = 36
_ARITHMETIC = Context(prec=28)  # our own: the caller's decimal context changes no number
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
    number = _fraction(value)
    if (number * 10**_PLACES).denominator != 1:
        raise _too_fine(value)
    if abs(number) >= _BOUND:
        raise InvalidValue(f"{quoted(value)} is too large", "use a smaller number")
    return number.numerator if number.denominator == 1 else number


def _fraction(value: object) -> Fraction:
    if isinstance(value, Rational) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    decimal = Decimal(repr(float(value))) if isinstance(value, float) else value
    if isinstance(decimal, Decimal) and decimal.is_finite() and abs(decimal.adjusted()) < _LONGEST:
        return Fraction(decimal)
    match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    if match is None or len(match[0]) > _LONGEST:
        raise _no_number(value)
    if len(match[1] or "") > _PLACES:
        raise _too_fine(value)
    return Fraction(match[0])


def _too_fine(value: object) -> InvalidValue:
    return InvalidValue(f"{quoted(value)} has more than {_PLACES} decimal places", "round it")


def _no_number(value: object) -> InvalidValue:
    remedy = "write a whole number or a short decimal, such as 3 or 0.25"
    return InvalidValue(f"{quoted(value)} is not a number", remedy, "not-a-number")


def number_text(value: float | Fraction) -> str:
    """Write a number as the shortest text that reads back to the same number.

    >>> number_text(Fraction(1, 4)), number_text(3), number_text(2 / 3)
    ('0.25', '3', '0.6666666666666666')
    """
    if isinstance(value, float):
        return repr(float(value))
    if not isinstance(value, Fraction):
        return str(value)
    return format(_ARITHMETIC.divide(Decimal(value.numerator), Decimal(value.denominator)), "f")


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
    number = Decimal(number_text(value)) or Decimal(0)  # 0 has no sign
    if figure in _AS_THEY_ARE:
        return format(number.normalize(_ARITHMETIC), "f")
    if figure == "coverage":
        return _whole_percent(number.scaleb(2, _ARITHMETIC))
    if figure == "percent":
        return _whole_percent(number)
    step = Decimal(1).scaleb(-places)
    rounded = _rounded(number, step)
    if rounded or not number:
        return str(rounded)
    return f"<{step}" if number > 0 else f">-{step}"


def _whole_percent(number: Decimal) -> str:
    rounded = _rounded(number, Decimal(1))
    if number > 0 and rounded == 0:
        return "<1"
    if number < 100 and rounded == 100:
        return ">99"
    return str(rounded)


def _rounded(number: Decimal, step: Decimal) -> Decimal:
    return number.quantize(step, ROUND_HALF_UP, _ARITHMETIC)
