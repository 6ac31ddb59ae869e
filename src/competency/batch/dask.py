"""Dask: the kernel on every partition. It needs the extra `competency[dask]`."""

from __future__ import annotations

from functools import partial
from typing import Any, Unpack

from competency.batch.frames import score_any
from competency.batch.options import Options, scorer_of
from competency.model import Framework
from competency.scoring import Plan

__all__ = ["score_frame"]


def score_frame(frame: Any, plan: Plan | Framework, **options: Unpack[Options]) -> Any:
    """Score a Dask dataframe, a row a respondent, with `map_partitions`.

    It is lazy, as Dask is. Rows are scored where they are: a bad cell is named by its row within a
    partition and its respondent, and a respondent that is there twice is found within one only.

    Args:
        frame: The dataframe.
        plan: The plan, or the framework.
        options: See `competency.batch.Options`.

    Returns:
        A dataframe as `competency.batch.score_frame` gives it for pandas.

    Raises:
        InvalidFile: for columns that are not as they should be.
    """
    score = partial(score_any, scorer_of(plan, **options))
    return frame.map_partitions(score, meta=score(frame._meta))
