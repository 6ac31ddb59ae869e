"""Files at the edge: a read is bounded and never waits, a write is whole or did not happen."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path, PureWindowsPath
from typing import Any, TypeVar

from competency.errors import (
    FileExists,
    UnreadableFile,
    UnwritableFile,
    did_you_mean,
    quoted,
)

__all__ = ["open_bytes", "read_bytes", "write_bytes", "write_folder"]

_NEIGHBOURS = 2_000
_STALE_SECONDS = 3_600
_TEMPORARY = ".competency-{}.tmp"
_WITHOUT_WAITING: int = getattr(os, "O_NONBLOCK", 0)
_CREATING: int = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_KINDS = {
    stat.S_IFREG: "a file",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFSOCK: "a socket",
}
_TAKEN = {errno.EEXIST, errno.ENOTEMPTY}
_WITHOUT_LINKS = {errno.EPERM, errno.EACCES, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}
_REMEDIES = {
    errno.ENOENT: "make the folder first",
    errno.EACCES: "check the permissions",
    errno.EPERM: "check the permissions",
    errno.ENAMETOOLONG: "use a shorter name",
    errno.ENOSPC: "make room, or write to another disk",
    errno.EDQUOT: "make room, or write to another disk",
}

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
        _require_regular(Path(name).stat())
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
        _require_regular(os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _require_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, f"it is {_kind(status)}, not a file")


def _kind(status: os.stat_result) -> str:
    return _KINDS.get(stat.S_IFMT(status.st_mode), "a device")


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
        raise UnreadableFile(name, _cause(error), _remedy(error, "check the path")) from error


def _nearest(path: Path) -> str:
    """Name the file beside it that was probably meant."""
    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for entry in islice(entries, _NEIGHBOURS) if entry.is_file()]
    except OSError:
        return f"nor is there a folder {quoted(str(path.parent))}; check the path"
    return did_you_mean(path.name, names) or "check the path"


def write_bytes(path: str | os.PathLike[str], data: bytes, *, overwrite: bool = False) -> None:
    """Write a whole file, or nothing: at no moment does half of it stand under its name.

    A file that is replaced keeps its permissions; a hard link to it keeps the old content.
    Symbolic links, folders, pipes and devices are never written to.

    Raises:
        FileExists: if something is there already and `overwrite` is false; of several writers
            at the same moment exactly one succeeds.
        UnwritableFile: if the file cannot be written; what was there before is untouched.

    >>> write_bytes("pyproject.toml", b"")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    competency.errors.FileExists: pyproject.toml: it is there already; choose ...

    """
    target = Path(path)
    with _unwritable(os.fspath(path)):
        mode = _mode(target, overwrite=overwrite)
        _sweep(target.parent)
        _write(target, data, mode, overwrite=overwrite)
        _sync_folder(target.parent)


def write_folder(
    path: str | os.PathLike[str], files: Iterable[tuple[str, bytes]], *, overwrite: bool = False
) -> int:
    """Write a folder of files, all of them or none, and give their number.

    The folder must be absent or empty. With `overwrite` it may hold files, and each file is
    then written into it as `write_bytes` does: each is whole, those before a failure stay.

    Raises:
        FileExists: if the folder is not empty and `overwrite` is false, or two names are one.
        UnwritableFile: if the folder or a file cannot be written, or a name is not that of a
            plain file; nothing is left behind.

    """
    folder = Path(path).absolute()
    with _unwritable(os.fspath(path)):
        is_there = _is_folder(folder, overwrite=overwrite)
    if is_there and overwrite:
        _sweep(folder)
        return _write_into(folder, files)
    _sweep(folder.parent)
    return _write_beside(folder, files)


def _write_into(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    count = 0
    for target, data in _targets(folder, files):
        with _unwritable(str(target)):
            _write(target, data, _mode(target, overwrite=True), overwrite=True)
        count += 1
    _sync_folder(folder)
    return count


def _write_beside(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    count = 0
    temporary = _beside(folder)
    try:
        with _unwritable(str(folder)):
            temporary.mkdir()
        for target, data in _targets(folder, files):
            with _unwritable(str(target)):
                _fill(temporary / target.name, data, None)
            count += 1
        with _unwritable(str(folder)):
            _sync_folder(temporary)
            _rename_folder(temporary, folder)
            _sync_folder(folder.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return count


def _targets(folder: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[Path, bytes]]:
    """Refuse names that lead elsewhere, and two that some file system takes for one."""
    names: set[str] = set()
    for name, data in files:
        if name in ("", "..") or PureWindowsPath(name).name != name:
            raise UnwritableFile(str(folder), f"{quoted(name)} is no file name", "rename it")
        if name.casefold() in names:
            raise FileExists(str(folder / name), "two files have this name", "rename one")
        names.add(name.casefold())
        yield folder / name, data


def _write(target: Path, data: bytes, mode: int | None, *, overwrite: bool) -> None:
    temporary = _beside(target)
    try:
        _fill(temporary, data, mode)
        if overwrite:
            temporary.replace(target)
        else:
            _link(temporary, target)
    finally:
        with suppress(OSError):
            temporary.unlink()


def _beside(target: Path) -> Path:
    return target.with_name(_TEMPORARY.format(os.urandom(8).hex()))


def _fill(path: Path, data: bytes, mode: int | None) -> None:
    descriptor = os.open(path, _CREATING, 0o666 if mode is None else mode)
    try:
        if mode is not None and os.chmod in os.supports_fd:  # exactly the old, whatever the umask
            os.chmod(descriptor, mode)  # noqa: PTH101  (a path could have become another file)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _link(temporary: Path, target: Path) -> None:
    """Give the file its name unless the name is taken: in one step, where there are links."""
    try:
        os.link(temporary, target)
    except OSError as error:
        if error.errno not in _WITHOUT_LINKS:
            raise
        # Weaker, on FAT and some network disks: between these two lines another writer's file
        # can come and be replaced. Not on Windows, where a rename never replaces.
        _mode(target, overwrite=False)
        temporary.rename(target)


def _rename_folder(temporary: Path, folder: Path) -> None:
    try:
        temporary.rename(folder)
    except FileExistsError:  # Windows does not replace a folder, be it empty
        folder.rmdir()
        temporary.rename(folder)


def _sync_folder(folder: Path) -> None:
    """Make a new name survive a power cut, where the platform can; all is whole without it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove what writers left here that were killed more than an hour ago."""
    with suppress(OSError):
        for path in folder.glob(_TEMPORARY.format("*")):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_mtime < time.time() - _STALE_SECONDS:
                path.unlink()


def _mode(target: Path, *, overwrite: bool) -> int | None:
    """Give the permissions of the file to be replaced, None where there is none."""
    status = _status(target)
    if status is None:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, f"it is {_kind(status)}, not a file")
    if not overwrite:
        raise FileExistsError(errno.EEXIST, "")
    return stat.S_IMODE(status.st_mode)


def _is_folder(target: Path, *, overwrite: bool) -> bool:
    status = _status(target)
    if status is None:
        return False
    if not stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EINVAL, f"it is {_kind(status)}, not a folder")
    if not overwrite and any(target.iterdir()):
        raise FileExistsError(errno.EEXIST, "")
    return True


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except FileNotFoundError:
        if path.parent.is_dir():
            return None
        message = f"there is no folder {quoted(str(path.parent))}"
        raise FileNotFoundError(errno.ENOENT, message) from None


@contextmanager
def _unwritable(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _TAKEN:
            remedy = "choose another name, or allow it to be replaced (--force, overwrite=True)"
            raise FileExists(name, "it is there already", remedy) from error
        remedy = _remedy(error, "write to another place")
        raise UnwritableFile(name, _cause(error), remedy) from error
    except ValueError as error:
        raise UnwritableFile(name, _cause(error), "use another name") from error


def _cause(error: OSError | ValueError) -> str:
    if isinstance(error, ValueError):
        return "no file can have this name"
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


def _remedy(error: OSError | ValueError, otherwise: str) -> str:
    return _REMEDIES.get(getattr(error, "errno", 0), otherwise)
