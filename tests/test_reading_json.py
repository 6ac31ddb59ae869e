"""JSON: numbers stay as typed, and nothing beyond the grammar passes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.errors import InvalidFile, Place
from competency.reading import Limits, read_document


def read(data: str, limits: Limits | None = None) -> Any:
    """Give the tree of a JSON text."""
    return read_document(data.encode(), "x.json", limits or Limits()).root


def problems(data: str, limits: Limits | None = None) -> list[tuple[str, str, str, str]]:
    """Read a file that must be refused; give kind, place, message, remedy of each problem."""
    with pytest.raises(InvalidFile) as caught:
        read(data, limits)
    return [
        (found.kind, str(found.place).removeprefix("x.json:"), found.message, found.remedy)
        for found in caught.value.problems
    ]


@pytest.mark.parametrize(
    "typed",
    ["0", "-0", "1.50", "10", "1e999", "1E+5", "-0.5e-3", "9" * 5000, "true", "false"],
)
def test_numbers_and_truth_values_stay_as_typed(typed: str) -> None:
    """They become the text that stands there, of any length."""
    assert {"a": typed, "b": [typed, typed]} == read(f'{{"a":{typed} ,"b": [{typed},{typed}]}}')


def test_null_is_none_and_texts_are_texts() -> None:
    """Only the bare word is null."""
    assert {"a": None, "b": "null", "null": "true"} == read('{"a":null,"b":"null","null":"true"}')


def test_escapes_are_resolved() -> None:
    """In texts and keys, with surrogate pairs put together."""
    expected = {'a"': "x", "é\t\n": ["😀", "\\"]}
    assert expected == read('{"a\\"" : "\\u0078", "\\u00e9\\t\\n" : ["\\ud83d\\ude00", "\\\\"]}')


def test_empty_mappings_and_lists_and_blanks() -> None:
    """All four blanks may stand between tokens."""
    assert {"a": {}, "b": [], "c": [[], {}]} == read(
        ' {\t"a"\r\n: { } ,"b":[\n],"c":\t[ [ ] , { } ] } \n'
    )


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ('{"a": 1, "a": 2}', [("duplicate-key", "1:10")]),
        ('{"a": 1, "\\u0061": 2, "a" : 3}', [("duplicate-key", "1:10"), ("duplicate-key", "1:23")]),
        ('{"a": "\\ud800"}', [("control-character", "1:7")]),
        ('{"\\udc00x": 1}', [("control-character", "1:2")]),
        ('{"a": "\\u0000"}', [("control-character", "1:7")]),
        ('{"\\uffff": "\\u0085"}', [("control-character", "1:2"), ("control-character", "1:12")]),
        ('{"a": 1} {"b": 2}', [("several-documents", "1:10")]),
        ('{"a": 1}\n{"b": 2}', [("several-documents", "2:1")]),
        ('{"a": 1}]', [("several-documents", "1:9")]),
        ("[1]", [("wrong-type", "1:1")]),
        ("1", [("wrong-type", "1:1")]),
        ("null", [("wrong-type", "1:1")]),
        ('{"a": 1, "a": 2} x', [("duplicate-key", "1:10"), ("several-documents", "1:18")]),
    ],
)
def test_what_is_refused(data: str, found: list[tuple[str, str]]) -> None:
    """Each is refused under its own name, at its place."""
    assert found == [(kind, place) for kind, place, _, _ in problems(data)]


def test_messages_name_cause_and_remedy() -> None:
    """Duplicate keys name the first line, escapes the character, roots what they are."""
    assert [
        (
            "duplicate-key",
            "2:2",
            "the key 'a' is here twice; it first stands in line 1",
            "rename or remove one of them",
        )
    ] == problems('{"a": 1,\n "a": 2}')
    message = "the text at this place holds the character U+D800"
    assert [("control-character", "1:7", message, "remove its escape")] == problems(
        '{"a": "\\ud800"}'
    )
    for data, kind in [("null", "a null"), ("[]", "a list"), ("1", "a text")]:
        message = f"the file holds {kind} where a mapping is due"
        assert [("wrong-type", "1:1", message, "start it with 'key: value'")] == problems(data)
    message = "there is more after the end of the first value"
    remedy = "give each document a file of its own"
    assert [("several-documents", "1:4", message, remedy)] == problems("{} {}")


@pytest.mark.parametrize(
    ("value", "column", "message", "remedy"),
    [
        ("NaN", 7, "'N' stands where a value is due: JSON has no such number", "null"),
        ("Infinity", 7, "'I' stands where a value is due: JSON has no such number", "null"),
        ("-Infinity", 7, "'-' stands where a value is due: JSON has no such number", "null"),
        ("01", 7, "'0' stands where a value is due: JSON has no such number", "12"),
        ("+1", 7, "'+' stands where a value is due: JSON has no such number", "12"),
        (".5", 7, "'.' stands where a value is due: JSON has no such number", "12"),
        ("1.", 7, "'1' stands where a value is due: JSON has no such number", "12"),
        ("1_0", 7, "'1' stands where a value is due: JSON has no such number", "12"),
        ("0x1", 7, "'0' stands where a value is due: JSON has no such number", "12"),
        ("１", 7, "'１' stands where a value is due", "double"),
        ("True", 7, "'T' stands where a value is due", "double"),
        ("truely", 7, "'t' stands where a value is due", "double"),
        ("'b'", 7, "''' stands where a value is due: JSON has no single quotation marks", "double"),
        ("/* b */ 1", 7, "'/' stands where a value is due: JSON has no comments", ".yaml"),
        ("1 # b", 9, "'#' stands where ',' or '}' is due: JSON has no comments", ".yaml"),
        ("[1,]", 10, "']' stands where a value is due: a comma must have something", "comma"),
        ("1,", 9, "'}' stands where a key in double quotation marks is due: a comma", "comma"),
        ("1]", 8, "']' stands where ',' or '}' is due", "comma"),
        ("[1 2]", 10, "'2' stands where ',' or ']' is due", ""),
        ("[1}", 9, "'}' stands where ',' or ']' is due", ""),
        ("1, b: 2", 10, "'b' stands where a key in double quotation marks is due", "double"),
        ('1, "b" 2', 14, "'2' stands where ':' is due", ""),
        ('1, "b\\n" 2', 16, "'2' stands where ':' is due", ""),
        ('"b\\x"', 9, "an escape that JSON does not know", "backslash"),
        ('"b\\u00g0"', 10, "an escape that JSON does not know", "backslash"),
        ('"b\tc"', 9, "a tab or line break in a text", "\\t"),
        ('"b\nc"', 9, "a tab or line break in a text", "\\n"),
        ('"b', 7, "a quotation mark is never closed", "close it"),
    ],
)
def test_syntax_errors(value: str, column: int, message: str, remedy: str) -> None:
    """Each has its place, its cause and a remedy."""
    ((kind, place, text, advice),) = problems(f'{{"a": {value}}}')
    assert ("syntax", f"1:{column}") == (kind, place)
    assert text.startswith(f"this is no JSON: {message}")
    assert remedy in advice
    assert advice


@pytest.mark.parametrize(
    "data", ["{", "[", '{"a"', '{"a":', '{"a":1', '{"a":[', "[1,", " [1 ", "{}"[:1]]
)
def test_cut_files_end_too_early(data: str) -> None:
    """A file without its end is refused there."""
    expected = ("the file ends too early", "restore it, or close what is open")
    ((kind, place, message, remedy),) = problems(data)
    assert ("syntax", f"1:{len(data) + 1}") == (kind, place)
    assert ("this is no JSON: " + expected[0], expected[1]) == (message, remedy)


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_nesting_is_bounded(opening: str) -> None:
    """A megabyte of openings is refused at the first that is too deep."""
    ((kind, place, _, _),) = problems(opening * 200_000)
    columns = {"[": 65, '{"a":': 64 * 5 + 1, '[{"a":': 32 * 6 + 1}
    assert ("too-deep", f"1:{columns[opening]}") == (kind, place)


def test_depth_up_to_the_limit_is_read() -> None:
    """Sixty-four levels are read, and closed again."""
    assert {"a": [[]], "b": "1"} == read('{"a":[[]],"b":1}', Limits(depth=3))
    assert isinstance(read('{"a":' * 64 + "1" + "}" * 64), dict)


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        (Limits(values=5, characters=6, text=3), []),
        (Limits(values=4), [("too-many-values", "1:16")]),
        (Limits(values=5, characters=5), [("too-many-characters", "1:16")]),
        (Limits(text=2), [("text-too-long", "1:9")]),
    ],
)
def test_budgets(limits: Limits, found: list[tuple[str, str]]) -> None:
    """JSON passes the same gate as YAML."""
    data = '{"ab":[ "cde", 1]}'
    if found:
        assert found == [(kind, place) for kind, place, _, _ in problems(data, limits)]
    else:
        assert {"ab": ["cde", "1"]} == read(data, limits)


JSONS: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=10,
)


@given(JSONS, st.integers(0, 60), st.text("{}[]:,\"\\u1eE+-.0 tn'/", max_size=2))
def test_only_what_json_accepts_is_read(tree: Any, at: int, foreign: str) -> None:
    """Whatever is spoiled in a JSON text: we read no more than `json` does, and raise our error."""
    text = json.dumps(tree)
    data = text[:at] + foreign + text[at:]
    try:
        found: Any = read(data)
    except InvalidFile as error:
        found = error
        assert_placed(error)
    if isinstance(found, dict):
        assert list(found) == list(json.loads(data))


def assert_placed(error: InvalidFile) -> None:
    """Each problem has a place in the file and a remedy."""
    assert all(isinstance(problem.place, Place) and problem.remedy for problem in error.problems)
