"""A document gives the place of everything in it."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.errors import Place
from competency.reading import Document, read_document

# YAML takes three of the characters for line breaks or a byte order mark, unless escaped.
CHARACTERS = st.characters(
    exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\u2028\u2029\ufeff"
)
TEXTS = st.text(CHARACTERS, max_size=5)
TREES: st.SearchStrategy[Any] = st.recursive(
    st.none() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(TEXTS, TREES, max_size=3)
NAMES = st.sampled_from(["x.json", "x.yaml"])


def nodes(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    """List each node of a tree with its path."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree or ())
    found = [(path, tree)]
    if isinstance(tree, dict | list):
        for step, value in inner:
            found += nodes(value, (*path, step))
    return found


@given(MAPPINGS, NAMES, st.sampled_from([None, 1]))
def test_both_formats_give_the_tree_that_was_written(
    tree: dict[str, Any], name: str, indent: int | None
) -> None:
    """Trees of texts and nulls come back whole, read as JSON and as YAML."""
    data = json.dumps(tree, indent=indent, ensure_ascii=False).encode()
    assert tree == read_document(data, name).root


@given(MAPPINGS)
def test_every_value_and_key_is_located(tree: dict[str, Any]) -> None:
    """At the place of each value and key stands what JSON writes for it."""
    text = json.dumps(tree, indent=1)
    document = read_document(text.encode(), "x.json")
    for path, value in nodes(tree):
        place = document.locate(path)
        start = json.dumps(value, indent=1).partition("\n")[0]
        assert (place.excerpt[(place.column or 0) - 1 :]).startswith(start)
        if path and isinstance(path[-1], str):
            place = document.locate(path, key=True)
            assert place.excerpt[(place.column or 0) - 1 :].startswith(json.dumps(path[-1]) + ":")


FRAMEWORK = b"""\
# a framework
id: cto
scale:
  - {value: 5, "id": excel}
areas:
- items: [one, {id: "2", text: x}]
  empty:
"""


@pytest.mark.parametrize(
    ("path", "key", "line", "column"),
    [
        ((), False, 2, 1),
        ((), True, 2, 1),
        (("id",), False, 2, 5),
        (("id",), True, 2, 1),
        (("scale",), False, 4, 3),
        (("scale", 0), False, 4, 5),
        (("scale", 0), True, 4, 5),
        (("scale", 0, "id"), False, 4, 22),
        (("scale", 0, "id"), True, 4, 16),
        (("areas", 0, "items"), False, 6, 10),
        (("areas", 0, "items", 1, "text"), False, 6, 32),
        (("areas", 0, "empty"), True, 7, 3),
        (("areas", 0, "empty"), False, 7, 9),
    ],
)
def test_places_in_yaml(path: tuple[str | int, ...], key: bool, line: int, column: int) -> None:
    """Values and keys are found in block and in flow style."""
    document = read_document(FRAMEWORK, "x.yaml")
    excerpt = FRAMEWORK.decode().splitlines()[line - 1]
    assert Place("x.yaml", line, column, excerpt) == document.locate(path, key=key)


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("absent",), 2, 1),
        ((0,), 2, 1),
        (("id", "x", 3), 2, 5),
        (("scale", 1), 4, 3),
        (("scale", -1, "id"), 4, 3),
        (("scale", 0, "absent", "x"), 4, 5),
        (("areas", 0, "empty", "x"), 7, 9),
    ],
)
@pytest.mark.parametrize("last", [(), ("more",), (0,)])
def test_a_path_into_nothing_ends_at_what_exists(
    path: tuple[str | int, ...], line: int, column: int, last: tuple[str | int, ...]
) -> None:
    """The place is that of the nearest node above, however far the path goes on."""
    place = read_document(FRAMEWORK, "x.yaml").locate((*path, *last), key=True)
    assert (line, column) == (place.line, place.column)


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("a",), 1, 4),
        (("a", "x", 1), 2, 10),
        (("b",), 3, 4),
        (("b", "x"), 2, 6),
        (("b", "x", 1), 2, 10),
        (("c", 0), 4, 5),
        (("c", 1, "x", 0), 2, 7),
        (("c", 2), 4, 12),
        (("d",), 5, 4),
        (("b", "absent"), 3, 4),
    ],
)
def test_places_through_aliases(path: tuple[str | int, ...], line: int, column: int) -> None:
    """An alias has its own place; what is in it stands at its anchor."""
    data = b"a: &a\n  x: [1, 2]\nb: *a\nc: [0, *a, 3]\nd: last\n"
    place = read_document(data, "x.yaml").locate(path)
    assert (line, column) == (place.line, place.column)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
def test_lines_end_in_any_way(end: str, name: str) -> None:
    """Unix, Windows and old Mac line ends give the same tree and the same places."""
    text = '{"é": "1",\n\n"b": ["2",\n "😀", "3"]}\n'.replace("\n", end)
    document = read_document(text.encode(), name)
    expected = ({"é": "1", "b": ["2", "😀", "3"]}, Place(name, 4, 7, ' "😀", "3"]}'))
    assert expected == (document.root, document.locate(("b", 2)))


def test_mixed_line_ends_are_one_break_each() -> None:
    """A file that two systems wrote reads as if one had."""
    document = read_document(b"a: |\n  x\r\n  y\r  z\r\n\rb: c", "x.yaml")
    expected = ({"a": "x\ny\nz\n", "b": "c"}, 6)
    assert expected == (document.root, document.locate(("b",)).line)


def large(items: int) -> bytes:
    """Write a framework file with this many items of 100 characters in one list."""
    head = b'id: big\nversion: "1"\nitems:\n'
    return head + b"".join(b"- id: i-%d\n  text: %s\n" % (n, b"x" * 100) for n in range(items))


def test_a_thousand_places_take_a_moment() -> None:
    """Places in a document of 14,000 items are found in far less than a second."""
    document = read_document(large(14_000), "x.yaml")
    start = time.process_time()
    places = [document.locate(("items", index, "text")) for index in range(0, 14_000, 14)]
    assert time.process_time() - start < 1
    assert [2 * index + 5 for index in range(0, 14_000, 14)] == [place.line for place in places]


def test_repeated_keys_are_one_object() -> None:
    """Keys that many mappings have are held once."""
    root: Any = read_document(large(2), "x.yaml").root
    first, second = root["items"]
    assert all(one is other for one, other in zip(first, second, strict=True))


def test_a_document_is_what_it_is() -> None:
    """Documents are named, show their tree, and equal only themselves."""
    one, other = (read_document(b"a: b", "x.yaml") for _ in range(2))
    assert isinstance(one, Document)
    assert one != other
    assert 2 == len({one, other})
    assert "Document(name='x.yaml', root={'a': 'b'})" == repr(one)


def test_places_on_one_line_share_its_text() -> None:
    """A thousand problems on a line of a megabyte do not take a gigabyte."""
    document = read_document(b'{"a": "b", "c": "d"}', "x.json")
    assert document.locate(("a",)).excerpt is document.locate(("c",)).excerpt
