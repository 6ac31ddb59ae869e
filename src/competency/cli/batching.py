"""`batch`: files of responses become a file of figures."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from competency.batch import FIGURES, Progress, score_file
from competency.catalogue import load_framework, load_profile
from competency.cli.options import (
    PATH,
    examples,
    framework_option,
    min_coverage_option,
    read_pairs,
    rollup_option,
)
from competency.cli.terminal import on_terminal
from competency.errors import InvalidValue, quoted
from competency.files import read_bytes
from competency.model import Framework, Profile
from competency.reading import Limits, read_document

__all__ = ["batch"]

_REJECTED = 3
_SECONDS = 0.5
_SUFFIXES = (".yaml", ".yml", ".json")


@click.command(
    epilog=examples(
        "competency batch team.csv --framework cto -o figures.csv",
        "competency batch answers.parquet --framework cto --figures mean,median -o figures.parquet",
        "competency batch 'waves/*.csv' --framework cto --keep School --keep-going -o all.csv",
    )
)
@click.argument("responses", nargs=-1, required=True, type=PATH)
@framework_option
@click.option("-o", "--output", required=True, type=PATH, metavar="FILE", help="Where figures go.")
@click.option("--profile", type=PATH, metavar="FILE", help="The profile that gaps are against.")
@click.option(
    "--profile-by",
    metavar="COLUMN=FOLDER",
    help="A profile for each value of a column: the file of that name in a folder.",
)
@click.option(
    "--figures",
    metavar="NAME,…",
    help=f"Which figures, separated by commas: {', '.join(FIGURES)}.",
)
@rollup_option
@min_coverage_option
@click.option(
    "--respondent",
    metavar="COLUMN",
    default="respondent",
    show_default=True,
    help="The column that names the respondent.",
)
@click.option("--keep", multiple=True, metavar="COLUMN", help="Pass a column through. Repeatable.")
@click.option(
    "--rename",
    type=PATH,
    metavar="MAP",
    help="A YAML or JSON file that says what columns mean: their headings, and items' ids.",
)
@click.option("--allow-missing", is_flag=True, help="Allow items without a column.")
@click.option(
    "--state",
    "states",
    multiple=True,
    callback=read_pairs,
    metavar="TEXT=STATE",
    help="What stands for n/a, unknown or missing, such as 99=n/a. Repeatable.",
)
@click.option("--keep-going", is_flag=True, help="Reject bad rows, and score the others.")
@click.option(
    "--rejects", type=PATH, metavar="FILE", help="Where rejected cells go; beside the output else."
)
@click.option("--expect-rows", type=int, metavar="N", help="Refuse another number of rows.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
def batch(
    responses: tuple[str, ...],
    framework: str,
    output: str,
    profile: str | None,
    profile_by: str | None,
    figures: str | None,
    rename: str | None,
    force: bool,
    **given: Any,
) -> None:
    """Score RESPONSES, files of many people, into a file of figures.

    RESPONSES are CSV (also .gz) or Parquet, wide or long, and folders and patterns of them. The
    figures are CSV, CSV.gz or Parquet, by the suffix. The first bad row stops the run, and nothing
    is written; with --keep-going bad rows go to a file of rejects, and the exit code is 3.
    """
    of = load_framework(framework)
    counts = score_file(
        responses,
        output,
        of,
        profile=None if profile is None else load_profile(profile, of),
        profile_by=_profiles(profile_by, of),
        figures=None if figures is None else figures.split(","),
        rename={} if rename is None else _map(rename),
        overwrite=force,
        on_progress=_Teller().tell if on_terminal(sys.stderr) else None,
        **given,
    )
    click.echo(
        f"{counts.read:,} rows read, {counts.scored:,} scored, {counts.rejected:,} rejected",
        err=True,
    )
    if counts.rejected:
        click.get_current_context().exit(_REJECTED)


def _profiles(given: str | None, framework: Framework) -> tuple[str, Mapping[str, Profile]] | None:
    """Load the profiles of a folder, by the names of their files."""
    if given is None:
        return None
    column, equals, folder = given.partition("=")
    if not equals or not Path(folder).is_dir():
        message = f"{quoted(given)} names no folder"
        raise InvalidValue(message, "write --profile-by COLUMN=FOLDER", field="profile_by")
    files = sorted(each for each in Path(folder).iterdir() if each.suffix in _SUFFIXES)
    return column, {each.stem: load_profile(each, framework) for each in files}


def _map(path: str) -> dict[str, str]:
    limits = Limits()
    tree = read_document(read_bytes(path, limits.bytes), path, limits).root
    pairs = tree if isinstance(tree, dict) else {}
    texts = {heading: meaning for heading, meaning in pairs.items() if isinstance(meaning, str)}
    if not texts or len(texts) != len(pairs):
        message = f"{path}: it is no list of headings and what they mean"
        raise InvalidValue(message, "write a line HEADING: ITEM for each")
    return texts


class _Teller:
    """Tells on a terminal how far a run is: rows, rate, and time left."""

    def __init__(self) -> None:
        self.start = self.due = time.monotonic()

    def tell(self, progress: Progress) -> None:
        """Write the line anew, twice a second at most."""
        now = time.monotonic()
        if now < self.due and progress.share < 1:
            return
        self.due = now + _SECONDS
        passed = max(now - self.start, 0.001)
        left = passed / progress.share - passed if progress.share else 0
        line = f"{progress.rows:,} rows, {progress.rows / passed:,.0f} a second, {left:,.0f} s left"
        click.echo(f"\r{line:<60}", nl=progress.share >= 1, err=True)
