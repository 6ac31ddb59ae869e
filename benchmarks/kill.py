"""Kill `competency report` at random moments; its document must be the old or the new one, whole.

    python benchmarks/kill.py --runs 200 csv html json markdown

Half of the kills fall anywhere in the command's usual duration, half in its last 15 %, where the
document is written. Exits with 1 if a document was torn, or if a new run leaves a stale file.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "docs" / "examples"
FORMATS = ("csv", "html", "json", "markdown")
OLD = b"the old document\n" * 1_000
LATE = 0.85
STALE_SECONDS = 2 * 3_600


def command(arguments: argparse.Namespace, form: str, out: Path) -> list[str]:
    """Give the command that writes one document."""
    answers, profile = str(arguments.answers), str(arguments.profile)
    report = ["report", answers, "--profile", profile, "--format", form, "-o", str(out), "--force"]
    return [sys.executable, "-m", "competency", *report]


def usual(words: list[str], times: int = 5) -> float:
    """Give the command's usual duration in seconds."""
    durations = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        durations.append(time.perf_counter() - began)
    return statistics.median(durations)


def delay(chance: random.Random, duration: float) -> float:
    """Choose a moment: anywhere for half of the runs, late for the others."""
    return duration * chance.uniform(chance.choice((0.0, LATE)), 1.0)


def killed(words: list[str], seconds: float) -> bool:
    """Run the command and kill it after so long; False if it was done before that."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait() < 0


def verdict(content: bytes | None, new: bytes) -> str:
    """Say what stands under the document's name."""
    return {None: "missing", OLD: "old", new: "new"}.get(content, "torn")


def leftovers(folder: Path, out: Path) -> list[Path]:
    """List what is in the folder beside the document."""
    return [path for path in folder.iterdir() if path != out]


def trial(arguments: argparse.Namespace, form: str, chance: random.Random) -> Counter[str]:
    """Kill the command so many times, then let it run once and sweep what is left."""
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out = folder / "document"
        words = command(arguments, form, out)
        out.write_bytes(OLD)
        duration = usual(words)
        new = out.read_bytes()
        for _ in range(arguments.runs):
            out.write_bytes(OLD)
            seen["killed"] += killed(words, delay(chance, duration))
            seen[verdict(out.read_bytes() if out.exists() else None, new)] += 1
        stale = leftovers(folder, out)
        for path in stale:  # as if it had been long ago
            os.utime(path, (time.time() - STALE_SECONDS,) * 2)
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        seen["stale"] = len(stale)
        seen["unswept"] = len(leftovers(folder, out))
    return seen


def main(words: list[str] | None = None) -> int:
    """Try each format and print a line for it."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("formats", nargs="*", default=FORMATS, metavar="FORMAT")
    parser.add_argument("--runs", type=int, default=200, help="kills per format (200)")
    parser.add_argument("--answers", type=Path, default=EXAMPLES / "cto-self.yaml")
    parser.add_argument("--profile", type=Path, default=EXAMPLES / "cto-profile.yaml")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args(words)
    chance = random.Random(arguments.seed)
    columns = ("killed", "old", "new", "torn", "missing", "stale", "unswept")
    print(
        f"seed {arguments.seed}\n{'format':<12}{'runs':>8}", *(f"{c:>8}" for c in columns), sep=""
    )
    faults = 0
    for form in arguments.formats:
        seen = trial(arguments, form, chance)
        print(f"{form:<12}{arguments.runs:>8}", *(f"{seen[c]:>8}" for c in columns), sep="")
        faults += seen["torn"] + seen["missing"] + seen["unswept"]
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
