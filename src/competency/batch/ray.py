"""Ray: the kernel on every block. It needs the extra `competency[ray]`."""

from __future__ import annotations

from functools import partial
from typing import Any, Unpack

from competency.batch.frames import score_any
from competency.batch.options import Options, scorer_of
from competency.model import Framework
from competency.scoring import Plan

__all__ = ["score_dataset"]


def score_dataset(dataset: Any, plan: Plan | Framework, **options: Unpack[Options]) -> Any:
    """Score a Ray dataset, a row a respondent, with `map_batches`.

    It is lazy, as Ray is. Rows are scored where they are: a bad cell is named by its row within a
    batch and its respondent, and a respondent that is there twice is found within one only.

    Args:
        dataset: The dataset.
        plan: The plan, or the framework.
        options: See `competency.batch.Options`.

    Returns:
        A dataset with the columns that `competency.batch.score_frame` gives.
    """
    score = partial(score_any, scorer_of(plan, **options))
    return dataset.map_batches(score, batch_format="pyarrow")
