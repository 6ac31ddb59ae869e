"""Dataframes: any kind in, the same kind out."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeVar, Unpack

import narwhals as nw
import pyarrow as pa

from competency.batch.arrow_block import ArrowTable
from competency.batch.columns import Layout
from competency.batch.keys import block_keys, fresh_seed
from competency.batch.long import wide
from competency.batch.options import Options, scorer_of
from competency.batch.scorer import Scorer
from competency.batch.spill import Duplicates
from competency.errors import InvalidValue
from competency.model import Framework
from competency.scoring import Plan

__all__ = ["schema_of", "score_any", "score_frame", "score_table", "table_of"]

_NAME = "frame"
_KEY = 32
"""Bytes that the key of a row takes at most."""

_Frame = TypeVar("_Frame")


def score_frame(frame: _Frame, plan: Plan | Framework, **options: Unpack[Options]) -> _Frame:
    """Score a dataframe, a row a respondent, and give the same kind back.

    Args:
        frame: pandas, Polars (eager or lazy), PyArrow, a DuckDB relation, or anything with an
            Arrow stream, which gives a PyArrow table. A column an item, with levels by value, id
            or label; null is missing, and in pandas NaN too; `n/a` and `?` need columns of texts.
        plan: The plan, or the framework.
        options: See `Options`.

    Returns:
        The respondent and the columns that were kept, then a column `NODE.FIGURE` a figure. The
        figures have the bits of `competency.score` and `find_gaps`; null where those are None.

    Raises:
        InvalidValue: for what is no dataframe, or an option that does not fit.
        InvalidFile: for columns that are not as they should be, and for cells that are no
            answers; rows count from 1.

    >>> import competency, pyarrow
    >>> answers = pyarrow.table({"respondent": ["ana"], "58": [5], "60": [4], "61": [3]})
    >>> framework = competency.load_framework("cto")
    >>> figures = score_frame(answers, framework, allow_missing=True)
    >>> figures["personal-skills.mean"].to_pylist()
    [4.0]
    """
    given: _Frame = score_any(scorer_of(plan, **options), frame)
    return given


def schema_of(scorer: Scorer, schema: pa.Schema) -> pa.Schema:
    """Give the columns that a table with these columns is turned into.

    Raises:
        InvalidFile: for columns that are not as they should be.
    """
    _, layout = wide(scorer, ArrowTable(_NAME, tuple(schema.names), ()), anonymous=True)
    passed = [pa.field(name, schema.field(heading).type) for name, heading in layout.passed.items()]
    return pa.schema([*passed, *scorer.schema])


def score_table(scorer: Scorer, table: pa.Table, *, once: bool = True) -> pa.Table:
    """Score a table; rows count from 1, and no respondent may be in it twice, where `once`.

    Raises:
        InvalidFile: for columns or cells that are not as they should be.
    """
    rows = ArrowTable(_NAME, tuple(table.column_names), table.to_batches())
    blocks, layout = wide(scorer, rows, anonymous=True)
    twice = _twice(rows, layout, len(table)) if once and blocks is rows else {}
    batches = [scorer.score(block, layout, _NAME, twice).batch for block in blocks]
    if not batches:
        return schema_of(scorer, table.schema).empty_table()
    return pa.Table.from_batches(batches)


def _twice(rows: ArrowTable, layout: Layout, size: int) -> dict[int, str]:
    """Tell which rows are of respondents that were there before, and where."""
    if layout.respondent is None:
        return {}
    seed = fresh_seed()
    with Duplicates(limit=_KEY * size) as duplicates:  # all of them are held: so is the frame
        for block in rows:
            duplicates.add(block_keys(block, layout.keys, seed), block.numbers)
        later, first = duplicates.found()
    return {row: f"row {at}" for row, at in zip(later.tolist(), first.tolist(), strict=True)}


def score_any(scorer: Scorer, frame: Any) -> Any:
    """Score a dataframe, and give the same kind back.

    Raises:
        InvalidValue: for what is no dataframe, or one of a kind that is not taken.
        InvalidFile: for columns or cells that are not as they should be.
    """
    native: Any = nw.from_native(frame, pass_through=True)
    kind: Any = getattr(native, "implementation", None)
    if kind is nw.Implementation.POLARS and isinstance(native, nw.LazyFrame):
        schema = score_any(scorer, frame.head(0).collect()).schema
        return frame.map_batches(partial(score_any, scorer), schema=schema)
    table = score_table(scorer, table_of(frame))
    if isinstance(frame, pa.RecordBatchReader):
        return table.to_reader()
    if isinstance(frame, pa.RecordBatch):
        columns = [column.combine_chunks() for column in table.columns]
        return pa.RecordBatch.from_arrays(columns, schema=table.schema)
    if kind is nw.Implementation.DUCKDB:
        return kind.to_native_namespace().from_arrow(table)
    if not isinstance(native, nw.DataFrame):
        return table
    given = nw.from_arrow(table, backend=kind).to_native()
    if kind.is_pandas_like():
        given.index = frame.index
    return given


def table_of(frame: Any) -> pa.Table:
    """Give a dataframe of any kind as an Arrow table.

    Raises:
        InvalidValue: for what is no dataframe, or one of a kind that is not taken.
    """
    if isinstance(frame, pa.RecordBatch):
        return pa.Table.from_batches([frame])
    if isinstance(frame, pa.RecordBatchReader):
        return frame.read_all()
    native: Any = nw.from_native(frame, pass_through=True)
    if isinstance(native, nw.DataFrame):
        return _of_pandas(frame) if native.implementation.is_pandas_like() else native.to_arrow()
    if isinstance(native, nw.LazyFrame):
        return _collected(frame, native.implementation)
    if hasattr(frame, "__arrow_c_stream__"):
        return pa.table(frame)
    raise _foreign(type(frame).__name__)


def _collected(frame: Any, kind: nw.Implementation) -> pa.Table:
    if kind is nw.Implementation.POLARS:
        return frame.collect().to_arrow()
    if kind is nw.Implementation.DUCKDB:
        return frame.to_arrow_table()
    raise _foreign(f"one of {kind.value}")


def _foreign(kind: str) -> InvalidValue:
    message = f"a dataframe is due here, not {kind}"
    remedy = "give one of pandas, Polars, PyArrow or DuckDB, or one with an Arrow stream"
    return InvalidValue(message, remedy, "wrong-type", "frame")


def _of_pandas(frame: Any) -> pa.Table:
    """Take a pandas frame column by column: there NaN means that nothing is there."""
    columns = [_of_series(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return pa.Table.from_arrays(columns, names=[str(name) for name in frame.columns])


def _of_series(series: Any) -> Any:
    try:
        return pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # numbers and texts in one column
        there = series.notna()
        return pa.array(series.astype(object).map(str).where(there), pa.string(), from_pandas=True)
