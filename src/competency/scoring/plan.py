"""The plan of a framework: all that scoring needs to know of it, in integers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from operator import add

from attrs import frozen

from competency.errors import InvalidValue, quoted
from competency.model import Answer, Branch, Framework, Group, Item, State, Units
from competency.rounding import Exact, exact

__all__ = [
    "ANSWERED",
    "COUNTS",
    "OVERALL",
    "ROLLUPS",
    "Origin",
    "Plan",
    "PlannedNode",
    "PlannedScale",
]

ROLLUPS = ("items", "areas")
OVERALL = "overall"

# A tally is a list of integers: these six, then the histogram where the scale is one.
ANSWERED, UNKNOWN, NOT_APPLICABLE, WEIGHTED_SUM, WEIGHT, POINTS = range(6)
COUNTS = 6

_Moves = dict[Exact, tuple[int, int, int]]
"""By level: its place in a tally, and what it adds to the weighted sum and to the points."""


@frozen
class PlannedScale:
    """A scale in integers.

    Args:
        levels: The level values, upwards, as they are.
        values: The same in level units.
        squares: The squares of these.
    """

    levels: tuple[Exact, ...]
    values: tuple[int, ...]
    squares: tuple[int, ...]


@frozen
class PlannedNode:
    """What scoring knows of one node, or of the items that an area holds itself.

    Args:
        id: The id of a group, or `overall`.
        size: How many items are at or below it.
        scale: Their scale; None where they differ, or there are none.
        weight: Its weight as an area, in area units.
        units: What makes the numbers whole.
        share: The share of its applicable items that must be answered, as a fraction.
        parent: The index of the node that holds it; None for `overall`.
        areas: The indices of the areas that it is rolled up from; empty where it is not.
    """

    id: str
    size: int
    scale: PlannedScale | None
    weight: int
    units: Units
    share: tuple[int, int]
    parent: int | None = None
    areas: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """The length of its tally."""
        return COUNTS if self.scale is None else COUNTS + len(self.scale.levels)

    def needed(self, applicable: int) -> int:
        """Give how many answers a score needs: the share of the items that apply, rounded up."""
        numerator, denominator = self.share
        return max(1, -(-numerator * applicable // denominator))


@lru_cache(maxsize=64)
def share_of(value: object, name: str) -> tuple[int, int]:
    """Read a share between 0 and 1, a float as its shortest decimal, as a fraction."""
    share = Fraction(exact(value))
    if not 0 <= share <= 1:
        raise InvalidValue(f"{quoted(value)} is no share", "give one from 0 to 1", field=name)
    return share.numerator, share.denominator


def _rollup(name: str) -> str:
    if name not in ROLLUPS:
        raise InvalidValue(f"{quoted(name)} is no roll-up", "use items or areas", field="rollup")
    return name


@frozen
class Origin:
    """Which framework a plan is of, named as in a Framework: what a result is traced to.

    Attributes:
        id: Its id.
        version: Its version.
        structure_digest: The digest of its structure.
        digest: The digest of its whole content.
    """

    id: str
    version: str
    structure_digest: str
    digest: str


@frozen(init=False)
class Plan:
    """All that scoring needs to know of a framework, in integers; it pickles.

    Args:
        framework: The framework to be scored.
        rollup: How areas become groups: `items`, the mean of all items below, or `areas`, the
            mean of the means of the areas below.
        min_coverage: The share of a node's applicable items that must be answered.

    Attributes:
        nodes: One for the framework, then one a group, in document order.
        own: What each of them holds directly, in the same order.
        items: By item id, the index of its node, its weight, and what a level adds to a tally.
        names: By item id, the levels by the texts that name them.
        origin: Which framework it is of.

    Raises:
        InvalidValue: for another roll-up, or a share outside 0 to 1.

    >>> import competency
    >>> plan = Plan(competency.load_framework("cto"))
    >>> len(plan.nodes), len(plan.items), plan.nodes[0].needed(62)
    (16, 63, 31)
    """

    rollup: str
    min_coverage: Exact
    nodes: tuple[PlannedNode, ...]
    own: tuple[PlannedNode, ...]
    items: Mapping[str, tuple[int, int, _Moves]]
    names: Mapping[str, Mapping[str, Exact]]
    origin: Origin

    def __init__(
        self, framework: Framework, rollup: str = "items", min_coverage: float | Fraction = 0.5
    ) -> None:
        builder = _Builder(framework, share_of(min_coverage, "min_coverage"))
        own = builder.own()
        self.__attrs_init__(
            rollup=_rollup(rollup),
            min_coverage=exact(min_coverage),
            nodes=builder.nodes(own, by_areas=rollup == "areas"),
            own=own,
            items=builder.items(),
            names=builder.names(),
            origin=Origin(
                framework.id, framework.version, framework.structure_digest, framework.digest
            ),
        )

    def tally(self, answers: Mapping[str, Answer]) -> list[list[int]]:
        """Count and add up the answers to the items that each node holds itself."""
        tallies = [[0] * node.width for node in self.own]
        items = self.items
        for id, answer in answers.items():
            index, weight, moves = items[id]
            tally = tallies[index]
            level = answer.level
            if level is not None:
                place, product, points = moves[level]
                tally[ANSWERED] += 1
                tally[WEIGHTED_SUM] += product
                tally[WEIGHT] += weight
                tally[POINTS] += points
                if place < len(tally):
                    tally[place] += 1
            elif answer.state is State.UNKNOWN:
                tally[UNKNOWN] += 1
            elif answer.state is State.NOT_APPLICABLE:
                tally[NOT_APPLICABLE] += 1
        return tallies

    def roll_up(self, own: list[list[int]]) -> list[list[int]]:
        """Add the tallies of each node to those of the nodes above it."""
        tallies = [
            tally[: node.width] if held.size else [0] * node.width
            for node, held, tally in zip(self.nodes, self.own, own, strict=True)
        ]
        for index in range(len(tallies) - 1, 0, -1):
            node = self.nodes[index]
            if node.size and node.parent is not None:
                # Over several scales the shorter tally, the one without a histogram, decides.
                tallies[node.parent] = list(map(add, tallies[node.parent], tallies[index]))
        return tallies


class _Builder:
    """Turns a framework into planned nodes and items, once."""

    def __init__(self, framework: Framework, share: tuple[int, int]) -> None:
        self.framework = framework
        self.units = framework.units
        self.share = share
        groups = [node for node in framework.walk() if isinstance(node, Group)]
        self.branches: list[tuple[str, Branch]] = [(OVERALL, framework)]
        self.branches += [(group.id, group) for group in groups]
        self.index = {id: index for index, (id, _) in enumerate(self.branches)}

    def _scale(self, items: Iterable[Item]) -> PlannedScale | None:
        scales = list({id(item.scale): item.scale for item in items}.values())
        if not scales or not all(map(scales[0].is_like, scales)):
            return None
        levels = scales[0].values
        values = tuple(int(value * self.units.level) for value in levels)
        return PlannedScale(levels, values, tuple(value * value for value in values))

    def _weight(self, branch: Branch) -> int:
        return (
            int(branch.weight * self.units.area) if isinstance(branch, Group) else self.units.area
        )

    def own(self) -> tuple[PlannedNode, ...]:
        return tuple(
            PlannedNode(
                id=id,
                size=len(branch.own_items),
                scale=self._scale(branch.own_items),
                weight=self._weight(branch),
                units=self.units,
                share=self.share,
            )
            for id, branch in self.branches
        )

    def nodes(self, own: tuple[PlannedNode, ...], *, by_areas: bool) -> tuple[PlannedNode, ...]:
        return tuple(
            PlannedNode(
                id=id,
                size=len(branch.items),
                scale=self._scale(branch.items),
                weight=own[index].weight,
                units=self.units,
                share=self.share,
                parent=self._parent(id),
                areas=self._areas(index, branch) if by_areas else (),
            )
            for index, (id, branch) in enumerate(self.branches)
        )

    def _parent(self, id: str) -> int | None:
        if id == OVERALL:
            return None
        parent = self.framework.parents[id]
        return 0 if parent is None else self.index[parent.id]

    def _areas(self, index: int, branch: Branch) -> tuple[int, ...]:
        areas = tuple(self.index[area.id] for area in branch.areas)
        if index == 0 and branch.own_items:
            areas = (0, *areas)
        # An area without areas below it is no roll-up: its own items are all there is.
        return () if areas == (index,) else areas

    def items(self) -> dict[str, tuple[int, int, _Moves]]:
        moves: dict[tuple[int, bool, Exact], _Moves] = {}
        planned = {}
        for index, (_, branch) in enumerate(self.branches):
            for item in branch.own_items:
                key = (id(item.scale), item.reverse, item.weight)
                if key not in moves:
                    moves[key] = self._moves(item)
                planned[item.id] = (index, int(item.weight * self.units.weight), moves[key])
        return planned

    def names(self) -> dict[str, dict[str, Exact]]:
        names: dict[int, dict[str, Exact]] = {}
        for item in self.framework.items:
            if id(item.scale) not in names:
                names[id(item.scale)] = {
                    name: level.value for level in item.scale.levels for name in level.names
                }
        return {item.id: names[id(item.scale)] for item in self.framework.items}

    def _moves(self, item: Item) -> _Moves:
        scale, units = item.scale, self.units
        weight = int(item.weight * units.weight)
        lowest = int(scale.lowest * units.level)
        factor = units.span // (int(scale.highest * units.level) - lowest)
        places = {value: place for place, value in enumerate(scale.values, COUNTS)}
        moves = {}
        for level in scale.values:
            turned = turned_level(item, level)
            value = int(turned * units.level)
            moves[level] = (places[turned], weight * value, weight * (value - lowest) * factor)
        return moves


def turned_level(item: Item, level: Exact) -> Exact:
    """Give a level of an item as it counts: turned where the item is reverse."""
    return item.scale.turned(level) if item.reverse else level
