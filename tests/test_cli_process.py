"""The command as a process of its own: exit codes, streams, signals, and what it imports."""

from __future__ import annotations

import importlib
import os
import pty
import resource
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from cli_files import PEOPLE, WITH, write_files

Install = Callable[..., Path]
COMMAND = (sys.executable, "-m", "competency")
FULL = "error: standard output: No space left on device; make room, or write elsewhere\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test run in a folder with the files."""
    folder = tmp_path / "here"
    folder.mkdir()
    write_files(folder)
    monkeypatch.chdir(folder)


def _run(
    *arguments: str, stdout: int = subprocess.PIPE, limit: int | None = None, path: str = ""
) -> tuple[int, str, str]:
    def before() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    if limit is not None:  # the files of a measurement of coverage would be cut short too
        environment = {name: text for name, text in environment.items() if "COVERAGE" not in name}
    done = subprocess.run(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment,
        preexec_fn=before,
        check=False,
        encoding="utf-8",
        timeout=60,
    )
    return done.returncode, done.stdout or "", done.stderr


def test_the_command_is_installed() -> None:
    """`competency` calls what these tests call."""
    (script,) = metadata.entry_points(group="console_scripts", name="competency")
    assert "competency.cli:main" == script.value


def test_the_module_can_be_imported() -> None:
    """Only as a program it runs."""
    assert "main" in vars(importlib.import_module("competency.__main__"))


def test_what_is_done_goes_to_the_standard_output() -> None:
    """And nothing to the standard error."""
    code, told, wrong = _run("validate", "tea.yaml")
    assert (0, "tea.yaml: ok: framework tea 1, 2 categories, 2 areas, 5 items", "") == (
        code,
        told.splitlines()[0],
        wrong,
    )


def test_what_is_refused_goes_to_the_standard_error() -> None:
    """And nothing to the standard output; there is no traceback."""
    Path("bad.yaml").write_bytes(b"[" * 200_000)
    code, told, wrong = _run("score", "bad.yaml")
    assert (2, "") == (code, told)
    assert wrong.startswith("error: bad.yaml:1:")
    assert "Traceback" not in wrong


def test_a_reader_that_goes_away_is_no_error() -> None:
    """As in `competency show cto | head -1`: nothing is said."""
    reading, writing = os.pipe()
    os.close(reading)
    code, _, wrong = _run("show", "cto", stdout=writing)
    os.close(writing)
    assert (1, "") == (code, wrong)


@pytest.mark.parametrize("arguments", [("show", "cto"), ("--help",), ("--version",)])
def test_a_full_standard_output_is_told(arguments: tuple[str, ...]) -> None:
    """A result that was lost is not taken for one."""
    with Path("/dev/full").open("wb") as full:
        assert (2, "", FULL) == _run(*arguments, stdout=full.fileno())


def test_a_closed_standard_output_is_told() -> None:
    """As in `competency show cto >&-`."""
    line = f"{sys.executable} -m competency show cto >&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, check=False, encoding="utf-8")
    message = "error: standard output: it is closed; open it, or write to a file\n"
    assert (2, message) == (done.returncode, done.stderr)


@pytest.mark.parametrize("arguments", [("ana.yaml", "-o", "out.csv"), ("all.csv", "-o", "out")])
def test_a_full_disk_leaves_nothing(arguments: tuple[str, ...]) -> None:
    """What could not be written whole is not there at all."""
    before = sorted(Path().iterdir())
    code, told, wrong = _run("report", *arguments, *WITH, "--format", "csv", limit=100)
    assert (2, "") == (code, told)
    assert wrong.startswith("error: ")
    assert ": file too large; write to another place\n" in wrong
    assert arguments[2] in wrong
    assert before == sorted(Path().iterdir())


INTERRUPTED = """
import os, signal

class Interrupted:
    media_type, suffix = "text/plain", ".txt"
    calls = 0
    def export(self, report):
        Interrupted.calls += 1
        if Interrupted.calls == 2:
            # A shell's background job inherits that interrupts are ignored.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.kill(os.getpid(), signal.SIGINT)
        return "text"
"""


def test_an_interrupt_leaves_nothing(install: Install) -> None:
    """In the midst of many documents Ctrl-C ends it all, quietly."""
    targets = {"competency.exporters": {"stop": "stops:Interrupted"}}
    path = str(install("stops", targets, {"stops": INTERRUPTED}))
    before = sorted(Path().iterdir())
    options = ("all.csv", *WITH, "--format", "stop", "-o", "out")
    assert (130, "", "") == _run("report", *options, path=path)
    assert before == sorted(Path().iterdir())


def test_a_real_terminal_gets_a_table() -> None:
    """What is a terminal is asked of the system."""
    controller, terminal = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "", "TERM": "xterm"}
    done = subprocess.run(
        [*COMMAND, "score", "ana.yaml", *WITH],
        stdout=terminal,
        stderr=subprocess.PIPE,
        env=environment,
        check=False,
    )
    os.close(terminal)
    text = os.read(controller, 65536).decode()
    os.close(controller)
    assert (0, b"") == (done.returncode, done.stderr)
    assert text.startswith("\x1b[1mTea (tea 1)\x1b[0m\r\n")
    assert "\r\nWater     1.5  25       1    3 of 3  \x1b[36m━" in text


def _imported(source: str, environment: dict[str, str] | None = None) -> set[str]:
    source += "\nimport sys; print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", source],
        capture_output=True,
        env={**os.environ, **(environment or {})},
        check=True,
        encoding="utf-8",
    )
    return set(done.stderr.split())


HEAVY = {"cattrs", "yaml", "jinja2", "competency.model", "competency_exporters"}
CALL = "from competency.cli import main\ntry: main({})\nexcept SystemExit: pass"


def test_help_and_completion_of_commands_are_light() -> None:
    """Neither loads what reads, scores or exports."""
    assert set() == HEAVY & _imported(CALL.format(["--help"]))
    completing = {
        "_COMPETENCY_COMPLETE": "bash_complete",
        "COMP_WORDS": "competency s",
        "COMP_CWORD": "1",
    }
    source = CALL.format("prog_name='competency'")
    assert set() == HEAVY & _imported(source, completing)


def test_no_command_loads_an_exporter_it_does_not_use() -> None:
    """Formats are listed without importing one; a report imports the one that it is made by."""
    assert set() == HEAVY & _imported(CALL.format(["exporters"]))
    arguments = ["report", "--framework", "cto", "--format", "csv", "-o", "x.csv"]
    used = _imported(CALL.format(arguments))
    assert "competency_exporters.csv" in used
    assert set() == {"competency_exporters.json", "competency_exporters.html", "jinja2"} & used


def test_many_people_are_told_as_they_are_read() -> None:
    """A thousand people are a thousand lines."""
    rows = "".join(f"p{number},,,3,2,1,3,3\n" for number in range(1000))
    Path("all.csv").write_text(PEOPLE + rows, encoding="utf-8")
    code, told, wrong = _run("score", "all.csv", *WITH)
    assert (0, 1004, "") == (code, len(told.splitlines()), wrong)
