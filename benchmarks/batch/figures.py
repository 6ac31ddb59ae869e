"""The lines of the table: what is compared with what, and what it must reach."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from attrs import frozen
from benchmarks.batch import data, engines
from benchmarks.batch.engines import FILES, IN_MEMORY, OURS
from benchmarks.batch.turns import Times, call_in, in_turns, processes

import competency


@frozen
class Setting:
    """Where files are made, what stands for a million rows, and how many rounds are timed."""

    folder: Path
    rows: int
    rounds: int

    def source(self, kind: str, rows: int) -> Path:
        """Give the file of answers of a kind, made once."""
        path = self.folder / f"{kind.replace(' ', '-')}-{rows}.{kind[:7].split()[0]}"
        if not path.exists():
            if kind == "parquet":
                return data.write_parquet(path, rows)
            return data.write_csv(path, rows, states=kind != "csv")
        return path


@frozen
class Row:
    """A line of the table."""

    what: str
    value: str
    reach: str
    medians: str


def _ratio(what: str, times: Times, pair: tuple[str, str], reach: str) -> Row:
    figures = " / ".join(f"{_time(times.median(name))} ({name})" for name in pair)
    return Row(what, f"{times.ratio(*pair):.2f}", reach, figures)


def _time(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def in_memory(setting: Setting) -> Iterator[Row]:
    rows = setting.rows
    with processes(list(IN_MEMORY)) as call:
        for name in IN_MEMORY:
            call[name](engines.check_in_memory, name, min(rows, 100_000))
        timed = {
            name: partial(call[name], engines.time_in_memory, name, rows) for name in IN_MEMORY
        }
        times = in_turns(timed, setting.rounds)
    yield _ratio("1M in memory, checked / memory pass", times, (OURS, "memory pass"), "<= 2.1")
    pair = (OURS, "memory pass, one array")
    yield _ratio("the same / memory pass, one array", times, pair, "")
    for name, reach in (
        ("pandas weighted", ">= 30"),
        ("pandas mean", ">= 15"),
        ("Polars", ">= 1.3"),
        ("DuckDB", ">= 5"),
    ):
        yield _ratio(f"{name} / ours, in memory", times, (name, OURS), reach)


def _files(setting: Setting, kind: str, rows: int) -> Times:
    source = setting.source(kind, rows)
    targets = {name: setting.folder / f"{name}{source.suffix}" for name in FILES[kind]}
    with processes(list(FILES[kind])) as call:
        timed = {
            name: partial(call[name], engines.time_file, kind, name, source, target)
            for name, target in targets.items()
        }
        times = in_turns(timed, setting.rounds)
    for name, target in targets.items():
        if name != OURS:
            engines.check_files(target, targets[OURS])
    for target in targets.values():
        target.unlink()
    return times


def parquet(setting: Setting) -> Iterator[Row]:
    times = _files(setting, "parquet", setting.rows * 10)
    for name in sorted(("Polars", "DuckDB"), key=times.median):
        yield _ratio(f"Parquet to Parquet, 10M, {name} / ours", times, (name, OURS), "best >= 1.3")


def csv(setting: Setting) -> Iterator[Row]:
    times = _files(setting, "csv", setting.rows)
    what = "CSV to CSV, 1M, Polars without checks / ours with them"
    yield _ratio(what, times, ("Polars", OURS), ">= 1.0")
    yield _ratio("CSV to CSV, 1M, DuckDB / ours", times, ("DuckDB", OURS), "")


def states(setting: Setting) -> Iterator[Row]:
    times = _files(setting, "csv with states", setting.rows)
    what = "CSV with `n/a` and `?` to CSV, 1M, Polars / ours"
    yield _ratio(what, times, ("Polars", OURS), "")


# The peak that the kernel counts is reset first: a process begins with that of its parent.
PEAK = """
import pathlib, re, competency
from competency import batch
plan = competency.Plan(competency.load_framework({framework!r}), min_coverage=0)
pathlib.Path("/proc/self/clear_refs").write_text("5")
batch.score_file({source!r}, {target!r}, plan, overwrite=True)
print(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
"""


def peak(setting: Setting) -> Iterator[Row]:
    framework = _framework(setting)
    for kind in ("parquet", "csv"):
        small, large = (
            _peak(framework, setting.source(kind, rows), setting.folder / f"peak.{kind}")
            for rows in (setting.rows, setting.rows * 10)
        )
        figures = f"{small:.0f} MiB at 1M, {large:.0f} MiB at 10M"
        what = f"peak memory at 10M over that at 1M, {kind.upper()} to {kind.upper()}"
        yield Row(what, f"{large - small:+.0f} MiB", "<= +30 MiB", figures)


def _peak(framework: Path, source: Path, target: Path) -> float:
    code = PEAK.format(framework=str(framework), source=str(source), target=str(target))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    target.unlink()
    return int(done.stdout) / 1024


def _framework(setting: Setting) -> Path:
    path = setting.folder / "framework.yaml"
    path.write_text(competency.dump_framework(data.framework()), encoding="utf-8")
    return path


def scaling(setting: Setting) -> Iterator[Row]:
    sizes = {"100k": setting.rows // 10, "1M": setting.rows, "10M": setting.rows * 10}
    with processes(list(sizes)) as call:
        timed = {
            name: partial(call[name], engines.time_in_memory, OURS, rows, setting.rows // rows or 1)
            for name, rows in sizes.items()
        }
        times = in_turns(timed, setting.rounds)
        portion, whole = setting.rows, setting.rows * 100
        stream = call["1M"](engines.time_portions, whole, portion) / whole
    per_row = {name: times.median(name) / rows for name, rows in sizes.items()} | {"100M": stream}
    most = max(abs(each / per_row["1M"] - 1) for each in per_row.values())
    shown = ", ".join(f"{each * 1e9:.1f} ns ({name})" for name, each in per_row.items())
    yield Row("time per row, in memory, from that at 1M", f"{most:.0%}", "<= 10 %", shown)


def clusters(setting: Setting) -> Iterator[Row]:
    source = setting.source("parquet", setting.rows)
    reaches = {
        "Spark": "<= 1.05",
        "Dask": "<= 1.1",
        "Ray": "<= 1.1",
        "Ray, blocks in its store": "<= 1.1",
    }
    for engine, reach in reaches.items():
        what = f"{engine}, 1M, kernel / identity"
        try:
            times = _cluster(setting, engine, source)
        except ModuleNotFoundError as error:
            yield Row(what, "not measured", reach, str(error))
        else:
            yield _ratio(what, times, (OURS, "identity"), reach)


def _cluster(setting: Setting, engine: str, source: Path) -> Times:
    """Time one engine; the module, which needs it, is imported in its process only."""
    module = "benchmarks.batch.clusters"
    with processes([engine]) as call:
        call[engine](call_in, module, "check_cluster", engine, source)
        timed = {
            name: partial(call[engine], call_in, module, "time_cluster", engine, name, source)
            for name in (OURS, "identity")
        }
        return in_turns(timed, setting.rounds, warm_up=2)


def command(setting: Setting) -> Iterator[Row]:
    framework, source = _framework(setting), setting.source("csv", 1_000)
    words = {
        "competency batch": [
            *("-m", "competency", "batch", str(source), "--framework", str(framework)),
            *("-o", str(setting.folder / "figures.csv"), "--force"),
        ],
        "imports": ["-c", "import pyarrow, numpy, click"],
    }
    timed = {name: partial(_command, [sys.executable, *each]) for name, each in words.items()}
    times = in_turns(timed, setting.rounds * 3)
    yield _ratio("`competency batch`, 1,000 rows / imports", times, tuple(words), "<= 2.5")


def _command(words: list[str]) -> float:
    return engines.seconds(lambda: subprocess.run(words, check=True, capture_output=True))


FIGURES: dict[str, Callable[[Setting], Iterator[Row]]] = {
    "memory": in_memory,
    "parquet": parquet,
    "csv": csv,
    "states": states,
    "peak": peak,
    "scaling": scaling,
    "clusters": clusters,
    "command": command,
}
