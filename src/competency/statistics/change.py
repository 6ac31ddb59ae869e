"""Change: how far people moved between two rounds, and whether one person's change is reliable.

Each figure is a function of pairs: first before, second after, so that up is positive. The mean
change with an interval, its SD and standard error are `mean`, `deviation` and `standard_error` of
`pairs.differences`. People re-calibrate themselves, by training above all: a change of self-ratings
may be a change of the yardstick. Pure.
"""

from __future__ import annotations

from fractions import Fraction

from attrs import field, frozen

from competency.errors import InvalidValue
from competency.rounding import Exact
from competency.statistics.counts import Counts, exact_mean, exact_variance, signs, size
from competency.statistics.pairs import PairCounts
from competency.statistics.statistic import Number, Statistic, exactly, root, too_few

__all__ = ["Directions", "ReliableChange", "d_av", "d_z", "directions"]

_RELIABLE = Fraction(196, 100)  # as the authors have it: rounded, so no distribution is needed


@frozen
class Directions:
    """How many people went up, stayed the same and went down."""

    up: int
    same: int
    down: int

    @property
    def n(self) -> int:
        """How many people they are."""
        return self.up + self.same + self.down


def directions(pairs: PairCounts) -> Directions:
    """Count the people by the direction of their change, however small: by order alone.

    >>> directions(PairCounts.of([1, 2, 3, None], [2, 2, 5, 5]))
    Directions(up=2, same=1, down=0)
    """
    down, same, up = signs(pairs.differences)
    return Directions(up, same, down)


def d_z(pairs: PairCounts) -> Statistic:
    """Give the mean change over the SD of the changes, without unit: t / √n of the paired test.

    It grows as people change alike, however little: it is not `d_av`, and not comparable with the
    d of two separate groups.

    >>> d_z(PairCounts.of([1, 2, 3], [2, 4, 6])).value
    2.0
    >>> d_z(PairCounts.of([1, 2, 3], [2, 3, 4])).reason
    'no variance'
    """
    if pairs.n < 2:
        return too_few(pairs.n, 2)
    return _standardised(pairs.differences, exact_variance(pairs.differences))


def d_av(pairs: PairCounts) -> Statistic:
    """Give the mean change over the average SD, without unit: √((SD² before + SD² after) / 2).

    The average is the root mean square of the two SDs; others take their mean, which gives another
    number.

    >>> d_av(PairCounts.of([1, 2, 3], [2, 3, 4])).value
    1.0
    """
    if pairs.n < 2:
        return too_few(pairs.n, 2)
    spread = (exact_variance(pairs.first) + exact_variance(pairs.second)) / 2
    return _standardised(pairs.differences, spread)


def _standardised(changes: Counts, variance: Fraction) -> Statistic:
    n, spread = size(changes), root(variance)
    if not spread:
        return Statistic(None, n, "no variance")
    return Statistic(float(exact_mean(changes)) / spread, n)


def _source(text: str) -> str:
    if not text.strip():
        raise InvalidValue("nothing says where the reliability is from", "name it", field="source")
    return text


@frozen
class ReliableChange:
    """What one person's change must exceed to be more than an error of measurement.

    Both numbers should come from a norm sample, not from a handful of people. How many changes are
    reliable depends on the reliability: say it, and where it is from. The method is that of
    Jacobson and Truax (1991), Journal of Consulting and Clinical Psychology 59(1), 12-19.

    Attributes:
        deviation: The SD of the scores before, in scale points.
        reliability: Of the scores, 0 to 1, such as alpha.
        source: Where the reliability is from, in words.

    Raises:
        InvalidValue: if the deviation is below 0, the reliability not between 0 and 1, or the
            source empty.

    >>> rule = ReliableChange(7.5, 0.80, "the manual, 400 teachers")
    >>> round(rule.index(32.5, 47.5).value, 3), round(rule.smallest, 1)
    (3.162, 9.3)
    """

    deviation: Exact = field(converter=exactly)
    reliability: Exact = field(converter=exactly)
    source: str = field(converter=_source)

    def __attrs_post_init__(self) -> None:
        if self.deviation < 0:
            raise InvalidValue("a standard deviation is below 0", field="deviation")
        if not 0 <= self.reliability <= 1:
            message = "a reliability is not between 0 and 1"
            raise InvalidValue(message, "where it is negative, look at the items", "reliability")

    @property
    def error(self) -> float:
        """The standard error of measurement of one score, SD · √(1 - reliability)."""
        return root(self._squared_error)

    @property
    def difference_error(self) -> float:
        """That of the difference of two scores, √2 times as large."""
        return root(2 * self._squared_error)

    @property
    def smallest(self) -> float:
        """The smallest reliable change, 1.96 times that, in scale points: a change is beyond it."""
        return root(2 * self._squared_error * _RELIABLE**2)

    @property
    def reason(self) -> str | None:
        """Why a change cannot be set against an error, such as "no variance"; None where it can."""
        if self.reliability == 1:
            return "no error of measurement"
        return None if self.difference_error else "no variance"

    def index(self, before: Number, after: Number) -> Statistic:
        """Give one person's change over its standard error: reliable beyond 1.96 either way.

        Raises:
            InvalidValue: if one is not a finite number.
        """
        if self.reason:
            return Statistic(None, 1, self.reason)
        change = exactly(after) - exactly(before)
        return Statistic(float(change) / self.difference_error, 1)

    def directions(self, pairs: PairCounts) -> Directions | None:
        """Count who changed reliably: up, neither (the same, as far as can be told), and down.

        None where `reason` says why that cannot be told.

        >>> rule = ReliableChange(1, 0.75, "a pilot study, 60 people")
        >>> rule.directions(PairCounts.of([1, 2, 3, 5], [5, 2, 4, 2]))
        Directions(up=1, same=2, down=1)
        """
        if self.reason:
            return None
        bound = 2 * self._squared_error * _RELIABLE**2
        beyond = {change: n for change, n in pairs.differences.items() if change**2 > bound}
        down, _, up = signs(beyond)
        return Directions(up, pairs.n - up - down, down)

    @property
    def _squared_error(self) -> Exact:
        return self.deviation**2 * (1 - self.reliability)
