"""What the drop-downs offer: the levels of each scale, and two states beside them."""

from __future__ import annotations

from attrs import frozen

from competency import Answer, Framework, Level, Scale, State, number_text
from competency_exporters._workbook import Book, Page

__all__ = ["Choices", "choices_of", "write_scales"]

_LONGEST = 100
_STATES = {
    State.NOT_APPLICABLE: ("Does not apply", "n/a", "The statement does not apply; say why."),
    State.UNKNOWN: ("Don't know", "?", "You cannot tell; it stays open."),
}


@frozen
class Choices:
    """The entries of one drop-down, and where on the sheet Scale they stand.

    Attributes:
        scale: The scale.
        number: Which scale of the framework it is; 0 where there is one only.
        top: The row of the first entry, from 0.
    """

    scale: Scale
    number: int
    top: int

    @property
    def title(self) -> str:
        """What the scale is called."""
        return f"Scale {self.number}" if self.number else "Scale"

    @property
    def entries(self) -> tuple[tuple[str, Level | None, str], ...]:
        """What is offered, which level it is, and what it means; as forms list them."""
        levels = [(_entry(level), level, _meaning(level)) for level in self.scale.listed]
        states = [(self._state(state), None, meaning) for state, (*_, meaning) in _STATES.items()]
        return (*levels, *states)

    @property
    def area(self) -> str:
        """Where the entries stand, as a drop-down names them."""
        return f"=Scale!$A${self.top + 1}:$A${self.top + len(self.entries)}"

    def of(self, answer: Answer) -> str:
        """Give the entry of an answer; none for one that is missing."""
        if answer.level is not None:
            return _entry(self.scale.level(answer.level))
        return "" if answer.state is State.MISSING else self._state(answer.state)

    def _state(self, state: State) -> str:
        """Name a state; by the word of files where a level has the name that people read."""
        word, plain, _ = _STATES[state]
        return plain if any(word in level.names for level in self.scale.levels) else word


def _entry(level: Level) -> str:
    """Name a level; by its value where a spreadsheet could spoil what it is called."""
    name = level.title
    fits = len(name) <= _LONGEST and name == name.strip() and not name.startswith("'")
    return name if fits and "\t" not in name else number_text(level.value)


def _meaning(level: Level) -> str:
    """Say what a level means, and what it is called where it is offered by its value."""
    called = "" if _entry(level) == level.title else level.title
    return "\n".join(filter(None, (called, level.description)))


def choices_of(framework: Framework) -> dict[Scale, Choices]:
    """Give the choices of each scale."""
    choices: dict[Scale, Choices] = {}
    several = len(framework.scales) > 1
    top = 2
    for number, scale in enumerate(framework.scales, start=1):
        choices[scale] = Choices(scale, number if several else 0, top)
        top += len(scale.levels) + len(_STATES) + 3
    return choices


def write_scales(book: Book, page: Page, choices: dict[Scale, Choices]) -> None:
    """Write the sheet Scale: what is offered, its level, and what it means."""
    head = book.format(bold=True, bottom=1)
    for each in choices.values():
        page.text(each.top - 2, 0, each.title, book.format(bold=True, font_size=14))
        for column, heading in enumerate(("Answer", "Level", "What it means")):
            page.text(each.top - 1, column, heading, head)
        for row, (entry, level, meaning) in enumerate(each.entries, start=each.top):
            page.text(row, 0, entry, book.format(num_format="@"))
            if level is not None:
                page.number(row, 1, level.value, book.format(align="left"))
            page.text(row, 2, meaning, book.format(), f"the description of the level {entry}")
    page.sheet.protect("", _OPEN)
    page.printed()


_OPEN = {"format_columns": True, "format_rows": True}
