"""Keys of rows, the spill, and duplicates at any distance."""

from __future__ import annotations

import errno
import tempfile
import tracemalloc
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency import UnwritableFile
from competency.batch import keys, spill
from competency.batch.keys import as_texts, fresh_seed, person_keys, row_keys
from competency.batch.spill import Duplicates, Runs, Spill, TextStore, grouped

SEED = b"seed"
PIECES = st.sampled_from(
    ["", "a", "b", "\0", "ana", "é", "1234567", "12345678", "x" * 64, "y" * 65]
)
TEXTS = st.lists(PIECES, max_size=3).map("".join)
"""Texts that are easily taken for one another, of lengths about those of a word and of 64 bytes."""


def pairs(found: np.ndarray[Any, Any]) -> list[tuple[int, ...]]:
    """Give keys as values that compare."""
    return [tuple(key) for key in found.tolist()]


def same(found: np.ndarray[Any, Any]) -> list[list[bool]]:
    """Tell of each two keys whether they are one."""
    return [[key == other for other in pairs(found)] for key in pairs(found)]


# Keys


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=12))
def test_keys_are_equal_where_all_texts_are(rows: list[tuple[str, str, str]]) -> None:
    """And nowhere else: columns do not run together, and a text is not its beginning."""
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    found = pairs(row_keys(columns, SEED))
    for row, key in zip(rows, found, strict=True):
        for other, other_key in zip(rows, found, strict=True):
            assert (row == other) == (key == other_key)


@given(st.lists(TEXTS, max_size=12), st.integers(0, 3), st.integers(1, 5))
def test_a_key_depends_on_its_row_alone(texts: list[str], start: int, rows: int) -> None:
    """Not on the rows beside it, nor on how many are looked at together."""
    column = pa.array(texts, pa.string())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_ROWS", rows)
        together = pairs(row_keys([column.slice(start)], SEED))
    alone = [pairs(row_keys([pa.array([text])], SEED))[0] for text in texts[start:]]
    assert alone == together


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["12", "", "7"], pa.large_string()),
        pa.array(["12", None, "7"], pa.string_view()),
        pa.array(["12", None, "7"]).dictionary_encode(),
        pa.array([12, None, 7], pa.int64()),
        pa.array([12, None, 7], pa.uint8()),
        pa.array([None, "12", None, "7"]).slice(1),
        pa.DictionaryArray.from_arrays([0, None, 1], pa.array([12, 7])),
    ],
    ids=lambda column: str(column.type),
)
def test_the_type_of_a_column_does_not_matter(column: Any) -> None:
    """12 in Parquet is the respondent '12'; a null is an empty text."""
    expected = pairs(row_keys([pa.array(["12", "", "7"])], SEED))
    assert expected == pairs(row_keys([column], SEED))


def test_what_has_no_texts() -> None:
    """Empty columns, and those of nulls only."""
    assert [] == pairs(row_keys([pa.array([], pa.string())], SEED))
    empty = pairs(row_keys([pa.array(["", ""])], SEED))
    assert empty == pairs(row_keys([pa.nulls(2)], SEED))
    assert empty == pairs(row_keys([pa.nulls(2, pa.string())], SEED))


def test_dates_are_texts_too() -> None:
    """As they are written."""
    days = pa.array(["2026-11-24", "0999-01-01"])
    assert days.to_pylist() == as_texts(days.cast(pa.date32())).to_pylist()


def test_texts_whose_buffer_begins_elsewhere() -> None:
    """Arrays from other libraries have buffers that end with their last byte."""
    ends, data = pa.array([2, 5, 6], pa.int32()).buffers()[1], pa.py_buffer(b"xxanab")
    foreign = pa.StringArray.from_buffers(2, ends, data)
    assert pairs(row_keys([pa.array(["ana", "b"])], SEED)) == pairs(row_keys([foreign], SEED))


def test_another_seed_gives_other_keys() -> None:
    """So that nobody can prepare rows that meet; also long texts."""
    column = pa.array(["ana", "", "x" * 70])
    one, other = fresh_seed(), fresh_seed()
    assert one != other
    assert not set(pairs(row_keys([column], one))) & set(pairs(row_keys([column], other)))


def test_keys_are_spread_evenly() -> None:
    """All bits of them, also of names that are nearly the same."""
    found = row_keys([pa.array([f"p{number}" for number in range(20_000)])], SEED)
    for half in (found[:, 0], found[:, 1]):
        for shift in range(0, 64, 8):
            counts = np.bincount((half >> np.uint64(shift) & np.uint64(255)).astype(int))
            assert 256 == len(counts)
            assert 30 < counts.min() < counts.max() < 130


@given(st.lists(st.tuples(*[st.sampled_from(["", "a", "b"])] * 3), min_size=1, max_size=12))
def test_who_gives_no_subject_is_it(rows: list[tuple[str, str, str]]) -> None:
    """Empty, null and the respondent's own name are one."""
    who, about, rounds = (list(column) for column in zip(*rows, strict=True))
    told = [subject or rater for rater, subject in zip(who, about, strict=True)]
    expected = row_keys([pa.array(who), pa.array(told), pa.array(rounds)], SEED)
    nulls = pa.array([subject or None for subject in about], pa.large_string())
    found = person_keys(pa.array(who), nulls, pa.array(rounds), SEED)
    assert same(expected) == same(found)


def test_a_file_without_subjects_agrees_with_one_that_has_them() -> None:
    """Two files may be of the same people."""
    who, nobody = pa.array(["ana", "ben"]), pa.nulls(2, pa.string())
    without = pairs(person_keys(who, None, None, SEED))
    assert without == pairs(person_keys(who, who, nobody, SEED))
    assert without != pairs(person_keys(who, pa.array(["ben", "ana"]), None, SEED))


def test_equal_keys_are_grouped_as_they_came() -> None:
    """Also where their first halves are the same and the others are not."""
    order, starts = grouped(np.array([[1, 9], [1, 2], [0, 9], [1, 9], [1, 2]], np.uint64))
    assert [2, 1, 4, 0, 3] == order.tolist()
    assert [0, 1, 3] == starts.tolist()


# Spill


@given(st.lists(st.lists(st.integers(0, 3), max_size=9), max_size=5), st.integers(1, 40))
def test_a_spill_gives_parts_in_order(blocks: list[list[int]], limit: int) -> None:
    """Whether it was written or not; within one, records are as they came."""
    numbers = iter(range(100))
    records = [[(place, next(numbers)) for place in block] for block in blocks]
    with Spill(np.dtype([("place", "i4"), ("number", "i4")]), limit=limit) as store:
        for block in records:
            made = np.array(block, store.dtype)
            store.add(made, made["place"].astype(np.uint8))
        found = [record.item() for part in store.parts() for record in part]
    assert sorted(each for block in records for each in block) == found


def test_few_rows_touch_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is made before there is much to write."""

    def refuse(**_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with Spill(np.dtype(np.int64), limit=80) as store, TextStore(limit=10) as texts:
        store.add(np.arange(100), np.zeros(100, np.uint8))
        assert 100 == sum(map(len, store.parts()))
        texts.add(pa.record_batch([[1], ["a"]], names=["", "x"]))
        assert ["a"] == texts.take(np.array([1])).column("x").to_pylist()


def test_a_file_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is gone at the end, whatever happened."""
    monkeypatch.setattr(spill, "_MEBI", 1)
    store = Spill(np.dtype(np.int64), limit=80, folder=str(tmp_path))
    with suppress(KeyError), store:
        store.add(np.arange(100), np.arange(100, dtype=np.uint8))
        assert list(range(100)) == np.concatenate([*store.parts()]).tolist()
        raise KeyError
    assert [] == list(tmp_path.iterdir())
    assert store._scratch._file.closed


class FullDisk:
    """A file on a full disk."""

    def __init__(self, **_: Any) -> None:
        pass

    def seek(self, _: int) -> None:
        """Do nothing."""

    def write(self, data: Any) -> int:
        """Take it, as a buffer does."""
        return len(data)

    def flush(self) -> None:
        """Fail."""
        raise OSError(errno.ENOSPC, "No space left on device")

    close = flush


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the folder, and how to name another."""
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", FullDisk)
    with pytest.raises(UnwritableFile) as caught, Duplicates(limit=1, folder="/tmp/x") as store:
        store.add(np.zeros((3, 2), np.uint64), np.arange(3))
    expected = (
        "/tmp/x: no space left on device; make room, or let TMPDIR name a folder on another disk"
    )
    assert expected == str(caught.value)


def test_a_disk_that_fails_without_a_word_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the system's own folder is not known yet."""
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", FullDisk)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(FullDisk, "flush", lambda _: (_ for _ in ()).throw(OSError("Odd")))
    with pytest.raises(UnwritableFile, match=r"^TMPDIR: odd; make room"), Runs[int]() as runs:
        runs.add(0, [1])


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(0, 300), st.data())
def test_texts_are_found_by_their_numbers(
    steps: list[int], limit: int, data: st.DataObject
) -> None:
    """Those that were written and those that were not."""
    ends = np.cumsum(np.array(steps) + 1)
    with TextStore(limit=limit) as store:
        for number, rows in zip(ends.tolist(), steps, strict=True):
            numbers = range(number - rows, number)
            texts = pa.array([f"t{each}" for each in numbers], pa.string())
            store.add(pa.record_batch([pa.array(numbers, pa.int64()), texts], names=["", "text"]))
        present = [
            each
            for end, rows in zip(ends.tolist(), steps, strict=True)
            for each in range(end - rows, end)
        ]
        wanted = sorted(data.draw(st.sets(st.sampled_from(present)))) if present else []
        found = [store.take(np.array(wanted, np.int64)) for _ in range(2)]
    expected = [f"t{each}" for each in wanted]
    assert [expected, expected] == [each.column("text").to_pylist() for each in found]


@given(st.lists(st.lists(st.integers(0, 50), max_size=250), max_size=4))
def test_runs_are_merged(values: list[list[int]]) -> None:
    """Each is sorted; together they are too."""
    with Runs[int]() as runs:
        for number, run in enumerate(values):
            runs.add(number, sorted(run))
        assert any(values) == bool(runs)
        assert sorted(chain.from_iterable(values)) == list(runs.merged(int))


# Duplicates


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=8), max_size=5), st.integers(1, 200))
def test_duplicates_are_found_at_any_distance(blocks: list[list[str]], limit: int) -> None:
    """Each with the first row of the same key, in the order of the rows."""
    rows = [text for block in blocks for text in block]
    expected = [
        (number, rows.index(text)) for number, text in enumerate(rows) if text in rows[:number]
    ]
    done = 0
    with Duplicates(limit=limit) as store:
        for block in filter(None, blocks):
            store.add(row_keys([pa.array(block)], SEED), np.arange(done, done + len(block)))
            done += len(block)
        found, firsts = store.found()
    assert expected == list(zip(found.tolist(), firsts.tolist(), strict=True))


def test_keys_that_share_a_half_are_not_the_same() -> None:
    """All 128 bits count."""
    with Duplicates() as store:
        store.add(np.array([[1, 1], [1, 2], [2, 2]], np.uint64), np.arange(3))
        assert [[], []] == [rows.tolist() for rows in store.found()]


def test_memory_does_not_grow_with_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what repeats is kept."""
    monkeypatch.setattr(spill, "_MEBI", 1 << 10)
    random = np.random.default_rng(1)
    tracemalloc.start()
    with Duplicates(limit=1 << 18) as store:
        for start in range(0, 400_000, 4_000):
            found = random.integers(0, 1 << 63, (4_000, 2)).astype(np.uint64)
            store.add(found, np.arange(start, start + 4_000))
        assert 0 == len(store.found()[0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_500_000
