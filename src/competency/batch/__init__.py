"""Batch: responses of any number, from any dataframe or file, with the bits of `score`.

    from competency import batch

    framework = competency.load_framework("cto")
    figures = batch.score_frame(frame, framework)
    batch.score_file("responses.csv", "figures.parquet", framework)

NumPy over Arrow. A `Kernel` holds the rule, on columns; a `Scorer` says which columns are what, and
finds bad cells; the adapters hand it blocks of rows. It needs the extra `competency[batch]`. Names
are resolved on first use: files are scored without the libraries that only dataframes need.
"""

from importlib import import_module
from typing import Any

from competency.errors import MissingExtra

_ROOMS = {
    "competency.batch.cohorts": ("summarise",),
    "competency.batch.figures": ("DEFAULT", "FIGURES"),
    "competency.batch.frames": ("score_frame",),
    "competency.batch.options": ("Options", "scorer_of"),
    "competency.batch.runs": ("Counts", "Progress", "score_file"),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value = getattr(import_module(_HOMES[name]), name)
    except ModuleNotFoundError as error:
        raise MissingExtra("competency.batch", str(error.name), "batch") from error
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
