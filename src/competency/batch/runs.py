"""Runs: files in, one file out, whole or not at all, in small memory."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, Unpack

import pyarrow as pa
from attrs import define, field, frozen

from competency.batch.ahead import ahead
from competency.batch.blocks import Block
from competency.batch.columns import Layout
from competency.batch.keys import block_keys, fresh_seed
from competency.batch.long import wide
from competency.batch.options import Options, scorer_of
from competency.batch.scorer import Scored, Scorer
from competency.batch.sources import OpenSource, Source, sources_of
from competency.batch.spill import Duplicates
from competency.batch.targets import Outputs, Target, open_outputs
from competency.errors import Cell, InvalidFile, InvalidValue, Mismatch, Problem
from competency.model import Framework
from competency.scoring import Plan

__all__ = ["Again", "Counts", "Pass", "Progress", "Twice", "Wanted", "run", "score_file"]

_Path = str | os.PathLike[str]
_SUFFIX = re.compile(r"(\.csv)?(\.gz|\.parquet)?$", re.IGNORECASE)
_ROWS = 1 << 40
"""More than any file has: the place of a file times this, and a row's number, is one number."""

Twice = Mapping[int, Mapping[int, str]]
"""By the place of a file, and the number of a row: where its respondent was before."""


@frozen
class Counts:
    """How many rows were read, and what became of them.

    Raises:
        InvalidValue: if some row is neither scored nor rejected, or both.
    """

    read: int
    scored: int
    rejected: int

    def __attrs_post_init__(self) -> None:
        if self.read != self.scored + self.rejected:
            message = f"of {self.read} rows {self.scored} are scored and {self.rejected} rejected"
            raise InvalidValue(message, "tell the authors: no row may be lost", "counts")


@frozen
class Progress:
    """How far a run is.

    Attributes:
        rows: How many rows were read so far.
        share: Which share of all bytes they are, from 0 to 1.
    """

    rows: int
    share: float


class Again(Exception):
    """Some respondent was there twice: with that known, the files are to be read once more."""

    def __init__(self, twice: Twice) -> None:
        super().__init__()
        self.twice = twice


@define(eq=False)
class Pass:
    """One pass over files.

    Args:
        scorer: How they are scored.
        sources: The files.
        keep_going: Whether bad rows are rejected, and the others scored.
        twice: Which respondents are known to have been there before.
    """

    scorer: Scorer
    sources: Sequence[Source]
    keep_going: bool = False
    twice: Twice | None = None
    done: int = 0
    opened: OpenSource | None = None
    rows: int = 0
    layouts: dict[int, Layout] = field(factory=dict)
    seed: bytes = field(factory=fresh_seed)

    @property
    def progress(self) -> Progress:
        """How far it is."""
        total = sum(source.size for source in self.sources)
        read = self.done + (self.opened.position() if self.opened else 0)
        return Progress(self.rows, min(1.0, read / max(1, total)))

    @property
    def schema_without_rows(self) -> pa.Schema:
        """The columns of figures where no row tells the types of those that are passed through."""
        passed = [(name, pa.string()) for name in self.layouts[0].passed]
        return pa.schema([*pa.schema(passed), *self.scorer.schema])

    def blocks(self) -> Generator[tuple[int, Block], None, None]:
        """Read the files one after the other."""
        for place, source in enumerate(self.sources):
            with source.opened(self.scorer.columns, keep_going=self.keep_going) as self.opened:
                table, self.layouts[place] = wide(
                    self.scorer, self.opened.table, keep_going=self.keep_going
                )
                for block in table:
                    yield place, block
            self.opened = None
            self.done += source.size

    def scored(self) -> Generator[tuple[int, Block, Scored], None, None]:
        """Score the blocks, each of which comes with the place of its file.

        Raises:
            Again: at the end, if some respondent was there twice.
        """
        with Duplicates() as duplicates:
            for place, block in ahead(self.blocks()):
                layout, known = self.layouts[place], (self.twice or {}).get(place, {})
                name = self.sources[place].path
                if self.twice is None:
                    keys = block_keys(block, layout.keys, self.seed)
                    duplicates.add(keys, block.numbers + place * _ROWS)
                made = self.scorer.score(block, layout, name, known, keep_going=self.keep_going)
                yield place, block, made
            twice = self._twice(*duplicates.found())
        if twice:
            raise Again(twice)

    def _twice(self, later: Any, first: Any) -> Twice:
        found: dict[int, dict[int, str]] = {}
        for row, before in zip(later.tolist(), first.tolist(), strict=True):
            other = before // _ROWS != row // _ROWS
            name = f" of {self.sources[before // _ROWS].path}" if other else ""
            found.setdefault(row // _ROWS, {})[row % _ROWS] = f"row {before % _ROWS}{name}"
        return found


@frozen
class Wanted:
    """What a run is to do, beside scoring.

    Attributes:
        target: The file that gets the figures.
        rejects: The file that gets what was rejected.
        keep_going: Whether bad rows are rejected, and the others scored.
        expect_rows: How many rows there must be.
        overwrite: Whether files may be replaced.
        on_progress: What is told, from time to time, how far the run is.
    """

    target: str
    rejects: str
    keep_going: bool = False
    expect_rows: int | None = None
    overwrite: bool = False
    on_progress: Callable[[Progress], None] | None = None


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


def run(scorer: Scorer, sources: Sequence[Source], wanted: Wanted) -> Counts:
    """Score files into a file, all of it or nothing."""
    twice: Twice | None = None
    while True:
        work = Pass(scorer, sources, wanted.keep_going, twice)
        try:
            with open_outputs(overwrite=wanted.overwrite) as outputs:
                return _written(work, wanted, outputs)
        except Again as again:  # who was there twice is known at the end only
            twice = again.twice


def _written(work: Pass, wanted: Wanted, outputs: Outputs) -> Counts:
    read = scored = rejected = 0
    figures: Target | None = None
    schema: pa.Schema | None = None
    opened = outputs.figures(wanted.target)
    rejects = outputs.rejects(wanted.rejects, name_files=len(work.sources) > 1)
    for place, block, made in ahead(work.scored()):
        if figures is None:
            schema = made.batch.schema
            figures = opened(schema)
        if made.batch.schema != schema:
            raise _other_columns(work.sources[place].path, work.sources[0].path)
        figures.write(made.batch)
        rejects.write(made.rejects)
        read += len(block) + block.rejected
        scored += made.batch.num_rows
        rejected += made.rejected
        work.rows = read
        if wanted.on_progress is not None:
            wanted.on_progress(work.progress)
    if figures is None:
        opened(work.schema_without_rows)
    if wanted.expect_rows not in (None, read):
        message = f"{read:,} rows were read where {wanted.expect_rows:,} are expected"
        raise Mismatch(message, "see whether the file was cut off")
    return Counts(read, scored, rejected)


def _other_columns(name: str, first: str) -> InvalidFile:
    message = f"its columns that are passed through differ from those of {first}"
    remedy = "give all files the same ones, in the same order and of the same types"
    return InvalidFile((Problem(message, remedy, "other-columns", Cell(name)),))
