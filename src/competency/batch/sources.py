"""Sources: files of responses, and folders and patterns of them, as tables."""

from __future__ import annotations

import glob
import gzip
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from competency.batch.arrow_block import ArrowTable
from competency.batch.blocks import Block, Table
from competency.batch.columns import Columns
from competency.batch.csv_table import CsvTable, read_csv
from competency.errors import InvalidValue, UnreadableFile, quoted
from competency.files import open_bytes

__all__ = ["SUFFIXES", "Source", "sources_of"]

SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".parquet")
_ROWS = 1 << 17
_PATTERN = frozenset("*?[")

_Path = str | os.PathLike[str]


def sources_of(source: _Path | Sequence[_Path]) -> tuple[Source, ...]:
    """Give the files that are meant: a file, those of a folder, of a pattern, or several.

    Raises:
        UnreadableFile: if there is none.
        InvalidValue: for a file of another kind.
    """
    given = [source] if isinstance(source, str | os.PathLike) else source
    return tuple(Source(os.fspath(path)) for each in given for path in _files(Path(each)))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(each for each in path.iterdir() if is_source(each))
        return _some(path, found, "there is no CSV or Parquet file in it")
    if not path.exists() and _PATTERN & set(str(path)):
        matches = sorted(Path(each) for each in glob.glob(str(path), recursive=True))  # noqa: PTH207
        return _some(path, [each for each in matches if is_source(each)], "nothing is called so")
    if not path.name.lower().endswith(SUFFIXES):
        message = f"{quoted(str(path))} is no responses file"
        raise InvalidValue(message, f"give one that ends in {', '.join(SUFFIXES)}")
    return [path]


def is_source(path: Path) -> bool:
    """Tell whether a path is that of a file of responses, and none that is hidden."""
    return path.name.lower().endswith(SUFFIXES) and not path.name.startswith((".", "_"))


def _some(path: Path, found: list[Path], cause: str) -> list[Path]:
    if not found:
        raise UnreadableFile(str(path), cause, f"give files that end in {', '.join(SUFFIXES)}")
    return found


@frozen(eq=False)
class OpenSource:
    """A table, and how many bytes of its file were read so far."""

    table: Table
    position: Callable[[], int]


@frozen
class Source:
    """One file of responses."""

    path: str

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return Path(self.path).stat().st_size

    @contextmanager
    def opened(self, columns: Columns, *, keep_going: bool = False) -> Iterator[OpenSource]:
        """Open it as a table.

        Raises:
            UnreadableFile: if it cannot be read, now or while rows are read from it.
            InvalidFile: if it is not as it should be, likewise.
        """
        with ExitStack() as stack:
            stream = stack.enter_context(open_bytes(self.path))
            if self.path.lower().endswith(".parquet"):
                yield self._parquet(stream)
            else:
                yield self._csv(stream, columns, keep_going=keep_going)

    def _csv(self, stream: Any, columns: Columns, *, keep_going: bool) -> OpenSource:
        zipped = self.path.lower().endswith(".gz")
        text: Any = gzip.GzipFile(fileobj=stream) if zipped else stream
        meant = [heading for heading, what in columns.rename.items() if what == "respondent"]
        required = meant or [columns.respondent]
        with self._unless_cut():
            table = read_csv(text, self.path, required, keep_going=keep_going)
        blocks = _Watched(table.name, table.headings, self._blocks(table))
        return OpenSource(blocks, stream.tell if zipped else lambda: table.position)

    @contextmanager
    def _unless_cut(self) -> Iterator[None]:
        try:
            yield
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            cause = "its compressed data is damaged, or cut off"
            raise UnreadableFile(self.path, cause, "compress it anew") from error

    @contextmanager
    def _unless_damaged(self) -> Iterator[None]:
        try:
            yield
        except (pa.ArrowException, OSError) as error:
            cause = "it is no whole Parquet file"
            raise UnreadableFile(self.path, cause, "write it anew") from error

    def _blocks(self, table: CsvTable) -> Iterator[Block]:
        with self._unless_cut():
            yield from table

    def _parquet(self, stream: Any) -> OpenSource:
        with self._unless_damaged():
            # Unless told not to, it holds every row group that it has read until the end.
            file = pq.ParquetFile(stream, pre_buffer=False)
        schema, total = file.schema_arrow, max(1, file.metadata.num_rows)
        read = [0]
        table = ArrowTable(self.path, tuple(schema.names), self._batches(file, read))
        return OpenSource(table, lambda: self.size * read[0] // total)

    def _batches(self, file: Any, read: list[int]) -> Iterator[pa.RecordBatch]:
        with self._unless_damaged():
            for batch in file.iter_batches(_ROWS):
                read[0] += batch.num_rows
                yield batch


@frozen(eq=False)
class _Watched:
    """A table whose blocks come from elsewhere."""

    name: str
    headings: tuple[str, ...]
    blocks: Iterator[Block]

    def __iter__(self) -> Iterator[Block]:
        return self.blocks
