"""The scorer: blocks in, record batches out, and what was rejected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from competency.batch.arrays import array_of, flags_of, numbers_of
from competency.batch.blocks import BadRow, Block, Column
from competency.batch.codes import BAD, Decoder, decoders_of
from competency.batch.columns import ABOUT, Columns, Layout, layout_of
from competency.batch.figures import Figure, figures_of
from competency.batch.kernel import Kernel
from competency.batch.keys import as_texts
from competency.batch.needs import needs_of
from competency.batch.sums import BadAnswer
from competency.errors import Cell, InvalidFile, InvalidValue, Problem, quoted
from competency.model import Framework, Profile, check_fits
from competency.model.framework import date_of
from competency.scoring import Plan

__all__ = ["Reject", "Scored", "Scorer", "plan_of"]

_MOST = 1_000

_Rows = NDArray[np.intp]


def plan_of(plan: Plan | Framework, rollup: str | None = None, min_coverage: Any = None) -> Plan:
    """Give the plan by which is scored; one that was made already says all itself.

    Raises:
        InvalidValue: for what is neither, and for options beside a plan.
    """
    if isinstance(plan, Plan):
        if (rollup or plan.rollup) != plan.rollup or min_coverage not in (None, plan.min_coverage):
            message = "the plan has its own roll-up and minimum coverage"
            raise InvalidValue(message, "give the framework, or make another Plan", field="plan")
        return plan
    if not isinstance(plan, Framework):
        message = f"a Framework or a Plan is due here, not {type(plan).__name__}"
        raise InvalidValue(message, "load it with load_framework", "wrong-type", "plan")
    return Plan(plan, rollup or "items", 0.5 if min_coverage is None else min_coverage)


@frozen
class Reject:
    """A cell, or a whole row, for which a row was rejected.

    Attributes:
        row: The number of the row.
        respondent: Who answered.
        column: The heading of the column; empty where the whole row is rejected.
        problem: What is wrong.
        cell: The cell, or the row, as it was.
        index: Which row of the block it is; -1 where the block has not taken it up.
    """

    row: int
    respondent: str
    column: str
    problem: Problem
    cell: str
    index: int = -1


@frozen
class Scored:
    """What became of a block: its figures, and what was rejected of it."""

    batch: pa.RecordBatch
    rejects: tuple[Reject, ...]
    rejected: int


@frozen(eq=False, slots=False, kw_only=True)
class Scorer:
    """Scores blocks by a plan; it pickles.

    Args:
        plan: How answers are scored.
        columns: What is said of the columns.
        names: The figures that are given; see `figures_of`.
        profile: What gaps are against.
        profiles: Instead of one profile, one by each value of a column.
        profile_by: The heading of that column.
    """

    plan: Plan
    columns: Columns = field(factory=Columns)
    names: Sequence[str] | None = None
    profile: Profile | None = None
    profiles: Mapping[str, Profile] = field(factory=dict)
    profile_by: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.profile is not None and self.profile_by is not None:
            message = "one profile for all, and one by a column, are two things"
            raise InvalidValue(message, "give one of them", field="profile_by")
        origin = self.plan.origin
        for profile in self._profiles.values():
            check_fits(profile.framework, origin.id, origin.version, origin.structure_digest)
        self._kernels, self.decoders  # noqa: B018  (all is checked before anything is read)

    @property
    def _profiles(self) -> Mapping[str | None, Profile]:
        by_value: dict[str | None, Profile] = {}
        if self.profile_by is not None:
            by_value.update(self.profiles)
            return by_value
        return {} if self.profile is None else {None: self.profile}

    @cached_property
    def decoders(self) -> Mapping[str, Decoder]:
        """How the answers to each item are read."""
        return decoders_of(self.plan, self.columns.states)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that are given."""
        needs = [needs_of(profile) for profile in self._profiles.values()]
        return figures_of(self.plan, self.names, set().union(*needs) if needs else None)

    @cached_property
    def _kernels(self) -> Mapping[str | None, Kernel]:
        if not self._profiles:
            return {None: Kernel(self.plan, self.figures)}
        return {
            value: Kernel(self.plan, self.figures, needs_of(profile))
            for value, profile in self._profiles.items()
        }

    @property
    def schema(self) -> pa.Schema:
        """The columns of the figures."""
        return next(iter(self._kernels.values())).schema

    def layout(self, headings: Sequence[str], name: str, *, anonymous: bool = False) -> Layout:
        """Tell what is where in a table.

        Raises:
            InvalidFile: with all that does not fit.
        """
        taken = self.schema.names
        return layout_of(headings, self.plan, self.kept, name, anonymous=anonymous, taken=taken)

    @property
    def kept(self) -> Columns:
        """What is said of the columns; the one by which profiles are chosen is kept, too."""
        columns = self.columns
        if self.profile_by is None or self.profile_by in (*columns.keep, *ABOUT):
            return columns
        return evolve(columns, keep=(*columns.keep, self.profile_by))

    def score(
        self,
        block: Block,
        layout: Layout,
        name: str,
        twice: Mapping[int, str] | None = None,
        *,
        keep_going: bool = False,
    ) -> Scored:
        """Score a block.

        Args:
            block: The rows.
            layout: What is where in them.
            name: The name of the table, for messages.
            twice: By the number of a row, where its respondent was before.
            keep_going: Whether rows with a bad cell are rejected, and the others scored.

        Raises:
            InvalidFile: for bad cells, unless `keep_going`.
        """
        work = _Work(self, block, layout, name, twice or {})
        rejects = [*work.whole_rows()]
        rows = work.without(rejects)
        try:
            arrays = None if rejects and not keep_going else work.arrays(rows)
        except BadAnswer:
            rejects += work.bad_cells()
            arrays = None
        if rejects and not keep_going:
            raise InvalidFile(tuple(each.problem for each in sorted(rejects, key=_row)))
        if arrays is None:
            rows = work.without(rejects)
            arrays = work.arrays(rows)
        known = [_of_bad_row(bad) for bad in block.bad_rows]
        lost = block.rejected + (0 if rows is None else len(block) - len(rows))
        batch = pa.RecordBatch.from_arrays(
            [*work.passed(rows), *arrays], names=[*layout.passed, *self.schema.names]
        )
        return Scored(batch, tuple(sorted([*known, *rejects], key=_row)), lost)


def _row(reject: Reject) -> int:
    return reject.row


def _of_bad_row(bad: BadRow) -> Reject:
    heading = getattr(bad.problem.place, "heading", None) or ""
    column = "" if bad.problem.kind == "row-length" else heading  # such a row has no cells
    return Reject(bad.number, bad.respondent, column, bad.problem, bad.text)


@frozen(eq=False)
class _Work:
    """A block that is being scored."""

    scorer: Scorer
    block: Block
    layout: Layout
    name: str
    twice: Mapping[int, str]

    def arrays(self, rows: _Rows | None) -> list[pa.Array]:
        """Give the figures of these rows; None stands for all."""
        kernels = self.scorer._kernels
        if self.scorer.profile_by is None:
            return self._of(kernels[None], rows)
        given = np.arange(len(self.block)) if rows is None else rows
        values = self._profile_values()
        parts = [(kernel, given[values[given] == value]) for value, kernel in kernels.items()]
        made = [self._of(kernel, chosen) for kernel, chosen in parts]
        order = array_of(np.argsort(np.concatenate([chosen for _, chosen in parts]), kind="stable"))
        return [
            pa.concat_arrays([arrays[index] for arrays in made]).take(order)
            for index in range(len(self.scorer.figures))
        ]

    def _of(self, kernel: Kernel, rows: _Rows | None) -> list[pa.Array]:
        count = len(self.block) if rows is None else len(rows)
        return kernel.columns(lambda id: self._column(id, rows, count), count)

    def _column(self, id: str, rows: _Rows | None, count: int) -> Column:
        heading = self.layout.items.get(id)
        if heading is None:
            return Column(np.zeros(count, np.uint8), np.zeros(count, np.uint8))
        column = self.block.column(heading, self.scorer.decoders[id])
        if rows is None:
            return column
        states = None if column.states is None else column.states[rows]
        return Column(column.place[rows], column.answered[rows], states)

    def passed(self, rows: _Rows | None) -> list[pa.Array]:
        """Give the columns that are passed through."""
        columns = [self.block.texts(heading) for heading in self.layout.passed.values()]
        return columns if rows is None else [column.take(array_of(rows)) for column in columns]

    def without(self, rejects: Sequence[Reject]) -> _Rows | None:
        """Give the rows without those that are rejected; None where all are left."""
        if not rejects:
            return None
        left = np.ones(len(self.block), np.bool_)
        left[[reject.index for reject in rejects]] = False
        return np.flatnonzero(left)

    def _profile_values(self) -> NDArray[Any]:
        values = self.block.texts(self.layout.passed[str(self.scorer.profile_by)])
        return np.array(values.cast(pa.string()).to_pylist(), object)

    def whole_rows(self) -> Iterator[Reject]:
        """Find the rows that have no respondent, no such date, or no profile."""
        yield from self._bad_dates()
        respondent = self.layout.respondent
        if respondent is not None:
            texts = self.block.texts(respondent)
            lengths = numbers_of(pc.binary_length(texts.cast(pa.string())))
            empty = (lengths == 0) | ~flags_of(texts.is_valid())
            problem = Problem("the respondent has no name", "write one", "empty")
            for index in np.flatnonzero(empty).tolist():
                yield self.at(index, respondent, problem)
            again = np.isin(self.block.numbers, [*self.twice]) & ~empty  # nobody is there twice
            for index in np.flatnonzero(again).tolist():
                before = self.twice[int(self.block.numbers[index])]
                message = f"this respondent was here before, in {before}"
                remedy = "give each person one name, and each round its own in a column round"
                problem = Problem(message, remedy, "duplicate-respondent")
                yield self.at(index, respondent, problem)
        if self.scorer.profile_by is not None:
            heading = self.layout.passed[self.scorer.profile_by]
            known = dict.fromkeys(self.scorer._kernels)
            for row, value in enumerate(self._profile_values()):
                if value not in known:
                    message = f"there is no profile for {quoted(value or '')}"
                    remedy = f"add one: there are {', '.join(map(str, known))}"
                    yield self.at(row, heading, Problem(message, remedy, "unknown-profile"))

    def _bad_dates(self) -> Iterator[Reject]:
        """Find the dates that do not exist, among texts; what has a type of its own does."""
        heading = self.layout.passed.get("date")
        if heading is None or not _is_text(self.block.texts(heading).type):
            return
        encoded = as_texts(self.block.texts(heading)).dictionary_encode()
        for place, text in enumerate(encoded.dictionary.to_pylist()):
            try:
                date_of(text or None)
            except InvalidValue as error:
                problem = Problem(error.message, error.remedy, error.kind)
                for index in np.flatnonzero(numbers_of(encoded.indices) == place).tolist():
                    yield self.at(index, heading, problem)

    def bad_cells(self) -> list[Reject]:
        """Find the cells that are no answers; most of the time there are none, and no look."""
        rejects: list[Reject] = []
        for id, heading in self.layout.items.items():
            decoder = self.scorer.decoders[id]
            bad = np.flatnonzero(self.block.codes(heading, decoder) == BAD)
            for index in bad:
                message = f"{quoted(self.block.cell(heading, int(index)))} is no answer"
                problem = Problem(message, decoder.allowed, "answer")
                rejects.append(self.at(int(index), heading, problem))
        return rejects

    def at(self, index: int, heading: str, problem: Problem) -> Reject:
        """Make the reject of a cell."""
        number = self.block.number_of(heading, index)
        respondent = self.respondent(index)
        who = f" (respondent {quoted(respondent)})" if respondent else ""
        place = Cell(self.name, number, heading)
        told = evolve(problem, message=problem.message + who, place=place)
        cell = self.block.cell(heading, index)
        return Reject(number, respondent, heading, told, cell, index)

    def respondent(self, index: int) -> str:
        """Give who answered in a row."""
        heading = self.layout.respondent
        return "" if heading is None else self.block.cell(heading, index)


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
