"""How fast batch scoring is, as ratios to what a user would do instead, measured in one run.

uv run python -m benchmarks.batch [--quick] [--rows N] [--only NAME]... [--into docs/speed.md]
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.batch.figures import FIGURES, Setting

import competency

PACKAGES = ("numpy", "pyarrow", "pandas", "polars", "duckdb", "pyspark", "dask", "ray", "click")


def versions() -> str:
    """Name every version that takes part."""
    found = [f"competency {competency.__version__}", f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


def processor() -> str:
    """Name the processor and its cores."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return f"{os.cpu_count()} cores, {line.split(':', 1)[1].strip()}"
    return f"{os.cpu_count()} cores"


HEADER = "| figure | measured | reach | medians |\n| --- | ---: | ---: | --- |"
MARKS = ("<!-- measured -->\n", "<!-- end -->\n")


def put(text: str, path: Path) -> None:
    """Put a text between the marks of a page."""
    before, rest = path.read_text(encoding="utf-8").split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    path.write_text(f"{before}{MARKS[0]}\n{text}\n\n{MARKS[1]}{after}", encoding="utf-8")


def measured(names: Iterable[str], setting: Setting) -> Iterator[str]:
    """Give the lines of the table, each as soon as it is known."""
    yield HEADER
    for name in names:
        for row in FIGURES[name](setting):
            yield f"| {row.what} | {row.value} | {row.reach} | {row.medians} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch")
    parser.add_argument("--rows", type=int, default=1_000_000, help="where 1M stands [1000000]")
    parser.add_argument("--only", action="append", choices=FIGURES, help="one part of the table")
    parser.add_argument("--quick", action="store_true", help="a fiftieth of the rows, 2 rounds")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--into", type=Path, help="a page with marks, which the table is put between"
    )
    given = parser.parse_args()
    rows, rounds = (given.rows // 50, 2) if given.quick else (given.rows, given.rounds)
    origin = f"{versions()}; {processor()}; 1M stands for {rows:,} rows, {rounds} rounds"
    print(origin, end="\n\n")
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for line in measured(given.only or FIGURES, Setting(Path(folder), rows, rounds)):
            print(line, flush=True)
            lines.append(line)
    if given.into:
        put("\n".join([*lines, "", f"Measured with {origin}."]), given.into)


if __name__ == "__main__":
    main()
