"""CSV in blocks: the same rows, and the same refusals, as the reader that goes row by row."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from competency import Framework, InvalidFile, Item, Level, Limits, Scale
from competency.batch import csv_table, scorer_of
from competency.batch.codes import BAD, MISSING, NOT_APPLICABLE, UNKNOWN
from competency.batch.csv_table import read_csv
from competency.reading import read_table

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
