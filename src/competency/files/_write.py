"""Writing: a file is whole, or it is not there."""

from __future__ import annotations

import errno
import io
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from competency.errors import FileExists, UnwritableFile, quoted
from competency.files._words import cause, remedy, require_regular

__all__ = [
    "NewFile",
    "beside",
    "fill",
    "new_files",
    "status_of",
    "sweep",
    "sync_folder",
    "unwritable",
    "whole",
    "write_bytes",
]

_STALE_SECONDS = 3_600
_TEMPORARY = ".competency-{}.tmp"
_CREATING: int = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_TAKEN = {errno.EEXIST, errno.ENOTEMPTY}
_WITHOUT_LINKS = {errno.EPERM, errno.EACCES, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}


def write_bytes(path: str | os.PathLike[str], data: bytes, *, overwrite: bool = False) -> None:
    """Write a whole file, or nothing, by the rules of `new_files`.

    >>> write_bytes("pyproject.toml", b"")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    competency.errors.FileExists: pyproject.toml: it is there already; choose ...

    """
    with new_files(overwrite=overwrite) as create:
        create(path).write(data)


@contextmanager
def new_files(*, overwrite: bool = False) -> Iterator[Create]:
    """Write files piece by piece, each whole or not at all.

    `create(path)` gives a binary stream, which nobody need close. The files get their names when
    the block ends and all of them are on the disk, one right after the other; none gets a name if
    the block ends in an exception. At no moment does half of a file stand under its name. With
    `create(path, optional=True)` a file gets none if nothing was written to it.

    A file that is replaced keeps its permissions; a hard link to it keeps the old content.
    Symbolic links, folders, pipes and devices are never written to.

    Raises:
        FileExists: by `create`, if something is there already and `overwrite` is false, or if
            the block has created that file before; at the end, if something came meanwhile: of
            several writers at the same moment exactly one succeeds.
        UnwritableFile: by `create`, a stream or at the end, if a file cannot be written; what
            was there before is untouched.

    >>> with new_files() as create:
    ...     create("a.csv").write(b"1,2")
    ...     create("src")
    Traceback (most recent call last):
    competency.errors.UnwritableFile: src: it is a folder, not a file; write to another place

    """
    with whole() as files:
        yield partial(_create, files, overwrite=overwrite)
    for folder in {file.target.parent for file in files}:
        sync_folder(folder)


class Create(Protocol):
    """What creates a file in `new_files`."""

    def __call__(self, path: str | os.PathLike[str], *, optional: bool = False) -> NewFile:
        """Give a new file, as a binary stream."""


def _create(
    files: list[NewFile], path: str | os.PathLike[str], *, overwrite: bool, optional: bool = False
) -> NewFile:
    file = NewFile(path, overwrite=overwrite, optional=optional)
    if file.place in {other.place for other in files}:
        raise FileExists(file.name, "two files have this name", "rename one")
    sweep(file.target.parent)
    files.append(file)
    return file.opened()


@contextmanager
def whole() -> Iterator[list[NewFile]]:
    """Give all files of a list their names at the end, or leave none."""
    files: list[NewFile] = []
    try:
        yield files
        for file in files:
            file.finish()
        for file in files:
            file.publish()
    finally:
        for file in files:
            file.discard()


class NewFile(io.RawIOBase):
    """A file that has no name yet; a write takes all, and each failure is an `UnwritableFile`.

    Attributes:
        name: The name that it is to have, as it was given.
        target: That name as a path.
        place: That name in full, the same for two that some file system takes for one.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, overwrite: bool, optional: bool = False
    ) -> None:
        self.name: str = os.fspath(path)
        self.target: Path = Path(path)
        with unwritable(self.name):
            self._mode = _permissions(self.target, overwrite=overwrite)
            self.place: str = str(self.target.parent.resolve() / self.target.name).casefold()
        self._temporary = beside(self.target)
        self._overwrite = overwrite
        self._optional = optional
        self._descriptor = -1
        self._size = 0

    def opened(self) -> NewFile:
        """Make the temporary file."""
        with unwritable(self.name):
            self._descriptor = _open(self._temporary, self._mode)
        return self

    @property
    def replaces(self) -> bool:
        """Whether there was a file of that name before."""
        return self._mode is not None

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def tell(self) -> int:
        """Give how many bytes were written."""
        return self._size

    def write(self, data: Any, /) -> int:
        """Write all of it."""
        with unwritable(self.name):
            count = _write(self._descriptor, data)
        self._size += count
        return count

    def finish(self) -> None:
        """Bring what was written to the disk."""
        with unwritable(self.name):
            os.fsync(self._descriptor)
            self._let_go()

    def publish(self) -> None:
        """Give it its name."""
        if self._optional and not self._size:
            return
        with unwritable(self.name):
            if self._overwrite:
                self._temporary.replace(self.target)
            else:
                _link(self._temporary, self.target)

    def discard(self) -> None:
        """Remove what it is without its name."""
        with suppress(OSError):
            self._let_go()
        with suppress(OSError):
            self._temporary.unlink()

    def _let_go(self) -> None:
        self.close()
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def fill(path: Path, data: bytes) -> None:
    """Write a new file, where half of it can do no harm."""
    descriptor = _open(path, None)
    try:
        _write(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open(path: Path, mode: int | None) -> int:
    descriptor = os.open(path, _CREATING, 0o666 if mode is None else mode)
    try:
        if mode is not None and os.chmod in os.supports_fd:  # exactly the old, whatever the umask
            os.chmod(descriptor, mode)  # noqa: PTH101  (a path could have become another file)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _write(descriptor: int, data: Any) -> int:
    rest = whole = memoryview(data).cast("B")
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    return len(whole)


def _link(temporary: Path, target: Path) -> None:
    """Give the file its name unless the name is taken: in one step, where there are links."""
    try:
        os.link(temporary, target)
    except OSError as error:
        if error.errno not in _WITHOUT_LINKS:
            raise
        # Weaker, on FAT and some network disks: between these two lines another writer's file
        # can come and be replaced. Not on Windows, where a rename never replaces.
        _permissions(target, overwrite=False)
        temporary.rename(target)


def _permissions(target: Path, *, overwrite: bool) -> int | None:
    """Give the permissions of the file to be replaced, None where there is none."""
    status = status_of(target)
    if status is None:
        return None
    require_regular(status)
    if not overwrite:
        raise FileExistsError(errno.EEXIST, "")
    return stat.S_IMODE(status.st_mode)


def beside(target: Path) -> Path:
    """Give the name of something temporary in the same folder."""
    return target.with_name(_TEMPORARY.format(os.urandom(8).hex()))


def sync_folder(folder: Path) -> None:
    """Make a new name survive a power cut, where the platform can; all is whole without it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sweep(folder: Path) -> None:
    """Remove what writers left here that were killed more than an hour ago."""
    with suppress(OSError):
        for path in folder.glob(_TEMPORARY.format("*")):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_mtime < time.time() - _STALE_SECONDS:
                path.unlink()


def status_of(path: Path) -> os.stat_result | None:
    """Look at what stands under a name; None where nothing does, in a folder that is there."""
    try:
        return path.lstat()
    except FileNotFoundError:
        if path.parent.is_dir():
            return None
        message = f"there is no folder {quoted(str(path.parent))}"
        raise FileNotFoundError(errno.ENOENT, message) from None


@contextmanager
def unwritable(name: str) -> Iterator[None]:
    """Let each failure name the file that was to be written."""
    try:
        yield
    except OSError as error:
        if error.errno in _TAKEN:
            what = "choose another name, or allow it to be replaced (--force, overwrite=True)"
            raise FileExists(name, "it is there already", what) from error
        what = remedy(error, "write to another place")
        raise UnwritableFile(name, cause(error), what) from error
    except ValueError as error:
        raise UnwritableFile(name, cause(error), "use another name") from error
