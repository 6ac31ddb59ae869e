"""Batch: responses of any number, from any dataframe or file, with the bits of `score`.

    from competency import batch

    framework = competency.load_framework("cto")
    figures = batch.score_frame(frame, framework)
    batch.score_file("responses.csv", "figures.parquet", framework)

NumPy over Arrow. A `Kernel` holds the rule, on columns; a `Scorer` says which columns are what, and
finds bad cells; the adapters hand it blocks of rows. It needs the extra `competency[batch]`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, Unpack

from competency.cohort import Cohort
from competency.errors import MissingExtra
from competency.model import Framework
from competency.scoring import Plan

try:
    from competency.batch.cohorts import cohort_of_batch
    from competency.batch.figures import DEFAULT, FIGURES
    from competency.batch.frames import score_any
    from competency.batch.options import Options, scorer_of
    from competency.batch.runs import Counts, Progress, Wanted, run
    from competency.batch.sources import sources_of
except ModuleNotFoundError as _error:
    raise MissingExtra("competency.batch", str(_error.name), "batch") from _error

__all__ = [
    "DEFAULT",
    "FIGURES",
    "Counts",
    "Options",
    "Progress",
    "score_file",
    "score_frame",
    "scorer_of",
    "summarise",
]

_Path = str | os.PathLike[str]
_SUFFIX = re.compile(r"(\.csv)?(\.gz|\.parquet)?$", re.IGNORECASE)

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


def score_file(
    source: _Path | Sequence[_Path],
    target: _Path,
    plan: Plan | Framework,
    *,
    keep_going: bool = False,
    rejects: _Path | None = None,
    expect_rows: int | None = None,
    overwrite: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    **options: Unpack[Options],
) -> Counts:
    """Score files of responses into a file of figures: all of it, or nothing, in small memory.

    Args:
        source: CSV (also `.csv.gz`) or Parquet, a folder or a pattern of such files, or several.
        target: The file that gets the figures: `.csv`, `.csv.gz` or `.parquet`.
        plan: The plan, or the framework.
        keep_going: Whether rows with bad cells are rejected, and the others scored.
        rejects: The file that gets a line for each cell that was rejected; else the target with
            `.rejects.csv` in place of its suffix. Where nothing is rejected, it is not written.
        expect_rows: How many rows there must be.
        overwrite: Whether files may be replaced.
        on_progress: What is told, block by block, how far the run is.
        options: See `Options`.

    Returns:
        How many rows were read, scored and rejected.

    Raises:
        UnreadableFile: for a file that cannot be read.
        InvalidFile: for columns, and unless `keep_going` at the first block with bad rows.
        InvalidValue: for options that do not fit, and files of other kinds.
        Mismatch: for another number of rows than was expected.
        FileExists, UnwritableFile: if the figures cannot be written.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> score_file("docs/examples/team.csv", "/dev/null/figures.csv", framework)
    Traceback (most recent call last):
    competency.errors.UnwritableFile: ...
    """
    scorer = scorer_of(plan, **options)
    name = os.fspath(target)
    beside = _SUFFIX.sub("", name) + ".rejects.csv"
    bad = beside if rejects is None else os.fspath(rejects)
    wanted = Wanted(name, bad, keep_going, expect_rows, overwrite, on_progress)
    return run(scorer, sources_of(source), wanted)


def summarise(
    responses: Any, framework: Framework, *, by: Sequence[str] = (), **options: Unpack[Options]
) -> Cohort:
    """Put the figures of many people together: one Cohort, of all and of each group of them.

    It is what `competency.cohort_of` makes of their scores, in every bit. Cohorts of shards of one
    population are added up to that of the whole.

    Args:
        responses: A dataframe as for `score_frame`, or files as for `score_file`.
        framework: What they answered.
        by: The columns that people are grouped by.
        options: See `Options`; `figures` and `profile_by` do not matter here.

    Raises:
        InvalidFile: for columns that are not as they should be, and for cells that are no answers.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> cohort = summarise("docs/examples/team.csv", framework)
    >>> cohort.size, cohort["1"].mean
    (5, 2.6)
    """
    return cohort_of_batch(responses, framework, tuple(by), options)
