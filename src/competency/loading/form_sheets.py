"""The two sheets of a form in a workbook: their cells are found, and checked as cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import define, field, frozen

from competency.errors import InvalidFile, Problem, SheetCell, quoted
from competency.reading import Sheet, cell_name, read_workbook

__all__ = ["FormCells", "FormRow", "read_form"]

_ABOUT, _FORM = "About", "Form"
_LABELS = (
    *("Subject", "Rater", "Role", "Round", "Date"),
    *("Framework", "Version", "Structure", "Digest"),
)
_HEADINGS = ("Item", "Statement", "Answer", "Reason", "Comment", "Evidence")
_GIVEN = ("Answer", "Reason", "Comment", "Evidence")
_FIRST_ROWS = 20
_REMEDY = "write the answers into a new form, and leave its sheets, rows and columns as they are"
_CELL = re.compile("([A-Z]*)([0-9]*)")


@frozen
class FormRow:
    """A row of the sheet Form: the texts of its cells by heading, and where they stand."""

    texts: Mapping[str, str]
    places: Mapping[str, SheetCell]


@define
class FormCells:
    """What stands in the cells of a form, and all that is wrong with them as cells.

    Attributes:
        name: The name of the file.
        about: The texts of the sheet About, by label.
        places: Where they stand.
        rows: The rows of the sheet Form that have an item.
        problems: What is wrong.
    """

    name: str
    about: dict[str, str] = field(factory=dict)
    places: dict[str, SheetCell] = field(factory=dict)
    rows: list[FormRow] = field(factory=list)
    problems: list[Problem] = field(factory=list)

    def say(self, place: SheetCell, message: str, remedy: str, kind: str) -> None:
        """Keep a problem at this place."""
        self.problems.append(Problem(message, remedy, kind, place))

    def check(self) -> None:
        """Refuse the form if anything is wrong with it.

        Raises:
            InvalidFile: with all problems, in the order of the cells.
        """
        if self.problems:
            raise InvalidFile(tuple(sorted(self.problems, key=_position)))


def read_form(data: bytes, name: str) -> FormCells:
    """Find the cells of a form.

    Raises:
        InvalidFile: if it is no workbook that may be read, or if a sheet, a column or the
            framework's id is gone; then nothing else can be told.
        MissingExtra: if python-calamine is not installed.
    """
    workbook = read_workbook(data, name, (_ABOUT, _FORM))
    form = FormCells(name)
    for title in (_ABOUT, _FORM):
        if title not in workbook.sheets:
            there = ", ".join(map(quoted, workbook.titles[:10])) or "none"
            message = f"there is no sheet {title}; the sheets are {there}"
            form.say(SheetCell(name), message, _REMEDY, "missing-sheet")
    form.check()
    _read_about(form, workbook.sheets[_ABOUT])
    _read_rows(form, workbook.sheets[_FORM])
    if not form.about.get("Framework"):
        place = form.places.get("Framework", SheetCell(name, _ABOUT))
        form.say(place, "the form does not name its framework", _REMEDY, "missing-key")
        form.check()
    return form


def _read_about(form: FormCells, sheet: Sheet) -> None:
    _refuse_merged(form, sheet)
    for number, row in enumerate(sheet.rows):
        label, text, *_ = (*row, "", "")
        if label not in _LABELS:
            continue
        place = _place(form, sheet, number, 1)
        if label in form.about:
            form.say(place, f"there are two rows {label}", "remove one", "duplicate-row")
        form.about[label], form.places[label] = text, place
        _check_value(form, sheet, number, 1)
    for label in _LABELS:
        if label not in form.about:
            message = f"the row {label} is missing"
            form.say(SheetCell(form.name, _ABOUT), message, _REMEDY, "missing-row")


def _read_rows(form: FormCells, sheet: Sheet) -> None:
    _refuse_merged(form, sheet)
    header = _header(form, sheet)
    columns = {heading: sheet.rows[header].index(heading) for heading in _HEADINGS}
    for number in range(header + 1, len(sheet.rows)):
        texts = {heading: sheet.rows[number][column] for heading, column in columns.items()}
        places = {
            heading: _place(form, sheet, number, column) for heading, column in columns.items()
        }
        _check_value(form, sheet, number, columns["Item"])
        if texts["Item"]:
            form.rows.append(FormRow(texts, places))
            for heading in (*_GIVEN, "Statement"):
                _check_value(form, sheet, number, columns[heading])
            continue
        for heading in _GIVEN:
            # The progress of an area is a formula, and stands in such a row.
            if texts[heading] and not sheet.marks.has_formula((number, columns[heading])):
                message = "the cell is filled in, but its row has no item"
                remedy = "move what it says into the row of a statement"
                form.say(places[heading], message, remedy, "stray")


def _header(form: FormCells, sheet: Sheet) -> int:
    """Find the row of the headings.

    Raises:
        InvalidFile: if a heading is not there, or twice.
    """
    firsts = sheet.rows[:_FIRST_ROWS]
    counts = [sum(heading in row for heading in _HEADINGS) for row in firsts]
    header = counts.index(max(counts)) if counts else 0
    row = firsts[header] if firsts else ()
    wrong = [heading for heading in _HEADINGS if row.count(heading) != 1]
    for heading in wrong:
        message = f"the column {heading} is {'there twice' if heading in row else 'missing'}"
        form.say(_place(form, sheet, header, 0), message, _REMEDY, "missing-column")
    if wrong:
        form.check()
    return header


def _place(form: FormCells, sheet: Sheet, row: int, column: int) -> SheetCell:
    return SheetCell(form.name, sheet.title, cell_name(row, column))


def _check_value(form: FormCells, sheet: Sheet, row: int, column: int) -> None:
    """Refuse a cell whose value is that of a formula: it may be old, and is not what was chosen."""
    if sheet.marks.has_formula((row, column)):
        message, remedy = "the cell holds a formula", "write the value that it stands for"
        form.say(_place(form, sheet, row, column), message, remedy, "formula")
    elif (row, column) in sheet.marks.errors:
        message, remedy = "the cell holds an error, such as #N/A", "write its value, or empty it"
        form.say(_place(form, sheet, row, column), message, remedy, "error")


def _refuse_merged(form: FormCells, sheet: Sheet) -> None:
    for area in sheet.marks.merged:
        message = f"the cells {area} are merged"
        remedy = "separate them, and write each answer into its own cell"
        form.say(_place(form, sheet, *area.first), message, remedy, "merged")


def _position(problem: Problem) -> tuple[str, int, int, str]:
    """Put problems in the order of the cells: down the sheet, then along the row."""
    place = problem.place
    sheet, cell = getattr(place, "sheet", None) or "", getattr(place, "cell", None) or ""
    match = _CELL.match(cell)
    letters, digits = match.groups() if match else ("", "")
    return sheet, int(digits or 0), len(letters), letters
