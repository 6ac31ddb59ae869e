"""A form for a spreadsheet: the long format of answers, with the text of each item."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen
from attrs.validators import in_

from competency import Report, dump_form
from competency_exporters._answers import answers_of

__all__ = ["CsvFormExporter"]


@frozen
class CsvFormExporter:
    """Writes a row an item, to be filled in; `competency.load_assessment` reads it back.

    Attributes:
        bom: Whether a byte order mark comes first, by which Excel knows UTF-8.
        delimiter: What separates cells: `,`, `;` or a tab (also written `tab`).
    """

    media_type: ClassVar[str] = "text/csv"
    suffix: ClassVar[str] = ".csv"

    bom: bool = False
    delimiter: str = field(default=",", validator=in_((",", ";", "\t", "tab")))

    def export(self, report: Report) -> str:
        """Give the form as text."""
        delimiter = "\t" if self.delimiter == "tab" else self.delimiter
        return dump_form(answers_of(report), delimiter=delimiter, bom=self.bom)
