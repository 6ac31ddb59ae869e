"""Frameworks: what is rated, and how it hangs together."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from math import lcm
from types import MappingProxyType

from attrs import field, frozen
from attrs.validators import instance_of

from competency.errors import InvalidValue, UnknownId, closest, quoted
from competency.model.nodes import Branch, Group, Item
from competency.model.scale import Scale
from competency.model.texts import (
    check_id,
    check_line,
    check_text,
    distinct_id,
    named,
    valid,
    valid_or_none,
)
from competency.rounding import Exact, number_text

__all__ = ["Framework", "Units", "check_language", "date_of"]

_EXACT_BELOW = 2**53
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)


def date_of(value: object) -> datetime.date | None:
    """Read a date: a `date`, or its ISO 8601 text; it must exist."""
    if value is None or type(value) is datetime.date:
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise InvalidValue(f"the date {value} does not exist", kind="date") from None
    message = f"{quoted(value)} is no date"
    raise InvalidValue(message, "write it as year-month-day, such as 2026-11-24", "date")


def _published(value: object) -> datetime.date | None:
    return named("published", date_of, value)


def check_language(value: object, field: str | None = None) -> str:
    """Give a language tag back as it is, or raise InvalidValue."""
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        message = f"{quoted(value)} is no language tag"
        raise InvalidValue(message, "write one such as en or pt-BR", "language", field)
    return value


@frozen
class Units:
    """What makes all numbers of a framework whole: multiplied by these, they are integers.

    Args:
        weight: The common denominator of the items' weights.
        area: The common denominator of the groups' weights.
        level: The common denominator of all level values.
        span: The least common multiple of the scales' ranges, in level units.
    """

    weight: int
    area: int
    level: int
    span: int


def _denominator(values: Iterable[Exact]) -> int:
    return lcm(*{Fraction(value).denominator for value in values})


@frozen(kw_only=True)
class Framework(Branch):
    """A published set of competencies with its scale.

    Args:
        id: Its name in files and on the command line.
        version: Answers to one version do not fit another.
        title: What people call it.
        scale: The scale of every item that has none of its own.
        children: Groups and items, in order.
        description, source, publisher, licence, notes: Texts about it.
        published: When it was published.
        language: The language of its texts, such as `en`.

    Raises:
        InvalidValue: without an item, with one id twice, or with numbers so large that sums
            over all items would not be exact.

    >>> framework = Framework(id="tea", version="1", title="Tea", scale=Scale.between(1, 3),
    ...                       children=[Item("1", "Boils water."), Item("2", "Pours.")])
    >>> framework.item("2").text
    'Pours.'
    """

    id: str = field(validator=valid(check_id))
    version: str = field(validator=valid(check_line))
    title: str = field(validator=valid(check_line))
    scale: Scale = field(validator=instance_of(Scale))
    description: str | None = field(default=None, validator=valid_or_none(check_text))
    source: str | None = field(default=None, validator=valid_or_none(check_text))
    publisher: str | None = field(default=None, validator=valid_or_none(check_text))
    published: datetime.date | None = field(default=None, converter=_published)
    licence: str | None = field(default=None, validator=valid_or_none(check_text))
    language: str | None = field(default=None, validator=valid_or_none(check_language))
    notes: str | None = field(default=None, validator=valid_or_none(check_text))

    def __attrs_post_init__(self) -> None:
        if any(type(node) is Item and node._scale is None for node in self.walk()):
            object.__setattr__(self, "children", self.on(self.scale))
        if not self.items:
            remedy = "add one under items"
            raise InvalidValue("the framework has no item", remedy, "no-item", "children")
        self._check_ids()
        self._check_sums()

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    def _check_ids(self) -> None:
        seen: dict[str, str] = {}
        for node in self.walk():
            key = distinct_id(node.id)
            if key in seen:
                message = f"the id {quoted(node.id)} is taken by {quoted(seen[key])}"
                raise InvalidValue(message, "give each node its own id", "duplicate-id", "children")
            seen[key] = node.id

    def _check_sums(self) -> None:
        units = self.units
        total = units.weight * sum(item.weight for item in self.items)
        ends = [end for scale in self.scales for end in (scale.highest, -scale.lowest)]
        worst = total * max(units.level, 100 * units.span, *(units.level * end for end in ends))
        if worst >= _EXACT_BELOW:
            message = "the weights and levels are so large or so fine that sums are not exact"
            remedy = "use smaller weights, or weights with fewer decimal places"
            raise InvalidValue(message, remedy, "too-large", "children")

    @cached_property
    def scales(self) -> tuple[Scale, ...]:
        """The different scales of its items, in document order."""
        # Most items share one scale object, and to tell objects apart is quicker than values.
        found = {id(item._scale): item.scale for item in self.items}
        return tuple(dict.fromkeys(found.values()))

    @cached_property
    def units(self) -> Units:
        """What makes all its numbers whole."""
        level = _denominator(value for scale in self.scales for value in scale.values)
        groups = (node for node in self.walk() if isinstance(node, Group))
        return Units(
            weight=_denominator({item.weight for item in self.items}),
            area=_denominator({group.weight for group in groups}),
            level=level,
            span=lcm(*(int((scale.highest - scale.lowest) * level) for scale in self.scales)),
        )

    @property
    def categories(self) -> tuple[Group, ...]:
        """Its top groups."""
        return self.groups

    @cached_property
    def parents(self) -> Mapping[str, Group | None]:
        """The group that holds each node, by the node's id; None at the top."""
        parents: dict[str, Group | None] = {node.id: None for node in self.children}
        for node in self.walk():
            if isinstance(node, Group):
                parents.update((child.id, node) for child in node.children)
        return MappingProxyType(parents)

    @cached_property
    def _items(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def _groups(self) -> Mapping[str, Group]:
        return {node.id: node for node in self.walk() if isinstance(node, Group)}

    def item(self, id: str) -> Item:
        """Look an item up by its id.

        Raises:
            UnknownId: if there is none; it names the closest id.
        """
        item = self._items.get(id)
        if item is None:
            raise self._unknown("item", id, self._items)
        return item

    def group(self, id: str) -> Group:
        """Look a group up by its id.

        Raises:
            UnknownId: if there is none; it names the closest id.
        """
        group = self._groups.get(id)
        if group is None:
            raise self._unknown("group", id, self._groups)
        return group

    def branch(self, id: str) -> Framework | Group:
        """Look a group up by its id; `overall` is the framework itself.

        Raises:
            UnknownId: if there is none; it names the closest id.
        """
        return self if id == "overall" else self.group(id)

    def node(self, id: str) -> Framework | Group | Item:
        """Look any node up by its id; `overall` is the framework itself.

        Raises:
            UnknownId: if there is none; it names the closest id.
        """
        if id == "overall":
            return self
        node = self._items.get(id) or self._groups.get(id)
        if node is None:
            raise self._unknown("item or group", id, (*self._groups, *self._items, "overall"))
        return node

    def _unknown(self, kind: str, id: object, ids: Iterable[str]) -> UnknownId | InvalidValue:
        if not isinstance(id, str):
            message = f"an id is a text, not {type(id).__name__}"
            return InvalidValue(message, f'write "{id}"', "wrong-type")
        return UnknownId(kind, id, closest(id, ids), f"the framework {self.id}")

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its whole content: it traces a result to the very text."""
        return _sha256(self._content())

    @cached_property
    def structure_digest(self) -> str:
        """The SHA-256 of what decides whether answers fit and figures mix.

        That is ids, hierarchy, order, levels, weights, reverse and scales, and no texts: a
        translation has the structure of the original.
        """
        return _sha256(self._structure())

    def _content(self) -> Iterator[object]:
        published = self.published and self.published.isoformat()
        yield [self.id, self.version, self.title, self.description, self.source, self.publisher]
        yield [published, self.licence, self.language, self.notes, _scale_content(self.scale)]
        for node in self.walk():
            if isinstance(node, Item):
                descriptors = [[number_text(key), text] for key, text in node.descriptors.items()]
                yield [node.title, node.text, descriptors, node.guidance, node.references]
                yield [node.tags, None if node.scale == self.scale else _scale_content(node.scale)]
            else:
                yield [node._title, node.description]
        yield from self._structure()

    def _structure(self) -> Iterator[object]:
        for node in self.walk():
            parent = self.parents[node.id]
            yield [node.id, parent and parent.id, number_text(node.weight)]
            if isinstance(node, Item):
                yield [node.reverse, _scale_structure(node.scale)]


def _scale_structure(scale: Scale) -> list[object]:
    return [[number_text(level.value), level.id] for level in scale.levels]


def _scale_content(scale: Scale) -> list[object]:
    texts = [[level.label, level.description] for level in scale.levels]
    return [_scale_structure(scale), texts, scale.descending]


def _sha256(lines: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()
