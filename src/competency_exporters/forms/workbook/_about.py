"""The sheet About: how to fill the form in, who does, how far it is, and what it is for."""

from __future__ import annotations

from competency import Assessment, Framework
from competency_exporters._workbook import Book, Page, check

__all__ = ["write_about"]

_HOW = (
    "Fill in the shaded cells on this sheet.",
    "Then go to the sheet Form, and choose an answer from the list in each shaded cell. "
    "The sheet Scale says what the answers mean.",
    "Choose Does not apply where a statement does not apply, and say why in Reason. "
    "Choose Don't know where you cannot tell. Comment and Evidence may stay empty.",
    "A statement without an answer stays open. You can save and send the form at any time, "
    "and go on later.",
    "Save the workbook as .xlsx and send it back. Leave its sheets, rows and columns as they are.",
)
_WHO = (
    ("Subject", "Whom the answers are about."),
    ("Rater", "Who answers."),
    ("Role", "How they stand to the subject: choose, or write."),
    ("Round", "Which round this is, if there are several."),
    ("Date", "Year-month-day, such as 2026-11-24."),
)
_ROLES = ("self", "manager", "peer", "report", "other")


def write_about(
    book: Book, page: Page, framework: Framework, given: Assessment, progress: str
) -> None:
    """Write the sheet."""
    page.text(0, 0, "Form", book.format(bold=True, font_size=16))
    page.text(0, 1, framework.title, book.format(bold=True, font_size=16), "the title")
    page.text(1, 1, framework.description or "", book.format(), "the description")
    row = _write_list(book, page, 3)
    row = _write_who(book, page, row + 1, given)
    _head(book, page, row + 1, "Progress")
    page.text(row + 2, 0, "Answered", book.format(bold=True))
    page.formula(row + 2, 1, "=Form!$C$1", progress, book.format())
    _write_framework(book, page, row + 4, framework)
    page.sheet.protect("", {"format_columns": True, "format_rows": True})
    page.printed()


def _head(book: Book, page: Page, row: int, title: str) -> None:
    page.raise_row(row, 22)
    page.text(row, 0, title, book.format(bold=True, font_size=13, text_wrap=False))


def _write_list(book: Book, page: Page, row: int) -> int:
    _head(book, page, row, "How to fill it in")
    for number, text in enumerate(_HOW, start=1):
        page.number(row + number, 0, number, book.format(align="right", indent=1))
        page.text(row + number, 1, text, book.format())
    return row + len(_HOW) + 1


def _write_who(book: Book, page: Page, row: int, given: Assessment) -> int:
    _head(book, page, row, "Who answers")
    open_cell = book.format(num_format="@", locked=False, border=1, bg_color="#E3EBF8")
    day = given.date.isoformat() if given.date else ""
    values = (given.subject, given.rater, given.role, given.round, day)
    for at, ((label, hint), value) in enumerate(zip(_WHO, values, strict=True), start=row + 1):
        page.text(at, 0, label, book.format(bold=True))
        page.text(at, 1, value or "", open_cell, f"the {label.lower()}")
        page.text(at, 2, hint, book.format(font_color="#52606D", align="left", indent=1))
        if label == "Role":
            offered = {"validate": "list", "source": list(_ROLES), "show_error": False}
            check(page.sheet.data_validation(at, 1, at, 1, offered))
    return row + len(_WHO) + 1


def _write_framework(book: Book, page: Page, row: int, framework: Framework) -> None:
    _head(book, page, row, "What it is for")
    read = (
        ("Framework", framework.id),
        ("Version", framework.version),
        ("Structure", framework.structure_digest),
        ("Digest", framework.digest),
    )
    published = framework.published and framework.published.isoformat()
    told = (
        ("Source", framework.source),
        ("Publisher", framework.publisher),
        ("Published", published),
        ("Licence", framework.licence),
    )
    shown = [*read, *((label, text) for label, text in told if text)]
    for at, (label, text) in enumerate(shown, start=row + 1):
        page.text(at, 0, label, book.format(bold=True))
        page.text(at, 1, text or "", book.format(num_format="@"), f"the {label.lower()}")
