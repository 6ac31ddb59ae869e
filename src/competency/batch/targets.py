"""Targets: the files that figures and rejects are written to, whole or not at all."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import define, field, frozen

from competency.batch.csv_text import header, repeats, rows
from competency.batch.scorer import Reject
from competency.errors import InvalidValue, quoted
from competency.files import Create, NewFile, new_files

__all__ = ["Outputs", "Rejects", "Target", "open_outputs"]

_LEVEL = 3  # a third of the time of zlib's own 6, for a file a quarter larger
_GZIP = 16 + zlib.MAX_WBITS  # with neither name nor time: the same figures make the same bytes
_TEXTS = tuple((name, pa.string()) for name in ("respondent", "column", "code", "cell", "file"))

_Path = str | os.PathLike[str]


class Target(Protocol):
    """A file that batches are written to, each of the schema that it was opened with."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Write a batch; in Parquet it becomes a row group."""

    def finish(self) -> None:
        """Write what comes last."""


@contextmanager
def open_outputs(*, overwrite: bool = False) -> Iterator[Outputs]:
    """Open files that get their names together when the block ends, or never.

    Raises:
        InvalidValue: when one is opened, if its name does not end in a format.
        FileExists: if a file is there already, and `overwrite` is false.
        UnwritableFile: if a file cannot be written; nothing is left behind.

    >>> with open_outputs() as outputs:
    ...     outputs.figures("scores.xlsx")
    Traceback (most recent call last):
    competency.errors.InvalidValue: 'scores.xlsx' ends in no format; write .csv, .csv.gz or .parquet
    """
    with new_files(overwrite=overwrite) as create:
        outputs = Outputs(create)
        yield outputs
        outputs.finish()


@frozen
class Outputs:
    """Files that are written together."""

    _create: Create
    _targets: list[Target | Rejects] = field(factory=list, init=False)

    def figures(self, path: _Path) -> Callable[[pa.Schema], Target]:
        """Create a file for figures, `.csv`, `.csv.gz` or `.parquet`; give what opens it."""
        made, file = _format_of(path), self._create(path)

        def opened(schema: pa.Schema) -> Target:
            self._targets.append(target := made(file, schema))
            return target

        return opened

    def rejects(self, path: _Path, *, name_files: bool = False) -> Rejects:
        """Open a file for rejects, likewise, which comes to be only if there are any.

        Args:
            path: The file.
            name_files: Whether each row says in which file it was.
        """
        made = _format_of(path)
        file = self._create(path, optional=True)
        self._targets.append(rejects := Rejects(file, made, name_files))
        return rejects

    def finish(self) -> None:
        """Write what comes last in each file."""
        for target in self._targets:
            target.finish()


@define
class Rejects:
    """A file of rejects: `row,respondent,column,code,cell`, and `file` where that is asked for.

    One that was there before is replaced even if nothing is rejected, by one without rows: its
    rejects would be taken for those of this run.
    """

    _file: NewFile
    _made: Callable[[NewFile, pa.Schema], Target]
    _name_files: bool
    _target: Target | None = field(default=None, init=False)

    def write(self, rejects: Iterable[Reject]) -> None:
        """Write rejects, one row each."""
        cells = [_cells(reject) for reject in rejects]
        if cells:
            self._opened().write(pa.RecordBatch.from_pylist(cells, self._schema))

    def finish(self) -> None:
        """Write what comes last, if anything comes at all."""
        if self._target is not None or self._file.replaces:
            self._opened().finish()

    @property
    def _schema(self) -> pa.Schema:
        texts = _TEXTS if self._name_files else _TEXTS[:-1]
        return pa.schema([("row", pa.int64()), *texts])

    def _opened(self) -> Target:
        self._target = self._target or self._made(self._file, self._schema)
        return self._target


def _cells(reject: Reject) -> dict[str, Any]:
    place = reject.problem.place
    return {
        "row": reject.row,
        "respondent": reject.respondent,
        "column": reject.column,
        "code": reject.problem.kind,
        "cell": reject.cell,
        "file": None if place is None else place.file,
    }


class _Csv:
    def __init__(self, stream: Any, schema: pa.Schema) -> None:
        self._stream = stream
        stream.write(header(schema))

    def write(self, batch: pa.RecordBatch) -> None:
        for piece in rows(batch):
            self._stream.write(piece)

    def finish(self) -> None:
        pass


class _GzippedCsv(_Csv):
    def __init__(self, stream: Any, schema: pa.Schema) -> None:
        super().__init__(_Gzip(stream), schema)

    def finish(self) -> None:
        self._stream.finish()


class _Gzip:
    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._packed = zlib.compressobj(_LEVEL, wbits=_GZIP)

    def write(self, data: Any) -> None:
        self._stream.write(self._packed.compress(data))

    def finish(self) -> None:
        self._stream.write(self._packed.flush())


class _Parquet:
    def __init__(self, stream: Any, schema: pa.Schema) -> None:
        self._stream = stream
        self._schema = schema
        self._writer: Any = None

    def write(self, batch: pa.RecordBatch) -> None:
        if batch.num_rows:
            self._opened(batch).write_batch(batch)

    def finish(self) -> None:
        nothing = [pa.nulls(0, kind) for kind in self._schema.types]
        self._opened(pa.RecordBatch.from_arrays(nothing, schema=self._schema)).close()

    def _opened(self, batch: pa.RecordBatch) -> Any:
        """Give the writer, which encodes the columns as the first batch suggests."""
        if self._writer is None:
            self._writer = _Writer(self._stream, self._schema, **_encoding(batch))
        return self._writer


class _Writer(pq.ParquetWriter):  # type: ignore[misc]
    def __del__(self) -> None:
        """Finish nothing: a file that was not finished goes away."""


def _encoding(batch: pa.RecordBatch) -> dict[str, Any]:
    """Choose what is fastest for each column; numbers, once encoded, hardly compress."""
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    whole = [name for name in columns if pa.types.is_integer(columns[name].type)]
    others = [name for name in columns if name not in whole]
    numbers = {*whole, *(name for name in others if pa.types.is_floating(columns[name].type))}
    return {
        "use_dictionary": [name for name in others if repeats(columns[name])],
        "column_encoding": dict.fromkeys(whole, "DELTA_BINARY_PACKED"),
        "compression": {name: "none" if name in numbers else "snappy" for name in columns},
        "write_statistics": False,
    }


_FORMATS: dict[str, Callable[[NewFile, pa.Schema], Target]] = {
    ".csv": _Csv,
    ".csv.gz": _GzippedCsv,
    ".parquet": _Parquet,
}


def _format_of(path: _Path) -> Callable[[NewFile, pa.Schema], Target]:
    name = os.fspath(path)
    for suffix, made in _FORMATS.items():
        if name.lower().endswith(suffix):
            return made
    *some, last = _FORMATS
    remedy = f"write {', '.join(some)} or {last}"
    raise InvalidValue(f"{quoted(name)} ends in no format", remedy, "format")
