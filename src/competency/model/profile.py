"""Profiles: what a role requires."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from attrs import field, frozen
from attrs.validators import instance_of

from competency.errors import InvalidValue, quoted
from competency.model.framework import Framework
from competency.model.nodes import Item, weight_of
from competency.model.texts import check_line, named, valid_or_none
from competency.rounding import Exact, exact, number_text

__all__ = ["Profile", "read_importance"]

_OVERALL = "overall"


def read_importance(value: object) -> Exact:
    """Read an importance: a number above 0."""
    try:
        return weight_of(value)
    except InvalidValue as error:
        message = error.message.replace("a weight is", "an importance is")
        raise InvalidValue(message, error.remedy, error.kind) from None


def _mapping(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return dict(values)


def _unreached(name: object) -> Exact | str:
    """Read a level that reaches no item, and so is on no scale: a number where it is written so."""
    try:
        number = exact(name)
    except InvalidValue:
        if isinstance(name, str):
            return name
        raise
    return name if isinstance(name, str) and name != number_text(number) else number


@frozen
class Profile:
    """What a role requires of a framework's items.

    Args:
        framework: The framework that it is for.
        levels: The required level by the id of an item, a group or `overall`; the most specific
            wins. A level is given by value, id or label; None or `"none"` requires nothing.
        importance: How much an item, a group or `overall` matters when needs are ranked, above
            0; the most specific wins, and 1 is used where nothing is said.
        title: What people call it.

    Raises:
        UnknownId: for a level or an importance of a node that the framework does not have.
        InvalidValue: for a level that is not on the scale of an item that it reaches.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> profile = Profile(framework, {"overall": 4, "data-management": 5, "53": "none"})
    >>> profile.required_level("1"), profile.required_level("54"), profile.required_level("53")
    (4, 5, None)
    """

    framework: Framework = field(validator=instance_of(Framework))
    _levels: Mapping[str, Exact | str | None] = field(factory=dict, converter=_mapping)
    _importance: Mapping[str, Exact] = field(factory=dict, converter=_mapping)
    title: str | None = field(default=None, kw_only=True, validator=valid_or_none(check_line))

    def __attrs_post_init__(self) -> None:
        reached = self._reached(self._levels)
        levels = {id: self._level(id, name, reached[id]) for id, name in self._levels.items()}
        importance = {}
        for id, value in self._importance.items():
            self.framework.node(id)
            importance[id] = named(id, read_importance, value)
        object.__setattr__(self, "_levels", levels)
        object.__setattr__(self, "_importance", importance)

    def _reached(self, ids: Mapping[str, object]) -> dict[str, list[Item]]:
        """Give the items that each id reaches: those that nothing more specific covers."""
        for id in ids:
            self.framework.node(id)
        reached: dict[str, list[Item]] = {id: [] for id in ids}
        for item in self.framework.items:
            nearest = self._nearest(item.id, ids)
            if nearest is not None:
                reached[nearest].append(item)
        return reached

    def _nearest(self, id: str, given: Mapping[str, object]) -> str | None:
        if id in given:
            return id
        parent = self.framework.parents[id]
        while parent is not None and parent.id not in given:
            parent = self.framework.parents[parent.id]
        if parent is not None:
            return parent.id
        return _OVERALL if _OVERALL in given else None

    def _level(self, id: str, name: Exact | str | None, items: list[Item]) -> Exact | str | None:
        if name is None or name == "none":
            return None
        values = set()
        for item in items:
            try:
                values.add(item.scale.level(name).value)
            except InvalidValue as error:
                message = f"{error.message} of item {quoted(item.id)}"
                raise InvalidValue(message, error.remedy, error.kind, id) from None
        if not items:
            return named(id, _unreached, name)
        return values.pop() if len(values) == 1 else name

    @property
    def levels(self) -> Mapping[str, Exact | str | None]:
        """The required levels as they were given, by the id of an item, a group or `overall`."""
        return MappingProxyType(self._levels)

    @property
    def importance(self) -> Mapping[str, Exact]:
        """The importance as it was given, by the id of an item, a group or `overall`."""
        return MappingProxyType(self._importance)

    @cached_property
    def _required(self) -> dict[str, Exact | None]:
        required: dict[str, Exact | None] = {}
        for item in self.framework.items:
            id = self._nearest(item.id, self._levels)
            name = None if id is None else self._levels[id]
            required[item.id] = None if name is None else item.scale.level(name).value
        return required

    def required_level(self, id: str) -> Exact | None:
        """Give the level that is required of an item, as a value of its scale, or None.

        Raises:
            UnknownId: if the framework has no such item.
        """
        return self._required[self.framework.item(id).id]

    def importance_of(self, id: str) -> Exact:
        """Give the importance of an item or a group: that of the most specific, else 1.

        Raises:
            UnknownId: if the framework has no such node.
        """
        if id == _OVERALL:
            return self._importance.get(_OVERALL, 1)
        nearest = self._nearest(self.framework.node(id).id, self._importance)
        return 1 if nearest is None else self._importance[nearest]
