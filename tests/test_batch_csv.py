"""CSV in blocks: the same rows, and the same refusals, as the reader that goes row by row."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import tracemalloc
from unittest.mock import patch

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from competency import Framework, InvalidFile, Item, Level, Limits, Scale
from competency.batch import csv_table, scorer_of
from competency.batch.codes import BAD, MISSING, NOT_APPLICABLE, UNKNOWN, Decoder
from competency.batch.csv_table import read_csv
from competency.reading import guard, read_table, unguard

LIMITS = Limits(cell=40, row=120)
SCALE = Scale([Level(1, label="Not at all, really"), Level(2, "é"), Level(3, label='So "so"')])
DECODER = scorer_of(
    Framework(id="f", version="1", title="F", scale=SCALE, children=[Item("1", "A.")])
).decoders["1"]

SOUP = st.lists(
    st.sampled_from(
        [*"a1?,,;\"\r\n\n\t'= é", '""', "n/a", "\r\n", "\0", "\x01", "\ufeff", "x" * 30]
    ),
    max_size=30,
).map("".join)
CELLS = st.one_of(
    st.sampled_from(
        ["", "1", "?", "n/a", '"1"', '""', '"a,b"', '"a\nb"', '"a\r\nb"', '"say ""so"""', "'=1"]
    ),
    st.text(st.sampled_from("ab1,;\"\r\n\t'=é\x85"), max_size=4),
)
ANSWERS = ["1", "22", "-3", "''", '"', ";", ",", "\t", "é", '2"', "eight by", "nine byte", "a\r\n"]
ODD = Decoder((), {"": MISSING, **{text: place for place, text in enumerate(ANSWERS)}}, {})
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=7)
ENDS = st.sampled_from(["\n", "\r\n", "\n\n", ""])


def scalar(data):
    """Give the rows as the other reader has them, or what it says and where."""
    try:
        return [*read_table(io.BytesIO(data), "f.csv", ["r"], LIMITS)]
    except InvalidFile as error:
        return [(problem.kind, problem.place.row) for problem in error.problems]


def batch(data, size, **options):
    """Give the rows of all blocks, or what is said and where; the file comes in small pieces."""
    rows = []
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csv_table, "_HEADER_SIZE", size)
            table = read_csv(io.BytesIO(data), "f.csv", ["r"], LIMITS, size=size, **options)
            for block in table:
                columns = [block.texts(heading).to_pylist() for heading in table.headings]
                cells = map(list, zip(*columns, strict=True))
                rows += zip(block.numbers.tolist(), cells, strict=True)
    except InvalidFile as error:
        return [(problem.kind, problem.place.row) for problem in error.problems]
    return rows


@given(SOUP, st.integers(1, 50))
@example("1\x80,2", 1)
@settings(max_examples=300)
def test_soups_are_judged_alike(text, size):
    """Whatever stands behind the header, wherever blocks are cut, both readers agree."""
    data = ("r,1\n" + text).encode()
    assert scalar(data) == batch(data, size)


@given(ROWS, ENDS, st.sampled_from(",;\t"), st.integers(1, 60))
@settings(max_examples=300)
def test_tables_are_judged_alike(rows, end, delimiter, size):
    """Rows of any length, with cells of any kind, under each delimiter."""
    lines = [delimiter.join(row) + end for row in rows]
    data = (delimiter.join(("r", "1", "2")) + "\r\n" + "".join(lines)).encode()
    assert scalar(data) == batch(data, size)


@given(st.binary(max_size=12), st.integers(1, 9))
def test_bytes_are_judged_alike(data, size):
    """What is no UTF-8 is refused alike, and by the place in the file."""
    assert scalar(b"r,1\na,1\n" + data) == batch(b"r,1\na,1\n" + data, size)


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1", 0),
        ("", MISSING),
        ('""', MISSING),
        ('"2"', 1),
        ("é", 1),
        ('"Not at all, really"', 0),
        ('"So ""so"""', 2),
        ("n/a", NOT_APPLICABLE),
        ("?", UNKNOWN),
        ("unknown", UNKNOWN),
        ("9", BAD),
        (";", BAD),
        ('","', BAD),
        ('"\n"', BAD),
        ("\t", BAD),
        ("1.0", BAD),
        (" 1", BAD),
        ("Not at all, reallY".replace(",", ""), BAD),
    ],
)
def test_each_kind_of_cell_has_its_code(size, cell, code):
    """Cells are told by their bytes: quoted or not, short or long."""
    data = f"r,1,2\na,{cell},1\nb,3,3\n".encode()
    blocks = read_csv(io.BytesIO(data), "f.csv", ["r"], size=size)
    codes = [code for block in blocks for code in block.codes("1", DECODER).tolist()]
    assert [code, 2] == codes


@pytest.mark.parametrize("size", [1, 16, 1000])
@pytest.mark.parametrize(
    "rest",
    ['a,"' + "x" * 300, "é" * 130 + ",1\n", "a," + "é" * 41 + "\n", 'a"b,1\n' + "c,1\n" * 40],
)
def test_long_rows_are_judged_alike(rest, size):
    """A row that is too long is refused before it is held; what is odd holds up no others."""
    data = ("r,1\n" + rest).encode()
    assert scalar(data) == batch(data, size)


@given(SOUP, st.integers(1, 30))
def test_single_columns_are_judged_alike(text, size):
    """With one column a blank line could be an empty cell: both readers say which it is."""
    data = ("r\r\n" + text).encode()
    assert scalar(data) == batch(data, size)


@given(
    st.lists(
        st.sampled_from([*ANSWERS, "", "x", "'-3", "\n", "nine bytes"]) | st.text("ab1,;\"\n'=")
    )
)
@example(ANSWERS)
def test_codes_are_those_of_the_texts(cells):
    """However a cell is written, its code is that of its text; so also if it must be quoted."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["r", "1"], *(["x", guard(cell)] for cell in cells)])
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(["x", guard(cell)] for cell in cells)
    table = read_csv(io.BytesIO(text.getvalue().encode()), "f.csv", ["r"])
    codes = [code for block in table for code in block.codes("1", ODD).tolist()]
    assert [ODD.code(cell) for cell in cells] * 2 == codes


def kept(lines):
    """Give the rows that stand when bad ones are set aside; None where the dialect is broken."""
    try:
        records = [*enumerate(csv.reader(lines, strict=True), start=2)]
    except csv.Error:
        return None
    plain = [(number, [*map(unguard, cells)]) for number, cells in records if len(cells) == 2]
    return [row for row in plain if "\x85" not in "".join(row[1]) and max(map(len, row[1])) <= 40]


@given(ROWS, ENDS, st.integers(1, 60))
@settings(max_examples=300)
def test_going_on_sets_bad_rows_aside_alone(rows, end, size):
    """Rows of two sound cells are kept, with their numbers; what breaks the dialect is refused."""
    text = "".join(",".join(row) + end for row in rows)
    assume(len(text) < 120)
    expected = kept(io.StringIO(text, newline="\n"))
    found = batch(("r,1\n" + text).encode(), size, keep_going=True)
    refused = bool(found) and isinstance(found[0][0], str)
    assert (expected is None, expected or []) == (refused, [] if refused else found)


def test_line_ends_are_no_cells():
    """Windows' line ends, and separators that are none here, are told from answers."""
    data = b"r,1,2\r\na,;,1\r\nb,1,\r\nc,,1"
    (block,) = read_csv(io.BytesIO(data), "f.csv", ["r"])
    assert [[BAD, 0, MISSING], [0, MISSING, 0]] == [
        block.codes(id, DECODER).tolist() for id in ("1", "2")
    ]


def test_cells_and_numbers_are_those_of_the_file():
    """A cell is a text without its guard; rows are records, not lines."""
    data = b'r,1\n"a\nb",\'=1\nc,\xc3\xa9\n'
    (block,) = read_csv(io.BytesIO(data), "f.csv", ["r"])
    cells = [
        (block.number_of("1", row), block.cell("r", row), block.cell("1", row)) for row in (0, 1)
    ]
    assert [(2, "a\nb", "=1"), (3, "c", "é")] == cells


@pytest.mark.parametrize("size", [1, 11, 1 << 20])
def test_bad_rows_are_set_aside(size):
    """Where the work goes on, rows that are broken are given as they stand, others are kept."""
    data = b"r,1\na,1\nb\nc,1,2\n\nd,\x01\ne,2\r\n" + b"f," + b"x" * 50 + b"\ng,3\n"
    rows, bad = [], []
    table = read_csv(io.BytesIO(data), "f.csv", ["r"], LIMITS, keep_going=True, size=size)
    for block in table:
        rows += [*zip(block.numbers.tolist(), block.texts("r").to_pylist(), strict=True)]
        bad += [(each.number, each.problem.kind, each.text) for each in block.bad_rows]
    assert [(2, "a"), (7, "e"), (9, "g")] == rows
    assert [
        (3, "row-length", "b"),
        (4, "row-length", "c,1,2"),
        (5, "blank-line", ""),
        (6, "control-character", "d,\x01"),
        (8, "text-too-long", "f," + "x" * 50),
    ] == bad
    assert len(data) == table.position


@pytest.mark.parametrize(
    ("rest", "kind"),
    [(b'a,"1\n', "unclosed-quote"), (b"a,\0\n", "control-character"), (b"a,\xff\n", "not-utf8")],
)
def test_some_faults_stop_all_the_same(rest, kind):
    """Where it cannot be said what is a row, nothing goes on."""
    assert kind == batch(b"r,1\nz,1\n" + rest, 5, keep_going=True)[0][0]


def test_many_bad_rows_are_given_in_blocks(monkeypatch):
    """Bad rows are not held without end."""
    monkeypatch.setattr("competency.batch.csv_table._MOST_BAD", 3)
    table = read_csv(io.BytesIO(b"r,1\n" + b"x\n" * 10), "f.csv", ["r"], keep_going=True)
    counts = [len(block.bad_rows) for block in table]
    assert (10, True) == (sum(counts), len(counts) > 1)


def test_a_field_may_be_as_long_as_the_interpreter_lets_it():
    """Where the `csv` module refuses a cell, so does this reader."""
    before = csv.field_size_limit(20)
    try:
        data = b"r,1\na," + b"x" * 21 + b"\n"
        assert scalar(data) == batch(data, 100) == [("text-too-long", 2)]
    finally:
        csv.field_size_limit(before)


def test_answers_of_one_place_are_found_all_the_same():
    """Where short answers stand in one place of the table, one of them is looked up otherwise."""
    decoder = Decoder((), {str(number): number % 250 for number in range(10, 3000)}, {})
    data = "r,1\n" + "".join(f"x,{number}\n" for number in range(10, 3000))
    (block,) = read_csv(io.BytesIO(data.encode()), "f.csv", ["r"])
    assert [number % 250 for number in range(10, 3000)] == block.codes("1", decoder).tolist()


@pytest.mark.parametrize("size", [1, 10, 1000])
def test_any_stream_is_read_from_front_to_back(size):
    """A compressed stream will do; the position counts what came out of it."""
    data = b"\xef\xbb\xbfsep=;\nr;1\n" + b"a;1\n" * 9 + b"b;2"
    positions = [0]
    with gzip.open(io.BytesIO(gzip.compress(data))) as stream, patch.object(stream, "seek"):
        table = read_csv(stream, "f.csv", ["r"], size=size)
        for block in table:
            positions.append(table.position)
            assert len(block)
        assert not stream.seek.called
    assert positions == sorted(set(positions))
    assert len(data) == positions[-1]


def test_a_cut_stream_is_for_the_caller():
    """What the stream itself raises comes through."""
    data = gzip.compress(bytes(itertools.islice(itertools.cycle(b"r,1\na,2\n"), 4000)))[:-9]
    with gzip.open(io.BytesIO(data)) as stream, pytest.raises(EOFError):
        list(read_csv(stream, "f.csv", ["r"]))


class _Endless(io.RawIOBase):
    """Some bytes, and then others without end."""

    def __init__(self, start, more, most):
        self.start, self.more, self.left = start, more, most

    def read(self, size=-1):
        """Give what comes next."""
        self.left -= size
        start, self.start = self.start, b""
        return (start + self.more * (size // len(self.more))) if self.left > 0 else b""


@pytest.mark.parametrize("start", [b"", b"r,1\n", b'r,1\na,"', b'r,1\na"b,"'])
def test_an_endless_row_is_refused_before_it_is_held(start):
    """Little more is read than a row may have."""
    stream = _Endless(start, b"x", 16 << 20)
    with pytest.raises(InvalidFile, match="the row has more than 4,194,304 characters"):
        list(read_csv(stream, "f.csv", ["r"]))
    assert stream.left > 0


def test_memory_is_constant():
    """A table of 20 MB passes through some times the size of a block."""
    table = read_csv(_Endless(b"r,1\n", b"name,1\n", 20_000_000), "f.csv", ["r"], size=1 << 18)
    tracemalloc.start()
    count = sum(len(block) for block in table)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count > 2_000_000
    assert peak < 20 << 18


def test_only_rejected_rows_make_a_block_without_rows():
    """Its columns are empty."""
    (block,) = read_csv(io.BytesIO(b"r,1\na\n"), "f.csv", ["r"], keep_going=True)
    assert (0, [], []) == (len(block), block.texts("r").to_pylist(), block.codes("1", ODD).tolist())
    assert ["a"] == [row.text for row in block.bad_rows]
