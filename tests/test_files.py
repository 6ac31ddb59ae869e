"""Reads are bounded and never wait; a write is whole or did not happen."""

from __future__ import annotations

import errno
import io
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.errors import FileExists, UnreadableFile, UnwritableFile, quoted
from competency.files import new_files, open_bytes, read_bytes, write_bytes, write_folder

CODES = [errno.ENOSPC, errno.EIO, errno.EDQUOT]
THERE = (
    "it is there already; choose another name, or allow it to be replaced (--force, overwrite=True)"
)


def _tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder, hidden ones too, and the folders as empty."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _fail(patch: pytest.MonkeyPatch, call: str, error: BaseException, after: int = 0) -> None:
    """Let one call of `os.<call>` fail: the one that comes after so many others."""
    genuine = getattr(os, call)
    calls = iter(range(after + 1))

    def faulty(*arguments: object, **named: object) -> object:
        number = next(calls, None)
        if number != after:
            return genuine(*arguments, **named)
        if call == "close":  # a descriptor is gone, even if closing it failed
            genuine(*arguments)
        raise error

    patch.setattr(os, call, faulty)


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    """A file of exactly the limit is read."""
    (tmp_path / "a.yaml").write_bytes(b"12345")
    assert b"12345" == read_bytes(tmp_path / "a.yaml", 5)
    assert b"12345" == read_bytes(str(tmp_path / "a.yaml"), 1_000)


@pytest.mark.parametrize(
    ("limit", "size"),
    [(4, "4 bytes"), (1_500, "1,500 bytes"), (2**20, "1 MiB"), (2**20 + 1, "1,048,577 bytes")],
)
def test_a_larger_file_is_refused(tmp_path: Path, limit: int, size: str) -> None:
    """One byte more than the limit is too much, and the limit is named."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"x" * (limit + 1))
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(path, limit)
    expected = f"{path}: it is larger than {size}; split the file, or read it with a larger limit"
    assert expected == str(caught.value)


@pytest.mark.parametrize(
    ("path", "kind"), [("/dev/zero", "a device"), ("/", "a folder"), ("/dev/null", "a device")]
)
def test_what_is_no_file_is_refused(path: str, kind: str) -> None:
    """A device that never ends is not even opened."""
    with pytest.raises(UnreadableFile) as caught:
        open_bytes(path)
    assert f"{path}: it is {kind}, not a file; check the path" == str(caught.value)


def test_a_pipe_or_a_socket_never_makes_us_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe that nobody writes to is refused at once."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        for name in ("pipe", "socket"):
            with pytest.raises(UnreadableFile, match=f"it is a {name}, not a file"):
                read_bytes(name, 10)


def test_a_file_that_becomes_a_pipe_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was opened counts, not what stood there a moment before; no descriptor is lost."""
    os.mkfifo(tmp_path / "pipe")
    ordinary = tmp_path.joinpath("file")
    ordinary.touch()
    status = ordinary.stat()
    before = len(_names(Path("/proc/self/fd")))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", lambda _: status)
        with pytest.raises(UnreadableFile, match="it is a pipe, not a file"):
            read_bytes(tmp_path / "pipe", 10)
    assert before == len(_names(Path("/proc/self/fd")))


def test_a_link_to_a_file_is_read(tmp_path: Path) -> None:
    """Reading follows links, writing does not."""
    (tmp_path / "a.yaml").write_bytes(b"text")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    assert b"text" == read_bytes(tmp_path / "b.yaml", 10)


def test_an_absent_file_is_told_the_closest(tmp_path: Path) -> None:
    """The remedy is a file of the same folder: never a folder, never a file of another kind."""
    (tmp_path / "answers.yaml").touch()
    (tmp_path / "answerz.yaml").mkdir()
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(tmp_path / "answerz.yml", 10)
    expected = (
        f"{tmp_path / 'answerz.yml'}",
        "there is no such file",
        "did you mean 'answers.yaml'?",
    )
    assert expected == (caught.value.path, caught.value.cause, caught.value.remedy)


def test_an_absent_file_without_a_likeness_is_absent(tmp_path: Path) -> None:
    """Where nothing is close, nothing is suggested."""
    (tmp_path / "answers.yaml").touch()
    with pytest.raises(UnreadableFile, match=r"there is no such file; check the path$"):
        read_bytes(tmp_path / "x", 10)


def test_an_absent_folder_is_named(tmp_path: Path) -> None:
    """If the folder is missing, its name is where to look."""
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(tmp_path / "nowhere" / "b", 10)
    assert (
        f"nor is there a folder {quoted(str(tmp_path / 'nowhere'))}; check the path"
        == caught.value.remedy
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a\0b", "no file can have this name; check the path"),
        ("\ud800", "no file can have this name; check the path"),
        ("x" * 300, "file name too long; use a shorter name"),
        ("/dev/null/x", "not a directory; check the path"),
        ("/proc/self/mem", "input/output error; check the path"),
    ],
)
def test_a_path_that_cannot_be_is_refused(name: str, said: str) -> None:
    """Whatever the system says about a path becomes one kind of error."""
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(name, 10)
    assert said == f"{caught.value.cause}; {caught.value.remedy}"


@given(st.text())
def test_no_path_raises_a_foreign_error(name: str) -> None:
    """Any text at all can be given as a path."""
    with suppress(UnreadableFile):
        read_bytes(name, 10)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM])
def test_a_forbidden_file_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """The remedy for missing rights is to look at them."""
    (tmp_path / "a.yaml").touch()
    _fail(monkeypatch, "open", OSError(code, os.strerror(code)))
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(tmp_path / "a.yaml", 10)
    assert "check the permissions" == caught.value.remedy


@pytest.mark.parametrize("read", [io.BufferedReader.readline, io.BufferedReader.read])
def test_a_stream_that_fails_later_says_which_file(
    read: Callable[[io.BufferedReader], bytes],
) -> None:
    """A disk that fails in the middle of a file is named too."""
    with (
        open_bytes("/proc/self/mem") as stream,
        pytest.raises(UnreadableFile, match=r"^/proc/self/mem: input/output error"),
    ):
        read(stream)


@pytest.mark.parametrize("read", [io.BufferedReader.readline, io.BufferedReader.read])
def test_a_stream_that_would_make_us_wait_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[io.BufferedReader], bytes]
) -> None:
    """Some files of the system call themselves regular and wait for data all the same."""
    path = tmp_path / "log"
    os.mkfifo(path)
    writer = os.open(path, os.O_RDWR)
    with monkeypatch.context() as patch:
        patch.setattr(stat, "S_ISREG", lambda _: True)
        with open_bytes(path) as stream, pytest.raises(UnreadableFile, match="it gives no data"):
            read(stream)
    os.close(writer)


def test_a_stream_is_read_by_line(tmp_path: Path) -> None:
    """A file of any size is read in pieces, or whole, and closed by its user."""
    (tmp_path / "a.csv").write_bytes(b"a\nb\nc\n")
    with open_bytes(tmp_path / "a.csv") as stream:
        assert b"a\n" == stream.readline()
        assert b"b\nc\n" == stream.read()
    assert stream.closed


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_new_file_is_written_whole(tmp_path: Path, overwrite: bool) -> None:
    """Nothing but the file is there afterwards."""
    write_bytes(tmp_path / "a.html", b"text", overwrite=overwrite)
    assert {"a.html": b"text"} == _tree(tmp_path)


def test_a_file_in_the_working_folder_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path without a folder means the working folder."""
    monkeypatch.chdir(tmp_path)
    write_bytes("a.html", b"text")
    assert {"a.html": b"text"} == _tree(tmp_path)


def test_a_new_file_has_the_permissions_that_the_user_set(tmp_path: Path) -> None:
    """The umask decides, as for any other program."""
    old = os.umask(0o027)
    write_bytes(tmp_path / "a", b"")
    os.umask(old)
    assert 0o640 == stat.S_IMODE((tmp_path / "a").stat().st_mode)


@pytest.mark.parametrize("mode", [0o600, 0o666, 0o440])
def test_a_replaced_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    """Whatever the umask, what was private stays private and what was shared stays shared."""
    path = tmp_path / "a"
    path.touch()
    path.chmod(mode)
    write_bytes(path, b"new", overwrite=True)
    assert (mode, b"new") == (stat.S_IMODE(path.stat().st_mode), path.read_bytes())


def test_a_private_file_is_never_readable_by_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary file is private from its first moment."""
    path = tmp_path / "a"
    path.touch(0o600)
    modes: list[int] = []
    genuine = os.chmod
    monkeypatch.setattr(os, "supports_fd", {_record := _recorder(modes, genuine)})
    monkeypatch.setattr(os, "chmod", _record)
    write_bytes(path, b"new", overwrite=True)
    assert [0o600] == modes


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    """Without leave to replace it, it stays, and nothing is written beside it."""
    path = tmp_path / "a.html"
    path.write_bytes(b"old")
    with pytest.raises(FileExists) as caught:
        write_bytes(path, b"new")
    assert f"{path}: {THERE}" == str(caught.value)
    assert {"a.html": b"old"} == _tree(tmp_path)


def test_an_existing_file_is_seen_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk does not hide that the file is there."""
    (tmp_path / "a.html").write_bytes(b"old")
    _fail(monkeypatch, "write", OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(FileExists):
        write_bytes(tmp_path / "a.html", b"new")


def test_an_existing_file_is_replaced_with_leave(tmp_path: Path) -> None:
    """A hard link to it keeps the old content."""
    path = tmp_path / "a.html"
    path.write_bytes(b"old")
    os.link(path, tmp_path / "b.html")
    write_bytes(str(path), b"new", overwrite=True)
    assert {"a.html": b"new", "b.html": b"old"} == _tree(tmp_path)


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("name", ["folder", "pipe", "link", "dangling"])
def test_what_is_no_file_is_never_written_to(tmp_path: Path, name: str, overwrite: bool) -> None:
    """Links are not followed, pipes are not waited for."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "dangling").symlink_to("nowhere")
    before = _names(tmp_path)
    kind = {"folder": "folder", "pipe": "pipe"}.get(name, "symbolic link")
    with pytest.raises(UnwritableFile) as caught:
        write_bytes(tmp_path / name, b"new", overwrite=overwrite)
    assert f"{tmp_path / name}: it is a {kind}, not a file; write to another place" == str(
        caught.value
    )
    assert (before, b"old") == (_names(tmp_path), (tmp_path / "file").read_bytes())


@pytest.mark.parametrize("name", ["", ".", "/", "/dev/null"])
def test_folders_and_devices_are_not_written_to(name: str) -> None:
    """Also where a path has no name of its own."""
    with pytest.raises(UnwritableFile, match=r"it is a (folder|device), not a file"):
        write_bytes(name, b"", overwrite=True)


def test_an_absent_folder_is_not_made(tmp_path: Path) -> None:
    """The remedy is to make it."""
    with pytest.raises(UnwritableFile) as caught:
        write_bytes(tmp_path / "no" / "a", b"")
    assert f"there is no folder {quoted(str(tmp_path / 'no'))}" == caught.value.cause
    assert "make the folder first" == caught.value.remedy


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a\0b", "no file can have this name; use another name"),
        ("\ud800", "no file can have this name; use another name"),
        ("x" * 300, "file name too long; use a shorter name"),
        ("/dev/null/x", "not a directory; write to another place"),
    ],
)
def test_a_path_that_cannot_be_is_not_written_to(name: str, said: str) -> None:
    """Whatever the system says about a path becomes one kind of error."""
    with pytest.raises(UnwritableFile) as caught:
        write_bytes(name, b"")
    assert said == f"{caught.value.cause}; {caught.value.remedy}"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("call", ["open", "chmod", "write", "fsync", "close", "replace"])
def test_a_fault_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    """Whatever step of replacing fails, the old file is there and nothing else is."""
    path = tmp_path / "a.html"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        _fail(patch, call, OSError(code, os.strerror(code)))
        patch.setattr(os, "supports_fd", {os.chmod})
        with pytest.raises(UnwritableFile) as caught:
            write_bytes(path, b"new", overwrite=True)
    assert (str(path), code) == (caught.value.path, getattr(caught.value.__cause__, "errno", None))
    assert {"a.html": b"old"} == _tree(tmp_path)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("call", ["open", "write", "fsync", "close", "link"])
def test_a_fault_leaves_no_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    """Whatever step of making a file fails, nothing is there."""
    with monkeypatch.context() as patch:
        _fail(patch, call, OSError(code, os.strerror(code)))
        with pytest.raises(UnwritableFile):
            write_bytes(tmp_path / "a.html", b"new")
    assert {} == _tree(tmp_path)


@pytest.mark.parametrize("call", ["chmod", "write", "fsync", "close", "replace"])
def test_an_interrupt_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Ctrl-C at any step is passed on, and nothing is left."""
    path = tmp_path / "a.html"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        _fail(patch, call, KeyboardInterrupt())
        patch.setattr(os, "supports_fd", {os.chmod})
        with pytest.raises(KeyboardInterrupt):
            write_bytes(path, b"new", overwrite=True)
    assert {"a.html": b"old"} == _tree(tmp_path)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.ENOSPC, "make room, or write to another disk"),
        (errno.EDQUOT, "make room, or write to another disk"),
        (errno.EIO, "write to another place"),
        (errno.EACCES, "check the permissions"),
    ],
)
def test_each_cause_has_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, remedy: str
) -> None:
    """The user learns what to do about a full disk, and about missing rights."""
    _fail(monkeypatch, "write", OSError(code, os.strerror(code)))
    with pytest.raises(UnwritableFile) as caught:
        write_bytes(tmp_path / "a.html", b"new")
    text = os.strerror(code)
    assert (text[0].lower() + text[1:], remedy) == (caught.value.cause, caught.value.remedy)


def test_an_error_without_a_text_of_the_system_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No cause is ever empty."""
    _fail(monkeypatch, "write", OSError("Out of luck"))
    with pytest.raises(UnwritableFile, match="out of luck; write to another place"):
        write_bytes(tmp_path / "a.html", b"new")


@pytest.mark.parametrize("call", ["open", "fsync", "close"])
def test_a_folder_that_cannot_be_synced_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """The file is there by then, and to say that it is not would be a lie."""
    _fail(monkeypatch, call, OSError(errno.EINVAL, "Invalid argument"), after=1)
    write_bytes(tmp_path / "a.html", b"new")
    assert {"a.html": b"new"} == _tree(tmp_path)


@pytest.mark.parametrize("overwrite", [False, True])
def test_the_file_and_its_folder_are_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    """First the content, when it is complete, then the name."""
    synced: list[int] = []
    genuine = os.fsync

    def record(descriptor: int) -> None:
        status = os.fstat(descriptor)
        synced.append(status.st_size if stat.S_ISREG(status.st_mode) else status.st_ino)
        genuine(descriptor)

    monkeypatch.setattr(os, "fsync", record)
    write_bytes(tmp_path / "a.html", b"new", overwrite=overwrite)
    assert [3, tmp_path.stat().st_ino] == synced


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may take less than it is given."""
    genuine = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: genuine(descriptor, data[:3]))
    write_bytes(tmp_path / "a.html", b"0123456789")
    assert {"a.html": b"0123456789"} == _tree(tmp_path)


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path) -> None:
    """The system itself refuses the second half of the file."""
    path = tmp_path / "a.html"
    path.write_bytes(b"old")
    program = f"""
import resource
from competency.files import write_bytes
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
write_bytes({str(path)!r}, b"x" * 2_000_000, overwrite=True)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    last = done.stderr.splitlines()[-1]
    assert (
        f"competency.errors.UnwritableFile: {path}: file too large; write to another place" == last
    )
    assert {"a.html": b"old"} == _tree(tmp_path)


@pytest.mark.parametrize("overwrite", [False, True])
def test_of_many_writers_one_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    """Twenty that have all seen no file there: one makes it, whole; the others are told."""
    gate = threading.Barrier(20)
    genuine = os.fsync

    def meet(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            gate.wait(timeout=60)
        genuine(descriptor)

    def attempt(number: int) -> bool:
        try:
            write_bytes(tmp_path / "a", b"%d" % number * 1_000, overwrite=overwrite)
        except FileExists:
            return False
        return True

    monkeypatch.setattr(os, "fsync", meet)
    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(attempt, range(20)))
    assert (20 if overwrite else 1) == sum(won)
    assert {"a"} == _names(tmp_path)
    assert overwrite or {"a": b"%d" % won.index(True) * 1_000} == _tree(tmp_path)


def test_of_many_processes_one_wins(tmp_path: Path) -> None:
    """Twenty processes that make one file: exactly one has made it."""
    program = f"""
import sys
from competency.errors import FileExists
from competency.files import write_bytes
sys.stdin.read()
try:
    write_bytes({str(tmp_path / "a")!r}, sys.argv[1].encode())
    print(sys.argv[1])
except FileExists:
    pass
"""
    start, begin = os.pipe()
    command = [sys.executable, "-c", program]
    writers = [
        subprocess.Popen([*command, str(number)], stdin=start, stdout=subprocess.PIPE)
        for number in range(20)
    ]
    os.close(start)
    os.close(begin)
    said = b"".join(writer.communicate()[0] for writer in writers)
    assert {"a": said.strip()} == _tree(tmp_path)


@pytest.mark.parametrize(
    "code", [errno.EPERM, errno.EACCES, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP]
)
def test_where_there_are_no_links_a_file_is_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """FAT and some network disks have none."""
    _fail(monkeypatch, "link", OSError(code, os.strerror(code)))
    write_bytes(tmp_path / "a.html", b"new")
    assert {"a.html": b"new"} == _tree(tmp_path)


def test_where_there_are_no_links_a_file_is_still_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that came while ours was written is seen."""
    path = tmp_path / "a.html"

    def no_link(temporary: Path, target: Path) -> None:
        target.write_bytes(b"theirs")
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    with pytest.raises(FileExists):
        write_bytes(path, b"ours")
    assert {"a.html": b"theirs"} == _tree(tmp_path)


def test_a_temporary_file_is_always_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that someone laid under its name is not followed."""
    (tmp_path / "theirs").write_bytes(b"old")
    (tmp_path / f".competency-{'00' * 8}.tmp").symlink_to("theirs")
    monkeypatch.setattr(os, "urandom", bytes)
    with pytest.raises(UnwritableFile):
        write_bytes(tmp_path / "a", b"new")
    assert (b"old", False) == ((tmp_path / "theirs").read_bytes(), (tmp_path / "a").exists())


def test_what_killed_writers_left_is_swept(tmp_path: Path) -> None:
    """Temporary files older than an hour go; younger ones, folders, links and others stay."""
    names = [".competency-1.tmp", ".competency-2.tmp", ".competency-3", "x.competency-4.tmp"]
    for name, age in zip(names, [3_700, 3_500, 9_999, 9_999], strict=True):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time(), time.time() - age))
    (tmp_path / ".competency-5.tmp").mkdir()
    (tmp_path / ".competency-6.tmp").symlink_to("nowhere")
    for name in (".competency-5.tmp", ".competency-6.tmp"):
        os.utime(tmp_path / name, (0, 0), follow_symlinks=False)
    write_bytes(tmp_path / "a", b"")
    expected = [*names[1:], ".competency-5.tmp", ".competency-6.tmp", "a"]
    assert set(expected) == _names(tmp_path)


def test_a_failing_sweep_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another's file that may not be removed does not stop ours."""
    (tmp_path / ".competency-1.tmp").touch()
    os.utime(tmp_path / ".competency-1.tmp", (0, 0))
    _fail(monkeypatch, "unlink", PermissionError(errno.EPERM, "Operation not permitted"))
    write_bytes(tmp_path / "a", b"")
    assert {".competency-1.tmp", "a"} == _names(tmp_path)


def test_a_temporary_file_that_cannot_be_removed_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is there by then; the rest is swept an hour later."""
    _fail(monkeypatch, "unlink", OSError(errno.EIO, "Input/output error"))
    write_bytes(tmp_path / "a", b"new")
    assert b"new" == (tmp_path / "a").read_bytes()


def test_files_get_their_names_at_the_end(tmp_path: Path) -> None:
    """While files are written, piece by piece, nothing stands under their names."""
    with new_files() as create:
        first, second = create(tmp_path / "a"), create(str(tmp_path / "b"))
        assert (3, 4) == (first.write(b"one"), second.write(memoryview(b"1234").cast("H")))
        assert 2 == first.write(b", ")
        assert 5 == first.tell()
        assert not {"a", "b"} & _names(tmp_path)
        assert 3 == first.write(b"two")
    assert {"a": b"one, two", "b": b"1234"} == _tree(tmp_path)


@pytest.mark.parametrize(
    "raised", [KeyboardInterrupt(), ZeroDivisionError(), OSError(), UnreadableFile("a", "b")]
)
def test_what_the_block_raises_passes_and_leaves_nothing(
    tmp_path: Path, raised: BaseException
) -> None:
    """What goes wrong while files are written is no fault of theirs; the old ones stay."""
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(type(raised)) as caught:
        _write_both([tmp_path / "a", tmp_path / "b"], lambda: _raise(raised), overwrite=True)
    assert raised is caught.value
    assert {"a": b"old"} == _tree(tmp_path)


def test_a_file_that_is_there_is_refused_at_once(tmp_path: Path) -> None:
    """Long before anything is written; those that were created before it go away."""
    (tmp_path / "b").write_bytes(b"old")
    with pytest.raises(FileExists, match=r"b: it is there already"):
        _write_both([tmp_path / "a", tmp_path / "b"], lambda: pytest.fail("not refused"))
    assert {"b": b"old"} == _tree(tmp_path)


@pytest.mark.parametrize("name", ["a", "A", "c/../a", "link/a"])
def test_one_file_is_created_once(tmp_path: Path, name: str) -> None:
    """Figures and rejects in one file would be neither, however its name is spelled."""
    (tmp_path / "c").mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    before = _names(tmp_path)
    with pytest.raises(FileExists) as caught:
        _write_both([tmp_path / "a", f"{tmp_path}/{name}"], overwrite=True)
    said = (f"{tmp_path}/{name}", "two files have this name", "rename one")
    assert said == (caught.value.path, caught.value.cause, caught.value.remedy)
    assert before == _names(tmp_path)


def test_an_optional_file_needs_something_in_it(tmp_path: Path) -> None:
    """Others may be empty; an old file that gets nothing new stays as it was."""
    (tmp_path / "old").write_bytes(b"old")
    with new_files(overwrite=True) as create:
        files = [create(tmp_path / name, optional=True) for name in ("a", "b", "old")]
        create(tmp_path / "c")
        files[1].write(b"new")
    assert [False, False, True] == [file.replaces for file in files]
    assert {"b": b"new", "c": b"", "old": b"old"} == _tree(tmp_path)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("call", "after"), [("open", 1), ("write", 3), ("fsync", 1), ("close", 1)])
def test_a_fault_in_one_file_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, after: int, code: int
) -> None:
    """All files are on the disk before the first gets its name; the error says which failed."""
    with monkeypatch.context() as patch:
        _fail(patch, call, OSError(code, os.strerror(code)), after)
        with pytest.raises(UnwritableFile) as caught:
            _write_both([tmp_path / "a", tmp_path / "b"])
    assert str(tmp_path / "b") == caught.value.path
    assert {} == _tree(tmp_path)


def test_files_that_came_meanwhile_are_kept(tmp_path: Path) -> None:
    """Another may have made a file of that name while ours was written."""
    with pytest.raises(FileExists) as caught:
        _write_both([tmp_path / "a"], lambda: (tmp_path / "a").write_bytes(b"theirs"))
    assert (str(tmp_path / "a"), THERE.partition(";")[0]) == (caught.value.path, caught.value.cause)
    assert {"a": b"theirs"} == _tree(tmp_path)


def test_files_are_synced_before_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file, and then, once, each folder; no descriptor is left open."""
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    before = len(_names(Path("/proc/self/fd")))
    with new_files() as create:
        files = [create(tmp_path / name) for name in "ab"]
    assert [(tmp_path / name).stat().st_ino for name in ("a", "b", "")] == synced
    assert before == len(_names(Path("/proc/self/fd")))
    assert all(file.closed and file.writable() for file in files)


FILES = [("a.html", b"A"), ("b.html", b"B")]


def test_a_new_folder_is_written_whole(tmp_path: Path) -> None:
    """All files are in it, their number is given, and nothing stands beside it."""
    assert 2 == write_folder(tmp_path / "out", iter(FILES))
    assert {"out": b"", "out/a.html": b"A", "out/b.html": b"B"} == _tree(tmp_path)


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    """Nothing that anyone wrote is lost by that."""
    (tmp_path / "out").mkdir()
    assert 2 == write_folder(str(tmp_path / "out"), FILES)
    assert {"out": b"", "out/a.html": b"A", "out/b.html": b"B"} == _tree(tmp_path)


def test_a_folder_of_no_files_is_an_empty_folder(tmp_path: Path) -> None:
    """No respondents, no documents."""
    assert 0 == write_folder(tmp_path / "out", [])
    assert {"out": b""} == _tree(tmp_path)


def test_a_folder_in_use_is_kept(tmp_path: Path) -> None:
    """Without leave, nothing is added to what is there, and no file is even asked for."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    with pytest.raises(FileExists) as caught:
        write_folder(tmp_path / "out", _never())
    assert f"{tmp_path / 'out'}: {THERE}" == str(caught.value)
    assert {"out": b"", "out/mine": b""} == _tree(tmp_path)


def test_a_folder_in_use_is_added_to_with_leave(tmp_path: Path) -> None:
    """Files of the same names are replaced, the others stay; the permissions are kept."""
    (tmp_path / "out").mkdir()
    for name in ("mine", "a.html"):
        (tmp_path / "out" / name).write_bytes(b"old")
    (tmp_path / "out" / "a.html").chmod(0o600)
    assert 2 == write_folder(tmp_path / "out", FILES, overwrite=True)
    expected = {"out": b"", "out/mine": b"old", "out/a.html": b"A", "out/b.html": b"B"}
    assert expected == _tree(tmp_path)
    assert 0o600 == stat.S_IMODE((tmp_path / "out" / "a.html").stat().st_mode)


def test_an_empty_folder_is_written_into_with_leave(tmp_path: Path) -> None:
    """A mounted disk cannot be replaced, but it can be written to."""
    (tmp_path / "out").mkdir()
    before = (tmp_path / "out").stat().st_ino
    write_folder(tmp_path / "out", FILES, overwrite=True)
    assert before == (tmp_path / "out").stat().st_ino


def test_an_absent_folder_is_made_with_leave_too(tmp_path: Path) -> None:
    """Leave to replace is not a duty to."""
    assert 2 == write_folder(tmp_path / "out", FILES, overwrite=True)


@pytest.mark.parametrize("overwrite", [False, True])
def test_the_working_folder_is_written_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    """A path without a name of its own still names a folder."""
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    write_folder(".", FILES, overwrite=overwrite)
    assert {"out": b"", "out/a.html": b"A", "out/b.html": b"B"} == _tree(tmp_path)


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_is_no_folder_is_refused(tmp_path: Path, overwrite: bool) -> None:
    """Neither a file nor a link to a folder is written into."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("folder")
    for name, kind in (("file", "a file"), ("link", "a symbolic link")):
        with pytest.raises(UnwritableFile, match=f"{name}: it is {kind}, not a folder"):
            write_folder(tmp_path / name, FILES, overwrite=overwrite)
    assert {"folder", "file", "link"} == _names(tmp_path)


def test_the_folder_above_is_not_made(tmp_path: Path) -> None:
    """The remedy is to make it."""
    with pytest.raises(UnwritableFile, match=r"there is no folder .*; make the folder first"):
        write_folder(tmp_path / "no" / "out", FILES)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/a", "a\\b", "c:a", "a/", "a\0", "\ud800"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str, overwrite: bool) -> None:
    """Documents lie in the folder, whatever their respondents are called."""
    with pytest.raises(UnwritableFile, match="no file"):
        write_folder(tmp_path / "out", [(name, b"")], overwrite=overwrite)
    assert {} == _tree(tmp_path)


@pytest.mark.parametrize("there", [False, True])
def test_two_files_of_one_name_are_refused(tmp_path: Path, there: bool) -> None:
    """Many disks take a and A for one; no document may silently replace another."""
    if there:
        (tmp_path / "out").mkdir()
    with pytest.raises(FileExists) as caught:
        write_folder(tmp_path / "out", [("a", b"1"), ("A", b"2")], overwrite=there)
    expected = (str(tmp_path / "out" / "A"), "two files have this name", "rename one")
    assert expected == (caught.value.path, caught.value.cause, caught.value.remedy)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("call", "after", "at"),
    [
        ("mkdir", 0, ""),
        ("open", 1, "b.html"),
        ("write", 1, "b.html"),
        ("fsync", 1, "b.html"),
        ("close", 1, "b.html"),
        ("rename", 0, ""),
    ],
)
def test_a_fault_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, after: int, at: str, code: int
) -> None:
    """Whatever step of writing a folder fails, nothing is there, and the error says where."""
    with monkeypatch.context() as patch:
        _fail(patch, call, OSError(code, os.strerror(code)), after)
        with pytest.raises(UnwritableFile) as caught:
            write_folder(tmp_path / "out", FILES)
    assert str(tmp_path / "out" / at) == caught.value.path
    assert {} == _tree(tmp_path)


@pytest.mark.parametrize("code", CODES)
def test_a_fault_in_a_folder_in_use_leaves_whole_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Those before the fault are new, those after it old."""
    (tmp_path / "out").mkdir()
    for name, _ in FILES:
        (tmp_path / "out" / name).write_bytes(b"old")
    _fail(monkeypatch, "write", OSError(code, os.strerror(code)), after=1)
    with pytest.raises(UnwritableFile) as caught:
        write_folder(tmp_path / "out", FILES, overwrite=True)
    assert str(tmp_path / "out" / "b.html") == caught.value.path
    assert {"out": b"", "out/a.html": b"A", "out/b.html": b"old"} == _tree(tmp_path)


@pytest.mark.parametrize(
    "raised", [KeyboardInterrupt(), ZeroDivisionError(), OSError(), ValueError()]
)
def test_what_the_source_of_the_files_raises_passes(tmp_path: Path, raised: BaseException) -> None:
    """The making of a document can fail: that is no fault of the folder, and leaves nothing."""
    with pytest.raises(type(raised)) as caught:
        write_folder(tmp_path / "out", _never(raised))
    assert raised is caught.value
    assert {} == _tree(tmp_path)


def test_a_folder_that_is_filled_meanwhile_is_kept(tmp_path: Path) -> None:
    """What another wrote while we wrote is not lost."""

    def files() -> Iterator[tuple[str, bytes]]:
        yield ("a.html", b"A")
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "theirs").touch()

    with pytest.raises(FileExists):
        write_folder(tmp_path / "out", files())
    assert {"out": b"", "out/theirs": b""} == _tree(tmp_path)


@pytest.mark.parametrize("full", [False, True])
def test_where_a_rename_never_replaces_an_empty_folder_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    """Windows does not rename over a folder; one that is in use is kept there too."""
    (tmp_path / "out").mkdir()

    def files() -> Iterator[tuple[str, bytes]]:
        yield ("a.html", b"A")
        if full:
            (tmp_path / "out" / "theirs").touch()

    _fail(monkeypatch, "rename", FileExistsError(errno.EEXIST, "File exists"))
    with pytest.raises(FileExists) if full else nullcontext():
        write_folder(tmp_path / "out", files())
    assert ({"theirs"} if full else {"a.html"}) == _names(tmp_path / "out")


def test_a_new_folder_is_synced_to_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file, the folder before it gets its name, and the folder above after."""
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    write_folder(tmp_path / "out", FILES)
    folder = tmp_path / "out"
    paths = [folder / "a.html", folder / "b.html", folder, tmp_path]
    assert [path.stat().st_ino for path in paths] == synced


@pytest.mark.parametrize("overwrite", [False, True])
def test_folders_are_swept_too(tmp_path: Path, overwrite: bool) -> None:
    """Where the temporary files of this write would lie, those of killed ones go."""
    (tmp_path / "out").mkdir()
    stale = [tmp_path / ".competency-1.tmp"]
    if overwrite:
        stale = [tmp_path / "out" / ".competency-1.tmp"]
    for path in stale:
        path.touch()
        os.utime(path, (0, 0))
    write_folder(tmp_path / "out", FILES, overwrite=overwrite)
    assert [False] == [path.exists() for path in stale]


def _never(raised: BaseException | None = None) -> Iterator[tuple[str, bytes]]:
    """Give one file, if anything may be asked for at all, then fail."""
    if raised is None:
        pytest.fail("a file was asked for")
    yield ("a.html", b"A")
    raise raised


def _write_both(
    paths: list[Path | str], last: Callable[[], object] = bool, *, overwrite: bool = False
) -> None:
    """Write files in two pieces each, and do something more before they get their names."""
    with new_files(overwrite=overwrite) as create:
        for path in paths:
            file = create(path)
            file.write(b"1")
            file.write(b"2")
        last()


def _raise(raised: BaseException) -> None:
    raise raised


def _recorder(modes: list[int], genuine: Callable[..., None]) -> Callable[[int, int], None]:
    """Note the permissions that a file has before they are set."""

    def record(descriptor: int, mode: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        genuine(descriptor, mode)

    return record
