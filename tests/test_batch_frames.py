"""Dataframes of every kind, what their columns may hold, and what is refused."""

from __future__ import annotations

import datetime
import decimal
import subprocess
import sys

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from batch_cases import random_people, table_of
from competency import (
    Framework,
    InvalidFile,
    InvalidValue,
    Item,
    Level,
    Mismatch,
    Profile,
    Scale,
    load_framework,
)
from competency.batch import arrow_block, codes, frames, score_frame, scorer_of

CTO = load_framework("cto")
SCALE = Scale([Level(0, label="None"), Level("0.5", label="Some"), Level(1, "all", "All")])
TWO = Framework(
    id="two", version="1", title="Two", scale=SCALE, children=[Item("a", "A."), Item("b", "B.")]
)
MEAN = {"figures": ["mean"], "min_coverage": 0}


def means(column, framework=TWO, **options):
    """Score one column, with another that is empty."""
    table = pa.table({"a": column, "b": pa.nulls(len(column))})
    return score_frame(table, framework, **MEAN, **options)["overall.mean"].to_pylist()


def problems(frame, framework=CTO, **options):
    """Give what is refused of a frame."""
    with pytest.raises(InvalidFile) as caught:
        score_frame(frame, framework, **options)
    return [str(problem) for problem in caught.value.problems]


TABLE = table_of(random_people(CTO, 9), respondent=[f"r{number}" for number in range(9)])
FRAMES = {
    "pyarrow table": (TABLE, lambda frame: frame),
    "pyarrow batch": (TABLE.to_batches()[0], lambda batch: pa.Table.from_batches([batch])),
    "pyarrow reader": (TABLE.to_reader, lambda reader: reader.read_all()),
    "polars": (pl.from_arrow(TABLE), lambda frame: frame.to_arrow()),
    "polars lazy": (pl.from_arrow(TABLE).lazy(), lambda frame: frame.collect().to_arrow()),
    "duckdb": (lambda: duckdb.from_arrow(TABLE), lambda frame: frame.to_arrow_table()),
}


@pytest.mark.parametrize(("frame", "back"), FRAMES.values(), ids=FRAMES)
def test_each_kind_comes_back_as_itself(frame, back):
    """What comes in as one kind goes out as that kind, with the same bits."""
    frame = frame() if callable(frame) else frame
    given = score_frame(frame, CTO)
    wanted = score_frame(TABLE, CTO)
    assert type(given) is type(frame) or isinstance(given, pa.RecordBatchReader)
    assert wanted == back(given).cast(wanted.schema)


def test_pandas_keeps_its_index():
    """A pandas frame comes back with its index, nulls being NaN."""
    frame = pd.DataFrame({"a": [1.0, None], "b": [0.5, None]}, index=[7, 3])
    given = score_frame(frame, TWO, **MEAN)
    wanted = pd.DataFrame({"overall.mean": [0.75, float("nan")]}, index=[7, 3])
    pd.testing.assert_frame_equal(wanted, given)


def test_pandas_mixes_numbers_and_texts():
    """A column of objects holds numbers and texts; NaN is missing there."""
    frame = pd.DataFrame({"a": [1, "n/a", None, "Some"], "b": [float("nan")] * 4})
    given = score_frame(frame, TWO, **MEAN)["overall.mean"].tolist()
    assert [1.0, 0.5] == [given[0], given[3]]
    assert pd.isna(given[1])
    assert pd.isna(given[2])


def test_whatever_has_an_arrow_stream_gives_a_table():
    """Anything with the PyCapsule stream is taken."""

    class Stream:
        def __arrow_c_stream__(self, requested_schema=None):
            return TABLE.__arrow_c_stream__(requested_schema)

    assert score_frame(TABLE, CTO) == score_frame(Stream(), CTO)


def test_what_is_no_dataframe_is_refused():
    """A list is none, and lazy frames of other kinds are not taken."""
    with pytest.raises(InvalidValue, match="a dataframe is due here, not list"):
        score_frame([1], CTO)
    with pytest.raises(InvalidValue, match="not one of ibis; give one of pandas, Polars"):
        frames._collected(None, nw.Implementation.IBIS)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([1, 0, None], pa.int8()),
        pa.array([1, 0, None], pa.uint64()),
        pa.array([1.0, 0.0, None], pa.float32()),
        pa.array([1.0, 0.0, None], pa.float64()),
        pa.array([decimal.Decimal("1.0"), decimal.Decimal("0.0"), None], pa.decimal128(3, 1)),
        pa.array(["1", "0", ""], pa.string()),
        pa.array(["All", "None", None], pa.large_string()),
        pa.array(["all", "0", None], pa.string_view()),
        pa.array(["1", "0", None]).dictionary_encode(),
        pa.array([1, 0, None], pa.int16()).dictionary_encode(),
    ],
    ids=lambda column: str(column.type),
)
def test_levels_are_taken_in_any_type(column):
    """Levels are whole numbers or decimals in numbers, and values, ids or labels in texts."""
    assert [1.0, 0.0, None] == means(column)


def test_decimals_are_levels():
    """A level between whole ones is found in floats, also in short ones."""
    tenths = Framework(
        id="t",
        version="1",
        title="T",
        scale=Scale([Level("0.1"), Level("0.2"), Level("0.4")]),
        children=[Item("a", "A."), Item("b", "B.")],
    )
    column = pa.array([0.1, 0.2, 0.4], pa.float32())
    assert [0.1, 0.2, 0.4] == means(column, tenths)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([2], pa.int8()),
        pa.array([-1], pa.int64()),
        pa.array([0.25], pa.float64()),
        pa.array([float("nan")], pa.float64()),
        pa.array([True]),
        pa.array(["1.0"]),
        pa.array([" 1"]),
        pa.array(["1_0"]),
        pa.array(["٣"]),
        pa.array(["true"]),
        pa.array([[1]]),
    ],
    ids=str,
)
def test_what_is_no_level_is_refused(column):
    """Nothing is guessed: a cell that is no answer is named."""
    (problem,) = problems(pa.table({"a": column, "b": pa.nulls(1)}), TWO)
    assert "frame: row 1, column 'a': '" in problem
    assert "is no answer; write one of 0, 0.5, 1, n/a, ?, or leave it empty" in problem


@pytest.mark.parametrize(
    ("kind", "scale", "value"),
    [
        (pa.uint8(), Scale.between(-2, -1), 1),
        (pa.int8(), Scale.between(190, 210), -56),
        (pa.uint8(), Scale.between(250, 260), 4),
        (pa.int16(), Scale.between(1, 5), 257),
    ],
)
def test_bytes_do_not_wrap_into_levels(kind, scale, value):
    """A number is not a level since it is one modulo 256."""
    framework = Framework(id="f", version="1", title="F", scale=scale, children=[Item("a", "A.")])
    assert "is no answer" in problems(pa.table({"a": pa.array([value], kind)}), framework)[0]


def test_many_levels_are_told_shortly():
    """A long scale is told by its first levels and its last."""
    framework = Framework(
        id="f", version="1", title="F", scale=Scale.between(0, 100), children=[Item("a", "A.")]
    )
    (problem,) = problems(pa.table({"a": [101]}), framework)
    assert "write one of 0, 1, 2, 3, 4, 5, 6, … 100, n/a" in problem


def test_numbers_that_stand_for_states_are_mapped():
    """Only where the caller says so does a number stand for a state."""
    column = pa.array([1, 99, -1, -9], pa.int16())
    states = {99: "n/a", "-1": "unknown", -9: "missing", "gone": "missing"}
    table = pa.table({"a": column, "b": pa.array(["1", "gone", "1", "1"])})
    figures = ["not_applicable", "unknown", "missing"]
    given = score_frame(table, TWO, figures=figures, states=states).to_pylist()
    assert [(0, 0, 0), (1, 0, 1), (0, 1, 0), (0, 0, 1)] == [tuple(row.values()) for row in given]


def test_slices_keep_their_nulls():
    """A slice that begins within a byte of the validity bits is read from its start."""
    column = pa.array([1, None, 0, None, 1, 1, None, 0, None, 1], pa.int8())
    whole = means(column)
    assert whole[3:] == means(column.slice(3))


def test_without_nulls_there_are_no_validity_bits():
    """A column of bytes that holds no null is read without them."""
    rows = pa.table({"a": pa.array([1, 0], pa.int8()), "b": pa.array([1, 0], pa.uint8())})
    scale = Scale.between(0, 1)
    framework = Framework(
        id="f", version="1", title="F", scale=scale, children=[Item("a", "A."), Item("b", "B.")]
    )
    assert [1.0, 0.0] == score_frame(rows, framework, **MEAN)["overall.mean"].to_pylist()


def test_good_rows_are_scored_beside_bad_ones():
    """Where the work goes on, bad rows are left out, and their cells are told as they were."""
    scorer = scorer_of(TWO, **MEAN, profile_by=("role", {"l": Profile(TWO)}))
    rows = {"role": ["l", "l", "x", "l"], "a": ["1", "9", "1", "0"], "b": ["?", "1", "1", " 1"]}
    block = arrow_block.ArrowBlock(pa.record_batch(rows), 11)
    layout = scorer.layout(tuple(rows), "t.parquet", anonymous=True)
    done = scorer.score(block, layout, "t.parquet", keep_going=True)
    assert [{"role": "l", "overall.mean": 1.0}] == done.batch.to_pylist()
    told = [(each.row, each.column, each.problem.kind, each.cell) for each in done.rejects]
    assert [
        (12, "a", "answer", "9"),
        (13, "role", "unknown-profile", "x"),
        (14, "b", "answer", " 1"),
    ] == told
    assert 3 == done.rejected


def test_rows_that_need_a_respondent_have_one():
    """Where respondents are needed, their column is, and the option is named."""
    with pytest.raises(InvalidFile, match="there is no column 'Name'; name the respondents' co"):
        scorer_of(TWO, respondent="Name").layout(("a", "b"), "all.csv")


def test_cells_of_one_byte_are_looked_up():
    """An empty cell is known by the byte that ends it, and a byte that names nothing is bad."""
    decoder = scorer_of(TWO).decoders["a"]
    found = decoder.by_byte[[*b"01?,\r\n9"]].tolist()
    missing = codes.MISSING
    assert [0, 2, codes.UNKNOWN, missing, missing, missing, codes.BAD] == found


def test_columns_are_passed_through():
    """The respondent and what is kept come first, as they were."""
    table = TABLE.append_column("School", pa.array(range(9)))
    given = score_frame(table, CTO, keep="School")
    assert ["respondent", "School", "overall.mean"] == given.column_names[:3]
    assert table["School"] == given["School"]


def test_columns_are_renamed():
    """Headings of a form mean items, and the respondent has the column that is named."""
    table = pa.table({"E-mail": ["a"], "How is A?": ["1"], "b": ["1"], "About": ["x"]})
    rename = {"How is A?": "a", "About": "subject"}
    given = score_frame(table, TWO, respondent="E-mail", rename=rename, figures=["mean"])
    assert [{"respondent": "a", "subject": "x", "overall.mean": 1.0}] == given.to_pylist()


@pytest.mark.parametrize(
    ("columns", "options", "told"),
    [
        ({"c": [1]}, {}, "column 'c': the column is neither an item nor named to be kept; name"),
        ({"A": [1]}, {}, "column 'A': the column is neither an item nor named to be kept; did"),
        ({}, {"keep": ["bb"]}, "there is no column 'bb', which --keep (keep=) names; did you m"),
        ({}, {"keep": ["zz"]}, "which --keep (keep=) names; name a column of the table"),
        ({}, {"rename": {"b": "aa"}}, "it means 'aa', which is no item; did you mean 'a'?"),
        ({}, {"rename": {"b": "zz"}}, "it means 'zz', which is no item; write an item's id"),
        ({"c": [1]}, {"rename": {"c": "a"}}, "it means 'a', as 'a' does; leave one of them out"),
        (
            {"overall.mean": [1]},
            {"keep": ["overall.mean"]},
            "column 'overall.mean': it is called as a figure that is given; rename the column",
        ),
    ],
)
def test_columns_that_do_not_fit_are_told(columns, options, told):
    """A message names the column and the option that would allow it."""
    table = pa.table({"a": [1], "b": [1], **columns})
    assert any(told in problem for problem in problems(table, TWO, **options))


def test_items_without_a_column_are_told():
    """An item needs a column, unless that is allowed."""
    (problem,) = problems(pa.table({"a": [1]}), TWO)
    assert "the item 'b' has no column; add it, say which it is with --rename" in problem
    given = score_frame(pa.table({"a": [1]}), TWO, allow_missing=True, figures=["missing"])
    assert [1] == given["overall.missing"].to_pylist()


def test_bad_cells_are_told_with_their_respondent():
    """All bad cells of a block are told, in the order of the rows."""
    table = pa.table({"respondent": ["x", "y"], "a": ["1", "9"], "b": ["7", "1"]})
    first, second = problems(table, TWO)
    assert "frame: row 1, column 'b': '7' is no answer (respondent 'x'); write one of" in first
    assert "frame: row 2, column 'a': '9' is no answer (respondent 'y'); write one of" in second


def test_each_respondent_is_there_once():
    """Respondent, subject and round make a row one of its kind, however far apart they are."""
    columns = {"respondent": ["x", "y", "x", "x"], "a": [1] * 4, "b": [1] * 4}
    found = problems(pa.table(columns), TWO)
    assert [
        "frame: row 3, column 'respondent': this respondent was here before, in row 1 "
        "(respondent 'x'); give each person one name, and each round its own in a column round",
        "frame: row 4, column 'respondent': this respondent was here before, in row 1 "
        "(respondent 'x'); give each person one name, and each round its own in a column round",
    ] == found
    about = pa.table({**columns, "subject": ["", "x", "y", "z"], "round": [None] * 4})
    assert 4 == len(score_frame(about, TWO))
    rounds = pa.table({**columns, "round": pa.array(["1", "1", "2", None])})
    assert 4 == len(score_frame(rounds, TWO))


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary("int8", "string")])
def test_a_date_exists(kind):
    """A date that is a text is checked as that of a single assessment is; none is missing."""
    given = pa.array(["2026-02-30", "2026-11-24", None, "", "today"]).cast(kind)
    table = pa.table({"respondent": [*"vwxyz"], "a": [1] * 5, "b": [1] * 5, "date": given})
    assert [
        "frame: row 1, column 'date': the date 2026-02-30 does not exist (respondent 'v')",
        "frame: row 5, column 'date': 'today' is no date (respondent 'z'); "
        "write it as year-month-day, such as 2026-11-24",
    ] == problems(table, TWO)


def test_a_column_of_dates_is_passed_through():
    """What has a type of dates needs no look."""
    dates = pa.array([datetime.date(2026, 11, 24)])
    table = pa.table({"respondent": ["x"], "a": [1], "b": [1], "date": dates})
    assert dates == score_frame(table, TWO)["date"].combine_chunks()


def test_a_respondent_has_a_name():
    """An empty or null respondent is refused."""
    table = pa.table({"respondent": ["", None, "x"], "a": [1] * 3, "b": [1] * 3})
    assert [
        "frame: row 1, column 'respondent': the respondent has no name; write one",
        "frame: row 2, column 'respondent': the respondent has no name; write one",
    ] == problems(table, TWO)


def test_profiles_differ_by_a_column():
    """Each row is compared with the profile that its column names, in its own place."""
    low, high = Profile(TWO, {"a": 0}), Profile(TWO, {"overall": 1})
    table = pa.table({"role": ["h", "l", "h"], "a": ["0.5"] * 3, "b": ["0.5"] * 3})
    by = ("role", {"l": low, "h": high})
    given = score_frame(table, TWO, profile_by=by, figures=["gap", "item_gap"])
    assert [
        {"role": "h", "overall.gap": 0.5, "a.gap": 0.5, "b.gap": 0.5},
        {"role": "l", "overall.gap": -0.5, "a.gap": -0.5, "b.gap": None},
        {"role": "h", "overall.gap": 0.5, "a.gap": 0.5, "b.gap": 0.5},
    ] == given.to_pylist()


def test_a_value_without_a_profile_is_refused():
    """A row whose profile there is not is told, with those that there are."""
    table = pa.table({"level": ["x", None], "a": [1] * 2, "b": [1] * 2})
    by = ("level", {"l": Profile(TWO), "h": Profile(TWO)})
    first, second = problems(table, TWO, profile_by=by)
    assert "row 1, column 'level': there is no profile for 'x'; add one: there are l, h" in first
    assert "there is no profile for ''" in second


def test_a_profile_of_another_framework_is_refused():
    """A profile fits the framework of the plan."""
    with pytest.raises(Mismatch, match="this is for the framework cto, not two"):
        score_frame(TABLE, CTO, profile=Profile(TWO))


def test_without_the_extra_it_says_what_to_install():
    """Where a library is missing, the message names the extra that brings it."""
    code = "import sys; sys.modules['numpy'] = None; from competency.batch import scorer_of"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert 'install it with: pip install "competency[batch]"' in done.stderr
