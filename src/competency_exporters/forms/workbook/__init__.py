"""A form as a workbook: drop-downs to answer with, and nothing else that can be changed."""

from __future__ import annotations

from attrs import frozen

from competency import Report
from competency_exporters._answers import answers_of
from competency_exporters._workbook import Book, WorkbookExporter
from competency_exporters.forms.workbook._about import write_about
from competency_exporters.forms.workbook._choices import choices_of, write_scales
from competency_exporters.forms.workbook._statements import write_statements

__all__ = ["XlsxFormExporter"]


@frozen
class XlsxFormExporter(WorkbookExporter):
    """Writes a form to be filled in with a spreadsheet; `load_assessment` reads it back.

    Of a report with scores it is filled in as far as their assessment goes.
    """

    def export(self, report: Report) -> bytes:
        """Give the file.

        Raises:
            InvalidValue: for a text that no cell can hold.
        """
        framework = report.framework
        given = answers_of(report)
        book = Book()
        about = book.page("About", 14, 78, 48)
        statements = book.page("Form", 8, 52, 18, 18, 26, 26)
        scales = book.page("Scale", 28, 10, 90)
        choices = choices_of(framework)
        progress = write_statements(book, statements, framework, given, choices)
        write_about(book, about, framework, given, progress)
        write_scales(book, scales, choices)
        return book.finish()
