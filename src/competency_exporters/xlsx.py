"""A workbook: what the report says first, a sheet by area to read, and the table of CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import fields, frozen

from competency import Report, Row, __version__, display
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
    rounded: bool = False


def _at_or_above(row: Row) -> str | None:
    if not row.compared or row.kind == "item":
        return None
    return f"{row.at_or_above} of {row.compared}"


def _answer(row: Row) -> str | None:
    if row.kind == "item":
        return row.answer_words if row.state else None
    return None if row.answered is None else row.completeness


def _required(row: Row) -> Any:
    if row.kind == "item" or row.required_lowest is None or row.required_highest is None:
        return row.required
    lowest, highest = (display(each, "required") for each in _ends(row))
    return row.required_lowest if lowest == highest else f"{lowest} to {highest}"


def _ends(row: Row) -> tuple[Any, Any]:
    return row.required_lowest, row.required_highest


_COLUMNS = (
    _Column("Id", 10, lambda row: row.id),
    _Column("Area or statement", 56, lambda row: row.text if row.kind == "item" else row.title),
    _Column("Answer", 26, _answer),
    _Column("People", 9, lambda row: row.people),
    _Column("Mean", 8, lambda row: row.mean, rounded=True),
    _Column("Median", 8, lambda row: row.median),
    _Column("Required", 10, _required),
    _Column("At or above", 11, _at_or_above),
    _Column("Short", 8, lambda row: row.shortfall, rounded=True),
    _Column("Above", 8, lambda row: row.surplus, rounded=True),
    _Column("Rank", 7, lambda row: row.rank),
    _Column("Reason", 24, lambda row: row.reason),
    _Column("Comment", 30, lambda row: row.comment),
    _Column("Evidence", 30, lambda row: row.evidence),
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
        _write_summary(book, book.page("Summary"), report)
        _Areas(book, book.page("Areas"), report).write()
        _write_table(book, book.page("Table"), report)
        return book.finish()


def _write_summary(book: Book, page: Page, report: Report) -> None:
    page.widths(16, 100)
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
        yield from _people(report)
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


def _people(report: Report) -> Iterator[tuple[str, str]]:
    assert report.scores is not None  # noqa: S101  # only then there is somebody
    given = report.scores.assessment
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

    def write(self) -> None:
        rows = self.report.rows()
        columns = [each for each in _COLUMNS if any(each.value(row) is not None for row in rows)]
        self.page.widths(*(column.width for column in columns))
        head = self.book.format(bold=True, bottom=2, bottom_color=_EDGE)
        for place, column in enumerate(columns):
            self.page.text(0, place, column.heading, head)
        at = 1
        key = None
        for row in rows:
            if row.key is not None and row.key != key:
                key = row.key
                self._write_key(at, key)
                at += 1
            at = self._write_row(at, row, columns)
        self.page.sheet.freeze_panes(1, 2)
        self.page.printed(first_row=0)

    def _write_key(self, at: int, key: tuple[tuple[str, str], ...]) -> None:
        words = ", ".join(f"{name}: {text}" for name, text in key)
        look = self.book.format(bold=True, font_size=16, top=2, top_color=_EDGE)
        self.page.text(at, 1, words, look, "the people")

    def _write_row(self, at: int, row: Row, columns: list[_Column]) -> int:
        """Write a row, and what a group is about below it; say where the next one comes."""
        grouped = row.kind != "item"
        look: dict[str, Any] = {"top": 1, "top_color": _EDGE if grouped else _LINE}
        look |= {"bold": True} if grouped else {}
        for place, column in enumerate(columns):
            value = column.value(row)
            what = f"the {column.heading.lower()} of {row.id}"
            if value is None or isinstance(value, str):
                self.page.text(at, place, value or "", self.book.format(**look), what)
            else:
                digits = self._digits(value) if column.rounded else "General"
                self.page.number(at, place, value, self.book.format(num_format=digits, **look))
        if not grouped or row.text is None:
            return at + 1
        self.page.text(at + 1, 1, row.text, self.book.format(font_color=_MUTED), "a description")
        return at + 2

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
