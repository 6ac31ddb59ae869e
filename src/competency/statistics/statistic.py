"""A statistic: a number with how many it is of, or the reason why there is none. Pure."""

from __future__ import annotations

import math
from fractions import Fraction
from numbers import Rational

from attrs import frozen

from competency.errors import InvalidValue, quoted
from competency.rounding import Exact

__all__ = ["Number", "Statistic", "exactly", "root", "too_few"]

Number = float | Fraction
"""What is given as a number; where a float may stand, a whole number may."""

_BOUND = 10**12


@frozen
class Statistic:
    """A number that was computed of many, or the reason why there is none. Never NaN or infinite.

    Attributes:
        value: The number; None where there is none.
        n: How many people, pairs or ratings it is of.
        reason: Why there is no value, in words such as "2 people, 3 needed" or "no variance".
        low: The lower end of its confidence interval, where there is one.
        high: The upper end.

    Raises:
        InvalidValue: if a number is not finite, or there is not one of value and reason, or one
            end of an interval without the other, or an interval without a value.

    >>> Statistic(3.5, 12, low=3.1, high=3.9).value
    3.5
    >>> Statistic(None, 2, "2 people, 3 needed").reason
    '2 people, 3 needed'
    """

    value: float | None
    n: int
    reason: str | None = None
    low: float | None = None
    high: float | None = None

    def __attrs_post_init__(self) -> None:
        numbers = [each for each in (self.value, self.low, self.high) if each is not None]
        if not all(map(math.isfinite, numbers)):
            raise InvalidValue("a statistic is not a finite number", "give a reason instead")
        if (self.value is None) is (self.reason is None):
            raise InvalidValue("a statistic has either a value or a reason", "give one of them")
        if len(numbers) == 2 or (self.value is None and numbers):
            raise InvalidValue("an interval has two ends, and a value between", "give all three")


def too_few(n: int, needed: int, one: str = "person", many: str = "people") -> Statistic:
    """Give the statistic of fewer than are needed.

    >>> too_few(1, 2).reason, too_few(2, 3, "pair", "pairs").reason, too_few(0, 1).reason
    ('1 person, 2 needed', '2 pairs, 3 needed', '0 people, 1 needed')
    """
    return Statistic(None, n, f"{n} {one if n == 1 else many}, {needed} needed")


def exactly(number: Number) -> Exact:
    """Read a number exactly, so that sums of it do not depend on the order.

    A float is read as its shortest decimal, so that 0.3 is three tenths; unlike a level, it may
    have any number of decimal places.

    Raises:
        InvalidValue: if it is no finite number below 10^12 (a bool is none).

    >>> exactly(0.3), exactly(4.0)
    (Fraction(3, 10), 4)
    """
    read = _fraction(number)
    if read is None:
        raise InvalidValue(f"{quoted(number)} is not a number", "give finite numbers only")
    if abs(read) >= _BOUND:
        raise InvalidValue(f"{quoted(number)} is too large", "use a number below 10^12")
    return read.numerator if read.denominator == 1 else read


def _fraction(number: object) -> Fraction | None:
    if isinstance(number, float) and math.isfinite(number):
        return Fraction(repr(float(number)))  # float: one of NumPy has another repr
    if isinstance(number, Rational) and not isinstance(number, bool):
        return Fraction(int(number.numerator), int(number.denominator))
    return None


def root(square: Exact) -> float:
    """Give the square root of an exact number, rounded only here.

    >>> root(Fraction(9, 4))
    1.5
    """
    return math.sqrt(square)
