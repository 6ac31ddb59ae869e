"""A form for an editor: an assessment file with all texts as comments, the answers empty.

A comment ends where YAML ends a line, and so at line breaks that few people know. Every text is
split at all of them, and each line begins with the sign of a comment.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import yaml
from attrs import frozen

from competency import (
    Answer,
    Assessment,
    Framework,
    Group,
    Item,
    Level,
    Report,
    Scale,
    State,
    number_text,
)
from competency_exporters._answers import answers_of

__all__ = ["YamlFormExporter"]

_WIDTH = 96
_WHOLE_WORDS: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}
# A bare question mark is no YAML that a person could type.
_STATES = {State.UNKNOWN: "unknown", State.NOT_APPLICABLE: "n/a"}
_HOW = """\
How to fill it in: write a level behind the colon of a statement, by its number or its name.
Write n/a where the statement does not apply, and unknown where you don't know.
Leave empty what you do not answer.
Remarks stand in braces: {level: …, comment: "…", evidence: "…"} or {level: n/a, reason: "…"}."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes nothing where there is nothing, so that there is room for an answer."""


_Dumper.add_representer(
    type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "")
)


@frozen
class YamlFormExporter:
    """Writes an assessment to be filled in; `competency.load_assessment` reads it back."""

    media_type: ClassVar[str] = "application/yaml"
    suffix: ClassVar[str] = ".yaml"

    def export(self, report: Report) -> str:
        """Give the form as text."""
        assessment = answers_of(report)
        return "".join(f"{line}\n" for line in _lines(assessment.framework, assessment))


def _lines(framework: Framework, assessment: Assessment) -> Iterator[str]:
    yield from _comment(f"{framework.title} ({framework.id} {framework.version})")
    yield from _comment(framework.description)
    yield "#"
    yield from _comment(_HOW)
    yield from _scale(framework.scale)
    yield from _yaml(_about(framework, assessment))
    yield "answers:"
    for node in framework.walk():
        yield ""
        if isinstance(node, Group):
            yield from _comment(f"== {node.title}", "  ")
            yield from _comment(node.description, "  ")
        else:
            yield from _item(node, framework.scale)
            answer = _answer(assessment.answer(node.id))
            yield from _yaml({"answers": {node.id: answer}})[1:]


def _about(framework: Framework, assessment: Assessment) -> dict[str, str | None]:
    return {
        "framework": framework.id,
        "version": framework.version,
        "structure": framework.structure_digest,
        "digest": framework.digest,
        "subject": assessment.subject,
        "rater": assessment.rater,
        "role": assessment.role,
        "round": assessment.round,
        "date": None if assessment.date is None else assessment.date.isoformat(),
    }


def _item(item: Item, usual: Scale) -> Iterator[str]:
    title = "" if item.title is None else f"{item.title}: "
    yield from _comment(f"{title}{item.text}", "  ")
    yield from _comment(item.guidance, "  ")
    if item.scale != usual:
        yield from _scale(item.scale, "  ")
    for level in item.scale.listed:
        text = item.descriptors.get(level.value)
        if text is not None:
            yield from _comment(f"{item.scale.words(level.value)}: {text}", "  ", "#   ")


def _scale(scale: Scale, indent: str = "") -> Iterator[str]:
    if all(level == Level(level.value) for level in scale.levels):
        values = ", ".join(number_text(level.value) for level in scale.listed)
        yield from _comment(f"The levels: {values}", indent)
        return
    yield f"{indent}# The levels:"
    for level in scale.listed:
        described = "" if level.description is None else f": {level.description}"
        yield from _comment(f"{scale.words(level.value)}{described}", indent, "#   ")


def _comment(text: str | None, indent: str = "", sign: str = "# ") -> Iterable[str]:
    """Give a text as lines of a comment, whatever ends its lines; nothing for no text."""
    safe = (text or "").replace("\ufeff", "\\uFEFF")  # a byte order mark ends a file's trust
    for line in safe.splitlines():
        parts = [line] if len(line) <= _WIDTH else textwrap.wrap(line, _WIDTH, **_WHOLE_WORDS)
        yield from (f"{indent}{sign}{part}".rstrip() for part in parts)


def _answer(answer: Answer) -> object:
    if answer.level is None:
        level: int | str | None = _STATES.get(answer.state)
    else:
        level = answer.level if isinstance(answer.level, int) else number_text(answer.level)
    remarks = {"reason": answer.reason, "comment": answer.comment, "evidence": answer.evidence}
    given = {name: text for name, text in remarks.items() if text is not None}
    return {"level": level, **given} if given else level


def _yaml(tree: dict[str, Any]) -> list[str]:
    text: str = yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return text.removesuffix("\n").split("\n")
