"""What is scored: one framework and answers to it, both from a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from attrs import evolve, frozen
from numpy.typing import NDArray

import competency
from competency import Framework, Group, Item, Plan

RESPONDENT = "respondent"
LOWEST, HIGHEST = 1, 5
_CHUNK = 2**17


@frozen
class Node:
    """A group of the framework, or the whole: the weights of its items by their ids.

    Attributes:
        id: Its id.
        weights: The weight of each item at or below it.
        parts: The indices of the nodes whose sums are its sum; empty for an area.
    """

    id: str
    weights: dict[str, int]
    parts: tuple[int, ...]


@cache
def framework() -> Framework:
    """The bundled framework with weights 1 to 3: 63 items in 11 areas in 4 categories."""
    chosen = random.Random(1)

    def weighted(node: Item | Group) -> Item | Group:
        if isinstance(node, Item):
            return evolve(node, weight=chosen.randint(1, 3))
        return evolve(node, children=tuple(map(weighted, node.children)))

    plain = competency.load_framework("cto")
    return evolve(plain, children=tuple(map(weighted, plain.children)))


def plan(*, weighted: bool = True) -> Plan:
    """A plan that scores whatever is answered, as the other engines do."""
    return Plan(framework() if weighted else competency.load_framework("cto"), min_coverage=0)


def item_ids() -> list[str]:
    """The ids of the items, in document order."""
    return [item.id for item in framework().items]


def nodes() -> list[Node]:
    """The 16 nodes, in document order: the whole first, categories before their areas."""
    whole = framework()
    groups = [node for node in whole.walk() if isinstance(node, Group)]
    index = {group.id: place for place, group in enumerate(groups, 1)}
    found = [Node("overall", _weights(whole.items), _parts(whole.categories, index))]
    found += [
        Node(group.id, _weights(group.items), _parts(group.groups, index)) for group in groups
    ]
    return found


def _weights(items: tuple[Item, ...]) -> dict[str, int]:
    return {item.id: int(item.weight) for item in items}


def _parts(groups: tuple[Group, ...], index: dict[str, int]) -> tuple[int, ...]:
    return tuple(index[group.id] for group in groups)


def _levels(rows: int, items: int) -> Iterator[tuple[int, NDArray[np.int8], NDArray[np.bool_]]]:
    """Give chunks of levels, an item a line, and where they are missing: five in a hundred."""
    for start in range(0, rows, _CHUNK):
        chosen = np.random.default_rng([start, 1])
        shape = items, min(_CHUNK, rows - start)
        levels = chosen.integers(LOWEST, HIGHEST + 1, shape, np.int8)
        yield start, levels, chosen.integers(0, 20, shape, np.uint8) == 0


def answers(rows: int) -> pa.Table:
    """Answers in memory: a contiguous column of int8 an item; what is missing is null."""
    ids = item_ids()
    levels = np.empty((len(ids), rows), np.int8)
    missing = np.empty((len(ids), rows), np.bool_)
    for start, some, absent in _levels(rows, len(ids)):
        levels[:, start : start + _CHUNK] = some
        missing[:, start : start + _CHUNK] = absent
    columns = [pa.array(one, mask=none) for one, none in zip(levels, missing, strict=True)]
    return pa.table(columns, ids)


def batches(rows: int) -> Iterator[pa.RecordBatch]:
    """The same answers bit by bit, with the ids of the respondents."""
    ids = item_ids()
    for start, levels, missing in _levels(rows, len(ids)):
        columns = [pa.array(one, mask=none) for one, none in zip(levels, missing, strict=True)]
        yield pa.record_batch([_respondents(start, levels.shape[1]), *columns], [RESPONDENT, *ids])


def _respondents(start: int, count: int) -> pa.Array:
    return pa.array([f"r{number:07d}" for number in range(start, start + count)])


def write_parquet(path: Path, rows: int) -> Path:
    """Write the answers: int8 with nulls, a row group a chunk."""
    names = [RESPONDENT, *item_ids()]
    kinds = [pa.string(), *(pa.int8() for _ in names[1:])]
    with pq.ParquetWriter(path, pa.schema(zip(names, kinds, strict=True))) as writer:
        for batch in batches(rows):
            writer.write_batch(batch)
    return path


def write_csv(path: Path, rows: int, *, states: bool = False) -> Path:
    """Write the answers; with states, some of those that are missing are `?` or `n/a`."""
    plain = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none")
    with path.open("wb") as file:
        file.write(",".join([RESPONDENT, *item_ids()]).encode() + b"\n")
        for batch in batches(rows):
            shown = _with_states(batch) if states else batch
            pyarrow.csv.write_csv(shown, file, plain)
    return path


def _with_states(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Turn the columns to texts: one in three of the cells without a level gets each state."""
    chosen = np.random.default_rng(2)
    texts = pa.array([None, *"12345", "?", "n/a"])
    columns = [batch.column(0)]
    for column in batch.columns[1:]:
        places = column.fill_null(0).to_numpy(zero_copy_only=False).copy()
        empty = places == 0
        places[empty] = chosen.choice([0, 6, 7], empty.sum())
        columns.append(texts.take(pa.array(places)))
    return pa.record_batch(columns, batch.schema.names)


def copied(table: pa.Table) -> pa.Table:
    """Copy every buffer, so that an engine meets memory that it has not seen."""
    columns = []
    for column in table.columns:
        array = column.chunk(0)
        buffers = [
            None if each is None else pa.py_buffer(np.frombuffer(each, np.uint8).copy())
            for each in array.buffers()
        ]
        columns.append(pa.Array.from_buffers(array.type, len(array), buffers))
    return pa.table(columns, table.column_names)
