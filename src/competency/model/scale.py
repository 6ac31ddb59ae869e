"""Scales and their levels."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from types import MappingProxyType

from attrs import field, frozen

from competency.errors import InvalidValue, did_you_mean, quoted
from competency.model.texts import check_id, check_line, check_text, named, valid_or_none
from competency.rounding import Exact, exact, number_text

__all__ = ["Level", "Scale"]

_FEWEST, _MOST = 2, 101
_LARGEST = 10**6
_RESERVED = frozenset({"n/a", "?", "unknown", "none"})


def _level_value(value: object) -> Exact:
    number = named("value", exact, value)
    if not -_LARGEST <= number <= _LARGEST:
        raise InvalidValue(f"{quoted(value)} is too large", "at most 1,000,000", field="value")
    return number


@frozen
class Level:
    """One step of a scale.

    Args:
        value: The number that stands for it: whole, or a decimal of at most 6 places.
        id: A short name for files, such as `need-help`.
        label: What people read, such as "Need help!".
        description: What it means.

    >>> Level(5, label="Excel").title
    'Excel'
    """

    value: Exact = field(converter=_level_value)
    id: str | None = field(default=None, validator=valid_or_none(check_id))
    label: str | None = field(default=None, validator=valid_or_none(check_line))
    description: str | None = field(default=None, validator=valid_or_none(check_text))

    @property
    def title(self) -> str:
        """Its label, else its id, else its value as text."""
        return self.label or self.id or number_text(self.value)

    @property
    def names(self) -> tuple[str, ...]:
        """The texts that name it in files: its value, and its id and label where it has them."""
        names = (number_text(self.value), self.id, self.label)
        return tuple(name for name in names if name is not None)


def _listing(levels: Iterable[Level]) -> tuple[Level, ...]:
    listed = tuple(levels)
    for level in listed:
        if not isinstance(level, Level):
            message = f"a level is due here, not {type(level).__name__}"
            raise InvalidValue(message, "make a Level", "wrong-type", "levels")
    return listed


@frozen
class Scale:
    """An ordered set of levels; two scales compare where their level values are the same.

    Args:
        levels: The levels, listed upwards or downwards; held upwards.
        descending: Whether forms list the levels downwards; as they were listed, unless said.

    Raises:
        InvalidValue: for fewer than 2 or more than 101 levels, levels out of order, one text
            that could name two levels, and a level called `n/a`, `?`, `unknown` or `none`.

    >>> scale = Scale([Level(3, label="High"), Level(2), Level(1, id="low")])
    >>> scale.lowest, scale.highest, scale.descending, scale.level("low").value
    (1, 3, True, 1)
    """

    levels: tuple[Level, ...] = field(converter=_listing)
    _descending: bool | None = None

    def __attrs_post_init__(self) -> None:
        values = [level.value for level in self.levels]
        if not _FEWEST <= len(values) <= _MOST:
            message = f"the scale has {len(values)} levels"
            raise InvalidValue(message, "a scale has 2 to 101 levels", "levels", "levels")
        downwards = values[0] > values[-1]
        if values != sorted(set(values), reverse=downwards):
            remedy = "list them from the lowest to the highest or the other way round"
            raise InvalidValue("the levels are out of order", remedy, "levels", "levels")
        if downwards:
            object.__setattr__(self, "levels", self.levels[::-1])
        if self._descending is None:
            object.__setattr__(self, "_descending", downwards)
        self._check_names()

    def _check_names(self) -> None:
        seen: dict[str, Level] = {}
        for level in self.levels:
            for name in level.names:
                if name in _RESERVED:
                    message = f"a level may not be called {quoted(name)}"
                    raise InvalidValue(message, "choose another name", "levels", "levels")
                if seen.setdefault(name, level) is not level:
                    message = f"{quoted(name)} could name two levels"
                    raise InvalidValue(message, "give each its own", "levels", "levels")

    @classmethod
    def between(cls, minimum: int, maximum: int) -> Scale:
        """Make a scale of whole levels without labels.

        >>> len(Scale.between(0, 100).levels)
        101
        """
        if not 0 < maximum - minimum < _MOST:
            message = f"{minimum} to {maximum} is no range of 2 to 101 levels"
            remedy = "let the maximum be 1 to 100 above the minimum"
            raise InvalidValue(message, remedy, "levels", "maximum")
        return cls(tuple(Level(value) for value in range(minimum, maximum + 1)))

    @property
    def descending(self) -> bool:
        """Whether forms list its levels downwards."""
        return bool(self._descending)

    @property
    def lowest(self) -> Exact:
        """The lowest possible value."""
        return self.levels[0].value

    @property
    def highest(self) -> Exact:
        """The highest possible value."""
        return self.levels[-1].value

    @cached_property
    def values(self) -> tuple[Exact, ...]:
        """The level values, upwards."""
        return tuple(level.value for level in self.levels)

    @property
    def listed(self) -> tuple[Level, ...]:
        """The levels as forms list them."""
        return self.levels[::-1] if self.descending else self.levels

    @property
    def places(self) -> int:
        """How many decimal places its figures are shown with: 2 where levels lie close, else 1."""
        pairs = zip(self.values, self.values[1:], strict=False)
        return 1 if all(upper - lower >= 1 for lower, upper in pairs) else 2

    @cached_property
    def _by_name(self) -> MappingProxyType[str | Exact, Level]:
        names = {name: level for level in self.levels for name in level.names}
        values = {level.value: level for level in self.levels}
        return MappingProxyType({**names, **values})

    def level(self, name: object) -> Level:
        """Find a level by its value, its id or its label, exactly as written.

        Raises:
            InvalidValue: if the scale has no such level.
        """
        level = None
        if isinstance(name, str):
            level = self._by_name.get(name)
        elif not isinstance(name, bool):
            level = self._by_name.get(exact(name))
        if level is None:
            raise self._no_level(name)
        return level

    def _no_level(self, name: object) -> InvalidValue:
        names = [each for level in self.levels for each in level.names]
        meant = did_you_mean(name, names) if isinstance(name, str) else ""
        low, high = number_text(self.lowest), number_text(self.highest)
        listed = ", ".join(number_text(value) for value in self.values[:12])
        allowed = f"the levels are {listed}" if len(self.levels) <= 12 else f"{low} to {high}"
        return InvalidValue(f"{quoted(name)} is no level of the scale", meant or allowed, "level")

    def words(self, value: Exact) -> str:
        """Say a level as people read it: its value and its label.

        Raises:
            InvalidValue: if the scale has no such level.

        >>> Scale([Level(1, label="Low"), Level(2)]).words(1)
        '1 Low'
        """
        level = self.level(value)
        return " ".join(filter(None, (number_text(level.value), level.label)))

    def turned(self, value: Exact) -> Exact:
        """Turn a value by the possible range, as reverse items are: lowest + highest - value.

        >>> Scale.between(1, 5).turned(2)
        4
        """
        return exact(self.lowest + self.highest - value)

    def is_like(self, other: Scale) -> bool:
        """Tell whether figures over the two scales may be put together: the same level values."""
        return self is other or self.values == other.values
