"""How fast and how small the page of a report is, beside a bare Jinja2 loop over the same rows.

uv run python benchmarks/page.py
"""

from __future__ import annotations

import platform
from functools import partial
from importlib.metadata import version

from attrs import fields
from core import EXAMPLES, ratio, us
from jinja2 import Environment

import competency
from competency import Report, Row
from competency_exporters.html import HtmlExporter

BARE = {"explanations": False, "comments": False}


def example() -> Report:
    assessment = competency.load_assessment(EXAMPLES / "cto-self.yaml")
    profile = competency.load_profile(EXAMPLES / "cto-profile.yaml")
    gaps = competency.find_gaps(competency.score(assessment), profile)
    return Report(assessment.framework, gaps=gaps)


def rows() -> list[tuple[str, float, float, str]]:
    report = example()
    cells = "".join(f"<td>{{{{ row.{each.name} }}}}</td>" for each in fields(Row))
    source = f"<table>{{% for row in rows %}}<tr>{cells}</tr>{{% endfor %}}</table>"
    bare = Environment(autoescape=True).from_string(source)
    loop = partial(bare.render, rows=report.rows())
    table = []
    for what, options in (("", {}), (" without explanations", {"explanations": False})):
        page = partial(HtmlExporter(**options).export, report)  # as `export` does once it is found
        value, ours, theirs = ratio(page, loop, 20)
        table.append((f"page{what} / bare loop into a table", value, 5, us(ours, theirs)))
    for what, options, most in (("bare page", BARE, 80), ("page with all", {}, 120)):
        size = len(HtmlExporter(**options).export(report).encode())
        table.append((f"size of the {what}, kB", size / 1000, most, f"{size} bytes"))
    return table


def main() -> None:
    names = ("attrs", "Jinja2", "MarkupSafe")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    print(f"competency {competency.__version__}, Python {platform.python_version()}, {versions}")
    print()
    print("| benchmark | ratio | at most | figures |")
    print("| --- | ---: | ---: | --- |")
    for what, value, most, figures in rows():
        print(f"| {what} | {value:.2f} | {most} | {figures} |")


if __name__ == "__main__":
    main()
