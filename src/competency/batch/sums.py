"""Sums: what the answers of a batch add up to, node by node: `Plan.tally` on columns.

The answers to items that are alike are added up in bytes before they are weighted once, so that
most of the work is on one byte an answer. What is added is an item's place on its scale: the
points of a level are a straight line over its place on most scales, and a look-up on the others.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from attrs import define, evolve, field, frozen
from numpy.typing import NDArray

from competency.batch.blocks import Column
from competency.batch.codes import NOT_APPLICABLE, UNKNOWN, Codes
from competency.batch.needs import Need
from competency.scoring import Plan
from competency.scoring.plan import COUNTS

__all__ = ["BadAnswer", "Summing", "Tally"]

_BYTE = 255

Integers = NDArray[np.integer]

Tally = dict[Hashable, Integers]
"""The sums of one node, an array each, a row a respondent; a sum that is not there is 0.

Counts: `answered`, `unknown`, `not_applicable`, `compared`, `at_or_above`, and by the place of a
level how many answers it has. Sums: `weight` and `points` of the answered items;
`compared_weight`, `shortfall` and `surplus` of the compared ones.
"""

_SUMS = {"weight", "points", "compared_weight", "shortfall", "surplus"}


class BadAnswer(Exception):
    """Some answer of the batch is none."""


@frozen
class _Part:
    """Items of one node that count alike, as many as a byte holds the sum of the places of.

    Args:
        node: The index of the node that holds them.
        weight: The weight of each.
        points: What each level adds to the points, by its place.
        counted: As which place each level counts: another one where the items are reverse.
        items: Their ids.
        slope: What each place adds to the points; None where that is no straight line.
    """

    node: int
    weight: int
    points: tuple[int, ...]
    counted: tuple[int, ...]
    items: tuple[str, ...] = ()
    slope: int | None = field(init=False)

    @slope.default
    def _slope(self) -> int | None:
        steps = {high - low for low, high in pairwise(self.points)}
        return steps.pop() if len(steps) == 1 else None


def _by_most(ids: list[str], most: int) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(ids), most):
        yield tuple(ids[start : start + most])


@frozen(eq=False, slots=False)
class Summing:
    """How the items of a plan are added up.

    Args:
        plan: The plan.
        levels: Whether the answers that each level has are counted.
        needs: What a profile requires of the items, by their ids.
    """

    plan: Plan
    levels: bool = False
    needs: Mapping[str, Need] = field(factory=dict)

    @cached_property
    def _parts(self) -> tuple[_Part, ...]:
        alike: dict[_Part, list[str]] = {}
        for id, (node, weight, moves) in self.plan.items.items():
            points = tuple(points for _, _, points in moves.values())
            counted = tuple(place - COUNTS for place, _, _ in moves.values())
            alike.setdefault(_Part(node, weight, points, counted), []).append(id)
        return tuple(
            evolve(part, items=tuple(ids))
            for part, all_ids in alike.items()
            for ids in _by_most(all_ids, _BYTE // (len(part.points) - 1))
        )

    @cached_property
    def _bounds(self) -> tuple[list[int], list[int]]:
        counts, sums = [0] * len(self.plan.nodes), [0] * len(self.plan.nodes)
        for part in self._parts:
            index: int | None = part.node
            while index is not None:
                counts[index] += len(part.items)
                sums[index] += len(part.items) * max(part.weight, *part.points)
                index = self.plan.nodes[index].parent
        return counts, sums

    @property
    def most(self) -> list[int]:
        """The most that a sum of each node can be."""
        return self._bounds[1]

    @cached_property
    def _types(self) -> list[tuple[np.dtype[np.integer], np.dtype[np.integer]]]:
        """The smallest types that hold the counts, and the sums, of each node."""
        counts, sums = self._bounds
        return [
            (np.min_scalar_type(count), np.min_scalar_type(total))
            for count, total in zip(counts, sums, strict=True)
        ]

    def type_of(self, node: int, name: Hashable) -> np.dtype[np.integer]:
        """Give the type of a sum of a node."""
        return self._types[node][name in _SUMS]

    def own(self, column: Callable[[str], Column], rows: int) -> list[Tally]:
        """Add up the answers to the items that each node holds itself.

        Raises:
            BadAnswer: if some answer is none.
        """
        adder = _Adder(self, column, rows)
        for part in self._parts:
            adder.add(part)
        adder.check()
        return adder.tallies

    def rolled_up(self, own: list[Tally]) -> list[Tally]:
        """Add the sums of each node to those of the nodes above it: `Plan.roll_up` on columns."""
        tallies = [dict(tally) for tally in own]
        if self.plan.rollup == "areas":  # there the sums of what an area holds itself are needed
            tallies = [{name: each.copy() for name, each in tally.items()} for tally in own]
        for index in range(len(tallies) - 1, 0, -1):
            parent = self.plan.nodes[index].parent or 0
            self._add_up(parent, tallies[parent], tallies[index])
        return tallies

    def _add_up(self, parent: int, above: Tally, below: Tally) -> None:
        several_scales = self.plan.nodes[parent].scale is None
        for name, values in below.items():
            if several_scales and isinstance(name, int):
                continue
            if name in above:
                above[name] += values
            else:
                above[name] = values.astype(self.type_of(parent, name))


@define(eq=False)
class _Adder:
    """Adds up one batch."""

    summing: Summing
    column: Callable[[str], Column]
    rows: int
    tallies: list[Tally] = field(init=False)
    highest: dict[int, Codes] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.tallies = [{} for _ in self.summing.plan.own]

    def add(self, part: _Part) -> None:
        """Add up the answers to the items of a part."""
        places, counts = self.bytes_of(part)
        node = part.node
        self.put(node, "answered", counts)
        self.put(node, "weight", counts, part.weight)
        self.put(node, "points", counts, part.points[0])
        if part.slope is None:
            self.look_up(part)
        elif part.slope > 0:
            self.put(node, "points", places, part.slope)
        else:
            points = self.tallies[node]["points"]
            points -= np.multiply(places, -part.slope, dtype=points.dtype)

    def bytes_of(self, part: _Part) -> tuple[Codes, Codes]:
        """Add up the places, and count the answers."""
        size = len(part.points)
        first, *others = part.items
        column = self.column(first)
        places, counts = column.place.copy(), column.answered.copy()
        highest = self.highest.get(size)
        if highest is None:
            highest = self.highest[size] = places.copy()
        np.maximum(highest, places, out=highest)
        self.add_more(part, first, column)
        for id in others:
            column = self.column(id)
            np.maximum(highest, column.place, out=highest)
            np.add(places, column.place, out=places)
            np.add(counts, column.answered, out=counts)
            self.add_more(part, id, column)
        return places, counts

    def look_up(self, part: _Part) -> None:
        """Add the points of levels that are no straight line."""
        points = self.tallies[part.node]["points"]
        table = (np.array(part.points) - part.points[0]).astype(points.dtype)
        for id in part.items:
            # Answers are checked at the end: until then places are kept within the table.
            points += np.take(table, self.column(id).place, mode="clip")

    def check(self) -> None:
        """Refuse the batch if some place was above its scale."""
        for size, highest in self.highest.items():
            if self.rows and highest.max() >= size:
                raise BadAnswer

    def add_more(self, part: _Part, id: str, column: Column) -> None:
        """Add up what is not in every batch: other states, levels, and distances."""
        node = part.node
        if column.states is not None:
            self.put(node, "unknown", column.states == UNKNOWN)
            self.put(node, "not_applicable", column.states == NOT_APPLICABLE)
        if self.summing.levels and self.summing.plan.own[node].scale is not None:
            for place, counted in enumerate(part.counted):
                self.put(node, counted, (column.place == place) & column.answered)
        need = self.summing.needs.get(id)
        if need is not None:
            shortfall, surplus = need.distances(column)
            self.put(node, "compared", column.answered)
            self.put(node, "at_or_above", column.answered & (shortfall == 0))
            self.put(node, "compared_weight", column.answered, part.weight)
            self.put(node, "shortfall", shortfall, part.weight)
            self.put(node, "surplus", surplus, part.weight)

    def put(self, node: int, name: Hashable, values: NDArray[Any], times: int = 1) -> None:
        """Add values, each so many times, to a sum of a node."""
        tally, kind = self.tallies[node], self.summing.type_of(node, name)
        if times != 1:
            values = np.multiply(values, kind.type(times), dtype=kind)
        there = tally.get(name)
        if there is not None:
            np.add(there, values, out=there)
        else:
            tally[name] = values.astype(kind, copy=times == 1)
