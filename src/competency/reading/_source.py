"""Bytes become text that knows its lines: UTF-8 and nothing else, without control characters."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import cached_property
from itertools import chain, islice

from attrs import field, frozen

from competency.errors import Cell, InvalidFile, Place, Problem, SheetCell

__all__ = ["FORBIDDEN", "MOST_PROBLEMS", "Source", "decode", "foreign", "refusal"]

MOST_PROBLEMS = 1_000
"""A file with this many problems is read no further."""

_PLANES = "".join(f"{chr(p << 16)}-{chr(p << 16 | 0xFFFD)}" for p in range(1, 17))
FORBIDDEN = re.compile(f"[^\t\n\r -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_PLANES}]")
"""Controls but tab and line breaks, lone surrogates and noncharacters."""

_PLAIN = b"\t\n\r" + bytes(range(0x20, 0x7F))
_BREAK = re.compile(r"\r\n?|\n")
_ZIP = b"PK\x03\x04"
_SIGNATURES = {
    _ZIP: "a zip file (XLSX?)",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"%PDF-": "a PDF document",
    b"PAR1\x15": "a Parquet file",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old Office file (XLS?)",
}
_ENCODINGS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
# An ASCII character without a byte order mark, in UTF-32 and UTF-16 of either byte order.
_UNMARKED = re.compile(rb"\0{3}[^\0]|[^\0]\0{3}|\0[^\0]\0[^\0]|[^\0]\0[^\0]\0")


def refusal(message: str, remedy: str, kind: str, place: Place | Cell | SheetCell) -> InvalidFile:
    """Make the error that refuses a file for one reason."""
    return InvalidFile((Problem(message, remedy, kind, place),))


def foreign(head: bytes) -> tuple[str, str, str] | None:
    """Recognise content that is no UTF-8 text by its first bytes: message, remedy and kind."""
    for signature, content in _SIGNATURES.items():
        if head.startswith(signature):
            remedy = "export it as text in UTF-8"
            if signature == _ZIP:
                remedy = f"call it .xlsx if it is a form that was filled in, or {remedy}"
            return f"this is {content}, not text", remedy, "not-text"
    marked = (name for mark, name in _ENCODINGS.items() if head.startswith(mark))
    unmarked = _UNMARKED.match(head)
    encoding = next(marked, "UTF-16 or UTF-32" if unmarked else None)
    if encoding is None:
        return None
    return f"the file is {encoding}, not UTF-8", "save it as UTF-8", "not-utf8"


@frozen(eq=False)
class Source:
    """The text of a file, with the places of its characters."""

    name: str
    text: str
    _lines: dict[int, str] = field(factory=dict, init=False)

    def place(self, offset: int) -> Place:
        """Say in which line and column the character at `offset` stands."""
        line = bisect_right(self._starts, offset)
        excerpt = self._lines.get(line)
        if excerpt is None:
            end = self._starts[line] if line < len(self._starts) else len(self.text)
            excerpt = self.text[self._starts[line - 1] : end].rstrip("\r\n")
            self._lines[line] = excerpt
        return Place(self.name, line, offset - self._starts[line - 1] + 1, excerpt)

    @cached_property
    def _starts(self) -> array[int]:
        return array("Q", chain([0], (match.end() for match in _BREAK.finditer(self.text))))


def decode(data: bytes, name: str, most: int) -> Source:
    """Make a text of the bytes of a file.

    Raises:
        InvalidFile: if it is empty, too large, not UTF-8, or holds control characters.

    """
    if len(data) > most:
        message = f"the file has {len(data):,} bytes; {most:,} are allowed"
        raise refusal(message, "split it or raise the limit", "too-large", Place(name))
    known = foreign(data[:8])
    if known is not None:
        raise refusal(*known, Place(name))
    source = Source(name, _text(data, name).removeprefix("\ufeff"))
    if data.translate(None, _PLAIN):  # what is left is not plain ASCII, and needs a look
        _refuse_controls(source)
    return source


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode().removeprefix("\ufeff")
        message = f"not UTF-8: byte 0x{data[error.start]:02X} at offset {error.start}"
        place = Source(name, before).place(len(before))
        raise refusal(message, "save the file as UTF-8", "not-utf8", place) from None


def _refuse_controls(source: Source) -> None:
    if FORBIDDEN.search(source.text) is None:
        return
    whole = source.text.rstrip("\0")
    found = islice(FORBIDDEN.finditer(whole), MOST_PROBLEMS)
    problems = [_control(match[0], source.place(match.start())) for match in found]
    nuls = len(source.text) - len(whole)
    if nuls:
        message = f"the file ends in {nuls:,} NUL characters, as if it was not written to its end"
        remedy = "restore the file, or remove them"
        place = source.place(len(whole))
        problems.append(Problem(message, remedy, "control-character", place))
    raise InvalidFile(tuple(problems))


def _control(character: str, place: Place) -> Problem:
    message = f"the character U+{ord(character):04X} is not allowed in a text"
    return Problem(message, "remove it", "control-character", place)
