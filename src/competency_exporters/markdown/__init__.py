"""Markdown: a report to be read, as plain text and rendered alike."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from competency import Report
from competency_exporters.markdown._cohort import cohort_document
from competency_exporters.markdown._framework import framework_document
from competency_exporters.markdown._report import report_document

__all__ = ["MarkdownExporter"]


@frozen
class MarkdownExporter:
    """Writes a report as Markdown of the GitHub flavour; a framework alone as its whole text.

    What people wrote stays text: nothing in it becomes markup or a link.
    """

    media_type: ClassVar[str] = "text/markdown"
    suffix: ClassVar[str] = ".md"

    def export(self, report: Report) -> str:
        """Give the document as text."""
        if report.cohort is not None:
            return cohort_document(report, report.cohort)
        if report.scores is None:
            return framework_document(report)
        return report_document(report, report.scores)
