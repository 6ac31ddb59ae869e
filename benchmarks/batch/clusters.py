"""Spark, Dask and Ray: what scoring adds to moving the rows through Python, on this machine.

Identity takes the same source through the same door (mapInArrow, map_partitions, map_batches) and
does nothing. All read Parquet; Spark drops the rows at the end, Dask writes them, Ray keeps them in
its store. What these do besides is in both times, so that a ratio near 1 says that the kernel is
little of the whole, not that it is free. Hence Ray also stands without reading, where identity
hands on what is there and nothing hides the kernel.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import dask.dataframe
import pyarrow as pa
import pyarrow.parquet as pq
import ray
from benchmarks.batch import data
from benchmarks.batch.engines import ours, same, seconds
from pyspark.sql import SparkSession

import competency.batch.dask
import competency.batch.ray
import competency.batch.spark

IDENTITY = "identity"


@cache
def _spark() -> SparkSession:
    # Its Python workers are started elsewhere, and find what this process finds.
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join(sys.path)}
    warnings.simplefilter("ignore", FutureWarning)
    session = SparkSession.builder.master(f"local[{os.cpu_count()}]")
    session = session.config("spark.ui.enabled", "false")
    session = session.config(
        "spark.driver.memory", "4g"
    )  # the figures are collected, to be checked
    session = session.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _unchanged(some: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
    return some


def _spark_frame(name: str, source: Path) -> Any:
    frame = _spark().read.parquet(str(source))
    if name == IDENTITY:
        return frame.mapInArrow(_unchanged, frame.schema)
    return competency.batch.spark.score_frame(frame, data.plan())


def spark(name: str, source: Path) -> float:
    frame = _spark_frame(name, source)
    return seconds(lambda: frame.write.format("noop").mode("overwrite").save())


def spark_figures(source: Path) -> pa.Table:
    return _spark_frame("competency", source).toArrow()


def _dask_frame(name: str, source: Path) -> Any:
    frame = dask.dataframe.read_parquet(source, dtype_backend="pyarrow", split_row_groups=1)
    if name == IDENTITY:
        return frame.map_partitions(_unchanged, meta=frame._meta)
    return competency.batch.dask.score_frame(frame, data.plan())


def dask_(name: str, source: Path) -> float:
    target = source.with_suffix(".dask")
    shutil.rmtree(target, ignore_errors=True)
    os.sync()
    frame = _dask_frame(name, source)
    return seconds(lambda: frame.to_parquet(target, write_index=False))


def dask_figures(source: Path) -> pa.Table:
    return pa.Table.from_pandas(_dask_frame("competency", source).compute(), preserve_index=False)


@cache
def _ray() -> None:
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    logging.getLogger("ray.data").setLevel(logging.ERROR)


def _ray_mapped(name: str, dataset: Any) -> Any:
    if name == IDENTITY:
        return dataset.map_batches(_unchanged, batch_format="pyarrow", zero_copy_batch=True)
    return competency.batch.ray.score_dataset(dataset, data.plan())


def _ray_file(source: Path) -> Any:
    _ray()
    return ray.data.read_parquet(str(source))


@cache
def _ray_store(source: Path) -> Any:
    _ray()
    file = pq.ParquetFile(source)
    groups = range(file.num_row_groups)
    return ray.data.from_arrow([file.read_row_group(group) for group in groups]).materialize()


def _ray_figures(dataset: Any) -> pa.Table:
    return pa.concat_tables(ray.get(_ray_mapped("competency", dataset).to_arrow_refs()))


def ray_file(name: str, source: Path) -> float:
    return seconds(lambda: _ray_mapped(name, _ray_file(source)).materialize())


def ray_store(name: str, source: Path) -> float:
    """With the answers in its store already, identity copies nothing: a hard bar, said so."""
    dataset = _ray_store(source)
    return seconds(lambda: _ray_mapped(name, dataset).materialize())


ENGINES = {
    "Spark": (spark, spark_figures),
    "Dask": (dask_, dask_figures),
    "Ray": (ray_file, lambda source: _ray_figures(_ray_file(source))),
    "Ray, blocks in its store": (ray_store, lambda source: _ray_figures(_ray_store(source))),
}


def time_cluster(engine: str, name: str, source: Path) -> float:
    """Give the seconds of a run, of scoring or of doing nothing."""
    return ENGINES[engine][0](name, source)


def check_cluster(engine: str, source: Path) -> None:
    """Raise unless the figures are those of the table in memory, in whatever order."""
    figures = ENGINES[engine][1](source).sort_by(data.RESPONDENT)
    same(figures, ours(pq.read_table(source)))
