"""Workbooks for tests: forms that are filled in, and files that are spoiled, cell by cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from competency import Assessment, Framework, Report, export, score
from competency.reading import cell_name, read_workbook

SHEETS = {"About": 1, "Form": 2, "Scale": 3}
COLUMNS = {"level": "C", "reason": "D", "comment": "E", "evidence": "F"}
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|\r")


def form_of(given: Framework | Assessment) -> bytes:
    """Give the form of a framework, or one that is filled in as far as an assessment goes."""
    report = Report(given) if isinstance(given, Framework) else None
    report = report or Report(given.framework, scores=score(given))
    document = export(report, "form-xlsx")
    assert isinstance(document, bytes)
    return document


def parts_of(data: bytes) -> dict[str, bytes]:
    """Unpack a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Pack a workbook."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Change the text of one part of a workbook; it must have an effect."""
    parts = parts_of(data)
    before = parts[part].decode()
    after = change(before)
    assert after != before
    return packed({**parts, part: after.encode()})


def text_cell(text: str) -> str:
    """Give the inside of a cell with a text, as other programs write it."""
    whole = ESCAPED.sub(lambda match: "_x000D_" if match[0] == "\r" else "_x005F_", text)
    return f'<is><t xml:space="preserve">{escape(whole)}</t></is>'


def put(data: bytes, sheet: str, cells: Mapping[str, str], kind: str = "inlineStr") -> bytes:
    """Put something into cells of a form that are there already: the XML inside each, by name."""

    def change(xml: str) -> str:
        for name, inside in cells.items():
            pattern = re.compile(f'<c r="{name}"( s="[0-9]+")?[^>]*?(/>|>.*?</c>)', re.DOTALL)
            assert pattern.search(xml), f"there is no cell {name}"
            new = f'<c r="{name}" t="{kind}">{inside}</c>'
            xml = pattern.sub(lambda _, new=new: new, xml, count=1)
        return xml

    return changed(data, f"xl/worksheets/sheet{SHEETS[sheet]}.xml", change)


def rows_of(data: bytes, sheet: str) -> tuple[tuple[str, ...], ...]:
    """Give the texts of a sheet."""
    return read_workbook(data, "form.xlsx", [sheet]).sheets[sheet].rows


def cell_of(data: bytes, id: str, key: str) -> str:
    """Name the cell in which a form has something of an item."""
    row = next(at for at, cells in enumerate(rows_of(data, "Form")) if at > 1 and cells[0] == id)
    return f"{COLUMNS[key]}{row + 1}"


def about_cell(data: bytes, label: str) -> str:
    """Name the cell beside a label."""
    row = next(at for at, cells in enumerate(rows_of(data, "About")) if cells[0] == label)
    return cell_name(row, 1)
