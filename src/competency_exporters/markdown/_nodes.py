"""What a framework's own document and a report both say of its nodes and scales."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from competency import Framework, Group, Item, Level, Scale, __version__, display
from competency_exporters.markdown._text import bullet, heading, text

__all__ = [
    "area_words",
    "by_scale",
    "group_heading",
    "item_words",
    "level_words",
    "marks",
    "origin",
    "path",
    "path_words",
    "range_words",
    "scale_heading",
    "scales",
]

_DEEPEST = 6
_MANY = 11


class _Scaled(Protocol):
    @property
    def scale(self) -> Scale | None: ...


_Line = TypeVar("_Line", bound=_Scaled)


def path(framework: Framework, group: Group) -> tuple[Group, ...]:
    """Give a group with all that hold it, from the top."""
    found = [group]
    while (parent := framework.parents[found[-1].id]) is not None:
        found.append(parent)
    return tuple(reversed(found))


def path_words(groups: tuple[Group, ...]) -> str:
    """Say a path: `Leadership › Vision`."""
    return " › ".join(text(group.title) for group in groups)


def area_words(framework: Framework, group: Group) -> str:
    """Say where a group stands; within its top group, where all have one scale."""
    groups = path(framework, group)
    has_line = not groups[0].own_items and framework.scale_in_common is not None
    return path_words(groups[1:] if has_line else groups)


def group_heading(framework: Framework, group: Group) -> str:
    """Give the heading of a group, by its depth; below the sixth it says its whole path."""
    groups = path(framework, group)
    depth = len(groups) + 2
    return heading(depth, text(group.title) if depth <= _DEEPEST else path_words(groups))


def item_words(item: Item) -> str:
    """Say an item: its id, its title where it has one, its statement."""
    title = f"{text(item.title)}: " if item.title else ""
    return f"**{text(item.id)}** {title}{text(item.text)}"


def marks(node: Item | Group) -> str:
    """Say what is special about how an item or a group counts."""
    weight = "" if node.weight == 1 else f"Weight {display(node.weight, 'level')}"
    reverse = "Reverse: a low level is the good one" if _is_reverse(node) else ""
    return " · ".join(filter(None, (weight, reverse)))


def _is_reverse(node: Item | Group) -> bool:
    return isinstance(node, Item) and node.reverse


def level_words(level: Level) -> str:
    """Say a level: its value and its label."""
    value = display(level.value, "level")
    return value if level.label is None else f"{value} {text(level.label)}"


def range_words(scale: Scale) -> str:
    """Say where a scale begins and ends."""
    return f"{level_words(scale.levels[0])} to {level_words(scale.levels[-1])}"


def by_scale(lines: Iterable[_Line]) -> Iterator[tuple[Scale | None, list[_Line]]]:
    """Put lines of one scale together; those of several scales come last."""
    parts: dict[object, list[_Line]] = {}
    for line in lines:
        parts.setdefault(None if line.scale is None else line.scale.values, []).append(line)
    mixed = parts.pop(None, None)
    yield from ((found[0].scale, found) for found in parts.values())
    if mixed:
        yield None, mixed


def scale_heading(scale: Scale | None) -> str:
    """Name a scale in a heading."""
    return "Different scales together" if scale is None else f"Scale {range_words(scale)}"


def scales(framework: Framework) -> Iterator[str]:
    """Give the levels of each scale."""
    for number, scale in enumerate(framework.scales, 1):
        if len(framework.scales) > 1:
            yield f"Scale {number}: {range_words(scale)}."
        yield _levels(scale)


def _levels(scale: Scale) -> str:
    plain = not any(level.label or level.description for level in scale.levels)
    if plain and len(scale.levels) > _MANY:
        return f"{len(scale.levels)} levels, {range_words(scale)}."
    return "\n".join(
        bullet(level_words(level) + (f": {text(level.description)}" if level.description else ""))
        for level in scale.listed
    )


def origin(framework: Framework) -> Iterator[str]:
    """Say where a framework comes from, and which text it is exactly, by its digests."""
    published = framework.published and framework.published.isoformat()
    said = {
        "Framework": framework.id,
        "Version": framework.version,
        "Publisher": framework.publisher,
        "Published": published,
        "Source": framework.source,
        "Licence": framework.licence,
        "Language": framework.language,
        "Digest": framework.digest,
        "Structure digest": framework.structure_digest,
        "Made with": f"competency {__version__}",
    }
    yield from (bullet(f"{name}: {text(value)}") for name, value in said.items() if value)
