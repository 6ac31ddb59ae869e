"""Spark, Dask and Ray, each really running, give the bits of one machine."""

from __future__ import annotations

import os
import subprocess
import sys

import pyarrow as pa
import pytest

from batch_cases import random_people, table_of
from competency import InvalidFile, load_framework
from competency.batch import score_frame, scorer_of

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings("ignore"),  # what those libraries warn of is theirs
]

CTO = load_framework("cto")
TABLE = table_of(random_people(CTO, 200), respondent=[f"r{number:03}" for number in range(200)])
WANTED = score_frame(TABLE, CTO)


@pytest.fixture(scope="module")
def spark():
    """A Spark of two workers on this machine."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    yield session
    session.stop()


def in_order(table):
    """Sort by the respondent, and give the types that one machine gives."""
    return table.sort_by("respondent").cast(WANTED.schema)


def test_spark_gives_the_same_bits(spark):
    """Partitions that Spark scores are those of one machine."""
    from competency.batch.spark import score_frame as score_spark

    frame = spark.createDataFrame(TABLE.to_pandas()).repartition(3)
    assert WANTED == in_order(score_spark(frame, CTO).toArrow())


def test_spark_is_told_of_columns_at_once(spark):
    """Columns that do not fit are refused before any job runs."""
    from competency.batch.spark import score_frame as score_spark

    with pytest.raises(InvalidFile, match="the column is neither an item nor named to be kept"):
        score_spark(spark.createDataFrame([("x",)], ["School"]), CTO)


def test_what_a_worker_does_is_what_one_machine_does(spark):
    """A worker scores batch by batch, into the types that Spark knows."""
    from competency.batch.spark import _scored, _signed

    batches = [*TABLE.to_batches(max_chunksize=70)]
    made = _scored(scorer_of(CTO), _signed(WANTED.schema), iter(batches))
    assert WANTED == in_order(pa.Table.from_batches(made))


def test_dask_gives_the_same_bits():
    """Partitions that Dask scores are those of one machine."""
    from dask import dataframe

    from competency.batch.dask import score_frame as score_dask

    frame = dataframe.from_pandas(TABLE.to_pandas(), npartitions=3)
    given = pa.Table.from_pandas(score_dask(frame, CTO).compute(), preserve_index=False)
    assert WANTED == in_order(given)


def test_ray_gives_the_same_bits():
    """Blocks that Ray scores are those of one machine."""
    import ray

    from competency.batch.ray import score_dataset

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        made = score_dataset(ray.data.from_arrow(TABLE), CTO)
        given = pa.concat_tables(ray.get(made.to_arrow_refs()))
    finally:
        ray.shutdown()
    assert WANTED == in_order(given)


def test_without_spark_it_says_what_to_install():
    """Where Spark is missing, the message names the extra that brings it."""
    code = "import sys; sys.modules['pyspark'] = None; import competency.batch.spark"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert 'install it with: pip install "competency[spark]"' in done.stderr
