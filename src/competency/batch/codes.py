"""Codes: what an answer is, in one byte.

A level is its place on the item's scale, counted upwards from 0. The other codes are above any
place that a scale can have.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from competency.errors import InvalidValue, quoted
from competency.rounding import Exact, exact, number_text
from competency.scoring import Plan

__all__ = ["BAD", "MISSING", "NOT_APPLICABLE", "UNKNOWN", "Codes", "Decoder", "decoders_of"]

BAD, MISSING, UNKNOWN, NOT_APPLICABLE = 252, 253, 254, 255

Codes = NDArray[np.uint8]

_STATES = {
    "": MISSING,
    "n/a": NOT_APPLICABLE,
    "?": UNKNOWN,
    "unknown": UNKNOWN,
}
_ENDS_OF_CELLS = b",;\t\r\n"
_WORDS = {"missing": MISSING, "unknown": UNKNOWN, "n/a": NOT_APPLICABLE, "?": UNKNOWN}


@frozen(eq=False, slots=False)
class Decoder:
    """How the answers to the items of one scale are read.

    Attributes:
        levels: The level values, upwards.
        by_text: The code of each text that is an answer; other texts are none.
        by_number: The code of each number that is an answer, where a column holds numbers.
    """

    levels: tuple[Exact, ...]
    by_text: Mapping[str, int]
    by_number: Mapping[Exact, int] = field(repr=False)

    def code(self, text: str) -> int:
        """Give the code of a text; `BAD` where it is no answer."""
        return self.by_text.get(text, BAD)

    @cached_property
    def by_byte(self) -> Codes:
        """The codes of cells of one byte, by the byte; the byte that ends an empty cell is missing.

        Levels have no names of one byte that is not ASCII: such a byte is no whole character.
        """
        table = np.full(256, BAD, np.uint8)
        table[list(_ENDS_OF_CELLS)] = MISSING
        for text, code in self.by_text.items():
            if len(text) == 1 and text.isascii():
                table[ord(text)] = code
        return table

    @cached_property
    def lowest(self) -> int | None:
        """The lowest level, where levels are neighbouring whole numbers and no state has one."""
        first = self.levels[0]
        if len(self.by_number) != len(self.levels) or not isinstance(first, int):
            return None
        return first if self.levels == tuple(range(first, first + len(self.levels))) else None

    @property
    def allowed(self) -> str:
        """What a message says is allowed."""
        shown = ", ".join(number_text(level) for level in self.levels[:7])
        more = "" if len(self.levels) <= 7 else f", … {number_text(self.levels[-1])}"
        return f"write one of {shown}{more}, n/a, ?, or leave it empty"


def decoders_of(plan: Plan, states: Mapping[object, str] | None = None) -> dict[str, Decoder]:
    """Give the decoder of each item, by its id; items of one scale share one.

    Args:
        plan: The plan.
        states: What numbers or texts stand for that are no levels: `n/a`, `?`, `unknown` or
            `missing`, as in `{99: "n/a"}`.

    Raises:
        InvalidValue: for a state that is none, or one for what is a level.
    """
    given = {_name(key): _state(key, word) for key, word in (states or {}).items()}
    made: dict[int, Decoder] = {}
    for id_, names in plan.names.items():
        if id(names) not in made:
            made[id(names)] = _decoder(tuple(plan.items[id_][2]), names, given)
    return {id_: made[id(names)] for id_, names in plan.names.items()}


def _decoder(
    levels: tuple[Exact, ...], names: Mapping[str, Exact], states: Mapping[str, int]
) -> Decoder:
    places = {level: place for place, level in enumerate(levels)}
    by_text = {**_STATES, **{name: places[level] for name, level in names.items()}}
    clash = next((name for name in states if name in by_text), None)
    if clash is not None:
        message = f"{quoted(clash)} is an answer already"
        raise InvalidValue(message, "map only what is no level", "states", "states")
    numbers = {exact(name): code for name, code in states.items() if _is_number(name)}
    return Decoder(levels, {**by_text, **states}, {**places, **numbers})


def _is_number(name: str) -> bool:
    try:
        exact(name)
    except InvalidValue:
        return False
    return True


def _name(key: object) -> str:
    return key if isinstance(key, str) else number_text(exact(key))


def _state(key: object, word: object) -> int:
    if not isinstance(word, str) or word not in _WORDS:
        message = f"{quoted(word)}, for {quoted(key)}, is no state"
        raise InvalidValue(message, "use n/a, ?, unknown or missing", "states", "states")
    return _WORDS[word]
