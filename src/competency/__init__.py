"""Competency frameworks: load any, score answers, find the gaps, explain every number, export.

    import competency

    framework = competency.load_framework("cto")
    assessment = competency.load_assessment("answers.yaml")
    scores = competency.score(assessment)
    gaps = competency.find_gaps(scores, competency.load_profile("profile.yaml"))
    report = competency.Report(framework, scores=scores, gaps=gaps)
    competency.write(report, "report.html")

Names are resolved on first use, so that importing the package stays light; type checkers and
editors read them in `__init__.pyi`.
"""

from importlib import import_module
from typing import Any

from competency._version import __version__

_ROOMS = {
    "competency.catalogue": (
        "CheckedFile",
        "check_file",
        "frameworks",
        "load_assessment",
        "load_framework",
        "load_profile",
        "load_responses",
    ),
    "competency.cohort": ("Cohort", "CohortScore", "cohort_of"),
    "competency.collecting": ("Collected", "collect"),
    "competency.errors": (
        "BrokenPlugin",
        "Cell",
        "ClashingPlugins",
        "CompetencyError",
        "CompetencyWarning",
        "FileExists",
        "InvalidFile",
        "InvalidValue",
        "Mismatch",
        "MissingExtra",
        "Place",
        "Problem",
        "SheetCell",
        "UnknownId",
        "UnknownPlugin",
        "UnreadableFile",
        "UnwritableFile",
    ),
    "competency.explanation": ("Explanation", "Term", "explain"),
    "competency.exporting": ("Exporter", "export", "exporters", "form", "write"),
    "competency.gaps": ("Gap", "Gaps", "find_gaps"),
    "competency.loading": (
        "dump_assessment",
        "dump_form",
        "dump_framework",
        "dump_profile",
        "dump_responses",
    ),
    "competency.model": (
        "NOT_APPLICABLE",
        "UNKNOWN",
        "Answer",
        "Assessment",
        "Framework",
        "Group",
        "Item",
        "Level",
        "Profile",
        "Scale",
        "State",
    ),
    "competency.plugins": ("Plugin",),
    "competency.reading": ("Limits",),
    "competency.report": (
        "Report",
        "Row",
        "Summary",
        "dump_report",
        "dump_rows",
        "load_report",
        "load_rows",
    ),
    "competency.rounding": ("display", "number_text"),
    "competency.scoring": ("Plan", "Score", "Scores", "score"),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
