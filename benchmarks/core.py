"""How fast the core is, as ratios to what a user would do instead, measured in one run.

uv run python benchmarks/core.py
"""

from __future__ import annotations

import gc
import json
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from math import isclose
from pathlib import Path

import competency
from competency import Assessment, Framework, Group, Item, State

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "docs/examples"


def groups_of(framework: Framework) -> list[tuple[str, tuple[Item, ...]]]:
    groups = [node for node in framework.walk() if isinstance(node, Group)]
    return [("overall", framework.items), *((each.id, each.items) for each in groups)]


def plain_loop(groups: list[tuple[str, tuple[Item, ...]]], assessment: Assessment) -> dict:
    """What a user would write: mean and percent of every group, with the half rule."""
    figures = {}
    answers = assessment.answers
    lowest, highest = 1, 5
    for id, items in groups:
        total = weights = answered = applicable = 0
        for item in items:
            answer = answers.get(item.id)
            if answer is None:
                applicable += 1
                continue
            if answer.state is State.NOT_APPLICABLE:
                continue
            applicable += 1
            if answer.level is None:
                continue
            answered += 1
            total += item.weight * answer.level
            weights += item.weight
        if answered and answered * 2 >= applicable:
            mean = total / weights
            figures[id] = mean, 100 * (mean - lowest) / (highest - lowest)
        else:
            figures[id] = None, None
    return figures


def means_and_percents(assessment: Assessment) -> None:
    for score in competency.score(assessment):
        score.mean, score.percent  # noqa: B018


def every_figure(assessment: Assessment) -> None:
    for score in competency.score(assessment):
        score.mean, score.percent, score.median, score.minimum, score.maximum  # noqa: B018
        score.deviation, score.mastery(0.8), score.distribution, score.coverage
        score.answered, score.unknown, score.missing, score.not_applicable  # noqa: B018


def seconds(call: Callable[[], object], times: int) -> float:
    gc.collect()
    start = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - start) / times


def ratio(
    one: Callable[[], object], other: Callable[[], object], times: int, rounds: int = 15
) -> tuple[float, float, float]:
    """Time two calls in turns; give the median of the ratios and the two medians in seconds."""
    pairs = [(seconds(one, times), seconds(other, times)) for _ in range(rounds)]
    return (
        statistics.median(first / second for first, second in pairs),
        statistics.median(first for first, _ in pairs),
        statistics.median(second for _, second in pairs),
    )


def large_framework() -> dict:
    """14,000 items with an id and a text of 100 characters, in 700 areas."""
    words = random.Random(1)
    text = lambda: "".join(words.choices("abcdefghij klmno", k=99)).strip().ljust(100, "x")  # noqa: E731
    areas = [
        {
            "id": f"area-{area}",
            "items": [{"id": f"item-{area}-{item}", "text": text()} for item in range(20)],
        }
        for area in range(700)
    ]
    levels = [{"value": value, "label": f"Level {value}"} for value in range(1, 6)]
    about = {"id": "large", "version": "1", "title": "Large", "scale": {"levels": levels}}
    return {**about, "areas": areas}


def as_yaml(tree: dict) -> str:
    """Write the framework as a person would: one line a key."""
    lines = [f"id: {tree['id']}", 'version: "1"', "title: Large", "scale:", "  levels:"]
    lines += [
        f"    - {{value: {x['value']}, label: {x['label']}}}" for x in tree["scale"]["levels"]
    ]
    lines.append("areas:")
    for area in tree["areas"]:
        lines += [f"  - id: {area['id']}", "    items:"]
        for item in area["items"]:
            lines += [f"      - id: {item['id']}", f"        text: {item['text']}"]
    return "\n".join(lines) + "\n"


# The peak that the kernel counts is reset first: a process begins with that of its parent.
MEMORY = """
import competency, pathlib, re
def kilobytes(name):
    return int(re.search(name + r":\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
competency.load_framework({small!r})
pathlib.Path("/proc/self/clear_refs").write_text("5")
before = kilobytes("VmRSS")
framework = competency.load_framework({large!r})
print((kilobytes("VmHWM") - before) * 1024)
"""


def peak_memory(path: Path) -> int:
    """How far loading raises the peak memory of a fresh process, in bytes."""
    code = MEMORY.format(small=str(ROOT / "rubrics/cto.yaml"), large=str(path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


def command(*words: str) -> Callable[[], object]:
    return lambda: subprocess.run(words, check=True, capture_output=True)


def rows() -> list[tuple[str, float, float, str]]:
    framework = competency.load_framework("cto")
    answers = [1, 2, 3, 4, 5, 3, 4, "n/a", "?", None]
    chosen = random.Random(1)
    assessment = Assessment(
        framework, {item.id: chosen.choice(answers) for item in framework.items}
    )
    groups = groups_of(framework)
    loop = lambda: plain_loop(groups, assessment)  # noqa: E731
    for score in competency.score(assessment):
        mean, percent = loop()[score.id]
        assert (mean is None) == (score.mean is None)
        assert mean is None or mean == score.mean
        # The loop divides twice for the percent, so that its last bits may differ.
        assert percent is None or isclose(percent, score.percent)
    table = []
    value, ours, theirs = ratio(lambda: means_and_percents(assessment), loop, 500)
    table.append(("score, every mean and percent / plain loop", value, 2.5, us(ours, theirs)))
    value, ours, theirs = ratio(lambda: every_figure(assessment), loop, 300)
    table.append(("score, every figure / plain loop", value, 4, us(ours, theirs)))
    with tempfile.TemporaryDirectory() as folder:
        yaml, plain = as_yaml(large_framework()), json.dumps(large_framework())
        for suffix, text in (("yaml", yaml), ("json", plain)):
            path = Path(folder) / f"large.{suffix}"
            path.write_text(text, encoding="utf-8")
            load = lambda path=path: competency.load_framework(path)  # noqa: E731
            value, ours, theirs = ratio(load, lambda: json.loads(plain), 1)
            what = f"load 14,000 items, {suffix.upper()} / json.loads"
            table.append((what, value, 30, us(ours, theirs)))
            size = path.stat().st_size
            memory = statistics.median(peak_memory(path) for _ in range(5))
            figures = f"{memory / 1e6:.1f} MB / {size / 1e6:.1f} MB"
            table.append(
                (f"peak memory of it, {suffix.upper()} / file", memory / size, 12, figures)
            )
        report = command(
            *(sys.executable, "-m", "competency", "report", str(EXAMPLES / "cto-self.yaml")),
            *("--profile", str(EXAMPLES / "cto-profile.yaml")),
            *("-o", f"{folder}/report.html", "--force"),
        )
        imports = command(sys.executable, "-c", "import attrs, cattrs, yaml, jinja2, click")
        value, ours, theirs = ratio(report, imports, 1, 15)
        table.append(("competency report … -o report.html / imports", value, 2, us(ours, theirs)))
    return table


def us(ours: float, theirs: float) -> str:
    unit, factor = ("ms", 1e3) if ours > 1e-3 else ("µs", 1e6)
    return f"{ours * factor:.1f} {unit} / {theirs * factor:.1f} {unit}"


def main() -> None:
    names = ("attrs", "cattrs", "click", "Jinja2", "PyYAML")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    print(f"competency {competency.__version__}, Python {platform.python_version()}, {versions}")
    print()
    print("| benchmark | ratio | at most | figures |")
    print("| --- | ---: | ---: | --- |")
    for what, value, most, figures in rows():
        print(f"| {what} | {value:.2f} | {most} | {figures} |")


if __name__ == "__main__":
    main()
