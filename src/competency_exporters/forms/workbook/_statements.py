"""The sheet Form: one row a statement, with its answer beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from competency import Assessment, Framework, Group, Item, Scale, State
from competency_exporters._workbook import Book, Page, check
from competency_exporters.forms.workbook._choices import Choices

__all__ = ["write_statements"]

_HEADINGS = ("Item", "Statement", "Answer", "Reason", "Comment", "Evidence")
_ITEM, _STATEMENT, _ANSWER, _REASON, _COMMENT, _EVIDENCE = range(len(_HEADINGS))
_FIRST = 2  # below the title and the headings
_LINE, _EDGE, _MUTED, _TINT, _NEED = "#CFD6DD", "#6B7885", "#52606D", "#E3EBF8", "#FBE9DC"


def write_statements(
    book: Book,
    page: Page,
    framework: Framework,
    given: Assessment,
    choices: Mapping[Scale, Choices],
) -> str:
    """Write the sheet, and give its progress in words."""
    statements = _Statements(book, page, given, choices)
    end = _FIRST + sum(map(_height, framework.walk()))
    statements.write_head(framework, end)
    answers: dict[Scale, list[int]] = {scale: [] for scale in choices}
    row = _FIRST
    for node in framework.walk():
        if isinstance(node, Group):
            statements.write_group(node, row)
        else:
            answers[node.scale].append(statements.write_item(node, row))
        row += _height(node)
    for scale, rows in answers.items():
        _offer(page, choices[scale], rows)
    _colour(book, page, end)
    _finish(page, end)
    return statements.progress(framework.items)


def _height(node: Group | Item) -> int:
    """Count the rows of a node itself."""
    if isinstance(node, Group):
        return 1 + (node.description is not None)
    return 1 + (node.title is not None) + len(node.descriptors) + (node.guidance is not None)


def _finish(page: Page, end: int) -> None:
    page.sheet.freeze_panes(_FIRST, 0)
    page.sheet.protect("", {"format_columns": True, "format_rows": True})
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:F{end}"})
    page.printed(first_row=0, last_row=_FIRST - 1)


@frozen(eq=False)
class _Statements:
    book: Book
    page: Page
    given: Assessment
    choices: Mapping[Scale, Choices]

    def progress(self, items: Iterable[Item]) -> str:
        """Say how many of these have an answer of any kind."""
        states = [self.given.answer(item.id).state for item in items]
        answered = sum(state is not State.MISSING for state in states)
        return f"{answered} of {len(states)} answered"

    def write_head(self, framework: Framework, end: int) -> None:
        """Write the title, the progress and the headings."""
        title = self.book.format(bold=True, font_size=14)
        self.page.text(0, _STATEMENT, framework.title, title, "the title")
        self._write_progress(0, _FIRST, end, framework.items)
        head = self.book.format(bold=True, bottom=2, bottom_color=_EDGE, valign="bottom")
        for column, heading in enumerate(_HEADINGS):
            self.page.text(1, column, heading, head)

    def _write_progress(self, row: int, top: int, end: int, items: tuple[Item, ...]) -> None:
        """Count in the rows from `top` to before `end` those that have an item and an answer."""
        both = "*".join(f'(${column}${top + 1}:${column}${end}<>"")' for column in "AC")
        formula = f'=SUMPRODUCT({both})&" of {len(items)} answered"'
        look = self.book.format(font_color=_MUTED, bold=row == 0, valign="bottom")
        self.page.formula(row, _ANSWER, formula, self.progress(items), look)

    def write_group(self, group: Group, row: int) -> None:
        """Write the heading of a group, its progress and what it is about."""
        look = self.book.format(bold=True, font_size=13, valign="bottom")
        self.page.raise_row(row, 28)
        self.page.text(row, _STATEMENT, group.title, look, f"the title of {group.id}")
        if group.items:
            end = row + _height(group) + sum(map(_height, group.walk()))
            self._write_progress(row, row + 1, end, group.items)
        if group.description is not None:
            what = f"the description of {group.id}"
            self._write_note(row + 1, group.description, what)

    def _write_note(self, row: int, text: str, what: str, indent: int = 0) -> None:
        look = self.book.format(font_color=_MUTED, font_size=10, align="left", indent=indent)
        self.page.text(row, _STATEMENT, text, look, what)

    def write_item(self, item: Item, row: int) -> int:
        """Write a statement, its open cells, and what helps to answer it; say in which row."""
        if item.title is not None:
            look = self.book.format(bold=True)
            self.page.text(row, _STATEMENT, item.title, look, f"the title of {item.id}")
            row += 1
        locked = self.book.format(num_format="@", top=1, top_color=_LINE)
        self.page.text(row, _ITEM, item.id, locked)
        self.page.text(row, _STATEMENT, item.text, locked, f"the text of {item.id}")
        self._write_answer(item, row)
        for at, (text, what) in enumerate(self._notes(item), start=row + 1):
            self._write_note(at, text, f"{what} of {item.id}", indent=1)
        return row

    def _notes(self, item: Item) -> Iterator[tuple[str, str]]:
        if item.guidance is not None:
            yield item.guidance, "the guidance"
        for level in item.scale.listed:
            if level.value in item.descriptors:
                words = item.scale.words(level.value)
                yield f"{words}: {item.descriptors[level.value]}", f"the descriptor {words}"

    def _write_answer(self, item: Item, row: int) -> None:
        answer, choices = self.given.answer(item.id), self.choices[item.scale]
        look = self.book.format(num_format="@", locked=False, border=1, border_color=_EDGE)
        cells = (choices.of(answer), answer.reason, answer.comment, answer.evidence)
        for column, text in enumerate(cells, start=_ANSWER):
            what = f"the {_HEADINGS[column].lower()} of {item.id}"
            self.page.text(row, column, text or "", look, what)


def _offer(page: Page, choices: Choices, rows: Iterable[int]) -> None:
    """Put the drop-down of a scale into the answers that are on it."""
    first, *_ = cells = [[row, _ANSWER, row, _ANSWER] for row in rows]
    offered = {
        "validate": "list",
        "source": choices.area,
        "input_title": choices.title,
        "input_message": "Choose from the list. The sheet Scale says what each answer means.",
        "error_title": "Not on the list",
        "error_message": "Choose an answer from the list, or leave the cell empty.",
        "other_cells": cells,
    }
    check(page.sheet.data_validation(*first, offered))


def _colour(book: Book, page: Page, end: int) -> None:
    """Tint an answer while it is empty, and a reason that belongs to no such answer."""
    empty = f'=AND($A{_FIRST + 1}<>"",$C{_FIRST + 1}="")'
    words = f'$C{_FIRST + 1}<>"Does not apply",$C{_FIRST + 1}<>"n/a"'
    stray = f'=AND($A{_FIRST + 1}<>"",$D{_FIRST + 1}<>"",{words})'
    for column, formula, colour in ((_ANSWER, empty, _TINT), (_REASON, stray, _NEED)):
        rule = {"type": "formula", "criteria": formula, "format": book.tint(colour)}
        area = (_FIRST, column, end - 1, column)
        check(page.sheet.conditional_format(*area, rule))
