"""The kernel: answers in, figures out, a column each.

Integer sums, and one division a figure, as `Score` and `Gap` have it; a property test holds the
two together in every bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import field, frozen
from numpy.typing import NDArray

from competency.batch.blocks import Column
from competency.batch.figures import Figure
from competency.batch.needs import Need
from competency.batch.node_figures import Given, NodeFigures
from competency.batch.sums import Summing, Tally
from competency.scoring import Plan

__all__ = ["Kernel"]

# Not by `to_pandas_dtype`, which imports pandas.
_TYPES = {pa.float64(): np.float64, pa.int32(): np.int32, pa.uint8(): np.uint8}
_OF_LEVELS = {"median", "minimum", "maximum", "mastery", "distribution"}


@frozen(eq=False, slots=False)
class Kernel:
    """What turns the answers of a batch into figures; it pickles.

    Args:
        plan: How answers are scored.
        figures: What is given.
        needs: What a profile requires of the items, by their ids.
    """

    plan: Plan
    figures: tuple[Figure, ...]
    needs: Mapping[str, Need] = field(factory=dict)

    @cached_property
    def summing(self) -> Summing:
        """How the answers are added up."""
        names = {figure.name for figure in self.figures}
        return Summing(self.plan, levels=bool(names & _OF_LEVELS), needs=self.needs)

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns that are given."""
        return pa.schema(figure.field(self.plan) for figure in self.figures)

    def columns(self, column: Callable[[str], Column], rows: int) -> list[pa.Array]:
        """Give the figures of some respondents.

        Args:
            column: Gives the answers to an item.
            rows: How many respondents there are.

        Raises:
            BadAnswer: if some answer is none.
        """
        own = self.summing.own(column, rows)
        nodes = self._nodes(own, self.summing.rolled_up(own), rows)
        kinds = self.schema.types
        floats = iter(np.empty((kinds.count(pa.float64()), rows)))
        arrays = []
        masks: dict[int, tuple[object, pa.Buffer | None]] = {}
        with np.errstate(divide="ignore", invalid="ignore"):  # nulls, where nothing is answered
            for figure, kind in zip(self.figures, kinds, strict=True):
                out = next(floats) if kind == pa.float64() else np.empty(0)
                if figure.item is None:
                    given = nodes[figure.node].figure(figure, out)
                else:
                    given = self._of_item(figure, column, out)
                arrays.append(
                    pa.nulls(rows, kind) if given is None else _array(given, kind, out, masks)
                )
        return arrays

    def _nodes(self, own: list[Tally], tallies: list[Tally], rows: int) -> list[NodeFigures]:
        most = self.summing.most
        areas = [
            NodeFigures(node, tally, bound, rows)
            for node, tally, bound in zip(self.plan.own, own, most, strict=True)
        ]
        return [
            NodeFigures(node, tally, bound, rows, tuple(areas[index] for index in node.areas))
            for node, tally, bound in zip(self.plan.nodes, tallies, most, strict=True)
        ]

    def _of_item(
        self, figure: Figure, column: Callable[[str], Column], out: NDArray[Any]
    ) -> Given | None:
        need = self.needs.get(str(figure.item))
        if need is None:
            return None
        answers = column(str(figure.item))
        shortfall, surplus = need.distances(answers)
        distance = {
            "item_gap": shortfall.astype(np.int64) - surplus,
            "item_shortfall": shortfall,
            "item_surplus": surplus,
        }[figure.name]
        unit = self.plan.nodes[0].units.level
        return np.divide(distance, unit, out=out), answers.answered.astype(np.bool_)


def _array(
    given: Given,
    kind: pa.DataType,
    out: NDArray[Any],
    masks: dict[int, tuple[object, pa.Buffer | None]],
) -> pa.Array:
    """Make an Arrow array, without a copy where the values have its type."""
    values, mask = given
    if kind == pa.float64() and values is not out:
        out[:] = values
        values = out
    values = np.ascontiguousarray(values, _TYPES[kind])
    if mask is not None and id(mask) not in masks:
        bits = None if mask.all() else pa.py_buffer(np.packbits(mask, bitorder="little"))
        masks[id(mask)] = mask, bits  # the mask is kept, so that no other has its id
    validity = None if mask is None else masks[id(mask)][1]
    return pa.Array.from_buffers(kind, len(values), [validity, pa.py_buffer(values)])
