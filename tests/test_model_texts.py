"""Texts, lines and ids: kept code point for code point, or refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given

from competency import InvalidValue
from competency.model.texts import check_id, check_line, check_text, distinct_id, named
from strategies import IDS, LINES, TEXTS

_CHECKS = [check_text, check_line, check_id]


@given(TEXTS)
def test_a_text_is_kept(text: str) -> None:
    """Texts are kept code point for code point."""
    assert text is check_text(text)


@given(LINES)
def test_a_line_is_kept(text: str) -> None:
    """Titles and labels are kept code point for code point."""
    assert text is check_line(text)


@given(IDS)
def test_an_id_is_kept(text: str) -> None:
    """A published code such as `AC-4(26)` is a good id."""
    assert text is check_id(text)


@pytest.mark.parametrize("check", _CHECKS)
@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (None, "wrong-type", "a text is due here, not nothing; write a text"),
        (4, "wrong-type", "a text is due here, not int; write a text"),
        (b"a", "wrong-type", "a text is due here, not bytes; write a text"),
        ("", "empty", "the text is empty; write a text, or leave it out"),
        (" \n\t", "empty", "the text is empty; write a text, or leave it out"),
        ("\u00a0", "empty", "the text is empty; write a text, or leave it out"),
    ],
)
def test_what_is_no_text_is_refused(
    check: Callable[[object, str], str], value: object, kind: str, message: str
) -> None:
    """A text that is not there is left out, not written empty."""
    with pytest.raises(InvalidValue) as caught:
        check(value, "title")
    assert (f"title: {message}", kind) == (str(caught.value), caught.value.kind)
    assert "title" == caught.value.field


@pytest.mark.parametrize("check", _CHECKS)
@pytest.mark.parametrize(
    "code",
    [
        *[0x0, 0x8, 0xB, 0xC, 0xE, 0x1F, 0x7F, 0x80, 0x85, 0x9F, 0x202A, 0x202E, 0x2066, 0x2069],
        *[0xD800, 0xDFFF, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x8FFFF, 0x10FFFE, 0x10FFFF],
    ],
)
def test_controls_are_refused(check: Callable[[object, str], str], code: int) -> None:
    """Refused are controls, bidi embeddings, overrides and isolates, and noncharacters."""
    with pytest.raises(InvalidValue, match=f"character U\\+{code:04X}; remove it") as caught:
        check(f"a{chr(code)}b", "notes")
    assert ("control-character", "notes") == (caught.value.kind, caught.value.field)


@pytest.mark.parametrize(
    "code",
    [
        *[0x9, 0xA, 0xD, 0x20, 0x7E, 0xA0, 0x200B, 0x200F, 0x2028, 0x2029, 0x202F, 0x2065, 0x206A],
        *[0xE000, 0xFDCF, 0xFDF0, 0xFEFF, 0xFFFD, 0x10000, 0x1FFFD],
    ],
)
def test_what_stands_beside_them_is_kept(code: int) -> None:
    """Real texts hold tabs, line breaks, zero-width and private-use characters."""
    assert f"a{chr(code)}b" == check_text(f"a{chr(code)}b")


@pytest.mark.parametrize("letter", ["a", "é"])
def test_a_text_has_a_longest_length(letter: str) -> None:
    """A text has at most 65,536 characters."""
    assert check_text(letter * 65_536)
    message = "notes: the text has 65,537 characters, 65,536 are allowed; shorten it"
    with pytest.raises(InvalidValue) as caught:
        check_text(letter * 65_537, "notes")
    assert (message, "text-too-long") == (str(caught.value), caught.value.kind)


@pytest.mark.parametrize("code", [0xA, 0xD, 0x2028, 0x2029])
def test_a_line_has_no_line_break(code: int) -> None:
    """Titles and labels are one line."""
    message = "label: a line break is not allowed here; write one line"
    with pytest.raises(InvalidValue) as caught:
        check_line(f"a{chr(code)}b", "label")
    assert (message, "line", "label") == (str(caught.value), caught.value.kind, caught.value.field)


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("n" * 201, "the id has 201 characters, 200 are allowed; shorten it"),
        (" a", "the id ' a' begins or ends with a space; remove the space"),
        ("a ", "the id 'a ' begins or ends with a space; remove the space"),
        ("a\tb", r"the id 'a\tb' holds an invisible character; type it anew"),
        ("a\nb", r"the id 'a\nb' holds an invisible character; type it anew"),
        ("a\u00a0b", "the id 'a\u00a0b' holds an invisible character; type it anew"),
        ("a\u200bb", r"the id 'a\u200bb' holds an invisible character; type it anew"),
        ("a\ue000b", "the id 'a\ue000b' holds an invisible character; type it anew"),
        ("a\ufe0f", "the id 'a\ufe0f' holds an invisible character; type it anew"),
        ("a\u3164", "the id 'a\u3164' holds an invisible character; type it anew"),
        ("a\U000e0100", "the id 'a\U000e0100' holds an invisible character; type it anew"),
        ("e\u0301", "the id 'e\u0301' is not in the Unicode normal form NFC; type it anew"),
        ("overall", "'overall' names the whole framework; choose another id"),
    ],
)
def test_an_odd_id_is_refused(id: str, message: str) -> None:
    """Ids have 1 to 200 printable characters in NFC; `overall` is no node's id."""
    with pytest.raises(InvalidValue) as caught:
        check_id(id, "id")
    assert (f"id: {message}", "id", "id") == (
        str(caught.value),
        caught.value.kind,
        caught.value.field,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("A", "a"), ("ﬁ", "fi"), ("ß", "SS"), ("①", "1"), ("Ａ", "a"), ("ſ", "s")],
)
def test_ids_that_look_alike_are_one(one: str, other: str) -> None:
    """Ids are unique after casefolded NFKC."""
    assert distinct_id(one) == distinct_id(other)
    assert distinct_id(one) != distinct_id(f"{other}x")


def test_a_reading_names_its_field() -> None:
    """What is wrong with a value is said of its field, with nothing lost."""
    assert "a" == named("title", check_line, "a")
    with pytest.raises(InvalidValue) as caught:
        named("title", check_line, "a\nb")
    assert InvalidValue("", "write one line", "line", "title").args[1:] == caught.value.args[1:]
    assert caught.value.__suppress_context__
