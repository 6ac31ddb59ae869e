"""JSON: everything a report holds, for programs."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from competency import Report, dump_report

__all__ = ["JsonExporter"]


@frozen
class JsonExporter:
    """Writes a report as JSON; `competency.load_report` gives back an equal one."""

    media_type: ClassVar[str] = "application/json"
    suffix: ClassVar[str] = ".json"

    def export(self, report: Report) -> str:
        """Give the report as text."""
        return dump_report(report)
