"""CSV: one fixed dialect, every structural fault named with its row, in constant memory."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.errors import Cell, InvalidFile, Problem
from competency.reading import Limits, guard, read_table

REQUIRED = ["respondent"]
Rows = list[tuple[int, list[str]]]


def read(data: bytes | str, required: Iterable[str] = REQUIRED) -> tuple[tuple[str, ...], Rows]:
    """Give headings and rows of a table."""
    data = data.encode() if isinstance(data, str) else data
    table = read_table(io.BytesIO(data), "x.csv", tuple(required))
    return table.headings, list(table)


def refused(data: bytes | str, limits: Limits | None = None) -> tuple[Problem, ...]:
    """Read a table that must be refused; give its problems."""
    data = data.encode() if isinstance(data, str) else data
    with pytest.raises(InvalidFile) as caught:
        list(read_table(io.BytesIO(data), "x.csv", REQUIRED, limits or Limits()))
    assert all(problem.remedy for problem in caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_the_dialects_that_are_read(delimiter: str, end: str, mark: str, last: bool) -> None:
    """Three delimiters, two line ends, with or without mark and last line break."""
    lines = [["respondent", "1"], ["ana", '"b,;\t""c"""'], ["0012", ""], ["NA", "1e5"]]
    text = mark + end.join(map(delimiter.join, lines)) + end * last
    rows = [(2, ["ana", 'b,;\t"c"']), (3, ["0012", ""]), (4, ["NA", "1e5"])]
    assert (("respondent", "1"), rows) == read(text)


@pytest.mark.parametrize("first", ["sep=;\n", "sep=;\r\n", '"sep=;"\n', "SEP=;\n", "\ufeffsep=;\n"])
def test_the_separator_line(first: str) -> None:
    """It names the delimiter and is no row."""
    assert (("respondent", "a,b"), [(2, ["x", "1"])]) == read(f"{first}respondent;a,b\nx;1\n")


def test_an_unknown_separator_is_refused() -> None:
    """Only the three delimiters may be named."""
    expected = Problem(
        "the separator '|' is not read",
        "use a comma, semicolon or tab",
        "delimiter",
        Cell("x.csv", 1),
    )
    assert (expected,) == refused("sep=|\nrespondent|1\n")


def test_the_separator_line_decides() -> None:
    """Under another delimiter than it names, no header is looked for."""
    (problem,) = refused("sep=;\nrespondent,1\nx,2\n")
    assert ("no-heading", Cell("x.csv", 1)) == (problem.kind, problem.place)


def test_all_that_is_required_names_the_delimiter() -> None:
    """A delimiter under which a required heading is missing is not taken."""
    data = "item;respondent,item;level\na;b,c;d\n"
    assert ("item", "respondent,item", "level") == read(data, ["item", "level"])[0]
    assert ("item;respondent", "item;level") == read(data, ["item;level"])[0]


def test_a_header_over_several_lines() -> None:
    """Headings with line breaks and delimiters are read under the delimiter that fits."""
    data = '"respondent";"a\nb,c";"d""\r\ne"\nx;1;2\n'
    assert (("respondent", "a\nb,c", 'd"\r\ne'), [(2, ["x", "1", "2"])]) == read(data)


def test_cells_over_several_lines_are_one_row() -> None:
    """Rows count as a spreadsheet shows them."""
    data = 'respondent,c\nx,"1\n\n2"\ny,3\n'
    assert [(2, ["x", "1\n\n2"]), (3, ["y", "3"])] == read(data)[1]


def test_the_guard_is_removed_from_headings_and_cells() -> None:
    """Also from required headings; other apostrophes stay."""
    data = "'=id,respondent\n'-1,'tis\n''+2,-3\n"
    headings, rows = read(data, ["=id"])
    assert ("=id", "respondent") == headings
    assert [(2, ["-1", "'tis"]), (3, ["'+2", "-3"])] == rows


@pytest.mark.parametrize("data", ["", "\ufeff", "sep=,\n", "sep=,"])
def test_an_empty_file_is_called_empty(data: str) -> None:
    """Nothing, a mark or a separator line alone are no table."""
    expected = Problem("the file is empty", "give it a header and rows", "empty", Cell("x.csv", 1))
    assert (expected,) == refused(data)


def test_a_header_alone_is_a_table_without_rows() -> None:
    """It is for the reader of the rows to miss some."""
    assert (("respondent",), []) == read("respondent")


@pytest.mark.parametrize("data", ["\nrespondent,1\n", "\r\n\r\n", "\n"])
def test_a_blank_first_line_is_refused(data: str) -> None:
    """The header is not looked for further down."""
    expected = Problem(
        "the first line, which must be the header, is blank",
        "remove it",
        "blank-line",
        Cell("x.csv", 1),
    )
    assert (expected,) == refused(data)


def test_a_header_without_what_is_required_is_shown() -> None:
    """The message says what was found, under the delimiter that fits best."""
    expected = Problem(
        "the header has no column 'respondent'; it has 'respondant', '1', '2'",
        "did you mean 'respondant'?",
        "no-heading",
        Cell("x.csv", 1),
    )
    assert (expected,) == refused("respondant;1;2\n")


def test_a_quoted_header_without_what_is_required_is_shown() -> None:
    """That it breaks the rules under the comma does not matter where the semicolon fits."""
    (problem,) = refused('"a";"b"\n')
    assert "the header has no column 'respondent'; it has 'a', 'b'" == problem.message


def test_a_long_header_is_shown_in_part() -> None:
    """Ten headings are enough to know the file."""
    (problem,) = refused(",".join(map(str, range(11))))
    assert problem.message.endswith("'9', …")
    assert "separate columns by comma, semicolon or tab" == problem.remedy
    (problem,) = refused(",".join(map(str, range(10))))
    assert problem.message.endswith("it has '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'")


def test_the_first_missing_heading_is_named() -> None:
    """Of several required headings, one that is absent is named."""
    with pytest.raises(InvalidFile, match="no column 'item'; it has 'respondent', 'Level'"):
        read("respondent,Level\n", ["respondent", "level", "item"])


def test_headings_must_differ() -> None:
    """Empty ones, equal ones and those that only look different are all reported."""
    found = [
        (problem.kind, problem.message, problem.remedy, problem.place)
        for problem in refused("respondent,a, ,A,ａ,b\n")
    ]
    same = "have the same heading"
    assert [
        ("no-heading", "column 3 has no heading", "name or remove it", Cell("x.csv", 1, " ")),
        (
            "duplicate-heading",
            f"columns 2 and 4 {same}",
            "rename one of them",
            Cell("x.csv", 1, "A"),
        ),
        (
            "duplicate-heading",
            f"columns 2 and 5 {same}",
            "rename one of them",
            Cell("x.csv", 1, "ａ"),
        ),
    ] == found


@pytest.mark.parametrize(
    ("row", "cells", "heading"),
    [("x", 1, "a"), ("x,1", 2, "b"), ("x,1,2,3", 4, None), (" ", 1, "a")],
)
def test_rows_must_be_as_long_as_the_header(row: str, cells: int, heading: str | None) -> None:
    """Both lengths are named, and the first column that is missing."""
    expected = Problem(
        f"the row has {cells} cells where the header has 3",
        "quote cells that hold the delimiter, and give empty cells their delimiter",
        "row-length",
        Cell("x.csv", 3, heading),
    )
    assert (expected,) == refused(f"respondent,a,b\nw,1,2\n{row}\ny,1,2\n")


def test_blank_lines_at_the_end_are_fine() -> None:
    """Editors leave them."""
    assert [(2, ["x"])] == read("respondent\nx\n\n\r\n\n")[1]


def test_blank_lines_inside_are_refused() -> None:
    """The first one is named."""
    expected = Problem("a blank line inside the table", "remove it", "blank-line", Cell("x.csv", 3))
    assert (expected,) == refused("respondent\nx\n\n\n\ny\n")


def test_rows_before_a_fault_are_given() -> None:
    """Rows are read as they are asked for."""
    table = read_table([b"respondent,1\nx,2\ny\n"], "x.csv", REQUIRED)
    rows = iter(table)
    assert (2, ["x", "2"]) == next(rows)
    with pytest.raises(InvalidFile, match=r"x\.csv: row 3, column '1': the row has 1 cells"):
        next(rows)


@pytest.mark.parametrize(
    ("row", "kind", "message"),
    [
        ('"x,1\n', "unclosed-quote", "a quotation mark is never closed"),
        ('"x"y,1\n', "syntax", "a cell goes on behind its closing quotation mark"),
        ("x\ry,1\n", "syntax", "a carriage return that ends no line"),
    ],
)
@pytest.mark.parametrize("header", ["respondent,a\n", ""])
def test_quotes_and_line_ends(header: str, row: str, kind: str, message: str) -> None:
    """What the dialect does not allow is named, in the header and below it."""
    (problem,) = refused(header + row)
    assert (kind, message) == (problem.kind, problem.message)
    assert Cell("x.csv", 2 if header else 1) == problem.place


@pytest.mark.parametrize("limit", [10, 1000])
def test_the_field_limit_of_the_interpreter(limit: int) -> None:
    """Where the csv module stops first, its error is ours too."""
    before = csv.field_size_limit(limit)
    try:
        data = f"respondent\n{'x' * (limit + 1)}\n"
        (problem,) = refused(data)
        assert ("text-too-long", "a cell is too long") == (problem.kind, problem.message)
    finally:
        csv.field_size_limit(before)


def test_an_error_of_the_csv_module_that_we_do_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is passed on in its own words, with a remedy."""

    def reader(*_: object, **__: object) -> Iterator[list[str]]:
        raise csv.Error("something new")

    monkeypatch.setattr(csv, "reader", reader)
    expected = Problem(
        "this is no CSV: something new", "save it as CSV anew", "syntax", Cell("x.csv", 1)
    )
    assert (expected,) == refused("respondent,a\n")


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x85", "\ufffe", "\x7f"])
def test_controls_are_named_with_row_and_column(character: str) -> None:
    """Tabs and line breaks may stand in quoted cells, other controls nowhere."""
    expected = Problem(
        f"the character U+{ord(character):04X} is not allowed in a cell",
        "remove it",
        "control-character",
        Cell("x.csv", 3, "a"),
    )
    assert (expected,) == refused(f'respondent,a\n"x\t\n",1\ny,"2{character}"\nz,3\n')


def test_controls_in_the_header_are_refused() -> None:
    """They are no part of a name."""
    (problem,) = refused("respondent,a\x01\nx,1\n")
    assert ("control-character", Cell("x.csv", 1, "a\x01")) == (problem.kind, problem.place)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_wrong_byte_is_named_with_row_and_offset(size: int) -> None:
    """The offset counts from the start of the file, however it comes in pieces."""
    data = "\ufeffrespondent,é\nx,1\ny,ż".encode() + b"\xe9\nz,1\n"
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    with pytest.raises(InvalidFile) as caught:
        list(read_table(pieces, "x.csv", REQUIRED))
    expected = Problem(
        f"not UTF-8: byte 0xE9 at offset {data.index(0xE9)}",
        "save the file as UTF-8",
        "not-utf8",
        Cell("x.csv", 3),
    )
    assert (expected,) == caught.value.problems


def test_a_cut_last_character_is_refused() -> None:
    """A file that ends within a character was cut."""
    (problem,) = refused(b"respondent\nx\n\xc5")
    assert ("not UTF-8: byte 0xC5 at offset 13", Cell("x.csv", 3)) == (
        problem.message,
        problem.place,
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04....", "this is a zip file (XLSX?), not text"),
        (b"PAR1\x15...", "this is a Parquet file, not text"),
        ("respondent".encode("utf-16"), "the file is UTF-16, not UTF-8"),
    ],
)
def test_other_formats_are_named(data: bytes, message: str) -> None:
    """Also when the first bytes come one by one."""
    for stream in (io.BytesIO(data), [data[at : at + 1] for at in range(len(data))]):
        with pytest.raises(InvalidFile) as caught:
            read_table(stream, "x.csv", REQUIRED)
        (problem,) = caught.value.problems
        assert (message, Cell("x.csv", 1)) == (problem.message, problem.place)


def test_the_longest_cell_and_row_are_read() -> None:
    """One character more is refused, with its column where it is a cell."""
    limits = Limits(cell=10, row=24)
    data = "respondent,a\nx,{}\n{},1\n"
    good = data.format("1" * 10, "y" * 10)
    assert 2 == len(list(read_table([good.encode()], "x.csv", REQUIRED, limits)))
    expected = Problem(
        "a cell of 11 characters; 10 are allowed",
        "shorten it",
        "text-too-long",
        Cell("x.csv", 2, "a"),
    )
    assert (expected,) == refused(data.format("1" * 11, "y"), limits)
    (problem,) = refused("respondent,aaaaaaaaaaa\n", limits)
    assert Cell("x.csv", 1, "aaaaaaaaaa") == problem.place


@pytest.mark.parametrize("lines", ['{}x,"1234567"\n', '{}x,"12\n4567"\n', '{}x,"1234567"'])
def test_the_row_limit_counts_all_of_a_row(lines: str) -> None:
    """Also over several lines, and anew for each row."""
    data = lines.format("respondent,a\nx,1\n")
    rows = len(data) - len("respondent,a\nx,1\n")
    limits = Limits(row=max(rows, 13))
    assert 2 == len(list(read_table([data.encode()], "x.csv", REQUIRED, limits)))
    longer = data.replace("567", "567" + "8" * (14 - rows))
    expected = Problem(
        "the row has more than 13 characters",
        "close its quotation mark, if one is open",
        "text-too-long",
        Cell("x.csv", 3),
    )
    assert (expected,) == refused(longer, limits)


@pytest.mark.parametrize("start", [b"", b"respondent,a\n", b'respondent,a\nx,"'])
def test_an_endless_line_is_refused_before_it_is_read(start: bytes) -> None:
    """No more than the row limit is asked for, in pieces and in small memory."""
    taken = 0

    def stream() -> Iterator[bytes]:
        nonlocal taken
        yield start
        while True:
            taken += 1
            yield b"x" * 65_536

    with pytest.raises(InvalidFile, match="the row has more than 4,194,304 characters"):
        list(read_table(stream(), "x.csv", REQUIRED))
    assert taken <= 65


def test_memory_is_constant() -> None:
    """A table of 5 MB passes through less than 1 MB."""
    stream = (b"r%06d,%s\n" % (row, b"x" * 90) for row in range(50_000))
    tracemalloc.start()
    count = sum(1 for _ in read_table(_chain(b"respondent,a\n", stream), "x.csv", REQUIRED))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 50_000 == count
    assert peak < 1_000_000


def _chain(head: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


CELLS = st.text(st.sampled_from("ab,;\t'\"\n\r=-é😀 "), max_size=4)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4), st.integers(1, 9), st.booleans()
)
def test_what_was_written_comes_back(rows: list[list[str]], size: int, guarded: bool) -> None:
    """Any cells, quoted and guarded, in pieces of any size."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["respondent", "a"])
    writer.writerows([[guard(cell) for cell in row] for row in rows])
    data = text.getvalue().encode()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    table = read_table(pieces if guarded else io.BytesIO(data), "x.csv", REQUIRED)
    assert list(enumerate(rows, start=2)) == list(table)


@given(st.binary(max_size=30) | st.text(",;\t\n\r\"'=x\0", max_size=20).map(str.encode))
def test_only_our_errors_leave(data: bytes) -> None:
    """Any bytes give rows as long as the header or an `InvalidFile` with a cell."""
    try:
        headings, rows = read(b"respondent,a\n" + data)
        found = [len(cells) == len(headings) for _, cells in rows]
    except InvalidFile as error:
        found = [isinstance(problem.place, Cell) for problem in error.problems]
    assert all(found)
