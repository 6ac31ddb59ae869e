"""Long tables in batch: rows of answers in any order become rows of persons."""

from __future__ import annotations

import csv
import gc
import io
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from competency import (
    Assessment,
    CompetencyWarning,
    Framework,
    InvalidFile,
    Item,
    Level,
    Scale,
    State,
    dump_responses,
)
from competency.batch import gathering, spill
from competency.batch.arrow_block import ArrowBlock
from competency.batch.blocks import BadRow
from competency.batch.codes import MISSING, NOT_APPLICABLE, UNKNOWN, decoders_of
from competency.batch.columns import Columns
from competency.batch.long import LongTable, WideBlock, is_long, wide
from competency.batch.scorer import Scorer
from competency.errors import Problem
from competency.loading import responses_of
from competency.reading import read_table, unguard
from competency.scoring import Plan
from strategies import LINES, assessments, frameworks

SCALE = Scale([Level(3, "well", "Very well"), Level(2), Level(1, label="Not yet!")])
TEA = Framework(
    id="tea",
    version="1",
    title="Tea",
    scale=SCALE,
    children=[Item("1", "A."), Item("2", "B.", scale=Scale.between(0, 1)), Item("3", "C.")],
)
STATES = {MISSING: None, NOT_APPLICABLE: State.NOT_APPLICABLE, UNKNOWN: State.UNKNOWN}
_NAMES = ("respondent", "subject", "role", "round", "date")


@frozen(eq=False)
class Rows:
    """A table of texts, in blocks of a few rows; its header is row 1."""

    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    size: int = 2
    bad: Sequence[BadRow] = ()
    name: str = "r.csv"

    def __iter__(self) -> Iterator[ArrowBlock]:
        for start in range(0, len(self.rows), self.size):
            columns = zip(*self.rows[start : start + self.size], strict=True)
            arrays = [pa.array(column, pa.string()) for column in columns]
            batch = pa.RecordBatch.from_arrays(arrays, names=list(self.headings))
            yield ArrowBlock(batch, start + 2, bad_rows=self.bad if start == 0 else ())


def rows(text: str, **options: Any) -> Rows:
    """Make a table of CSV."""
    header, *others = csv.reader(io.StringIO(text, newline=""))
    return Rows(tuple(header), others, **options)


def long(table: Any, framework: Framework = TEA, keep: Any = (), **options: Any) -> LongTable:
    """Make a long table, which spills nearly at once."""
    plan = Plan(framework)
    columns = Columns(keep=keep)
    return LongTable(table, plan, decoders_of(plan), columns, **{"limit": 100, **options})


def answers(table: LongTable, block: WideBlock, index: int) -> dict[str, Any]:
    """Give the answers of a person that are not missing: levels, or states."""
    found = {}
    for id, decoder in table.decoders.items():
        code = int(block.codes(id, decoder)[index])
        if code != MISSING:
            found[id] = STATES[code] if code in STATES else decoder.levels[code]
    return found


def people(table: LongTable) -> list[tuple[str, dict[str, Any]]]:
    """Give who answered, and what."""
    return [
        (block.cell("respondent", index), answers(table, block, index))
        for block in table
        for index in range(len(block))
    ]


def problems(text: str, **options: Any) -> list[tuple[str, str, str]]:
    """Give the cell, the message and the remedy of each problem."""
    with pytest.raises(InvalidFile) as caught:
        list(long(rows(text), **options))
    return [
        (str(problem.place).removeprefix("r.csv: "), problem.message, problem.remedy)
        for problem in caught.value.problems
    ]


# As the reader of one at a time


def states(assessment: Assessment) -> dict[str, Any]:
    """Give the answers that are not missing: levels, or states."""
    return {
        id: answer.state if answer.level is None else answer.level
        for id, answer in assessment.answers.items()
        if answer.state is not State.MISSING
    }


@st.composite
def raters(draw: Any) -> tuple[Framework, list[Assessment]]:
    """Make a framework, and assessments of some raters."""
    framework = draw(frameworks(max_items=4, max_groups=1))
    names = draw(st.lists(LINES, min_size=1, max_size=5, unique=True))
    return framework, [evolve(draw(assessments(framework)), rater=name) for name in names]


@settings(max_examples=60, deadline=None)  # the first one loads much
@given(raters(), st.randoms(use_true_random=False), st.sampled_from([1, 3, 100]))
def test_any_order_of_rows_gives_what_a_file_in_order_gives(
    made: tuple[Framework, list[Assessment]], random: Any, size: int
) -> None:
    """The same persons with the same answers, in the order of their first rows."""
    framework, given_ = made
    text = dump_responses(given_)
    file = read_table([text.encode()], "r.csv", ["respondent"])
    read = {(each.rater, each.subject): each for each in responses_of(file, framework)}
    header, *cells = csv.reader(io.StringIO(text, newline=""))
    random.shuffle(cells)
    cells = [[unguard(cell) for cell in row] for row in cells]
    order = dict.fromkeys((row[0], row[1] or row[0]) for row in cells)
    table = long(Rows(tuple(header), cells, size), framework, limit=size)
    assert [(who, states(read[who, about])) for who, about in order] == people(table)


@settings(max_examples=60, deadline=None)  # the first one loads much
@given(raters(), st.randoms(use_true_random=False))
def test_what_is_said_of_a_person_is_passed_through(
    made: tuple[Framework, list[Assessment]], random: Any
) -> None:
    """As it stands in the person's first row."""
    framework, given_ = made
    header, *cells = csv.reader(io.StringIO(dump_responses(given_), newline=""))
    random.shuffle(cells)
    cells = [[unguard(cell) for cell in row] for row in cells]
    firsts: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(cells, start=2):
        firsts.setdefault(tuple(row[:5]), number)
    blocks = list(long(Rows(tuple(header), cells, 5), framework))
    found = [
        column
        for block in blocks
        for column in zip(*(block.texts(name).to_pylist() for name in _NAMES), strict=True)
    ]
    assert list(firsts) == [(row[0], row[1], row[2], row[3], row[4]) for row in found]
    assert [*firsts.values()] == [number for block in blocks for number in block.numbers.tolist()]


FAULTY = [
    "respondent,item,level\nana,1,3\nana,1,2\nana,4,2\nana,2,9\nben,,3\nben,2,N/A\n",
    "respondent,item,level,role\nana,1,3,peer\nana,2,1,self\nana,3,2,\nben,1,3,self\n",
    "respondent,item,level,role,date\nana,1,3,a,2026-11-24\nana,2,1,b,2026-11-25\n",
    "respondent,item,level,reason\nana,1,3,R\nana,2,n/a,R\nana,3,,R\nben,1,9,R\nben,4,3,R\n",
    "respondent,item,level,comment,evidence\nana,1,3,a\u202eb,\nana,2,1,ok, \nana,3,2,é,Ж\ttab\n",
    f"respondent,item,level,comment\nana,1,3,{'x' * 65_537}\nana,2,1,{'é' * 40_000}\n",
    "respondent,item,level,comment\nana,1,3,\ue000\nana,2,1,\u2028\nana,3,2,a\ufdd0b\n",
    "respondent,item,level\n,1,3\nana,1,3\n",
    "respondent,item,level,framework,version,structure\nana,1,3,,,\nana,2,1,coffee,2,\nana,3,3,tea,2,x\nben,1,3,tea,1,x\n",
]


@pytest.mark.parametrize("text", FAULTY, ids=range(len(FAULTY)))
def test_the_same_is_refused(text: str) -> None:
    """As by the reader of one at a time, with row, column and kind, but for one word."""
    with pytest.raises(InvalidFile) as caught:
        list(responses_of(read_table([text.encode()], "r.csv", []), TEA))
    expected = [
        (problem.place, "answer" if problem.kind == "level" else problem.kind)
        for problem in caught.value.problems
    ]
    with pytest.raises(InvalidFile) as caught:
        list(long(rows(text, size=100)))

    def key(pair):
        return pair[0].row, pair[0].heading

    found = [(problem.place, problem.kind) for problem in caught.value.problems]
    assert sorted(expected, key=key) == sorted(found, key=key)


# Columns


def test_a_long_table_is_told_by_its_columns() -> None:
    """Whatever they are called."""
    assert is_long(["level", "x", "item"])
    assert not is_long(["item", "x"])
    assert is_long(["question", "level"], Columns(rename={"question": "item"}))


def test_columns_may_have_other_names() -> None:
    """They are found by these, and passed through by what they mean."""
    columns = Columns(respondent="who", rename={"question": "item"}, keep="dept")
    plan = Plan(TEA)
    text = "dept,question,who,level,text\nA,1,ana,3,T\nB,2,ana,1,T\n"
    table = LongTable(rows(text), plan, decoders_of(plan), columns)
    assert ("who", "dept", "1", "2", "3") == table.headings
    assert "r.csv" == table.name
    assert {"respondent": "who", "dept": "dept"} == table.layout.passed
    assert {"1": "1", "2": "2", "3": "3"} == table.layout.items
    (block,) = table
    assert ("ana", "A") == (block.cell("who", 0), block.cell("dept", 0))
    assert {"1": 3, "2": 1} == answers(table, block, 0)


def test_a_table_is_made_wide_where_it_is_long() -> None:
    """Else it is left as it is; either way it is told what is where."""
    scorer = Scorer(plan=Plan(TEA), columns=Columns(respondent="who"))
    table = rows("who,item,level\nana,1,3\nana,1,2\n")
    made, layout = wide(scorer, table, keep_going=True)
    assert isinstance(made, LongTable)
    assert {"respondent": "who"} == layout.passed
    (bad,) = made
    assert [("ana", "1")] == [(row.respondent, row.text) for row in bad.bad_rows]
    table = rows("who,1,2,3\nana,1,1,1\n")
    assert (table, {"respondent": "who"}) == (wide(scorer, table)[0], wide(scorer, table)[1].passed)


def test_all_that_is_wrong_with_the_columns_is_told() -> None:
    """Unknown ones, those that are there twice, and those that are not there."""
    columns = Columns(rename={"stage": "level"}, keep=("Dept", "zzz"))
    with pytest.raises(InvalidFile) as caught:
        LongTable(rows("item,level,stage,coment,x,dept\n"), Plan(TEA), {}, columns)
    expected = [
        "r.csv, column 'stage': it means 'level', as 'level' does; leave one of them out",
        "r.csv, column 'coment': the column is none of a long table, and not named to be kept; "
        "did you mean 'comment'? Or name it with --keep (keep=), or say what it is with --rename "
        "(rename=)",
        "r.csv, column 'x': the column is none of a long table, and not named to be kept; "
        "name it with --keep (keep=), or say what it is with --rename (rename=)",
        "r.csv, column 'dept': the column is none of a long table, and not named to be kept; "
        "did you mean 'digest'? Or name it with --keep (keep=), or say what it is with --rename "
        "(rename=)",
        "r.csv: there is no column 'respondent'; name the columns of a long file respondent, item "
        "and level",
        "r.csv: there is no column 'Dept'; did you mean 'dept'?",
        "r.csv: there is no column 'zzz'; keep only columns of the table",
    ]
    assert expected == [str(problem) for problem in caught.value.problems]


def test_items_may_be_called_as_columns_are() -> None:
    """Here, unlike in a wide table, neither is taken for the other."""
    children = [Item("role", "A."), Item("respondent", "B.")]
    odd = Framework(id="odd", version="1", title="O", scale=SCALE, children=children)
    table = long(rows("respondent,item,level\nana,role,3\nana,respondent,2\n"), odd)
    assert [("ana", {"role": 3, "respondent": 2})] == people(table)


def test_columns_of_any_type() -> None:
    """As Parquet has them: numbers, categories, and nulls."""
    batch = pa.record_batch(
        {
            "respondent": pa.array([12, 7, 12, 7]),
            "item": pa.array([1, 1, 3, 2], pa.int8()),
            "level": pa.array([3, None, 2, 1], pa.float64()),
            "subject": pa.array(["7", None, "7", "7"]).dictionary_encode(),
            "dept": pa.array(["A", None, "B", "B"]).dictionary_encode(),
        }
    )
    table = long(ArrowRows(batch), keep="dept")
    (block,) = table
    assert [12, 7] == block.texts("respondent").to_pylist()
    assert ["7", None] == block.texts("subject").to_pylist()
    assert ["A", ""] == [block.cell("dept", index) for index in range(2)]
    assert [{"1": 3, "3": 2}, {"2": 1}] == [answers(table, block, index) for index in range(2)]


@frozen(eq=False)
class ArrowRows:
    """One record batch as a table."""

    batch: Any
    name: str = "frame"

    @property
    def headings(self) -> tuple[str, ...]:
        """Its columns."""
        return tuple(self.batch.schema.names)

    def __iter__(self) -> Iterator[ArrowBlock]:
        yield ArrowBlock(self.batch)


# Persons


def test_respondent_subject_and_round_make_a_person_one() -> None:
    """Who gives no subject is it."""
    text = (
        "respondent,subject,round,item,level\nana,,,1,3\nana,ben,,1,2\nana,ana,,2,1\nana,,2,1,1\n"
    )
    expected = [("ana", {"1": 3, "2": 1}), ("ana", {"1": 2}), ("ana", {"1": 1})]
    assert expected == people(long(rows(text)))


def test_a_table_without_rows_has_no_people() -> None:
    """That is no error."""
    assert [] == list(long(rows("respondent,item,level\n")))
    assert [] == list(long(rows("respondent,item,level\n"), keep_going=True))
    batch = pa.record_batch(
        {name: pa.array([], pa.string()) for name in ("respondent", "item", "level")}
    )
    assert [] == list(long(ArrowRows(batch)))


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_blocks_are_of_one_size(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """But for the last; it is bounded by rows and by bytes."""
    monkeypatch.setattr(gathering, "_MOST_ROWS", size)
    text = "respondent,item,level\n" + "".join(f"p{number},1,3\n" for number in range(20))
    blocks = list(long(rows(text)))
    assert [size] * (20 // size) + ([20 % size] if 20 % size else []) == [*map(len, blocks)]
    assert list(range(2, 22)) == [
        block.number_of("1", index) for block in blocks for index in range(len(block))
    ]
    monkeypatch.setattr(gathering, "_MOST_BYTES", 24)
    assert min(size, 2) == len(next(iter(long(rows(text)))))


def test_persons_whose_slots_are_taken_are_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their texts are kept more than once."""
    monkeypatch.setattr(gathering, "_SLOT_BITS", 1)
    text = "respondent,item,level\n" + "".join(
        f"p{number % 9},{number // 9 + 1},1\n" for number in range(27)
    )
    assert [(f"p{number}", {"1": 1, "2": 1, "3": 1}) for number in range(9)] == people(
        long(rows(text))
    )


def test_files_are_gone_when_nobody_reads_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a warning."""
    monkeypatch.setattr(spill, "_MEBI", 1)
    monkeypatch.setattr(gathering, "_MOST_ROWS", 1)
    text = "respondent,item,level\nana,1,3\nben,1,3\ncem,1,3\n"
    blocks = iter(long(rows(text), folder=str(tmp_path), limit=1))
    assert "ana" == next(blocks).cell("respondent", 0)
    del blocks
    gc.collect()
    assert [] == list(tmp_path.iterdir())


# What is wrong


def test_what_is_wrong_is_told_in_the_order_of_the_rows() -> None:
    """Whoever's they are."""
    text = "respondent,item,level,date\nana,1,3,x\nben,1,9,x\nana,2,1,y\nben,2,?,x\nana,1,2,x\n"
    expected = [
        (
            "row 3, column 'level'",
            "'9' is no answer (respondent 'ben')",
            "write one of 1, 2, 3, n/a, ?, or leave it empty",
        ),
        (
            "row 4, column 'date'",
            "'y' differs from the respondent's first row (respondent 'ana')",
            "write one for all rows",
        ),
        (
            "row 6, column 'item'",
            "the item '1' is answered twice (respondent 'ana')",
            "remove one row",
        ),
    ]
    assert expected[:1] == problems(text)  # the blocks after the first bad one are not read
    with pytest.raises(InvalidFile) as caught:
        list(long(rows(text, size=10)))
    assert [message for _, message, _ in expected] == [
        each.message for each in caught.value.problems
    ]


def test_an_unknown_item_names_the_closest() -> None:
    """As everywhere."""
    children = [Item("brewing", "A.")]
    framework = Framework(id="f", version="1", title="F", scale=SCALE, children=children)
    message = "there is no item 'brewin' in the framework f (respondent 'ana')"
    expected = ("row 2, column 'item'", message, "did you mean 'brewing'?")
    assert [expected] == problems("respondent,item,level\nana,brewin,3\n", framework=framework)


def test_a_level_is_of_the_scale_of_its_item() -> None:
    """Each has its own."""
    text = "respondent,item,level\nana,1,0\nana,2,3\n"
    allowed = ["write one of 1, 2, 3, n/a, ?, or leave it empty"]
    allowed += ["write one of 0, 1, n/a, ?, or leave it empty"]
    assert allowed == [remedy for _, _, remedy in problems(text)]


def test_a_row_without_a_respondent_is_refused() -> None:
    """Each of them."""
    text = "respondent,item,level\n,1,3\n,2,1\n"
    message, remedy = "the respondent has no name", "write one"
    expected = [(f"row {row}, column 'respondent'", message, remedy) for row in (2, 3)]
    assert expected == problems(text)


def test_other_texts_give_one_warning_a_table() -> None:
    """Not one a row, nor one a block."""
    text = "respondent,item,level,digest\nana,1,3,\nana,2,1,abc\nben,1,3,abc\nben,2,1,x\n"
    message = r"^r\.csv: row 3, column 'digest': this was made for other texts of tea 1$"
    with pytest.warns(CompetencyWarning, match=message) as caught:
        assert 2 == len(people(long(rows(text))))
    assert 1 == len(caught)


def test_rows_that_fit_are_silent() -> None:
    """And so are those that do not fit at all."""
    fitting = f"tea,1,{TEA.structure_digest},{TEA.digest}"
    header = "respondent,item,level,framework,version,structure,digest\n"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [("ana", {"1": 3})] == people(long(rows(f"{header}ana,1,3,{fitting}\n")))
        assert 1 == len(problems(f"{header}ana,1,3,coffee,,,abc\n"))


# On past what is wrong


def test_persons_with_bad_rows_are_left_out() -> None:
    """All of their rows are told, first, and how many they are."""
    text = (
        "respondent,item,level,role\nana,1,3,a\nben,1,9,b\ncem,1,3,c\nben,1,1,b\ndan,4,1,d\n"
        "ana,3,2,a\ncem,2,1,x\neve,2,0,\ndan,1,7,d\n"
    )
    bad, good = long(rows(text), keep_going=True)
    told = [(row.number, row.problem.kind, row.text, row.respondent) for row in bad.bad_rows]
    expected = [
        (3, "answer", "9", "ben"),
        (5, "duplicate-row", "1", "ben"),
        (6, "unknown-item", "4", "dan"),
        (8, "differs", "x", "cem"),
        (10, "answer", "7", "dan"),
    ]
    assert expected == told
    assert (0, 3, 2, 0) == (len(bad), bad.rejected, len(good), good.rejected)
    assert ["ana", "eve"] == good.texts("respondent").to_pylist()


def test_blocks_of_bad_rows_have_columns_too() -> None:
    """Of the same types as those of the others."""
    bad, good = long(rows("respondent,item,level\nana,1,9\nben,1,3\n"), keep_going=True)
    assert bad.texts("respondent").type == good.texts("respondent").type
    decoder = decoders_of(Plan(TEA))["1"]
    assert 0 == len(bad.codes("1", decoder)) == len(bad.numbers)


def test_many_bad_rows_come_in_several_blocks() -> None:
    """Their persons are counted once."""
    text = "respondent,item,level\n" + "".join(f"p{number % 100},1,9\n" for number in range(1_100))
    blocks = list(long(rows(text, size=500), keep_going=True))
    assert [(1_000, 100), (1_000, 0), (100, 0)] == [
        (len(each.bad_rows), each.rejected) for each in blocks
    ]
    numbers = [row.number for block in blocks for row in block.bad_rows]
    assert sorted(numbers) == numbers


def test_problems_are_bounded() -> None:
    """A thousand are raised."""
    text = "respondent,item,level\n" + "x,1,9\n" * 1_100
    with pytest.raises(InvalidFile) as caught:
        list(long(rows(text, size=2_000)))
    assert 1_000 == len(caught.value.problems)


def test_rows_that_are_broken_are_told_too() -> None:
    """Whose they are is not known; each counts as one."""
    broken = BadRow(4, Problem("the row has 2 cells", "", "row-length"), "ana,2")
    table = rows("respondent,item,level\nana,1,9\nben,1,3\n", bad=[broken])
    with pytest.raises(InvalidFile) as caught:
        list(long(table))
    assert ["answer", "row-length"] == [problem.kind for problem in caught.value.problems]
    bad, good = long(table, keep_going=True)
    assert ([2, 4], 2, 1) == ([row.number for row in bad.bad_rows], bad.rejected, len(good))
