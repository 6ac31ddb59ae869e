"""Spark: the kernel on every partition. It needs the extra `competency[spark]`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Unpack

import pyarrow as pa

from competency.batch.frames import schema_of, score_table
from competency.batch.options import Options, scorer_of
from competency.batch.scorer import Scorer
from competency.errors import MissingExtra
from competency.model import Framework
from competency.scoring import Plan

try:
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
except ModuleNotFoundError as _error:
    raise MissingExtra("competency.batch.spark", str(_error.name), "spark") from _error

__all__ = ["score_frame"]


def score_frame(frame: Any, plan: Plan | Framework, **options: Unpack[Options]) -> Any:
    """Score a Spark dataframe, a row a respondent, with `mapInArrow`.

    It is lazy, as Spark is. Rows are scored where they are: a bad cell is named by its row within
    a record batch and its respondent, and that no respondent is there twice is not checked.

    Args:
        frame: The dataframe.
        plan: The plan, or the framework.
        options: See `competency.batch.Options`.

    Returns:
        A dataframe as `competency.batch.score_frame` gives it; counts are signed integers.

    Raises:
        InvalidFile: for columns that are not as they should be.
    """
    scorer = scorer_of(plan, **options)
    schema = _signed(schema_of(scorer, to_arrow_schema(frame.schema)))
    return frame.mapInArrow(partial(_scored, scorer, schema), from_arrow_schema(schema))


def _signed(schema: pa.Schema) -> pa.Schema:
    """Give a schema that Spark knows, which has no unsigned integers."""
    return pa.schema(
        [field.with_type(pa.int16()) if field.type == pa.uint8() else field for field in schema]
    )


def _scored(
    scorer: Scorer, schema: pa.Schema, batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        table = score_table(scorer, pa.Table.from_batches([batch]), once=False)
        yield from table.cast(schema).to_batches()
