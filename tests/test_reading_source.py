"""Bytes that are no UTF-8 text are refused by name, with their place."""

from __future__ import annotations

import pytest

from competency.errors import InvalidFile, Place, Problem
from competency.reading import Limits, read_document


def refused(data: bytes, name: str = "x.yaml", limits: Limits | None = None) -> Problem:
    """Read a document that must be refused for exactly one reason; give that."""
    with pytest.raises(InvalidFile) as caught:
        read_document(data, name, limits or Limits())
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("head", "content"),
    [
        (b"PK\x03\x04", "a zip file (XLSX?)"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PAR1\x15", "a Parquet file"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\xd0\xcf\x11\xe0", "an old Office file (XLS?)"),
    ],
)
def test_known_formats_are_named(head: bytes, content: str) -> None:
    """A file in a format that is no text is refused by the name of the format."""
    problem = refused(head + b"rest")
    assert (f"this is {content}, not text", "not-text") == (problem.message, problem.kind)
    assert Place("x.yaml") == problem.place
    assert problem.remedy.endswith("export it as text in UTF-8")
    assert content.startswith("a zip") == problem.remedy.startswith("call it .xlsx if it is a form")


@pytest.mark.parametrize("key", ["PAR1", "PK", "RIFF"])
def test_a_key_that_begins_like_another_format_is_read(key: str) -> None:
    """Letters alone do not make a file a Parquet file."""
    assert {key: "x"} == read_document(f"{key}: x".encode(), "x.yaml").root


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-16", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-16-le", "UTF-16 or UTF-32"),
        ("utf-16-be", "UTF-16 or UTF-32"),
        ("utf-32-le", "UTF-16 or UTF-32"),
        ("utf-32-be", "UTF-16 or UTF-32"),
    ],
)
def test_other_encodings_are_named(encoding: str, found: str) -> None:
    """UTF-16 and UTF-32 are recognised with and without a byte order mark."""
    expected = Problem(
        f"the file is {found}, not UTF-8", "save it as UTF-8", "not-utf8", Place("x.yaml")
    )
    assert expected == refused("id: x".encode(encoding))


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\x00\x00\xfe\xff"])
def test_big_endian_marks_are_known(mark: bytes) -> None:
    """The marks of the other byte order are known too."""
    found = "UTF-32" if len(mark) > 2 else "UTF-16"
    assert f"the file is {found}, not UTF-8" == refused(mark + b"\x00i\x00d").message


def test_a_wrong_byte_is_named_with_its_place() -> None:
    """A byte that is no UTF-8 is named with offset, line and column, in characters."""
    expected = Problem(
        "not UTF-8: byte 0xE9 at offset 10",
        "save the file as UTF-8",
        "not-utf8",
        Place("x.yaml", 2, 5, "b: ż"),
    )
    assert expected == refused("a: 1\nb: ż".encode()[:-2] + b"\xc5\xbc\xe9")


def test_the_mark_does_not_shift_columns() -> None:
    """A byte order mark is accepted, and counted in the offset only."""
    problem = refused(b"\xef\xbb\xbfa: \xff")
    expected = ("not UTF-8: byte 0xFF at offset 6", Place("x.yaml", 1, 4, "a: "))
    assert expected == (problem.message, problem.place)


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
def test_the_mark_is_accepted(name: str) -> None:
    """A byte order mark at the start is no part of the text."""
    document = read_document(b'\xef\xbb\xbf{"a": "b"}', name)
    expected = ({"a": "b"}, Place(name, 1, 7, '{"a": "b"}'))
    assert expected == (document.root, document.locate(("a",)))


@pytest.mark.parametrize("data", [b"a: \xc0\xaf", b"a: \xed\xa0\x80", b"a: \xc5"])
def test_overlong_surrogate_and_cut_bytes_are_no_utf8(data: bytes) -> None:
    """What a lax decoder would pass over is refused."""
    assert "not-utf8" == refused(data).kind


@pytest.mark.parametrize(
    "character",
    "\x00\x08\x0b\x0c\x0e\x1b\x1f\x7f\x80\x85\x9f\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0001ffff\U0010ffff",
)
@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
def test_controls_and_noncharacters_are_refused(character: str, name: str) -> None:
    """Each is named with its code point and place."""
    expected = Problem(
        f"the character U+{ord(character):04X} is not allowed in a text",
        "remove it",
        "control-character",
        Place(name, 2, 3, f'a"{character}"'),
    )
    assert expected == refused(f'#\na"{character}"'.encode(), name)


@pytest.mark.parametrize(
    "character", "\t\xa0\xad\u200b\u2028\ud7ff\ue000\ufdcf\ufdf0\ufffd😀\U0010fffd"
)
def test_all_other_characters_are_kept(character: str) -> None:
    """Zero-width and private-use characters come out as they went in."""
    document = read_document(f'{{"a": "{character}|"}}'.encode(), "x.yaml")
    assert {"a": f"{character}|"} == document.root


def test_all_controls_are_reported_at_once() -> None:
    """Every one of several is reported, and those that end a cut file as one."""
    with pytest.raises(InvalidFile) as caught:
        read_document(b"a: \x01\nb: \x02\n\0\0\0", "x.yaml")
    found = [(problem.message, str(problem.place)) for problem in caught.value.problems]
    assert [
        ("the character U+0001 is not allowed in a text", "x.yaml:1:4"),
        ("the character U+0002 is not allowed in a text", "x.yaml:2:4"),
        ("the file ends in 3 NUL characters, as if it was not written to its end", "x.yaml:3:1"),
    ] == found


def test_a_cut_file_can_be_restored() -> None:
    """NUL characters at the end alone are one problem, with its own remedy."""
    problem = refused(b"a: 1\n" + b"\0" * 1024)
    expected = ("control-character", "restore the file, or remove them")
    assert expected == (problem.kind, problem.remedy)
    assert "the file ends in 1,024 NUL" in problem.message


def test_no_more_than_a_thousand_problems_are_collected() -> None:
    """A file full of controls is not reported character by character to its end."""
    with pytest.raises(InvalidFile) as caught:
        read_document(b"a: \x01" * 1001, "x.yaml")
    assert 1000 == len(caught.value.problems)


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
def test_the_byte_limit_is_the_last_size_allowed(name: str) -> None:
    """A file of exactly the limit is read, one byte more is refused."""
    data = b'{"a": "b"}'
    assert {"a": "b"} == read_document(data, name, Limits(bytes=10)).root
    expected = Problem(
        "the file has 10 bytes; 9 are allowed",
        "split it or raise the limit",
        "too-large",
        Place(name),
    )
    assert expected == refused(data, name, Limits(bytes=9))


@pytest.mark.parametrize("data", [b"", b" \n", b"# only\r\n\t# comments", b"\xef\xbb\xbf", b"#"])
def test_an_empty_yaml_file_is_called_empty(data: bytes) -> None:
    """Blanks and comments alone are nothing."""
    problem = refused(data)
    expected = ("the file is empty", "write 'key: value' lines", "empty")
    assert expected == (problem.message, problem.remedy, problem.kind)


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf"])
def test_an_empty_json_file_is_called_empty(data: bytes) -> None:
    """Blanks alone are nothing."""
    problem = refused(data, "x.JSON")
    expected = ("the file is empty", 'write {"key": "value"}', "empty")
    assert expected == (problem.message, problem.remedy, problem.kind)
    assert "x.JSON:1:1" == str(problem.place)
