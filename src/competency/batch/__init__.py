"""Batch: responses of any number, from any dataframe or file, with the bits of `score`.

    from competency import batch

    framework = competency.load_framework("cto")
    figures = batch.score_frame(frame, framework)
    batch.score_file("responses.csv", "figures.parquet", framework)

NumPy over Arrow. A `Kernel` holds the rule, on columns; a `Scorer` says which columns are what, and
finds bad cells; the adapters hand it blocks of rows. It needs the extra `competency[batch]`.
"""

from __future__ import annotations

from typing import TypeVar, Unpack

from competency.errors import MissingExtra
from competency.model import Framework
from competency.scoring import Plan

try:
    from competency.batch.figures import DEFAULT, FIGURES
    from competency.batch.frames import score_any
    from competency.batch.options import Options, scorer_of
except ModuleNotFoundError as error:
    raise MissingExtra("competency.batch", str(error.name), "batch") from error

__all__ = ["DEFAULT", "FIGURES", "Options", "score_frame", "scorer_of"]

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
