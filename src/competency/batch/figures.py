"""Figures: the columns that a batch is given, by name, and how each is made of the sums.

A column is called `NODE.FIGURE`, such as `overall.mean`. Each figure equals, in every bit, the
property of that name of a `Score` or a `Gap`, where the rule stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction

import pyarrow as pa
from attrs import frozen

from competency.errors import InvalidValue, closest, quoted
from competency.rounding import Exact, number_text
from competency.scoring import Plan, PlannedNode
from competency.scoring.plan import share_of

__all__ = ["DEFAULT", "FIGURES", "Figure", "figures_of"]

DEFAULT = ("mean", "percent", "answered")
_GAPS = ("gap", "shortfall", "surplus")
_COUNTS = ("answered", "unknown", "missing", "not_applicable")
_COMPARED = ("compared", "at_or_above")
_OF_ITEMS = ("item_gap", "item_shortfall", "item_surplus")
_MASTERY = "mastery:"
_BYTE = 255

FIGURES = (
    *DEFAULT,
    *("coverage", "unknown", "missing", "not_applicable"),
    *("median", "minimum", "maximum", "distribution"),
    f"{_MASTERY}SHARE",
    *(*_GAPS, *_COMPARED, *_OF_ITEMS),
)
"""What may be asked for."""


@frozen
class Figure:
    """One column that is given.

    Args:
        column: What it is called.
        name: The figure, such as `mean`.
        node: The index of its node in the plan; -1 where it is of an item.
        item: The id of its item.
        share: The share of a mastery.
        place: The place of the level that is counted, in a distribution.
    """

    column: str
    name: str
    node: int = -1
    item: str | None = None
    share: tuple[int, int] = (0, 1)
    place: int = 0

    def field(self, plan: Plan) -> pa.Field:
        """Give the field of the column in an Arrow schema."""
        return pa.field(self.column, self._type(plan.nodes[self.node] if self.node >= 0 else None))

    def _type(self, node: PlannedNode | None) -> pa.DataType:
        if node is not None and self.name in (*_COUNTS, *_COMPARED, "distribution"):
            return pa.uint8() if node.size <= _BYTE else pa.int32()
        whole = node is not None and node.scale is not None and _all_whole(node.scale.levels)
        if whole and self.name in ("minimum", "maximum", "mastery"):
            return pa.int32()
        return pa.float64()


def _all_whole(levels: Iterable[Exact]) -> bool:
    return all(isinstance(level, int) for level in levels)


def figures_of(
    plan: Plan, names: Sequence[str] | None = None, needed: Collection[str] | None = None
) -> tuple[Figure, ...]:
    """Give the columns of these figures, node by node.

    Args:
        plan: The plan.
        names: Names of `FIGURES`; else the mean, the percent and the answered items, and with a
            profile the gap, the shortfall and the surplus.
        needed: The ids of the items of which something is required; None without a profile.

    Raises:
        InvalidValue: for a name that is none, one twice, and for a gap without a profile.
    """
    if names is None:
        names = DEFAULT if needed is None else (*DEFAULT, *_GAPS)
    wanted = [_checked(name, has_profile=needed is not None) for name in names]
    twice = next((name for name in wanted if wanted.count(name) > 1), None)
    if twice is not None:
        raise InvalidValue(f"{quoted(twice)} is asked for twice", "name it once", field="figures")
    groups = [
        figure
        for index, node in enumerate(plan.nodes)
        for name in wanted
        if name not in _OF_ITEMS
        for figure in _of_node(index, node, name)
    ]
    items = [
        Figure(f"{id}.{name.removeprefix('item_')}", name, item=id)
        for id in plan.items
        for name in wanted
        if name in _OF_ITEMS and id in (needed or ())
    ]
    return (*groups, *items)


def _checked(name: str, *, has_profile: bool) -> str:
    if name.startswith(_MASTERY):
        _share(name)
    elif name not in FIGURES or name.endswith("SHARE"):
        raise InvalidValue(f"there is no figure {quoted(name)}", _meant(name), field="figures")
    if not has_profile and name in (*_GAPS, *_COMPARED, *_OF_ITEMS):
        message = f"{quoted(name)} needs a profile"
        raise InvalidValue(message, "give one (--profile, profile=)", field="figures")
    return name


def _meant(name: str) -> str:
    if name == "mastery":
        return "name its share, as in mastery:0.8"
    match = closest(name, FIGURES)
    return f"did you mean {quoted(match)}?" if match else f"there are {', '.join(FIGURES)}"


def _share(name: str) -> tuple[int, int]:
    return share_of(name.removeprefix(_MASTERY), "figures")


def _of_node(index: int, node: PlannedNode, name: str) -> Iterator[Figure]:
    if name.startswith(_MASTERY):
        yield Figure(f"{node.id}.{name}", "mastery", index, share=_share(name))
    elif name == "distribution":
        levels = () if node.scale is None else node.scale.levels
        for place, level in enumerate(levels):
            yield Figure(f"{node.id}.{name}.{number_text(level)}", name, index, place=place)
    else:
        yield Figure(f"{node.id}.{name}", name, index)


def half_ways(levels: Sequence[Exact]) -> list[list[float]]:
    """Give what lies half-way between any two levels."""
    return [[float(Fraction(low + high) / 2) for high in levels] for low in levels]
