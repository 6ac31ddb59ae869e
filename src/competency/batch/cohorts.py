"""Cohorts of any number of people: what `cohort_of` makes of scores, made of columns."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Unpack

import numpy as np
import pyarrow as pa
from attrs import define, field

from competency.batch.arrays import flags_of, numbers_of
from competency.batch.arrow_block import ArrowTable
from competency.batch.blocks import Block
from competency.batch.codes import MISSING, NOT_APPLICABLE, UNKNOWN
from competency.batch.columns import ABOUT, Layout
from competency.batch.frames import table_of
from competency.batch.long import wide
from competency.batch.options import Options, scorer_of
from competency.batch.runs import Again, Pass, Twice
from competency.batch.scorer import Scored, Scorer
from competency.batch.sources import Source, sources_of
from competency.cohort import Cohort, cohort_scores
from competency.model import Framework
from competency.scoring.plan import COUNTS

__all__ = ["summarise"]

_CODES = 256
_Key = tuple[str, ...]


@define(eq=False)
class _People:
    """What is counted of the people of one key."""

    size: int = 0
    answers: dict[str, Any] = field(factory=dict)
    means: dict[str, Counter[float]] = field(factory=dict)
    percents: dict[str, Counter[float]] = field(factory=dict)


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
    profile = options.get("profile")
    kept = [*options.get("keep", ()), *(name for name in by if name not in ABOUT)]
    wanted: Options = {
        **options,
        "figures": ["mean", "percent"],
        "keep": tuple(dict.fromkeys(kept)),
    }
    wanted.pop("profile", None)
    scorer = scorer_of(framework, **wanted)
    people: dict[_Key, _People] = {}
    for block, layout, made in _scored(scorer, responses):
        for key, rows in _rows_by_key(made.batch, tuple(by)):
            _count(people.setdefault(key, _People()), scorer, block, layout, made, rows)
    groups = {
        key: cohort_scores(
            framework,
            profile,
            each.size,
            {id: _by_level(scorer, id, counts) for id, counts in each.answers.items()},
            each.means,
            each.percents,
        )
        for key, each in people.items()
    }
    plan = scorer.plan
    return Cohort(framework, plan.rollup, plan.min_coverage, profile, by, groups)


def _scored(scorer: Scorer, responses: Any) -> Iterator[tuple[Block, Layout, Scored]]:
    if isinstance(responses, str | os.PathLike | Sequence):
        yield from _of_files(scorer, sources_of(responses))
        return
    table = table_of(responses)
    rows = ArrowTable("frame", tuple(table.column_names), table.to_batches())
    blocks, layout = wide(scorer, rows, anonymous=True)
    for block in blocks:
        yield block, layout, scorer.score(block, layout, "frame")


def _of_files(
    scorer: Scorer, sources: Sequence[Source], twice: Twice | None = None
) -> Iterator[tuple[Block, Layout, Scored]]:
    work = Pass(scorer, sources, twice=twice)
    try:
        for place, block, made in work.scored():
            yield block, work.layouts[place], made
    except Again as again:  # it is refused where the first of them is there for the second time
        yield from _of_files(scorer, sources, again.twice)


def _rows_by_key(batch: pa.RecordBatch, by: tuple[str, ...]) -> Iterator[tuple[_Key, Any]]:
    """Give the rows of each key; a null is an empty text."""
    if not by:
        yield (), slice(None)
        return
    columns = [batch.column(name).cast(pa.string()).fill_null("").to_pylist() for name in by]
    rows: dict[_Key, list[int]] = {}
    for row, key in enumerate(zip(*columns, strict=True)):
        rows.setdefault(key, []).append(row)
    yield from rows.items()


def _count(
    people: _People, scorer: Scorer, block: Block, layout: Layout, made: Scored, rows: Any
) -> None:
    size = len(np.arange(len(block))[rows])
    people.size += size
    for id, decoder in scorer.decoders.items():
        heading = layout.items.get(id)
        if heading is None:
            counts = np.zeros(_CODES, np.int64)
            counts[MISSING] = size
        else:
            counts = np.bincount(block.codes(heading, decoder)[rows], minlength=_CODES)
        people.answers[id] = people.answers.get(id, 0) + counts
    for node in scorer.plan.nodes:
        for name, counters in (("mean", people.means), ("percent", people.percents)):
            values = made.batch.column(f"{node.id}.{name}")
            given = numbers_of(values)[rows][flags_of(values.is_valid())[rows]]
            numbers, times = np.unique(given, return_counts=True)
            found = dict(zip(numbers.tolist(), times.tolist(), strict=True))
            counters.setdefault(node.id, Counter()).update(found)


def _by_level(scorer: Scorer, id: str, counts: Any) -> tuple[int, ...]:
    """Give the counts of the states, and of each level as it counts: turned where reverse."""
    places = [place - COUNTS for place, _, _ in scorer.plan.items[id][2].values()]
    levels = [0] * len(places)
    for place, counted in enumerate(places):
        levels[counted] = int(counts[place])
    return (*(int(counts[code]) for code in (UNKNOWN, MISSING, NOT_APPLICABLE)), *levels)
