"""YAML: scalars stay as typed, and what surprises or harms is refused."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from competency.errors import InvalidFile, Place
from competency.reading import Limits, read_document


def problems(data: bytes | str, limits: Limits | None = None) -> list[tuple[str, str, str]]:
    """Read a file that must be refused; give kind, place and message of each problem."""
    data = data.encode() if isinstance(data, str) else data
    with pytest.raises(InvalidFile) as caught:
        read_document(data, "x.yaml", limits or Limits())
    assert all(problem.remedy for problem in caught.value.problems)
    return [
        (problem.kind, str(problem.place).removeprefix("x.yaml:"), problem.message)
        for problem in caught.value.problems
    ]


def kinds(data: bytes | str, limits: Limits | None = None) -> list[tuple[str, str]]:
    """Read a file that must be refused; give kind and place of each problem."""
    return [(kind, place) for kind, place, _ in problems(data, limits)]


def read(data: str, limits: Limits | None = None) -> Any:
    """Give the tree of a YAML text."""
    return read_document(data.encode(), "x.yaml", limits or Limits()).root


@pytest.fixture(params=["libyaml", "pure Python"])
def _both_parsers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "pure Python":
        monkeypatch.delattr(yaml, "CSafeLoader")


both_parsers = pytest.mark.usefixtures("_both_parsers")


@both_parsers
@pytest.mark.parametrize(
    "typed",
    [
        *("no", "on", "true", "12:30", "1_000", "010", "0x1F", "1.10", "2024-01-01", "Null"),
        *("NULL", ".nan", "1e5", "=", "-1", "n/a", "a b", "9" * 400, "50%", "a#b", "<<x", "~x"),
    ],
)
def test_plain_scalars_stay_as_typed(typed: str) -> None:
    """Nothing that YAML 1.1 would turn into another value is turned."""
    assert {"a": typed, "b": [typed]} == read(f"a: {typed}\nb: [{typed}]\n")


@both_parsers
@pytest.mark.parametrize("typed", ["", "~", "null", " # comment"])
def test_plain_nulls_are_none(typed: str) -> None:
    """Empty, `~` and `null` are null where they are plain."""
    assert {"a": None, "b": "x"} == read_document(f"a: {typed}\nb: x".encode(), "x.yml").root


@both_parsers
@pytest.mark.parametrize("typed", ["''", '""', "'~'", '"null"', "'null'"])
def test_quoted_nulls_are_texts(typed: str) -> None:
    """In quotation marks they are texts."""
    root = read_document(f"a: {typed}".encode(), "x.yaml").root
    assert {"a": typed[1:-1]} == root


@both_parsers
def test_keys_are_always_texts() -> None:
    """A key that looks like a null or a number is the text that was typed."""
    expected = {"1": "a", "null": "b", "~": "c", "d": None, "<<": "e", "": "f"}
    assert expected == read("1: a\nnull: b\n~: c\n? d\n'<<': e\n? \n: f\n")


@both_parsers
def test_duplicate_keys_are_all_reported() -> None:
    """Each names the line of the first, also quoted, escaped, nested and in flow style."""
    data = 'a: 1\nb: {c: 1, "c": 2}\n"\\x61": 3\nd:\n- e: 1\n  e: 2\na: 4\n'
    assert [
        ("duplicate-key", "2:11", "the key 'c' is here twice; it first stands in line 2"),
        ("duplicate-key", "3:1", "the key 'a' is here twice; it first stands in line 1"),
        ("duplicate-key", "6:3", "the key 'e' is here twice; it first stands in line 5"),
        ("duplicate-key", "7:1", "the key 'a' is here twice; it first stands in line 1"),
    ] == problems(data)


@both_parsers
def test_equal_keys_of_different_mappings_are_fine() -> None:
    """Only within one mapping must keys differ."""
    assert {"a": {"a": [{"b": "1"}, {"b": "2"}]}} == read("a:\n  a:\n  - b: 1\n  - b: 2\n")


@both_parsers
@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("a: !!str b", [("tag", "1:4")]),
        ("a: ! b\nc: !x [d]", [("tag", "1:4"), ("tag", "2:4")]),
        ("!!map {a: b}", [("tag", "1:1")]),
        ("!!str a: b", [("tag", "1:1")]),
        ("a: !!python/object/apply:os.system [x]", [("tag", "1:4")]),
        ("a: !<tag:x,2000:y> b", [("tag", "1:4")]),
        ("<<: {a: b}", [("merge-key", "1:1")]),
        ("a: &a {b: c}\nd:\n  <<: *a", [("merge-key", "3:3")]),
        ("%YAML 1.1\n---\na: b", [("directive", "1:1")]),
        ("# x\n\n%TAG ! tag:x,2000:\n---\na: b", [("directive", "3:1")]),
        ("%x\na: b", [("directive", "1:1")]),
        ("a: b\n%x", [("directive", "2:1")]),
        ("a: b\n...\n# x\n%TAG ! tag:x,2000:\n---\n", [("directive", "4:1")]),
        ("a: b\n---\nc: d", [("several-documents", "2:1")]),
        ("a: b\n... # x\nc: d", [("several-documents", "3:1")]),
        ("---\na: b\n--- c", [("several-documents", "3:1")]),
        ("? [a]\n: b", [("key", "1:3")]),
        ("a: {{b: c}: d}", [("key", "1:5")]),
        ("a: *b", [("alias", "1:4")]),
        ("a: &a [*a]", [("alias-cycle", "1:8")]),
        ("a: &a {b: {c: *a}}\nd: *e", [("alias-cycle", "1:15"), ("alias", "2:4")]),
        ("a: &a [b]\n*a : c", [("key", "2:1")]),
        ("a: &a ~\n*a : c", [("key", "2:1")]),
        ("- a", [("wrong-type", "1:1")]),
        ("text", [("wrong-type", "1:1")]),
        ("---\n", [("wrong-type", "2:1")]),
        ('a: "\\0"', [("control-character", "1:4")]),
        ('"\\x1b": b', [("control-character", "1:1")]),
        ('a: "\\uFFFE"', [("control-character", "1:4")]),
        ("a: \ufeff", [("control-character", "1:4")]),
        (
            "a: 1\na: 2\nb: !x c\nd: 'e",
            [("duplicate-key", "2:1"), ("tag", "3:4"), ("syntax", "4:4")],
        ),
    ],
)
def test_what_is_refused(data: str, found: list[tuple[str, str]]) -> None:
    """Each is refused under its own name, at its place."""
    assert found == kinds(data)


@both_parsers
@pytest.mark.parametrize("tail", ["", "\n", "\n# x", "\n...", "\n...\n# x\n\n", "\n... # x"])
@pytest.mark.parametrize("head", ["", "---\n", "# x\n--- # y\n", "\n\n---\n"])
def test_one_document_may_be_marked(head: str, tail: str) -> None:
    """Marks and comments around a single document change nothing."""
    assert {"a": "b"} == read(f"{head}a: b{tail}")


@both_parsers
def test_percent_signs_at_line_starts_are_text() -> None:
    """Only a directive is refused, not a text with a percent sign where a line starts."""
    data = 'a: |\n  %x\n  %TAG ! y\nb: "x\n%TAG"\nc: >\n %y\n---x: z\n'
    expected = {"a": "%x\n%TAG ! y\n", "b": "x %TAG", "c": "%y\n", "---x": "z"}
    assert expected == read(data)


@both_parsers
def test_an_alias_is_the_same_value() -> None:
    """A mapping is shared, not copied; texts and keys can be aliases too."""
    root = read(
        "a: &a {b: &b [c]}\nd: *a\ne: *b\nf: &f g\nh: *f\n*f : i\n&k j: &f l\nm: [*f, *k]\n"
    )
    assert root["a"] is root["d"]
    assert root["e"] is root["a"]["b"]
    expected = {"f": "g", "h": "g", "g": "i", "j": "l", "m": ["l", "j"]}
    assert expected == {key: root[key] for key in "fhgjm"}


@both_parsers
@pytest.mark.parametrize(
    ("data", "limits", "found"),
    [
        ("a: b\nc: d", {"values": 5}, None),
        ("a: b\nc: d", {"values": 4}, [("too-many-values", "2:4")]),
        ("a: [b, {}]", {"values": 5}, None),
        ("a: [b, {}]", {"values": 4}, [("too-many-values", "1:8")]),
        ("a: &a [b, c]\nd: *a", {"values": 9}, None),
        ("a: &a [b, c]\nd: *a", {"values": 8}, [("too-many-values", "2:4")]),
        ("abc: de\nf:", {"characters": 6}, None),
        ("abc: de\nf:", {"characters": 5}, [("too-many-characters", "2:1")]),
        ("a: &a [bcd]\ne: *a", {"characters": 8}, None),
        ("a: &a [bcd]\ne: *a", {"characters": 7}, [("too-many-characters", "2:4")]),
        ("a: &a bcd\ne: *a", {"characters": 8}, None),
        ("a: &a bcd\ne: *a", {"characters": 7}, [("too-many-characters", "2:4")]),
        ("a: [{}, {}]", {"depth": 3}, None),
        ("a: [{}, {}]", {"depth": 2}, [("too-deep", "1:5")]),
        ("a: &a [[]]\nb: [*a]", {"depth": 4}, None),
        ("a: &a [[], []]\nb: [*a]", {"depth": 3}, [("too-deep", "2:5")]),
        ("a: &a [[]]\nb: &b [*a, []]\nc: [*b]", {"depth": 5}, None),
        ("a: &a [[]]\nb: &b [*a, []]\nc: [*b]", {"depth": 4}, [("too-deep", "3:5")]),
        ("a: &a x\nb: [*a]", {"depth": 2}, None),
        ("abc: def", {"text": 3}, None),
        ("abcd: def\ng: hijk", {"text": 3}, [("text-too-long", "1:1"), ("text-too-long", "2:4")]),
    ],
)
def test_budgets_hold_to_the_last_one(
    data: str, limits: dict[str, int], found: list[tuple[str, str]] | None
) -> None:
    """Aliases count with all that they hold; what just fits is read."""
    if found is None:
        assert isinstance(read(data, Limits(**limits)), dict)
    else:
        assert found == kinds(data, Limits(**limits))


def test_messages_of_budgets() -> None:
    """They say how much is allowed, and what to do."""
    assert [
        (
            "too-many-values",
            "1:4",
            "the file holds more than 2 values, with its aliases written out",
        )
    ] == problems("a: b", Limits(values=2))
    assert [("too-deep", "1:4", "more than 1 mappings and lists within one another")] == problems(
        "a: []", Limits(depth=1)
    )
    message = "a text of 1,001 characters; 1,000 are allowed"
    assert [("text-too-long", "1:4", message)] == problems("a: " + "b" * 1001, Limits(text=1000))


def test_an_alias_bomb_is_refused() -> None:
    """Nine levels of nine aliases each are refused before they are anything."""
    lines = ["a0: &a0 [x, x]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)
    ]
    ((kind, _),) = kinds("\n".join(lines))
    assert "too-many-values" == kind


@pytest.mark.parametrize("opening", ["[", "{", "- ", "{a: ", "[a, "])
def test_nesting_does_not_kill(opening: str) -> None:
    """A megabyte of openings is refused, not followed."""
    ((kind, _),) = kinds("a: " * (opening != "- ") + opening * 200_000)
    assert "too-deep" == kind


def test_directives_take_no_time() -> None:
    """Two megabytes of them, before or behind the document, are refused at the first."""
    start = time.process_time()
    assert [("directive", "1:1")] == kinds("%TAG !a! b\n" * 200_000)
    assert [("directive", "2:1")] == kinds("a: b\n" + "%TAG !a! b\n" * 200_000)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("data", "place", "problem", "remedy"),
    [
        ("a:\n\tb: c", "2:1", r"nothing can start with '\t'", "indent with spaces"),
        ("a: @x", "1:4", "nothing can start with '@'", "quotation marks"),
        ("a: b: c", "1:5", "mapping values are not allowed in this context", "': '"),
        ("a: 'b\nc: d", "1:4", "a quotation mark is never closed", "close it"),
        ('a: "\\q"', "1:5", "found unknown escape character", "backslash"),
        ('a: "\\ud800"', "1:7", "found invalid Unicode character escape code", "backslash"),
        ("a: [1, 2\nb: c", "2:2", "did not find expected ',' or ']'", "comma"),
        ("a: b\nfoo\nc: d", "3:1", "could not find expected ':'", "'key: value'"),
        ("a: 'it's'", "1:8", "did not find expected key", "quotation marks"),
        ("- a\nb: c", "2:1", "did not find expected '-' indicator", "'- '"),
        ("a: - b", "1:4", "block sequence entries are not allowed in this context", "line"),
        ("a: *", "1:5", "did not find expected alphabetic or numeric character", "quotation"),
        ("a: }", "1:4", "did not find expected node content", "quotation"),
        ("{a: b} c", "1:8", "there is text behind the end", "remove it"),
        ("a: |x\n b", "1:5", "did not find expected comment or line break", "indentation"),
    ],
)
def test_syntax_errors_say_what_to_do(data: str, place: str, problem: str, remedy: str) -> None:
    """Each has its place, the parser's words, and a remedy."""
    with pytest.raises(InvalidFile) as caught:
        read_document(data.encode(), "x.yaml")
    (found,) = caught.value.problems
    assert ("syntax", f"this is no YAML: {problem}") == (found.kind, found.message)
    assert f"x.yaml:{place}" == str(found.place)
    assert remedy in found.remedy


@pytest.mark.parametrize("data", ['a: "\\U00110000"', 'a: "\\UFFFFFFFF"', 'a: "\\ud800"'])
def test_escapes_of_no_character(data: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pure-Python parser lets foreign exceptions and surrogates through; we do not."""
    monkeypatch.delattr(yaml, "CSafeLoader")
    ((kind, place),) = kinds(data)
    assert kind in {"syntax", "control-character"}
    assert place in {"1:1", "1:4"}


@both_parsers
@pytest.mark.parametrize("tag", ["!a!b", "!%ff", "!<x", "!%ED%A0%80", "!<%ED%A0%80>"])
def test_broken_tags_are_refused(tag: str) -> None:
    """Whatever the parser thinks of a tag, it is refused."""
    assert [kind for kind, _ in kinds(f"a: {tag} b")] in (["tag"], ["syntax"])


def test_without_libyaml_files_must_be_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow parser gets an eighth of the bytes."""
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert {"a": "b"} == read("a: b", Limits(bytes=32))
    message = "the file has 4 bytes; 3 are allowed"
    assert [("too-large", "x.yaml", message)] == problems("a: b", Limits(bytes=31))
    assert {"a": "b"} == read_document(b'{"a":"b"}', "x.json", Limits(bytes=9)).root


def test_a_mark_inside_the_file_is_explained() -> None:
    """The parser takes no byte order mark within a text; its escape it takes."""
    assert [
        ("control-character", "2:5", "an invisible U+FEFF (byte order mark) inside the file")
    ] == problems("a: b\nc: d\ufeff")
    assert {"a": "\ufeff"} == read('a: "\\uFEFF"')


def test_a_thousand_problems_are_enough() -> None:
    """Reading ends there, however many more there are."""
    assert 1000 == len(problems("a: 1\n" * 1002))


def test_memory_stays_small() -> None:
    """Reading 14,000 short mappings takes well under eight times the size of the file."""
    data = b"items:\n" + b"".join(
        b"- id: i-%d\n  text: %s\n" % (n, b"x" * 100) for n in range(14_000)
    )
    read_document(data, "x.yaml")
    tracemalloc.start()
    read_document(data, "x.yaml")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(data) + peak < 7 * len(data)


ALPHABET = st.sampled_from(
    [*"{}[]:,-?&*!%#|>'\"\\ \n\r\tab1~<é", "\n- ", "&a ", "*a", ": ", "---\n", "\x01"]
)


@both_parsers
@given(st.lists(ALPHABET, max_size=30).map("".join))
def test_only_our_errors_leave(data: str) -> None:
    """Any text gives a mapping or an `InvalidFile` whose problems have a place."""
    assert_read_or_refused(data.encode())


@given(st.binary(max_size=40))
def test_only_our_errors_leave_for_bytes(data: bytes) -> None:
    """Any bytes do."""
    assert_read_or_refused(data)


def assert_read_or_refused(data: bytes) -> None:
    """Read a file; nothing but a mapping or an `InvalidFile` may come of it."""
    try:
        found: Any = [read_document(data, "x.yaml").root]
    except InvalidFile as error:
        found = [problem.place for problem in error.problems]
    assert all(isinstance(one, dict | Place) for one in found)
    assert found
