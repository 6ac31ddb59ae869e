"""The questions of a form: a framework as what a person reads and ticks, in document order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import groupby

from attrs import Factory, frozen

from competency import Answer, Assessment, Framework, Group, Item, Scale, State, number_text

__all__ = ["Block", "Choice", "Question", "blocks_of", "chosen"]
__all__ += ["has_descriptions", "scale_words", "statements"]

_MISSING = Answer()
_MOST_COLUMNS = 7
_MOST_WITHOUT_WORDS = 11
_DEEPEST = 6


@frozen
class Choice:
    """A level that can be chosen.

    Attributes:
        value: Its number, as files write it.
        label: What people call it; empty where the number says it all.
        words: Number and label.
    """

    value: str
    label: str
    words: str


@frozen
class Question:
    """An item with what was answered.

    Attributes:
        number: Its place among all items, from 1 on; its id may be of any kind.
        item: It.
        answer: What was answered; missing, where nothing was.
    """

    number: int
    item: Item
    answer: Answer

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Its levels, in the order in which forms list them."""
        return _choices(self.item.scale)

    @property
    def is_typed(self) -> bool:
        """Whether its level is typed: of too many without words, such as 0 to 100."""
        choices = self.choices
        return len(choices) > _MOST_WITHOUT_WORDS and not any(choice.label for choice in choices)

    @property
    def is_narrow(self) -> bool:
        """Whether its levels fit side by side."""
        return len(self.choices) <= _MOST_COLUMNS

    @property
    def ticked(self) -> str:
        """What was chosen, as files write it; empty where nothing was."""
        return chosen(self.answer)

    def descriptor(self, choice: Choice) -> str:
        """Say what a level means for this item, where the framework does."""
        return self._descriptors.get(choice.value, "")

    @cached_property
    def _descriptors(self) -> dict[str, str]:
        return {number_text(level): text for level, text in self.item.descriptors.items()}


@frozen
class Block:
    """A heading with the questions below it, up to the next heading.

    Attributes:
        title: The heading; empty over what stands in the framework itself.
        description: What it is about.
        depth: The level of the heading.
        questions: Those below it.
    """

    title: str = ""
    description: str = ""
    depth: int = 2
    questions: list[Question] = Factory(list)

    @property
    def runs(self) -> list[list[Question]]:
        """Its questions, parted where the levels change."""
        return [list(run) for _, run in groupby(self.questions, key=lambda each: each.choices)]


@lru_cache(maxsize=64)
def _choices(scale: Scale) -> tuple[Choice, ...]:
    return tuple(
        Choice(number_text(level.value), level.label or level.id or "", scale.words(level.value))
        for level in scale.listed
    )


def blocks_of(framework: Framework, assessment: Assessment) -> tuple[Block, ...]:
    """Part the questions of a framework by its headings."""
    blocks: list[Block] = []
    holder: Group | None = None
    places = {item.id: place for place, item in enumerate(framework.items, 1)}
    for node in framework.walk():
        above = framework.parents[node.id]
        if isinstance(node, Group):
            depth = 2 + len(list(_holders(framework, node)))
            blocks.append(Block(node.title, node.description or "", min(depth, _DEEPEST)))
            holder = node
            continue
        if not blocks or above is not holder:
            blocks.append(_continued(framework, above))
            holder = above
        answer = assessment.answers.get(node.id, _MISSING)
        blocks[-1].questions.append(Question(places[node.id], node, answer))
    return tuple(blocks)


def _holders(framework: Framework, node: Group) -> Iterator[Group]:
    above = framework.parents[node.id]
    while above is not None:
        yield above
        above = framework.parents[above.id]


def _continued(framework: Framework, above: Group | None) -> Block:
    """Head the items that follow a group inside of theirs."""
    if above is None:
        return Block("Other statements" if framework.groups else "")
    depth = 2 + len(list(_holders(framework, above)))
    return Block(f"{above.title} (continued)", depth=min(depth, _DEEPEST))


def chosen(answer: Answer) -> str:
    """Give what was chosen, as files write it; empty where nothing was.

    >>> chosen(Answer(4)), chosen(Answer())
    ('4', '')
    """
    if answer.level is not None:
        return number_text(answer.level)
    return {State.NOT_APPLICABLE: "n/a", State.UNKNOWN: "?"}.get(answer.state, "")


def scale_words(scale: Scale) -> str:
    """Name a scale by its ends, in the order in which forms list it."""
    first, *_, last = _choices(scale)
    return f"{first.words} to {last.words}"


def has_descriptions(scale: Scale) -> bool:
    """Tell whether a scale says more of its levels than their names."""
    return any(level.description for level in scale.levels)


def statements(count: int) -> str:
    """Count items as people do.

    >>> statements(1), statements(2000)
    ('1 statement', '2,000 statements')
    """
    return f"{count:,} statement{'' if count == 1 else 's'}"
