"""A workbook: what the report says first, a sheet by area to read, and the table of CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import fields, frozen

from competency import Assessment, Report, Row, __version__, display
from competency_exporters._workbook import Book, Page, WorkbookExporter

__all__ = ["XlsxExporter"]

_HEADINGS = tuple(each.name for each in fields(Row) if each.name != "key")
_MUTED, _LINE, _EDGE = "#52606D", "#CFD6DD", "#6B7885"


@frozen
class _Column:
    """A column of the sheet Areas; it is there where a row has something to say in it."""

    heading: str
    width: int
    value: Callable[[Row], Any]
    align: str = "left"
    indent: int = 0
    rounded: bool = False

    def has_value(self, row: Row) -> bool:
        """Tell whether a row says something here."""
        return self.value(row) is not None


def _at_or_above(row: Row) -> str | None:
    if not row.compared or (row.kind == "item" and row.people is None):
        return None
    return f"{row.at_or_above} of {row.compared}"


def _answer(row: Row) -> str | None:
    if row.answered is not None:
        return row.completeness
    return row.answer_words if row.state else None


def _required(row: Row) -> Any:
    if row.kind == "item" or row.required_lowest is None or row.required_highest is None:
        return row.required
    lowest, highest = (display(each, "required") for each in _ends(row))
    return row.required_lowest if lowest == highest else f"{lowest} to {highest}"


def _ends(row: Row) -> tuple[Any, Any]:
    return row.required_lowest, row.required_highest


_COLUMNS = (
    _Column("Item", 9, lambda row: row.id if row.kind == "item" else None),
    _Column("Area or statement", 46, lambda row: row.text if row.kind == "item" else row.title),
    _Column("Title", 20, lambda row: row.title if row.kind == "item" else None),
    _Column("Answer", 32, _answer),
    _Column("People", 8, lambda row: row.people, "right"),
    _Column("Mean", 8, lambda row: row.mean, "right", rounded=True),
    _Column("Median", 8, lambda row: row.median, "right", rounded=True),
    _Column("Required", 9, _required, "right"),
    _Column("At or above", 13, _at_or_above, "right"),
    _Column("Short", 7, lambda row: row.shortfall, "right", rounded=True),
    _Column("Above", 7, lambda row: row.surplus, "right", rounded=True),
    _Column("Rank", 6, lambda row: row.rank, "right"),
    _Column("Reason", 22, lambda row: row.reason, indent=1),
    _Column("Comment", 26, lambda row: row.comment),
    _Column("Evidence", 26, lambda row: row.evidence),
)


@frozen
class XlsxExporter(WorkbookExporter):
    """Writes the sheets Summary and Areas, for people, and Table, which is that of `csv`.

    Numbers are numbers. On Areas means are shown with as many digits as in every document; the
    cells hold them whole.
    """

    def export(self, report: Report) -> bytes:
        """Give the file.

        Raises:
            InvalidValue: for a text that no cell can hold.
        """
        book = Book()
        _write_summary(book, book.page("Summary", 18, 100), report)
        columns = [each for each in _COLUMNS if any(map(each.has_value, report.rows()))]
        areas = book.page("Areas", *(each.width for each in columns))
        _Areas(book, areas, report, columns).write()
        _write_table(book, book.page("Table"), report)
        return book.finish()


def _write_summary(book: Book, page: Page, report: Report) -> None:
    page.text(0, 1, report.framework.title, book.format(bold=True, font_size=16), "the title")
    row = 1
    for row, sentence in enumerate(report.summary.sentences, start=1):
        page.text(row, 1, sentence, book.format(bold=row == 1, font_size=12), "the summary")
    for at, (label, text) in enumerate(_facts(report), start=row + 2):
        page.text(at, 0, label, book.format(font_color=_MUTED))
        page.text(at, 1, text, book.format(), f"the {label.lower()}")
    page.printed()


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    """Say whose it is, how to read it, and what it was made of."""
    framework, scores, cohort = report.framework, report.scores, report.cohort
    profile = report.gaps.profile if report.gaps else cohort.profile if cohort else None
    if scores is not None:
        yield from _people(scores.assessment)
    if profile is not None:
        yield "Profile", profile.title or "required levels without a title"
    if scores is not None or cohort is not None:
        yield "How to read it", _METHOD
    yield from (("Framework", framework.id), ("Version", framework.version))
    yield from (("Structure", framework.structure_digest), ("Digest", framework.digest))
    options = cohort or (scores and scores.plan)
    if options:
        yield "Roll-up", options.rollup
        yield "Minimum coverage", display(options.min_coverage, "coverage") + " %"
    yield "Made with", f"competency {__version__}"


_METHOD = (
    "Means and distances treat the steps between levels as equally large; medians and the counts "
    "of answers do not. Items without a level are in no figure; they are counted under Answer."
)


def _people(given: Assessment) -> Iterator[tuple[str, str]]:
    date = given.date and given.date.isoformat()
    told = (("Subject", given.subject), ("Rater", given.rater), ("Role", given.role))
    for label, text in (*told, ("Round", given.round), ("Date", date)):
        if text:
            yield label, text


@frozen(eq=False)
class _Areas:
    """The sheet Areas: a heading a group, a row an item, and only columns that say something."""

    book: Book
    page: Page
    report: Report
    columns: list[_Column]

    def write(self) -> None:
        """Write the headings and all rows."""
        for place, column in enumerate(self.columns):
            lines: dict[str, Any] = {"bottom": 2, "bottom_color": _EDGE}
            aligned = {"align": column.align, "indent": column.indent}
            look = self.book.format(bold=True, **lines, **aligned)
            self.page.text(0, place, column.heading, look)
        at = 1
        key = None
        for row in self.report.rows():
            if row.key is not None and row.key != key:
                key = row.key
                self._write_key(at, key)
                at += 1
            self._write_row(at, row)
            at += 1
            if row.kind != "item" and row.text is not None:
                look = self.book.format(font_color=_MUTED)
                self.page.text(at, 1, row.text, look, f"the description of {row.id}")
                at += 1
        self.page.sheet.freeze_panes(1, 2)
        self.page.printed(first_row=0)

    def _write_key(self, at: int, key: tuple[tuple[str, str], ...]) -> None:
        words = ", ".join(f"{name}: {text}" for name, text in key)
        self.page.raise_row(at, 36)
        look = self.book.format(bold=True, font_size=16, valign="bottom")
        self.page.text(at, 1, words, look, "the people")

    def _write_row(self, at: int, row: Row) -> None:
        grouped = row.kind != "item"
        self.page.raise_row(at, 20 if grouped else 0)
        for place, column in enumerate(self.columns):
            value = column.value(row)
            look = self._look(column, value, grouped=grouped)
            if value is None or isinstance(value, str):
                what = f"the {column.heading.lower()} of {row.id}"
                self.page.text(at, place, value or "", look, what)
            else:
                self.page.number(at, place, value, look)

    def _look(self, column: _Column, value: Any, *, grouped: bool) -> Any:
        digits = self._digits(value) if column.rounded and isinstance(value, float) else "General"
        look = {"top": 1, "top_color": _EDGE if grouped else _LINE, "align": column.align}
        look["indent"] = column.indent
        if grouped:
            look |= {"bold": True, "valign": "bottom"}
        return self.book.format(num_format=digits, **look)

    def _digits(self, value: Any) -> str:
        """Give the format that shows a number as every document does."""
        places = max(scale.places for scale in self.report.framework.scales)
        shown = display(value, places=places)
        return f'"{shown}"' if shown.startswith(("<", ">")) else f"0.{'0' * places}"


def _write_table(book: Book, page: Page, report: Report) -> None:
    """Write the table that the exporter `csv` writes: the same headings and values."""
    rows = report.rows()
    by = [f"by {name}" for name, _ in rows[0].key or ()]
    for column, heading in enumerate((*_HEADINGS, *by)):
        page.text(0, column, heading, book.format(bold=True, text_wrap=False))
    plain = book.format(text_wrap=False)
    for at, row in enumerate(rows, start=1):
        values = (*(getattr(row, name) for name in _HEADINGS), *(text for _, text in row.key or ()))
        for column, value in enumerate(values):
            if isinstance(value, str):
                page.text(at, column, value, plain, f"the {(*_HEADINGS, *by)[column]} of {row.id}")
            elif value is not None:
                page.number(at, column, value, plain)
    page.sheet.freeze_panes(1, 2)
    page.sheet.autofilter(0, 0, len(rows), len(_HEADINGS) + len(by) - 1)
    page.printed(first_row=0)
