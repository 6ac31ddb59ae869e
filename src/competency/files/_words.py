"""What the system says of a path, in words."""

from __future__ import annotations

import errno
import os
import stat

__all__ = ["cause", "kind", "remedy", "require_regular"]

_KINDS = {
    stat.S_IFREG: "a file",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFSOCK: "a socket",
}
_REMEDIES = {
    errno.ENOENT: "make the folder first",
    errno.EACCES: "check the permissions",
    errno.EPERM: "check the permissions",
    errno.ENAMETOOLONG: "use a shorter name",
    errno.ENOSPC: "make room, or write to another disk",
    errno.EDQUOT: "make room, or write to another disk",
}


def require_regular(status: os.stat_result) -> None:
    """Refuse what is no regular file."""
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, f"it is {kind(status)}, not a file")


def kind(status: os.stat_result) -> str:
    """Say what something is."""
    return _KINDS.get(stat.S_IFMT(status.st_mode), "a device")


def cause(error: OSError | ValueError) -> str:
    """Say why something went wrong."""
    if isinstance(error, ValueError):
        return "no file can have this name"
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


def remedy(error: OSError | ValueError, otherwise: str) -> str:
    """Say what to do about it."""
    return _REMEDIES.get(getattr(error, "errno", 0), otherwise)
