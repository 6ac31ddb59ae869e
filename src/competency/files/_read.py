"""Reading: bounded, and never made to wait."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from competency.errors import UnreadableFile, did_you_mean, quoted
from competency.files._words import cause, remedy, require_regular

__all__ = ["open_bytes", "read_bytes"]

_NEIGHBOURS = 2_000
_WITHOUT_WAITING: int = getattr(os, "O_NONBLOCK", 0)

_Read = TypeVar("_Read", int, bytes)


def read_bytes(path: str | os.PathLike[str], limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes; a folder, pipe or device is refused.

    Raises:
        UnreadableFile: if there is no such file, it is not a regular file, it is too large, or
            the system refuses it. For an absent file the remedy names the closest one.

    >>> read_bytes("/dev/zero", limit=2**20)
    Traceback (most recent call last):
    competency.errors.UnreadableFile: /dev/zero: it is a device, not a file; check the path

    """
    with open_bytes(path) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        remedy = "split the file, or read it with a larger limit"
        raise UnreadableFile(os.fspath(path), f"it is larger than {_size(limit)}", remedy)
    return data


def open_bytes(path: str | os.PathLike[str]) -> io.BufferedReader:
    r"""Open a regular file of any size as a binary stream, which the caller closes.

    Raises:
        UnreadableFile: as `read_bytes` does, and also later, if reading from the stream fails.

    >>> with open_bytes("pyproject.toml") as stream:
    ...     stream.readline()
    b'[build-system]\n'

    """
    name = os.fspath(path)
    with _unreadable(name):
        # Looked at before it is opened too: to open a device can already do something.
        require_regular(Path(name).stat())
        return io.BufferedReader(_RegularFile(name, opener=_open_regular))


class _RegularFile(io.FileIO):
    """A regular file, each failure of which is an `UnreadableFile`."""

    def readinto(self, buffer: Any, /) -> int:
        with _unreadable(str(self.name)):
            count: int | None = super().readinto(buffer)
            return _arrived(count)

    def readall(self) -> bytes:
        with _unreadable(str(self.name)):
            return _arrived(super().readall())


def _arrived(read: _Read | None) -> _Read:
    """Refuse what looks like a regular file but makes its reader wait, as /proc/kmsg does."""
    if read is None:
        raise BlockingIOError(errno.EAGAIN, "it gives no data")
    return read


def _open_regular(name: str, flags: int) -> int:
    descriptor = os.open(name, flags | _WITHOUT_WAITING)
    try:
        require_regular(os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _size(limit: int) -> str:
    """Say how large something is.

    >>> _size(32 * 2**20), _size(1000)
    ('32 MiB', '1,000 bytes')
    """
    mebibytes, rest = divmod(limit, 2**20)
    return f"{limit:,} bytes" if rest else f"{mebibytes} MiB"


@contextmanager
def _unreadable(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableFile(name, "there is no such file", _nearest(Path(name))) from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(name, cause(error), remedy(error, "check the path")) from error


def _nearest(path: Path) -> str:
    """Name the file beside it that was probably meant."""
    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for entry in islice(entries, _NEIGHBOURS) if entry.is_file()]
    except OSError:
        return f"nor is there a folder {quoted(str(path.parent))}; check the path"
    return did_you_mean(path.name, names) or "check the path"
