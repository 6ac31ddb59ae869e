"""Items, and the groups that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, cast

from attrs import evolve, field, frozen

from competency.errors import InvalidValue
from competency.model.scale import Scale
from competency.model.texts import check_id, check_line, check_text, named, valid, valid_or_none
from competency.rounding import Exact, exact

__all__ = ["Branch", "Group", "Item", "weight_of"]


_ONE = 1


def weight_of(value: object) -> Exact:
    """Read a weight: a number above 0."""
    if value is _ONE:
        return _ONE
    weight = named("weight", exact, value)
    if weight <= 0:
        message = f"a weight is above 0, not {value}"
        raise InvalidValue(message, "leave out what is not to count", "weight", "weight")
    return weight


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    if isinstance(values, str):
        message = "a list of texts is due here, not one text"
        raise InvalidValue(message, "write a list", "wrong-type")
    return tuple(check_text(value) for value in values)


def _references(values: Iterable[object]) -> tuple[str, ...]:
    return named("references", _texts, values) if values else ()


def _tags(values: Iterable[object]) -> tuple[str, ...]:
    return named("tags", _texts, values) if values else ()


def _pairs(
    descriptors: Mapping[Any, object] | Iterable[tuple[object, object]],
) -> tuple[tuple[object, str], ...]:
    if not descriptors:
        return ()
    texts = dict(descriptors).items()
    return tuple((name, check_text(text, "descriptors")) for name, text in texts)


@frozen
class Item:
    """One statement that is rated.

    Args:
        id: Unique in its framework.
        text: The statement.
        title: A short name, where it has one.
        weight: How much it counts in means and percents; above 0.
        reverse: Whether a low level is the good one: its levels and its required level are
            turned by the possible range before anything else.
        scale: Its scale; the framework's, unless given.
        descriptors: What a level means for this item, by level value, id or label.
        guidance: Help for the rater.
        references: Where it comes from, or where to read more.
        tags: Words that mark subsets of items.

    >>> Item("1", "Champion the use of technology.", weight=0.5).weight
    Fraction(1, 2)
    """

    id: str = field(validator=valid(check_id))
    text: str = field(validator=valid(check_text))
    title: str | None = field(default=None, validator=valid_or_none(check_line))
    weight: Exact = field(default=1, converter=weight_of)
    reverse: bool = False
    _scale: Scale | None = None
    _descriptors: tuple[tuple[object, str], ...] = field(default={}, converter=_pairs)
    guidance: str | None = field(default=None, validator=valid_or_none(check_text))
    references: tuple[str, ...] = field(default=(), converter=_references)
    tags: tuple[str, ...] = field(default=(), converter=_tags)

    def __attrs_post_init__(self) -> None:
        if self._scale is None:
            return
        if self._descriptors:
            level = self._scale.level
            pairs = self._descriptors
            texts = {named("descriptors", level, name).value: text for name, text in pairs}
            if len(texts) < len(self._descriptors):
                message = "two descriptors are for one level"
                raise InvalidValue(message, "write one for each level", field="descriptors")
            object.__setattr__(self, "_descriptors", tuple(sorted(texts.items())))
        if self.reverse:
            self._check_turned(self._scale)

    def _check_turned(self, scale: Scale) -> None:
        if [scale.turned(value) for value in reversed(scale.values)] != list(scale.values):
            message = "the item is reverse, but its scale turned round is another scale"
            raise InvalidValue(
                message, "use a scale that is even about its middle", field="reverse"
            )

    @property
    def scale(self) -> Scale:
        """Its scale: its own, or that of the framework it stands in.

        Raises:
            InvalidValue: if it has none and stands in no framework yet.
        """
        if self._scale is None:
            raise InvalidValue(f"the item {self.id} has no scale", "put it into a framework")
        return self._scale

    @property
    def descriptors(self) -> Mapping[Exact, str]:
        """What a level means for this item, by level value, upwards."""
        return MappingProxyType(dict(cast("tuple[tuple[Exact, str], ...]", self._descriptors)))

    def on(self, scale: Scale) -> Item:
        """Give the item with this scale, unless it has one."""
        return self if self._scale is not None else evolve(self, scale=scale)


def _children(children: Iterable[Group | Item]) -> tuple[Group | Item, ...]:
    nodes = tuple(children)
    for node in nodes:
        if not isinstance(node, Group | Item):
            message = f"a group or an item is due here, not {type(node).__name__}"
            raise InvalidValue(message, "make a Group or an Item", "wrong-type", "children")
    return nodes


@frozen
class Branch:
    """What groups and frameworks share: they hold groups, items, both, or nothing."""

    children: tuple[Group | Item, ...] = field(default=(), converter=_children, kw_only=True)

    def walk(self) -> Iterator[Group | Item]:
        """Give all nodes below it, in document order.

        >>> group = Group("a", children=[Group("b", children=[Item("1", "One.")])])
        >>> [node.id for node in group.walk()]
        ['b', '1']
        """
        pending: list[Group | Item] = list(reversed(self.children))
        while pending:
            node = pending.pop()
            yield node
            if isinstance(node, Group):
                pending.extend(reversed(node.children))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items at or below it, in document order."""
        return tuple(node for node in self.walk() if isinstance(node, Item))

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups directly in it."""
        return tuple(node for node in self.children if isinstance(node, Group))

    @property
    def own_items(self) -> tuple[Item, ...]:
        """The items directly in it."""
        return tuple(node for node in self.children if isinstance(node, Item))

    @cached_property
    def areas(self) -> tuple[Group, ...]:
        """The groups at or below it that hold items themselves, in document order."""
        below = tuple(node for node in self.walk() if isinstance(node, Group) and node.own_items)
        return (self, *below) if isinstance(self, Group) and self.own_items else below

    @cached_property
    def scale_in_common(self) -> Scale | None:
        """The scale of all items at or below it; None where they differ, or there are none."""
        scales = [item.scale for item in self.items]
        return scales[0] if scales and all(map(scales[0].is_like, scales)) else None

    def on(self, scale: Scale) -> tuple[Group | Item, ...]:
        """Give its children with this scale for the items below it that have none."""
        return tuple(
            evolve(node, children=node.on(scale)) if isinstance(node, Group) else node.on(scale)
            for node in self.children
        )


@frozen
class Group(Branch):
    """A node that holds others: a category, an area, or whatever a framework calls it.

    Args:
        id: Unique in its framework.
        title: Its name; the id, unless given.
        description: What it is about.
        weight: How much it counts as an area where areas are rolled up; above 0.
        children: Groups and items, in order.

    >>> Group("data", children=[Item("1", "One.")]).title
    'data'
    """

    id: str = field(validator=valid(check_id))
    _title: str | None = field(default=None, validator=valid_or_none(check_line))
    description: str | None = field(default=None, validator=valid_or_none(check_text))
    weight: Exact = field(default=1, converter=weight_of)

    @property
    def title(self) -> str:
        """Its name: the title, else the id."""
        return self.id if self._title is None else self._title
