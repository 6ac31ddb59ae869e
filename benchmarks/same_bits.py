"""Whether every engine gives the bits of `score`, on many people and frameworks of different shape.

python -m benchmarks.same_bits [--people N] [--engine NAME]... [--framework NAME]...

People are scored one by one by `competency.score`, then all at once by each engine; figures are
compared bit for bit. Exits with 1 if any differ.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.batch import data

from competency import Assessment, Framework, Group, Item, Level, Plan, Scale, number_text, score
from competency.batch import score_file, score_frame

_CHUNK = 10_000


def uneven() -> Framework:
    """Scales of uneven, decimal and many levels, weights, reverse items, three storeys."""
    practice = Scale([*map(Level, ("0", "0.25", "0.5", "1"))])
    scales = (practice, Scale.between(0, 100), Scale([*map(Level, (1, 2, 4, 8))]))
    storeys = []
    for place, scale in enumerate(scales):
        items = [
            Item(
                f"{place}-{number}",
                "Does it.",
                scale=scale,
                weight=("1", "0.3", "2.5")[number % 3],
                reverse=place == 1 and number % 2 == 0,
            )
            for number in range(7)
        ]
        inner = Group(f"inner-{place}", children=items[2:], weight=3)
        storeys.append(Group(f"outer-{place}", children=[*items[:2], inner], weight=place + 1))
    own = Item("own", "Stands alone.")
    return Framework(
        id="uneven", version="1", title="Uneven", scale=practice, children=[*storeys, own]
    )


def short() -> Framework:
    """Nine items that are done or not, in one area."""
    items = [Item(str(number), "Is done.") for number in range(9)]
    scale = Scale([Level(0, label="No"), Level(1, label="Yes")])
    area = Group("all", children=items)
    return Framework(id="short", version="1", title="Short", scale=scale, children=[area])


CASES: dict[str, Callable[[], tuple[Framework, str, str]]] = {
    "cto": lambda: (data.framework(), "items", "0.5"),
    "uneven": lambda: (uneven(), "areas", "0.4"),
    "short": lambda: (short(), "items", "0.5"),
}


@cache
def case(name: str) -> tuple[Framework, str, str]:
    return CASES[name]()


def chunk(name: str, folder: Path, number: int, size: int) -> None:
    """Write the answers of some people, and their figures as `score` has them."""
    chance, (framework, *options) = random.Random(number), case(name)
    items, plan = framework.items, Plan(framework, *options)
    cells: dict[str, list[str | None]] = {item.id: [] for item in items}
    figures: dict[str, list[Any]] = {
        f"{node.id}.{figure}": []
        for node in plan.nodes
        for figure in ("mean", "percent", "answered")
    }
    for _ in range(size):
        silence, given_to = chance.choice((0, 0.05, 0.3, 0.6, 1)), {}
        for item in items:
            given = (
                None
                if chance.random() < silence
                else chance.choice((*_texts(item.scale), "?", "n/a"))
            )
            cells[item.id].append(given)
            if given is not None:
                given_to[item.id] = given
        scores = score(Assessment(framework, given_to), *options)
        for each in scores:
            for figure in ("mean", "percent", "answered"):
                figures[f"{each.id}.{figure}"].append(getattr(each, figure))
    names = pa.array([f"r{number:05}-{row:05}" for row in range(size)])
    answers = {id: pa.array(given, pa.string()) for id, given in cells.items()}
    made = {name: pa.array(values, _type(name)) for name, values in figures.items()}
    for part, columns in (("answers", answers), ("figures", made)):
        pq.write_table(
            pa.table({"respondent": names, **columns}), folder / part / f"{number:05}.parquet"
        )


def _type(name: str) -> pa.DataType:
    return pa.int64() if name.endswith(".answered") else pa.float64()


@cache
def _texts(scale: Scale) -> tuple[str, ...]:
    return tuple(map(number_text, scale.values))


def _spark(plan: Plan, answers: Path, _: pa.Table) -> pa.Table:
    from pyspark.sql import SparkSession

    from competency.batch.spark import score_frame

    os.environ |= {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join(sys.path)}
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.memory", "6g").config("spark.driver.maxResultSize", "4g")
    session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    return score_frame(session.read.parquet(str(answers)), plan).toArrow()


def _dask(plan: Plan, answers: Path, _: pa.Table) -> pa.Table:
    import dask.dataframe

    from competency.batch.dask import score_frame

    frame = dask.dataframe.read_parquet(answers, dtype_backend="pyarrow")
    return pa.Table.from_pandas(score_frame(frame, plan).compute(), preserve_index=False)


def _ray(plan: Plan, answers: Path, _: pa.Table) -> pa.Table:
    import ray

    from competency.batch.ray import score_dataset

    if not ray.is_initialized():
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    made = score_dataset(ray.data.read_parquet(str(answers)), plan)
    return pa.concat_tables(ray.get(made.to_arrow_refs()))


def _pandas(plan: Plan, _: Path, table: pa.Table) -> pa.Table:
    return pa.Table.from_pandas(score_frame(table.to_pandas(), plan), preserve_index=False)


def _polars(plan: Plan, _: Path, table: pa.Table) -> pa.Table:
    return score_frame(polars.from_arrow(table), plan).to_arrow()


def _lazy(plan: Plan, answers: Path, _: pa.Table) -> pa.Table:
    return score_frame(polars.scan_parquet(answers / "*.parquet"), plan).collect().to_arrow()


def _duckdb(plan: Plan, answers: Path, _: pa.Table) -> pa.Table:
    relation = duckdb.read_parquet(str(answers / "*.parquet"))
    return score_frame(relation, plan).to_arrow_table()


def _pyarrow(plan: Plan, _: Path, table: pa.Table) -> pa.Table:
    return score_frame(table, plan)


def _parquet(plan: Plan, answers: Path, _: pa.Table) -> pa.Table:
    target = answers.parent / "made.parquet"
    score_file(answers, target, plan, overwrite=True)
    return pq.read_table(target)


def _csv(plan: Plan, answers: Path, table: pa.Table) -> pa.Table:
    source, target = answers.parent / "answers.csv", answers.parent / "made.parquet"
    polars.from_arrow(table).write_csv(source)
    score_file(source, target, plan, overwrite=True)
    return pq.read_table(target)


ENGINES: dict[str, Callable[[Plan, Path, pa.Table], pa.Table]] = {
    "pyarrow": _pyarrow,
    "pandas": _pandas,
    "polars": _polars,
    "polars lazy": _lazy,
    "duckdb": _duckdb,
    "parquet file": _parquet,
    "csv file": _csv,
    "spark": _spark,
    "dask": _dask,
    "ray": _ray,
}


def differing(made: pa.Table, wanted: pa.Table) -> list[str]:
    """Name the columns in which some bit differs."""
    made = made.sort_by("respondent")
    if made.column_names != wanted.column_names or made.num_rows != wanted.num_rows:
        return ["the columns or the number of rows"]
    pairs = zip(made.columns, wanted.columns, strict=True)
    same = [ours.cast(theirs.type).equals(theirs) for ours, theirs in pairs]
    return [name for name, is_same in zip(wanted.column_names, same, strict=True) if not is_same]


def checks(name: str, people: int, engines: list[str], folder: Path) -> Iterator[str]:
    """Compare each engine on one framework; give a line of the table each."""
    for part in ("answers", "figures"):
        (folder / part).mkdir()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        parts = range(-(-people // _CHUNK))
        sizes = [min(_CHUNK, people - part * _CHUNK) for part in parts]
        list(pool.map(partial(chunk, name, folder), parts, sizes))
    answers, wanted = (pq.read_table(folder / part) for part in ("answers", "figures"))
    wanted = wanted.sort_by("respondent")
    for engine in engines:
        began = time.perf_counter()
        made = ENGINES[engine](Plan(*case(name)), folder / "answers", answers)
        found = differing(made, wanted)
        said = f"differs in {', '.join(found[:5])}" if found else "the same bits"
        columns = wanted.num_columns - 1
        took = time.perf_counter() - began
        yield f"| {name} | {engine} | {people:,} x {columns} figures | {said} | {took:.1f} s |"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.same_bits")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--engine", action="append", choices=ENGINES)
    parser.add_argument("--framework", action="append", choices=CASES)
    given = parser.parse_args()
    print("| framework | engine | compared | result | took |\n| --- | --- | --- | --- | ---: |")
    failed = False
    for name in given.framework or CASES:
        with tempfile.TemporaryDirectory() as folder:
            for line in checks(name, given.people, given.engine or [*ENGINES], Path(folder)):
                print(line, flush=True)
                failed |= "the same bits" not in line
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
