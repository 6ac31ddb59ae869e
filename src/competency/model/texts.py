"""What texts, titles and ids may hold: they are kept code point for code point, or refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

from attrs import Attribute

from competency.errors import InvalidValue, quoted

__all__ = ["check_id", "check_line", "check_text", "distinct_id", "named", "valid", "valid_or_none"]

_Given = TypeVar("_Given")
_Read = TypeVar("_Read")

_LONGEST_ID = 200
_LONGEST_TEXT = 65_536
# Controls but tab and line breaks; bidi embeddings, overrides and isolates; surrogates;
# noncharacters.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
_PLAIN_ID = re.compile(f"[!-~](?:[ -~]{{0,{_LONGEST_ID - 2}}}[!-~])?")
_LINE_BREAK = re.compile("[\n\r\u2028\u2029]")
# Default-ignorable characters that Unicode counts as printable.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def check_text(value: object, field: str | None = None) -> str:
    """Give a text back as it is, or raise InvalidValue."""
    if type(value) is str and value.isascii() and value.isprintable() and value.strip():
        return _bounded(value, field)
    if not isinstance(value, str):
        kind = "nothing" if value is None else type(value).__name__
        raise InvalidValue(f"a text is due here, not {kind}", "write a text", "wrong-type", field)
    if not value.strip():
        raise InvalidValue("the text is empty", "write a text, or leave it out", "empty", field)
    match = _REFUSED.search(value)
    if match is not None:
        character = f"U+{ord(match[0]):04X}"
        message = f"the text holds the invisible control character {character}"
        raise InvalidValue(message, "remove it", "control-character", field)
    return _bounded(value, field)


def _bounded(value: str, field: str | None) -> str:
    if len(value) > _LONGEST_TEXT:
        message = f"the text has {len(value):,} characters, {_LONGEST_TEXT:,} are allowed"
        raise InvalidValue(message, "shorten it", "text-too-long", field)
    return value


def check_line(value: object, field: str | None = None) -> str:
    """Give a text of one line back as it is, or raise InvalidValue."""
    text = check_text(value, field)
    if _LINE_BREAK.search(text):
        raise InvalidValue("a line break is not allowed here", "write one line", "line", field)
    return text


def check_id(value: object, field: str | None = None) -> str:
    """Give an id back as it is, or raise InvalidValue.

    An id has 1 to 200 printable characters in normal form NFC, none of them invisible, and no
    space at its ends; `AC-4(26)` and `§ 314.3.a` are good ids. `overall` is no node's id.

    >>> check_id("AC-4(26)")
    'AC-4(26)'
    """
    if isinstance(value, str) and _PLAIN_ID.fullmatch(value) and value != "overall":
        return value
    text = check_text(value, field)
    if len(text) > _LONGEST_ID:
        message = f"the id has {len(text)} characters, {_LONGEST_ID} are allowed"
        raise InvalidValue(message, "shorten it", "id", field)
    if text != text.strip():
        message = f"the id {quoted(text)} begins or ends with a space"
        raise InvalidValue(message, "remove the space", "id", field)
    if not text.isprintable() or _INVISIBLE.search(text):
        message = f"the id {quoted(text)} holds an invisible character"
        raise InvalidValue(message, "type it anew", "id", field)
    if not unicodedata.is_normalized("NFC", text):
        message = f"the id {quoted(text)} is not in the Unicode normal form NFC"
        raise InvalidValue(message, "type it anew", "id", field)
    if text == "overall":
        raise InvalidValue("'overall' names the whole framework", "choose another id", "id", field)
    return text


def distinct_id(id: str) -> str:
    """Give what must differ between two ids: the casefolded compatibility form.

    >>> distinct_id("ﬁrst") == distinct_id("FIRST")
    True
    """
    return id.casefold() if id.isascii() else unicodedata.normalize("NFKC", id).casefold()


def named(field: str, read: Callable[[_Given], _Read], value: _Given) -> _Read:
    """Read a value; what is wrong with it is said of this field."""
    try:
        return read(value)
    except InvalidValue as error:
        raise InvalidValue(error.message, error.remedy, error.kind, field) from None


def valid(check: Callable[[object, str], object]) -> Callable[[Any, Attribute[Any], Any], None]:
    """Make a check of one value the validator of an attrs field."""

    def validate(_: object, attribute: Attribute[Any], value: object) -> None:
        check(value, attribute.alias or attribute.name)

    return validate


def valid_or_none(
    check: Callable[[object, str], object],
) -> Callable[[Any, Attribute[Any], Any], None]:
    """Make a check of one value, which may be None, the validator of an attrs field."""

    def validate(_: object, attribute: Attribute[Any], value: object) -> None:
        if value is not None:
            check(value, attribute.alias or attribute.name)

    return validate
