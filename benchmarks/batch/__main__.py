"""How fast batch scoring is, as ratios to what a user would do instead, measured in one run.

uv run python -m benchmarks.batch [--quick] [--rows N] [--only NAME]...
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.batch.figures import FIGURES, Row, Setting

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


def show(row: Row) -> None:
    """Print a line of the table as soon as it is known."""
    print(f"| {row.what} | {row.value} | {row.reach} | {row.medians} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch")
    parser.add_argument("--rows", type=int, default=1_000_000, help="where 1M stands [1000000]")
    parser.add_argument("--only", action="append", choices=FIGURES, help="one part of the table")
    parser.add_argument("--quick", action="store_true", help="a fiftieth of the rows, 2 rounds")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    rows, rounds = (given.rows // 50, 2) if given.quick else (given.rows, given.rounds)
    print(f"{versions()}; {processor()}; 1M stands for {rows:,} rows, {rounds} rounds")
    print()
    print("| figure | measured | reach | medians |")
    print("| --- | ---: | ---: | --- |")
    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(Path(folder), rows, rounds)
        for name in given.only or FIGURES:
            for row in FIGURES[name](setting):
                show(row)


if __name__ == "__main__":
    main()
