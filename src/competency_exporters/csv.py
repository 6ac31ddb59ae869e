"""CSV: one tidy table, one row a node, in document order."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen
from attrs.validators import in_

from competency import Report, dump_rows

__all__ = ["CsvExporter"]


@frozen
class CsvExporter:
    """Writes `report.rows()` as CSV; `competency.load_rows` reads them back equal.

    Attributes:
        bom: Whether a byte order mark comes first, by which Excel knows UTF-8.
        delimiter: What separates cells: `,`, `;` or a tab (also written `tab`).
        decimal: The decimal point: `.` or `,`.
        guard: Whether texts that a spreadsheet could run as a formula begin with an apostrophe.
    """

    media_type: ClassVar[str] = "text/csv"
    suffix: ClassVar[str] = ".csv"

    bom: bool = False
    delimiter: str = field(default=",", validator=in_((",", ";", "\t", "tab")))
    decimal: str = field(default=".", validator=in_((".", ",")))
    guard: bool = True

    def export(self, report: Report) -> str:
        """Give the table as text."""
        return dump_rows(
            report.rows(),
            delimiter="\t" if self.delimiter == "tab" else self.delimiter,
            decimal=self.decimal,
            guard=self.guard,
            bom=self.bom,
        )
