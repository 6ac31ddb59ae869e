"""The engines by their names, and what a process of its own does for each: time it, and check it.

In memory each run is given a fresh copy of the answers, and all caches are swept before it. From
file to file the source is in the page cache, the target is new and nothing waits to be written.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from attrs import frozen
from benchmarks.batch import competitors, data

import competency
from competency import batch

OURS = "competency"
_SWEPT = np.zeros(2**27, np.uint8)


@frozen
class Engine:
    """One way to make the figures of a table in memory.

    Attributes:
        prepare: Makes of an Arrow table what it takes; not timed.
        run: Makes the figures.
        output: Makes an Arrow table of the figures; not timed, None where there are none.
        weighted: Whether its means are weighted.
    """

    prepare: Callable[[pa.Table], Any]
    run: Callable[[Any], Any]
    output: Callable[[Any], pa.Table] | None
    weighted: bool = True


def _given(table: Any) -> Any:
    return table


def ours(table: pa.Table) -> pa.Table:
    return batch.score_frame(table, data.plan())


def ours_file(source: Path, target: Path) -> None:
    batch.score_file(source, target, data.plan(), overwrite=True)


def _block(table: pa.Table) -> np.ndarray:
    return np.stack([column.fill_null(0).to_numpy() for column in table.columns])


def pass_in_columns(block: np.ndarray) -> object:
    """Copy the answers, and fill as many columns as there are figures: 272 bytes a row."""
    rows = block.shape[1]
    floats = [np.full(rows, 1.0) for _ in range(32)]
    return block.copy(), floats, [np.full(rows, 1, np.uint8) for _ in range(16)]


def pass_in_a_block(block: np.ndarray) -> object:
    """The same with one array for all figures: its pages are always new to the process."""
    return block.copy(), np.full((block.shape[1], 34), 1.0)


IN_MEMORY = {
    OURS: Engine(_given, ours, _given),
    "memory pass": Engine(_block, pass_in_columns, None),
    "memory pass, one array": Engine(_block, pass_in_a_block, None),
    "pandas weighted": Engine(
        competitors.pandas_input, competitors.pandas_weighted, competitors.pandas_output
    ),
    "pandas mean": Engine(
        competitors.pandas_input, competitors.pandas_mean, competitors.pandas_output, weighted=False
    ),
    "Polars": Engine(
        competitors.polars_input, competitors.polars_streaming, competitors.polars_output
    ),
    "DuckDB": Engine(competitors.duckdb_input, competitors.duckdb_sql, _given),
}

FILES: dict[str, dict[str, Callable[[Path, Path], None]]] = {
    "parquet": {
        OURS: ours_file,
        "Polars": competitors.polars_parquet,
        "DuckDB": competitors.duckdb_parquet,
    },
    "csv": {
        OURS: ours_file,
        "Polars": competitors.polars_csv,
        "DuckDB": competitors.duckdb_csv,
    },
    "csv with states": {OURS: ours_file, "Polars": competitors.polars_csv_states},
}

_answers = cache(data.answers)


def seconds(call: Callable[[], object]) -> float:
    """Give the seconds that a call takes."""
    start = perf_counter()
    call()
    return perf_counter() - start


def time_in_memory(name: str, rows: int, times: int = 1) -> float:
    """Give the seconds that an engine takes for a table, the mean of some times."""
    engine = IN_MEMORY[name]
    total = 0.0
    for _ in range(times):
        given = engine.prepare(data.copied(_answers(rows)))
        gc.collect()
        np.add(_SWEPT, 1, out=_SWEPT)
        start = perf_counter()
        result = engine.run(given)
        total += perf_counter() - start
        del given, result
    return total / times


def time_file(kind: str, name: str, source: Path, target: Path) -> float:
    """Give the seconds that an engine takes from file to file."""
    target.unlink(missing_ok=True)
    os.sync()
    gc.collect()
    return seconds(lambda: FILES[kind][name](source, target))


def time_portions(rows: int, portion: int) -> float:
    """Give the seconds for more rows than memory holds: one table, time and again."""
    table = _answers(portion)
    return seconds(lambda: [len(ours(table)) for _ in range(rows // portion)])


def check_in_memory(name: str, rows: int) -> None:
    """Raise unless an engine gives what we give."""
    engine, table = IN_MEMORY[name], _answers(rows)
    if engine.output is None:
        return
    result = engine.output(engine.run(engine.prepare(data.copied(table))))
    same(result, batch.score_frame(table, data.plan(weighted=engine.weighted)))
    if name == OURS:
        as_scored_one_by_one(table.slice(0, 200), result)


def as_scored_one_by_one(answers: pa.Table, figures: pa.Table) -> None:
    """Raise unless the first rows are what `competency.score` gives, in every bit."""
    whole = data.framework()
    for index, levels in enumerate(answers.to_pylist()):
        for score in competency.score(competency.Assessment(whole, levels), min_coverage=0):
            for figure in ("mean", "percent", "answered"):
                assert figures[f"{score.id}.{figure}"][index].as_py() == getattr(score, figure)


def same(theirs: pa.Table | pa.RecordBatch, ours: pa.Table | pa.RecordBatch) -> None:
    """Raise unless means and counts are equal in every bit; percents may be divided twice."""
    assert theirs.num_rows == ours.num_rows
    for node in data.nodes():
        mean, percent, answered = (f"{node.id}.{each}" for each in ("mean", "percent", "answered"))
        assert np.array_equal(_floats(theirs, mean), _floats(ours, mean), equal_nan=True), mean
        close = {"rtol": 0, "atol": 1e-12, "equal_nan": True}
        assert np.allclose(_floats(theirs, percent), _floats(ours, percent), **close), percent
        assert np.array_equal(_floats(theirs, answered), _floats(ours, answered)), answered


def _floats(table: pa.Table | pa.RecordBatch, name: str) -> np.ndarray:
    return table.column(name).to_numpy(zero_copy_only=False).astype(np.float64)


def check_files(theirs: Path, ours: Path) -> None:
    """Raise unless two files of figures say the same of the same respondents, in one order."""
    rest = data.RESPONDENT
    for one, other in zip(_portions(theirs), _portions(ours), strict=True):
        assert one.column(rest).cast(pa.string()).equals(other.column(rest).cast(pa.string()))
        same(one, other)


def _portions(path: Path, size: int = 2**17) -> Iterator[pa.Table]:
    """Give a file in portions of one size, whatever its row groups."""
    if path.suffix == ".csv":
        yield pyarrow.csv.read_csv(path)
        return
    waiting: list[pa.RecordBatch] = []
    for some in pq.ParquetFile(path).iter_batches(size):
        waiting.append(some)
        table = pa.Table.from_batches(waiting)
        while len(table) >= size:
            yield table.slice(0, size)
            table = table.slice(size)
        waiting = table.to_batches()
    if waiting:
        yield pa.Table.from_batches(waiting)
