"""Worked numbers of instruments: the answers, and the figures that R gives for them.

`attitude` is the data set of R, `likert60` own data of 60 people and 12 items in three areas; the
figures were computed with the R package psych 2.2.9 (R 4.2.2).
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parent / "data" / "vectors"


def numbers(name: str) -> Any:
    """Read the figures of a vector."""
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def lines(name: str) -> list[dict[str, str]]:
    """Read the rows of a vector."""
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answers_of(name: str) -> list[list[int | None]]:
    """Read the answers of a vector: a row a person, without the ids."""
    found = [[text for key, text in row.items() if key != "id"] for row in lines(name)]
    return [[int(text) if text else None for text in row] for row in found]


def close(expected: Any) -> Any:
    """Expect a number, or several, to the printed digits."""
    return None if expected is None else pytest.approx(expected, rel=1e-10, abs=1e-12)


ATTITUDE = answers_of("alpha_attitude_input.csv")
COMPLETE = answers_of("likert60_complete_input.csv")
MISSING = answers_of("likert60_missing_input.csv")
AREAS = {
    area: [row[part] for row in COMPLETE]
    for area, part in {"A": slice(0, 6), "B": slice(6, 10), "C": slice(10, 12)}.items()
}
RELIABILITY = numbers("reliability_expected.json")
