"""Folders of files: all of them are there, or none."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PureWindowsPath

from competency.errors import FileExists, UnwritableFile, quoted
from competency.files._words import kind
from competency.files._write import (
    NewFile,
    beside,
    fill,
    status_of,
    sweep,
    sync_folder,
    unwritable,
    whole,
)

__all__ = ["write_folder"]


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
    with unwritable(os.fspath(path)):
        is_there = _is_folder(folder, overwrite=overwrite)
    if is_there and overwrite:
        sweep(folder)
        return _write_into(folder, files)
    sweep(folder.parent)
    return _write_beside(folder, files)


def _write_into(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    count = 0
    for target, data in _targets(folder, files):
        with whole() as new:
            new.append(NewFile(target, overwrite=True))
            new[0].opened().write(data)
        count += 1
    sync_folder(folder)
    return count


def _write_beside(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    count = 0
    temporary = beside(folder)
    try:
        with unwritable(str(folder)):
            temporary.mkdir()
        for target, data in _targets(folder, files):
            with unwritable(str(target)):
                fill(temporary / target.name, data)
            count += 1
        with unwritable(str(folder)):
            sync_folder(temporary)
            _rename(temporary, folder)
            sync_folder(folder.parent)
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


def _rename(temporary: Path, folder: Path) -> None:
    try:
        temporary.rename(folder)
    except FileExistsError:  # Windows does not replace a folder, be it empty
        folder.rmdir()
        temporary.rename(folder)


def _is_folder(target: Path, *, overwrite: bool) -> bool:
    status = status_of(target)
    if status is None:
        return False
    if not stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EINVAL, f"it is {kind(status)}, not a folder")
    if not overwrite and any(target.iterdir()):
        raise FileExistsError(errno.EEXIST, "")
    return True
