"""The same figures by pandas, Polars and DuckDB, as one who knows them well would write it.

Polars and DuckDB add up integers area by area, add areas up to categories and categories to the
whole, and divide once, which is the fastest way found for each. Pandas has floats with NaN, its
usual form, and goes node by node: its sums of whole numbers are exact too.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
from benchmarks.batch.data import HIGHEST, LOWEST, RESPONDENT, Node, item_ids, nodes

RANGE = HIGHEST - LOWEST


def tiers() -> list[list[tuple[int, Node]]]:
    """The nodes with their indices: the areas, then the categories, then the whole."""
    numbered = list(enumerate(nodes()))
    areas = [each for each in numbered if not each[1].parts]
    return [areas, [each for each in numbered[1:] if each[1].parts], numbered[:1]]


# pandas


def pandas_input(table: pa.Table) -> pd.DataFrame:
    return table.to_pandas().astype("float64")


def pandas_weighted(frame: pd.DataFrame) -> pd.DataFrame:
    figures = {}
    for node in nodes():
        weights = pd.Series(node.weights, dtype="float64")
        levels = frame[list(node.weights)]
        answered = levels.notna()
        mean = levels.mul(weights).sum(axis=1) / answered.mul(weights).sum(axis=1)
        figures[f"{node.id}.mean"] = mean
        figures[f"{node.id}.percent"] = (mean - LOWEST) / RANGE * 100
        figures[f"{node.id}.answered"] = answered.sum(axis=1).astype("uint8")
    return pd.DataFrame(figures)


def pandas_mean(frame: pd.DataFrame) -> pd.DataFrame:
    figures = {}
    for node in nodes():
        levels = frame[list(node.weights)]
        mean = levels.mean(axis=1)
        figures[f"{node.id}.mean"] = mean
        figures[f"{node.id}.percent"] = (mean - LOWEST) / RANGE * 100
        figures[f"{node.id}.answered"] = levels.count(axis=1).astype("uint8")
    return pd.DataFrame(figures)


def pandas_output(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


# Polars


def polars_input(table: pa.Table) -> pl.DataFrame:
    return pl.from_arrow(table)


def polars_figures(levels: pl.LazyFrame, keep: Iterable[str] = ()) -> pl.LazyFrame:
    ids, keep = item_ids(), list(keep)
    levels = levels.with_columns(
        *(pl.col(id).is_not_null().cast(pl.Int16).alias(f"has {id}") for id in ids),
        *(pl.col(id).cast(pl.Int16).fill_null(0) for id in ids),
    )
    areas, *above = tiers()
    sums = levels.select(
        *keep,
        *(
            pl.sum_horizontal(one(id, weight) for id, weight in node.weights.items()).alias(
                f"{what}{index}"
            )
            for index, node in areas
            for what, one in (
                ("sum", lambda id, weight: pl.col(id) * pl.lit(weight, pl.Int16)),
                ("weight", lambda id, weight: pl.col(f"has {id}") * pl.lit(weight, pl.Int16)),
                ("answered", lambda id, _: pl.col(f"has {id}")),
            )
        ),
    )
    for tier in above:
        sums = sums.with_columns(
            pl.sum_horizontal(f"{what}{part}" for part in node.parts).alias(f"{what}{index}")
            for index, node in tier
            for what in ("sum", "weight", "answered")
        )
    return sums.select(
        *keep, *(each for index, node in enumerate(nodes()) for each in _polars_node(index, node))
    )


def _polars_node(index: int, node: Node) -> tuple[pl.Expr, ...]:
    total = pl.col(f"sum{index}").cast(pl.Int32)
    weight = pl.col(f"weight{index}").cast(pl.Int32)
    weight = pl.when(weight > 0).then(weight)
    percent = (total - LOWEST * weight) * 100 / (RANGE * weight)
    return (
        (total / weight).alias(f"{node.id}.mean"),
        percent.alias(f"{node.id}.percent"),
        pl.col(f"answered{index}").cast(pl.UInt8).alias(f"{node.id}.answered"),
    )


def polars_streaming(frame: pl.DataFrame) -> pl.DataFrame:
    return polars_figures(frame.lazy()).collect(engine="streaming")


def polars_output(frame: pl.DataFrame) -> pa.Table:
    return frame.to_arrow()


def polars_parquet(source: Path, target: Path) -> None:
    # Its default, zstd, takes longer than snappy, the default of DuckDB and Arrow.
    figures = polars_figures(pl.scan_parquet(source), [RESPONDENT])
    figures.sink_parquet(target, compression="snappy")


def polars_csv(source: Path, target: Path) -> None:
    schema = {RESPONDENT: pl.String} | dict.fromkeys(item_ids(), pl.Int8)
    polars_figures(pl.scan_csv(source, schema=schema), [RESPONDENT]).sink_csv(target)


def polars_csv_states(source: Path, target: Path) -> None:
    """Where a cell may be `?` or `n/a`, all columns are texts first."""
    texts = [str(level) for level in range(LOWEST, HIGHEST + 1)]
    codes = {text: int(text) for text in texts} | {"?": None, "n/a": None}
    frame = pl.scan_csv(source, schema=dict.fromkeys([RESPONDENT, *item_ids()], pl.String))
    levels = frame.with_columns(
        pl.col(item_ids()).replace_strict(codes, return_dtype=pl.Int8),
    )
    polars_figures(levels, [RESPONDENT]).sink_csv(target)


# DuckDB


def _connected() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    return connection


def duckdb_input(table: pa.Table) -> duckdb.DuckDBPyConnection:
    connection = _connected()
    connection.register("given", table)
    connection.execute("CREATE TABLE answers AS SELECT * FROM given")
    connection.unregister("given")
    return connection


def duckdb_query(source: str, keep: Iterable[str] = ()) -> str:
    kept = "".join(f'"{column}", ' for column in keep)
    areas, *above = tiers()
    sums = ", ".join(
        f"{' + '.join(one(id, weight) for id, weight in node.weights.items())} AS {what}{index}"
        for index, node in areas
        for what, one in (
            ("sum", lambda id, weight: f'coalesce("{id}"::INTEGER, 0) * {weight}'),
            ("weight", lambda id, weight: f'("{id}" IS NOT NULL)::INTEGER * {weight}'),
            ("answered", lambda id, _: f'("{id}" IS NOT NULL)::INTEGER'),
        )
    )
    query = f"SELECT {kept}{sums} FROM {source}"
    for tier in above:
        sums = ", ".join(
            f"{' + '.join(f'{what}{part}' for part in node.parts)} AS {what}{index}"
            for index, node in tier
            for what in ("sum", "weight", "answered")
        )
        query = f"SELECT *, {sums} FROM ({query})"
    figures = ", ".join(_duckdb_node(index, node) for index, node in enumerate(nodes()))
    return f"SELECT {kept}{figures} FROM ({query})"


def _duckdb_node(index: int, node: Node) -> str:
    weight = f"nullif(weight{index}, 0)"
    return (
        f'sum{index} / {weight} AS "{node.id}.mean", '
        f"100 * (sum{index} - {LOWEST} * weight{index}) / ({RANGE} * {weight}) "
        f'AS "{node.id}.percent", '
        f'answered{index}::UTINYINT AS "{node.id}.answered"'
    )


def duckdb_sql(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    return connection.sql(duckdb_query("answers")).to_arrow_table()


def duckdb_parquet(source: Path, target: Path) -> None:
    query = duckdb_query(f"read_parquet('{source}')", [RESPONDENT])
    _connected().execute(f"COPY ({query}) TO '{target}' (FORMAT parquet)")


def duckdb_csv(source: Path, target: Path) -> None:
    columns = {RESPONDENT: "VARCHAR"} | dict.fromkeys(item_ids(), "TINYINT")
    read = f"read_csv('{source}', header=true, auto_detect=false, columns={columns})"
    query = duckdb_query(read, [RESPONDENT])
    _connected().execute(f"COPY ({query}) TO '{target}' (FORMAT csv, HEADER)")
