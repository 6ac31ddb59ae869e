"""The zip file that a workbook is: bounded, unpacked whole, and without what could act."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from competency.errors import InvalidFile, SheetCell, quoted
from competency.reading._limits import Limits
from competency.reading._source import foreign, refusal

__all__ = ["pack", "unpack"]

_SIGNATURE = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0"
_ENTRY = b"PK\x01\x02"  # begins each entry of the directory at the end
_MOST_MEMBERS = 1_000
_ENCRYPTED = 0x1
_XML = (".xml", ".rels")
_DAMAGE = (BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError)
_BINARY_DAMAGE = (zlib.error, struct.error, IndexError, OverflowError)
_ACTS = {
    "vbaproject": "macros",
    "vbadata": "macros",
    "xl/macrosheets/": "macros",
    "xl/externallinks/": "links to other workbooks",
}


def unpack(data: bytes, name: str, limits: Limits) -> dict[str, bytes]:
    """Give the XML files of a workbook by their paths in it.

    Raises:
        InvalidFile: if it is no zip file, is damaged or encrypted, unpacks to more than a document
            may have, names a file twice, or holds macros or links to other workbooks.
    """
    if not data.startswith(_SIGNATURE):
        raise _no_zip(data, name)
    if data.count(_ENTRY) > _MOST_MEMBERS:
        raise _refused(name, "the workbook has too many parts", "save it anew", "too-large")
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check(members, name, limits)
            return {each.filename: _read(archive, each) for each in members if _is_xml(each)}
    except InvalidFile:
        raise
    except (*_DAMAGE, *_BINARY_DAMAGE) as error:
        raise damaged(name, str(error)) from None


def pack(files: dict[str, bytes]) -> io.BytesIO:
    """Put files that were looked through into a zip file of our own.

    Two readers of one zip file may see two things; of this one all see the same.
    """
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for path, data in files.items():
            archive.writestr(ZipInfo(path), data)
    stream.seek(0)
    return stream


def damaged(name: str, cause: str) -> InvalidFile:
    """Make the error that refuses a workbook which cannot be read."""
    message = f"the workbook is damaged: {quoted(cause)}"
    return _refused(name, message, "save it anew as .xlsx", "damaged")


def _refused(name: str, message: str, remedy: str, kind: str) -> InvalidFile:
    return refusal(message, remedy, kind, SheetCell(name))


def _no_zip(data: bytes, name: str) -> InvalidFile:
    if data.startswith(_OLD):
        message = "this is an old workbook (.xls), or one with a password"
        return _refused(name, message, "save it as .xlsx, without a password", "not-a-workbook")
    known = foreign(data[:8])
    message = "this is no workbook, whatever its name says" if data else "the file is empty"
    remedy = "name the file .yaml, .json or .csv, as what it is" if data and not known else ""
    remedy = remedy or "give the workbook that was filled in"
    return _refused(name, message, remedy, "not-a-workbook")


def _is_xml(member: ZipInfo) -> bool:
    return member.filename.lower().endswith(_XML)


def _read(archive: ZipFile, member: ZipInfo) -> bytes:
    """Read a member; never more than it says it has, whatever it unpacks to."""
    with archive.open(member) as stream:
        return stream.read(member.file_size)


def _check(members: Iterable[ZipInfo], name: str, limits: Limits) -> None:
    seen: set[str] = set()
    size = 0
    for member in members:
        path = member.filename.casefold()
        size += member.file_size
        _check_member(member, path, name)
        if path in seen or "\\" in path:
            raise damaged(name, f"a wrong or doubled path {member.filename}")
        seen.add(path)
    if size > limits.bytes:
        message = f"the workbook unpacks to {size:,} bytes; {limits.bytes:,} are allowed"
        raise _refused(name, message, "remove what is not part of the form", "too-large")


def _check_member(member: ZipInfo, path: str, name: str) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise _refused(name, "the workbook has a password", "save it without one", "encrypted")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise damaged(name, f"compression {member.compress_type} is not used in workbooks")
    for part, what in _ACTS.items():
        if part in path:
            message = f"the workbook holds {what}"
            raise _refused(name, message, "save it as .xlsx without them", "active")
