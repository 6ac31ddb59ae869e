"""Pairs: how many people gave which two numbers, such as ability and importance. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from numbers import Integral

from attrs import field, frozen

from competency.errors import InvalidValue, quoted
from competency.rounding import Exact
from competency.statistics.counts import Counts
from competency.statistics.statistic import Number, exactly

__all__ = ["PairCounts"]

_Cells = Mapping[tuple[Exact, Exact], int]


def _exact_cells(cells: Mapping[tuple[Number, Number], int]) -> _Cells:
    found: Counter[tuple[Exact, Exact]] = Counter()
    for (first, second), times in cells.items():
        if not isinstance(times, Integral) or times < 0:
            raise InvalidValue(f"{quoted(times)} is no number of people", "count them", "cells")
        if times:
            found[exactly(first), exactly(second)] += int(times)
    return dict(found)


def _exact_levels(levels: Sequence[Number] | None) -> tuple[Exact, ...] | None:
    return None if levels is None else tuple(map(exactly, levels))


@frozen
class PairCounts:
    """How many people gave which two numbers: the one table that every figure of pairs is made of.

    The second is compared with the first: importance or a required level with ability, after with
    before. Tables add up.

    Attributes:
        cells: How many people gave which first and second number; none without any.
        levels: The values that a scale has, upwards; None where any number may be given.

    Raises:
        InvalidValue: if the scale has no levels or they are not in order, a number is not one of
            them, or a count is below 0.

    >>> pairs = PairCounts.of([2, 3, None, 5], [4, 4, 1, 4], levels=[1, 2, 3, 4, 5])
    >>> pairs.n, pairs.differences
    (3, {2: 1, 1: 1, -1: 1})
    >>> (pairs + pairs).n
    6
    """

    cells: _Cells = field(converter=_exact_cells)
    levels: tuple[Exact, ...] | None = field(default=None, converter=_exact_levels)

    def __attrs_post_init__(self) -> None:
        if self.levels is None:
            return
        if not self.levels or list(self.levels) != sorted(set(self.levels)):
            raise InvalidValue("a scale has levels, upwards", "give each value once", "levels")
        for number in {each for cell in self.cells for each in cell}.difference(self.levels):
            raise InvalidValue(f"{quoted(number)} is not a level of the scale", field="cells")

    @classmethod
    def of(
        cls,
        first: Sequence[Number | None],
        second: Sequence[Number | None],
        levels: Sequence[Number] | None = None,
    ) -> PairCounts:
        """Count people by what each gave first and second; who did not give both is left out.

        Raises:
            InvalidValue: if there are not as many of either, or a number cannot be.
        """
        if len(first) != len(second):
            message = f"there are {len(first)} numbers, and {len(second)} to compare"
            raise InvalidValue(message, "give two for each person, or None", "second")
        given = Counter(zip(first, second, strict=True))
        cells = {(a, b): n for (a, b), n in given.items() if a is not None and b is not None}
        return cls(cells, levels)

    def __add__(self, other: PairCounts) -> PairCounts:
        if self.levels != other.levels:
            raise InvalidValue("the tables are of different scales", "add those of one scale")
        return PairCounts(Counter(self.cells) + Counter(other.cells), self.levels)

    @cached_property
    def n(self) -> int:
        """How many people gave both."""
        return sum(self.cells.values())

    @cached_property
    def first(self) -> Counts:
        """How many of them gave which number first."""
        return self._by(lambda first, _: first)

    @cached_property
    def second(self) -> Counts:
        """How many of them gave which number second."""
        return self._by(lambda _, second: second)

    @cached_property
    def differences(self) -> Counts:
        """How many of them have which difference: second - first, so positive is need or gain."""
        return self._by(lambda first, second: second - first)

    def _by(self, number_of: Callable[[Exact, Exact], Exact]) -> Counts:
        found: Counter[Exact] = Counter()
        for cell, times in self.cells.items():
            found[number_of(*cell)] += times
        return dict(found)
