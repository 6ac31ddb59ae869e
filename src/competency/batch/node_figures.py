"""The figures of one node over a batch: the properties of `Score` and `Gap`, on columns.

Every method gives the values and where they are given, or None where the node has no such figure.
"""

from __future__ import annotations

from functools import cached_property
from math import gcd
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from competency.batch.figures import Figure, half_ways
from competency.batch.sums import Tally
from competency.scoring import PlannedNode, PlannedScale

__all__ = ["Given", "NodeFigures"]

_Mask = NDArray[np.bool_]
Given = tuple[NDArray[Any], _Mask | None]
"""Values, and where they are given; None where all are."""

_OF_ONE_SCALE = {"mean", "median", "minimum", "maximum", "mastery", "gap", "shortfall", "surplus"}


@frozen(eq=False, slots=False)
class NodeFigures:
    """The figures of a node, or of the items that an area holds itself.

    Args:
        node: What the plan knows of the node.
        tally: Its sums.
        most: The most that one of its sums can be.
        rows: How many respondents there are.
        areas: Where areas are rolled up, the figures of what each holds itself.
    """

    node: PlannedNode
    tally: Tally
    most: int
    rows: int
    areas: tuple[NodeFigures, ...] = ()

    def figure(self, figure: Figure, out: NDArray[Any]) -> Given | None:
        """Give a figure; floats are written to `out`."""
        if self.node.scale is None and figure.name in _OF_ONE_SCALE:
            return None
        if figure.name == "distribution":
            return self._sum(figure.place), None
        if figure.name == "mastery":
            return self._mastery(figure.share)
        given: Given | None = getattr(self, figure.name)(out)
        return given

    def _sum(self, name: object) -> NDArray[Any]:
        there = self.tally.get(name)
        return np.zeros(self.rows, np.uint8) if there is None else there

    @cached_property
    def _applicable(self) -> NDArray[np.int64]:
        return self.node.size - self._sum("not_applicable").astype(np.int64)

    @cached_property
    def _enough(self) -> _Mask:
        """Where enough items are answered for the figures to be given."""
        answered = self._sum("answered")
        if "not_applicable" not in self.tally:
            return np.asarray(answered >= self.node.needed(self.node.size))
        needed = np.array([self.node.needed(count) for count in range(self.node.size + 1)])
        return np.asarray(answered >= needed[self._applicable])

    def mean(self, out: NDArray[Any]) -> Given:
        """The weighted mean of the levels."""
        if self.areas:
            return self._mean_of_areas("mean", out)
        values, points = self._scale.values, self._sum("points")
        lowest = values[0]
        factor = self.node.units.span // (values[-1] - lowest)
        if factor > 1:
            points = points // factor
        kind = np.min_scalar_type(self.most * (1 + lowest)) if lowest >= 0 else np.dtype(np.int64)
        if lowest == 1:
            points = np.add(points, self._sum("weight"), dtype=kind)
        elif lowest:
            points = np.add(
                points, np.multiply(self._sum("weight"), lowest, dtype=kind), dtype=kind
            )
        return self._divided(points, self.node.units.level, out), self._enough

    def percent(self, out: NDArray[Any]) -> Given | None:
        """Where the mean lies in the possible range."""
        if not self.node.size:
            return None
        if self.areas:
            return self._mean_of_areas("percent", out)
        common = gcd(100, self.node.units.span)  # a fraction in lower terms has the same quotient
        kind = np.min_scalar_type(self.most * (100 // common))
        points = np.multiply(self._sum("points"), kind.type(100 // common), dtype=kind)
        return self._divided(points, self.node.units.span // common, out), self._enough

    def _divided(self, numerator: NDArray[Any], unit: int, out: NDArray[Any]) -> NDArray[Any]:
        weight = self._sum("weight")
        denominator = weight if unit == 1 else weight * np.float64(unit)
        np.divide(numerator, denominator, out=out, dtype=np.float64)
        return out

    def _mean_of_areas(self, figure: str, out: NDArray[Any]) -> Given:
        """Add up one by one, in document order, and divide once, as `Score` does."""
        total, weight, each = (
            np.zeros(self.rows),
            np.zeros(self.rows, np.int64),
            np.empty(self.rows),
        )
        for area in self.areas:
            getattr(area, figure)(each)
            np.multiply(each, float(area.node.weight), out=each)
            np.add(total, each, out=total, where=area._enough)
            np.add(weight, area.node.weight, out=weight, where=area._enough)
        return np.divide(total, weight, out=out), self._enough

    def coverage(self, out: NDArray[Any]) -> Given:
        """The share of the applicable items that are answered."""
        applicable = self._applicable
        return np.divide(self._sum("answered"), applicable, out=out), applicable > 0

    def answered(self, _out: NDArray[Any]) -> Given:
        """How many items are answered with a level."""
        return self._sum("answered"), None

    def unknown(self, _out: NDArray[Any]) -> Given:
        """How many items are answered with don't know."""
        return self._sum("unknown"), None

    def not_applicable(self, _out: NDArray[Any]) -> Given:
        """How many items are said not to apply."""
        return self._sum("not_applicable"), None

    def missing(self, _out: NDArray[Any]) -> Given:
        """How many items have no answer."""
        return self._applicable - self._sum("answered") - self._sum("unknown"), None

    def compared(self, _out: NDArray[Any]) -> Given:
        """How many items have a level and a required level."""
        return self._sum("compared"), None

    def at_or_above(self, _out: NDArray[Any]) -> Given:
        """How many of the compared items are at or above their required level."""
        return self._sum("at_or_above"), None

    def median(self, _out: NDArray[Any]) -> Given:
        """The middle answer, or half-way between the two in the middle."""
        answered, scale = self._sum("answered").astype(np.int64), self._scale
        lower = self._place_of(answered + 1 >> 1)
        upper = self._place_of((answered >> 1) + 1)
        return np.array(half_ways(scale.levels))[lower, upper], self._enough

    def minimum(self, _out: NDArray[Any]) -> Given:
        """The lowest answer."""
        return self._levels_of(self._place_of(np.ones(self.rows, np.int64))), self._enough

    def maximum(self, _out: NDArray[Any]) -> Given:
        """The highest answer."""
        return self._levels_of(self._place_of(self._sum("answered").astype(np.int64))), self._enough

    def _mastery(self, share: tuple[int, int]) -> Given:
        answered = self._sum("answered").astype(np.int64)
        numerator, denominator = share
        needed = -(-numerator * answered // denominator)
        places = self._place_of(answered - needed + 1)
        if not numerator:
            places[:] = len(self._scale.levels) - 1
        return self._levels_of(places), self._enough

    @property
    def _scale(self) -> PlannedScale:
        assert self.node.scale is not None  # noqa: S101  (asked for nodes of one scale only)
        return self.node.scale

    def _place_of(self, rank: NDArray[np.int64]) -> NDArray[np.int64]:
        """The place of the answer with this rank, the lowest answer having the rank 1."""
        places, counted = np.zeros(self.rows, np.int64), np.zeros(self.rows, np.int64)
        for place in range(len(self._scale.levels) - 1):
            counted += self._sum(place)
            places += counted < rank
        return places

    def _levels_of(self, places: NDArray[np.int64]) -> NDArray[Any]:
        levels = self._scale.levels
        whole = all(isinstance(level, int) for level in levels)
        return np.array(levels if whole else [float(level) for level in levels])[places]

    def shortfall(self, out: NDArray[Any]) -> Given:
        """The weighted mean of how far the compared items are below."""
        return self._distance("shortfall", out), self._compared

    def surplus(self, out: NDArray[Any]) -> Given:
        """The weighted mean of how far the compared items are above."""
        return self._distance("surplus", out), self._compared

    def gap(self, out: NDArray[Any]) -> Given:
        """Shortfall minus surplus."""
        self._distance("shortfall", out)
        surplus = self._distance("surplus", np.empty(self.rows))
        return np.subtract(out, surplus, out=out), self._compared

    @cached_property
    def _compared(self) -> _Mask:
        return self._enough & (self._sum("compared_weight") > 0)

    def _distance(self, name: str, out: NDArray[Any]) -> NDArray[Any]:
        weight = self._sum("compared_weight") * np.float64(self.node.units.level)
        np.divide(self._sum(name), weight, out=out)
        return out
