"""The report: the one value that an exporter receives, its rows, and its two lossless texts."""

from competency.report.document import dump_figures, dump_report, load_report
from competency.report.report import Report
from competency.report.rows import Row
from competency.report.summary import Summary
from competency.report.table import COLUMNS, dump_rows, load_rows

__all__ = [
    "COLUMNS",
    "Report",
    "Row",
    "Summary",
    "dump_figures",
    "dump_report",
    "dump_rows",
    "load_report",
    "load_rows",
]
