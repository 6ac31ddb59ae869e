"""JSON to the gate: a scanner that knows where it is, does not recurse, and bends no number."""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder
from typing import Any

from attrs import Factory, define

from competency.errors import InvalidFile, quoted
from competency.reading._gate import Gate
from competency.reading._source import FORBIDDEN

__all__ = ["read_json"]

_SPACE = r"[ \t\n\r]*"
_STRING = r'"[^"\\\n\r\t]*"'
_KEY = re.compile(f"{_SPACE}({_STRING}){_SPACE}:")
_VALUE = re.compile(
    rf"{_SPACE}(?:(?P<text>{_STRING})|(?P<open>[{{\[])|(?P<escaped>\")"
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-]))"
)
_COLON = re.compile(f"{_SPACE}:")
_MARK = re.compile(rf"{_SPACE}([,}}\]])")
_CLOSER = re.compile(rf"{_SPACE}([}}\]])")
_DECODER = JSONDecoder()
_BLANKS = " \t\n\r"
_OTHERWISE = "texts and keys stand in double quotation marks, commas between entries"
_HINTS = (
    (("/", "#"), "JSON has no comments", "remove them, or name the file .yaml"),
    (("'",), "JSON has no single quotation marks", "write texts in double ones"),
    (("NaN", "Infinity", "-Infinity"), "JSON has no such number", "write null, or leave it out"),
    (("}", "]"), "a comma must have something behind it", "remove the comma"),
    (tuple("+-.0123456789"), "JSON has no such number", "write it as 12 or -0.5"),
)


def read_json(gate: Gate) -> None:
    """Send the nodes of a JSON file through the gate.

    Raises:
        InvalidFile: if it is no JSON.

    """
    if not gate.source.text.strip(_BLANKS):
        raise gate.stop("the file is empty", 'write {"key": "value"}', "empty", 0)
    scanner = _Scanner(gate, gate.source.text)
    value_due = True
    while value_due or scanner.closers:
        value_due = scanner.value() if value_due else scanner.go_on()
    scanner.end()


@define(eq=False)
class _Scanner:
    gate: Gate
    text: str
    at: int = 0
    closers: list[str] = Factory(list)

    def value(self) -> bool:
        """Take a value; say whether another one is due, the first of those that it holds."""
        match = _VALUE.match(self.text, self.at)
        if match is None:
            raise self._no("a value")
        kind, offset = match.lastgroup, match.end() - 1
        self.at = match.end()
        if kind == "open":
            return self._open(offset)
        if kind == "escaped":
            self.gate.scalar(self._string(offset), offset)
            return False
        offset = match.start(kind or 0)
        typed = self.text[offset : self.at]
        literal = None if typed == "null" else typed
        self.gate.scalar(typed[1:-1] if kind == "text" else literal, offset)
        return False

    def go_on(self) -> bool:
        """Go on behind a value, within a list or mapping; say whether a value is due."""
        match = _MARK.match(self.text, self.at)
        if match is None or match[1] not in ("," + self.closers[-1]):
            raise self._no(f"',' or '{self.closers[-1]}'")
        self.at = match.end()
        if match[1] == ",":
            return self._entry()
        return self._close()

    def end(self) -> None:
        """Refuse whatever stands behind the root."""
        if self.text[self.at :].strip(_BLANKS):
            remedy = "give each document a file of its own"
            message = "there is more after the end of the first value"
            raise self.gate.stop(message, remedy, "several-documents", self._next())

    def _open(self, offset: int) -> bool:
        mapping = self.text[offset] == "{"
        node: dict[str, Any] | list[Any] = {} if mapping else []
        self.gate.open(node, offset)
        self.closers.append("}" if mapping else "]")
        match = _CLOSER.match(self.text, self.at)
        if match is None or match[1] != self.closers[-1]:
            return self._entry()
        self.at = match.end()
        return self._close()

    def _close(self) -> bool:
        self.gate.close()
        self.closers.pop()
        return False

    def _entry(self) -> bool:
        if self.closers[-1] == "}":
            self._key()
        return True

    def _key(self) -> None:
        match = _KEY.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
            self.gate.key(match[1][1:-1], match.start(1))
            return
        offset = self._next()
        if not self.text.startswith('"', offset):
            raise self._no("a key in double quotation marks")
        self.gate.key(self._string(offset), offset)
        colon = _COLON.match(self.text, self.at)
        if colon is None:
            raise self._no("':'")
        self.at = colon.end()

    def _string(self, offset: int) -> str:
        try:
            text, self.at = _DECODER.raw_decode(self.text, offset)
        except JSONDecodeError as error:
            raise self._bad_string(error) from None
        match = FORBIDDEN.search(text)
        if match:
            self.gate.forbidden(match[0], offset)
        return str(text)

    def _bad_string(self, error: JSONDecodeError) -> InvalidFile:
        problem, remedy = "a quotation mark is never closed", "close it"
        if "control" in error.msg:
            problem, remedy = "a tab or line break in a text", "write it as \\t or \\n"
        elif "escape" in error.msg:
            problem, remedy = "an escape that JSON does not know", "double the backslash"
        return self._stop(problem, remedy, error.pos)

    def _no(self, due: str) -> InvalidFile:
        offset = self._next()
        found = self.text[offset : offset + 1]
        if not found:
            return self._stop(
                "the file ends too early", "restore it, or close what is open", offset
            )
        hints = (hint for hint in _HINTS if self.text.startswith(hint[0], offset))
        wrong = f"{quoted(found)} stands where {due} is due"
        _, cause, remedy = next(hints, ((), "", _OTHERWISE))
        return self._stop(f"{wrong}: {cause}" if cause else wrong, remedy, offset)

    def _next(self) -> int:
        return len(self.text) - len(self.text[self.at :].lstrip(_BLANKS))

    def _stop(self, problem: str, remedy: str, offset: int) -> InvalidFile:
        return self.gate.stop(f"this is no JSON: {problem}", remedy, "syntax", offset)
