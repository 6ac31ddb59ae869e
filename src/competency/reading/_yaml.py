"""YAML to the gate: the events of PyYAML's parser, read one by one.

Never `yaml.load`: nested brackets kill the interpreter inside libyaml's composer, several small
inputs raise foreign exceptions in the constructors, and duplicate keys vanish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from competency.errors import InvalidFile, quoted
from competency.reading._gate import Gate
from competency.reading._source import FORBIDDEN

__all__ = ["read_yaml", "slowness"]

_SLOWNESS = 8
_NULLS = frozenset({"", "~", "null"})
_BREAKS = "\n\r\u2028\u2029"
_NOTHING = re.compile(f"(?:[ \t{_BREAKS}]++|#[^{_BREAKS}]*+)*+")
_ALONE = "give each document a file of its own"
_REMOVE = "remove it"
_OTHERWISE = "check the indentation, and put texts with special characters in quotation marks"
_QUOTE_IT = "put the text in quotation marks"
_REMEDIES = {
    "mapping values are not allowed": "put a text that holds ': ' in quotation marks, "
    "or indent the key as its neighbours are",
    "could not find expected ':'": "write 'key: value', or indent the text below its key",
    "expected key": "indent the keys alike, and close the quotation marks of the text before",
    "expected '-' indicator": "indent the entries alike, each starting with '- '",
    "<block end>": "indent the lines alike, and close the quotation marks of the text before",
    "never closed": "close it",
    "expected ',' or": "close the bracket, or put a comma between the entries",
    "expected node content": _QUOTE_IT,
    "block sequence entries are not allowed": "start the list on a line of its own",
    "escape": "double the backslash, or use single quotation marks",
    "alphabetic or numeric character": _QUOTE_IT,
}


def read_yaml(data: bytes, gate: Gate) -> None:
    """Send the nodes of a YAML file through the gate.

    Raises:
        InvalidFile: if it is no YAML, or uses what is refused.

    """
    text = gate.source.text
    start = _content(text, 0)
    if start == len(text):
        raise gate.stop("the file is empty", "write 'key: value' lines", "empty", 0)
    if text[start] == "%":
        raise _directive(gate, start)
    _refuse_marks(gate)
    try:
        _pass(_events(data, text), gate)
    except InvalidFile:
        raise
    except yaml.MarkedYAMLError as error:
        raise _syntax(error, gate) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        problem = f"there is no such character ({error})"
        raise _broken(problem, _OTHERWISE, gate.last, gate) from None


def slowness() -> int:
    """Say how many times smaller files must be: without libyaml, PyYAML takes long."""
    return 1 if hasattr(yaml, "CSafeLoader") else _SLOWNESS


def _events(data: bytes, text: str) -> Iterator[Any]:
    # libyaml reads bytes without a copy, and counts characters behind the byte order mark.
    native = hasattr(yaml, "CSafeLoader")
    loader: Any = yaml.CSafeLoader(data) if native else yaml.SafeLoader(text)
    return iter(loader.get_event, None)


def _content(text: str, start: int) -> int:
    """Find the first character from `start` on that is neither blank nor in a comment."""
    match = _NOTHING.match(text, start)
    return match.end() if match else start


def _pass(events: Iterator[Any], gate: Gate) -> None:
    for event in events:
        kind = type(event)
        if kind is ScalarEvent:
            value = event.value
            if event.style or value == "<<" or event.tag is not None or event.anchor is not None:
                _scalar(event, gate)
            elif gate.awaits_key:  # most scalars are plain: they take the short way
                gate.key(value, event.start_mark.index)
            else:
                gate.scalar(None if value in _NULLS else value, event.start_mark.index)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            gate.close()
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            node: dict[str, Any] | list[Any] = {} if kind is MappingStartEvent else []
            if gate.awaits_key or event.tag is not None or event.anchor is not None:
                _open(event, node, gate)
            else:
                gate.open(node, event.start_mark.index)
        elif kind is AliasEvent:
            gate.alias(event.anchor, event.start_mark.index)
        elif kind is DocumentEndEvent:
            _end(event, gate)
            return


def _scalar(event: Any, gate: Gate) -> None:
    value, style, offset, anchor = event.value, event.style, event.start_mark.index, event.anchor
    if event.tag is not None:
        _tag(event.tag, offset, gate)
    # Only in double quotation marks can escapes bring in what the text itself does not hold.
    if style == '"' and (match := FORBIDDEN.search(value)):
        gate.forbidden(match[0], offset)
    if gate.awaits_key:
        if value == "<<" and not style:
            gate.complain("merge keys are not read", "write the keys out", "merge-key", offset)
        gate.key(value, offset)
    else:
        value = None if not style and value in _NULLS else value
        gate.scalar(value, offset)
    if anchor is not None:
        gate.anchor(anchor, value)


def _open(event: Any, node: dict[str, Any] | list[Any], gate: Gate) -> None:
    offset = event.start_mark.index
    if event.tag is not None:
        _tag(event.tag, offset, gate)
    if gate.awaits_key:
        raise gate.stop("a key must be a text", _QUOTE_IT, "key", offset)
    gate.open(node, offset)
    if event.anchor is not None:
        gate.anchor(event.anchor, node)


def _tag(tag: str, offset: int, gate: Gate) -> None:
    gate.complain(f"tags are not read: {quoted(tag)}", _REMOVE, "tag", offset)


def _directive(gate: Gate, offset: int) -> InvalidFile:
    return gate.stop("directives are not read", "remove the line", "directive", offset)


def _refuse_marks(gate: Gate) -> None:
    offset = gate.source.text.find("\ufeff")
    if offset >= 0:
        message = "an invisible U+FEFF (byte order mark) inside the file"
        remedy = 'remove it, or write it as "\\uFEFF"'
        raise gate.stop(message, remedy, "control-character", offset)


def _end(event: Any, gate: Gate) -> None:
    """Look at what follows the document, without the parser: its directives are quadratic."""
    text = gate.source.text
    offset = _content(text, event.end_mark.index)
    if offset == len(text):
        return
    if text[offset] == "%":
        raise _directive(gate, offset)
    if event.explicit or text.startswith("---", offset):
        raise gate.stop("a second document starts here", _ALONE, "several-documents", offset)
    raise _broken("there is text behind the end", _REMOVE, offset, gate)


def _syntax(error: yaml.MarkedYAMLError, gate: Gate) -> InvalidFile:
    problem, context, mark = error.problem or "", error.context or "", error.problem_mark
    if "end of stream" in problem and "quoted" in context:
        problem, mark = "a quotation mark is never closed", error.context_mark
    if "directive" in context:
        mark = error.context_mark
    offset = gate.last if mark is None else mark.index
    if "tag" in context or "tag" in problem:
        return gate.stop("tags are not read", _REMOVE, "tag", offset)
    if "nesting depth" in problem:
        return gate.too_deep(offset)
    if "directive" in context:
        return _directive(gate, offset)
    remedy = next((remedy for part, remedy in _REMEDIES.items() if part in problem), _OTHERWISE)
    if "cannot start any token" in problem:
        character = gate.source.text[offset : offset + 1]
        problem = f"nothing can start with {quoted(character)}"
        remedy = "indent with spaces" if character == "\t" else _QUOTE_IT
    return _broken(problem, remedy, offset, gate)


def _broken(problem: str, remedy: str, offset: int, gate: Gate) -> InvalidFile:
    return gate.stop(f"this is no YAML: {problem}", remedy, "syntax", offset)
