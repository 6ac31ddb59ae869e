"""The gate of workbooks: whatever the bytes are, it reads them, or refuses them by name."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

import pytest

from competency.errors import InvalidFile, SheetCell
from competency.reading import Limits, cell_name, read_workbook
from competency.reading._sheets import Area
from competency.testing import sample_report
from workbooks import changed, form_of, packed, parts_of, put, text_cell

FORM = form_of(sample_report().scores.assessment)
SHEET, STRINGS = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def refused(data: bytes, limits: Limits | None = None) -> tuple[str, str]:
    """Read what must be refused for one reason; give its kind and its message."""
    with pytest.raises(InvalidFile) as caught:
        read_workbook(data, "form.xlsx", ["Form"], limits or Limits())
    (problem,) = caught.value.problems
    assert SheetCell("form.xlsx") == problem.place
    assert problem.remedy
    return problem.kind, problem.message


def test_it_gives_the_sheets_that_are_there() -> None:
    """Those that are not are left to the caller."""
    workbook = read_workbook(FORM, "form.xlsx", ["Form", "Nothing"])
    assert (["Form"], ("About", "Form", "Scale")) == ([*workbook.sheets], workbook.titles)
    sheet = workbook.sheets["Form"]
    assert ("Item", "Statement", "Answer", "Reason", "Comment", "Evidence") == sheet.rows[1]


def test_values_become_the_texts_that_could_have_been_typed() -> None:
    """Whole numbers have no point; nothing is cut or trimmed."""
    typed = {"3": "3", "3.0": "3", "0.25": "0.25", "1e300": "1e+300", "-2": "-2"}
    for text, expected in typed.items():
        data = put(FORM, "Form", {"C5": f"<v>{text}</v>"}, "n")
        assert expected == read_workbook(data, "x", ["Form"]).sheets["Form"].rows[4][2]
    for text in (" 4 ", "a\r\nb\tc", "_x000D_", "🧭", "'=1+1", "TRUE"):
        data = put(FORM, "Form", {"C5": text_cell(text)})
        assert text == read_workbook(data, "x", ["Form"]).sheets["Form"].rows[4][2]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"respondent;1\n", "no workbook"),
        (b"%PDF-1.7", "no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook (.xls), or one with a password"),
    ],
)
def test_what_is_no_zip_file_is_named(data: bytes, said: str) -> None:
    """A text says how it should be called; an old or encrypted workbook how to save it."""
    kind, message = refused(data)
    assert "not-a-workbook" == kind
    assert said in message


@pytest.mark.parametrize("path", ["xl/vbaProject.bin", "xl/VbaProject.BIN", "xl/macrosheets/s.xml"])
def test_macros_are_refused(path: str) -> None:
    """A form does nothing."""
    assert ("active", "the workbook holds macros") == refused(packed({**parts_of(FORM), path: b""}))


def test_links_to_other_workbooks_are_refused() -> None:
    """What stands in them is somebody else's."""
    data = packed({**parts_of(FORM), "xl/externalLinks/externalLink1.xml": b"<x/>"})
    assert ("active", "the workbook holds links to other workbooks") == refused(data)


@pytest.mark.parametrize("part", [SHEET, STRINGS, BOOK, "docProps/app.xml"])
def test_document_types_are_refused_wherever_they_are(part: str) -> None:
    """Entities that grow, and files that are fetched, begin with one."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><'
    data = changed(FORM, part, lambda xml: xml.replace("?>\n<", f"?>\n{bomb}", 1))
    assert ("active", "the XML of the workbook has a document type") == refused(data)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    """The directory says how large it becomes."""
    data = packed({**parts_of(FORM), "xl/big.xml": b" " * (33 << 20)})
    assert len(data) < 100_000
    kind, message = refused(data)
    assert "too-large" == kind
    assert "33,554,432 are allowed" in message


def test_a_zip_bomb_that_lies_is_refused() -> None:
    """No more is unpacked than the directory says, and then the sum is wrong."""
    data = packed({**parts_of(FORM), "xl/big.xml": b" " * (8 << 20)})
    lied = data.replace((8 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    kind, message = refused(lied)
    assert "damaged" == kind
    assert "CRC" in message


def test_a_bomb_of_shared_texts_is_refused() -> None:
    """A text that stands once in the file stands in very many cells."""
    row = "".join(f'<c r="A{at}" t="s"><v>0</v></c>' for at in range(1, 3_000))
    sheet = f"<worksheet><sheetData><row>{row}</row></sheetData></worksheet>"
    long = "x" * 32_000
    data = changed(
        FORM, STRINGS, lambda xml: re.sub("<si>.*?</si>", f"<si><t>{long}</t></si>", xml, count=1)
    )
    kind, message = refused(packed({**parts_of(data), SHEET: sheet.encode()}))
    assert "too-large" == kind
    assert "67,108,864 characters" in message


def test_a_lone_cell_far_out_is_refused() -> None:
    """A table of all cells up to it would be made."""
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    data = changed(FORM, SHEET, lambda xml: xml.replace("</sheetData>", far))
    assert ("too-large", "the cell XFD1048576 is far outside the form") == refused(data)


def test_an_empty_cell_far_out_harms_nothing() -> None:
    """Programs write those of whole columns that have a look."""
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    data = changed(FORM, SHEET, lambda xml: xml.replace("</sheetData>", far))
    expected = read_workbook(FORM, "form.xlsx", ["Form"]).sheets["Form"].rows
    assert expected == read_workbook(data, "form.xlsx", ["Form"]).sheets["Form"].rows


def test_deep_and_endless_xml_is_refused() -> None:
    """As in any other document."""
    deep = "<x>" * 100 + "</x>" * 100
    data = packed({**parts_of(FORM), "xl/deep.xml": deep.encode()})
    assert ("too-large", "the XML is more than 64 deep") == refused(data)
    assert "too-large" == refused(FORM, Limits(values=100))[0]


def test_too_many_parts_are_refused() -> None:
    """Before the directory is read."""
    data = packed({**parts_of(FORM), **{f"x{at}": b"" for at in range(1_001)}})
    assert ("too-large", "the workbook has too many parts") == refused(data)


def test_a_part_with_a_password_is_refused() -> None:
    """Its name tells, not the guess that its bytes are wrong."""
    data = bytearray(FORM)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert ("encrypted", "the workbook has a password") == refused(bytes(data))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("path", [SHEET, SHEET.upper(), SHEET.replace("/", "\\")])
def test_two_parts_of_one_name_are_refused(path: str) -> None:
    """Two programs would read two things."""
    stream = io.BytesIO(FORM)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(path, b"<worksheet/>")
    data = stream.getvalue()
    assert "damaged" == refused(data)[0]


def test_an_odd_compression_is_refused() -> None:
    """No spreadsheet uses it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr(BOOK, b"<workbook/>")
    assert "compression 14" in refused(stream.getvalue())[1]


@pytest.mark.parametrize("part", [BOOK, RELATIONS])
def test_a_zip_file_of_something_else_is_refused(part: str) -> None:
    """A document of another program is a zip file too."""
    parts = parts_of(FORM)
    del parts[part]
    assert ("damaged", "the workbook is damaged: 'it has no xl/workbook.xml'") == refused(
        packed(parts)
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace('<c r="A2"', "<c", 1),
        lambda xml: xml.replace('<c r="A2"', '<c r="R2C1"', 1),
        lambda xml: xml.replace("<v>", "<v>99999", 1),
        lambda xml: xml.replace("<v>", "<v>-", 1),
        lambda xml: xml.replace("</sheetData>", "", 1),
        lambda xml: xml.replace("</sheetData>", '</sheetData><mergeCell ref="A1:"/>', 1),
        lambda xml: xml.replace("</sheetData>", "</sheetData>" + '<mergeCell ref="A1"/>' * 1001, 1),
    ],
)
def test_a_damaged_sheet_is_refused(change: Callable[[str], str]) -> None:
    """Cells without a place, texts that are not there, tags that do not match, wrong areas."""
    assert "damaged" == refused(changed(FORM, SHEET, change))[0]


def test_what_the_values_cannot_be_read_of_is_refused() -> None:
    """Whatever goes wrong in another language."""
    data = changed(FORM, "xl/styles.xml", lambda xml: xml.replace("numFmtId=", "numFmtId", 1))
    assert "damaged" == refused(data)[0]
    assert "damaged" == refused(put(FORM, "Form", {"C5": "<v>x</v>"}, "n"))[0]


def test_a_cut_or_spoiled_file_is_refused_or_read() -> None:
    """Nothing but InvalidFile is raised, wherever a byte is wrong."""
    chance = random.Random(7)
    data = packed(parts_of(FORM))
    outcomes = set()
    for _ in range(300):
        spoiled = bytearray(
            data[: chance.randrange(len(data)) + 1 if chance.random() < 0.3 else None]
        )
        for _ in range(chance.randrange(1, 4)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        try:
            read_workbook(bytes(spoiled), "form.xlsx", ["Form"])
            outcomes.add("read")
        except InvalidFile:
            outcomes.add("refused")
    assert {"read", "refused"} == outcomes


def test_cells_are_named_as_a_spreadsheet_does() -> None:
    """Columns count in letters, without a zero."""
    names = [cell_name(0, column) for column in (0, 25, 26, 701, 702, 16_383)]
    assert ["A1", "Z1", "AA1", "ZZ1", "AAA1", "XFD1"] == names
    assert "B2:C4" == str(Area((1, 1), (3, 2)))
    assert [True, False, False] == [
        cell in Area((1, 1), (3, 2)) for cell in ((3, 2), (0, 1), (1, 3))
    ]


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [(BOOK, 'name="Scale"', 'name="Form"'), (RELATIONS, 'Id="rId3"', 'Id="rId2"')],
)
def test_two_sheets_of_one_name_are_refused(part: str, before: str, after: str) -> None:
    """Which of them was filled in would be a guess."""
    kind, message = refused(changed(FORM, part, lambda xml: xml.replace(before, after)))
    assert "damaged" == kind
    assert "two sheets" in message


def test_paths_of_sheets_may_be_whole() -> None:
    """Programs differ in how they write them."""
    target = "/xl/worksheets/sheet2.xml"
    data = changed(
        FORM, RELATIONS, lambda xml: xml.replace('"worksheets/sheet2.xml"', f'"{target}"')
    )
    assert "Item" == read_workbook(data, "x", ["Form"]).sheets["Form"].rows[1][0]


def test_a_workbook_need_not_share_its_texts() -> None:
    """Other programs write each into its cell."""
    parts = {name: data for name, data in parts_of(FORM).items() if name != STRINGS}
    for number in (1, 2, 3):
        parts[f"xl/worksheets/sheet{number}.xml"] = b"<worksheet><sheetData/></worksheet>"
    sheet = f'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr">{text_cell("x")}</c></row>'
    parts[SHEET] = f"{sheet}</sheetData></worksheet>".encode()
    assert (("x",),) == read_workbook(packed(parts), "x", ["Form"]).sheets["Form"].rows


def test_the_drop_downs_of_other_programs_are_no_formulas() -> None:
    """They are written behind the cells, by elements of the same name."""
    extra = "</sheetData><x><f>Scale!$A$3:$A$9</f><v>1</v></x>"
    data = changed(FORM, SHEET, lambda xml: xml.replace("</sheetData>", extra))
    marks = read_workbook(data, "x", ["Form"]).sheets["Form"].marks
    assert read_workbook(FORM, "x", ["Form"]).sheets["Form"].marks.formulas == marks.formulas


def test_who_interrupts_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is no damage; what panics in another language is."""
    for raised, expected in ((KeyboardInterrupt, KeyboardInterrupt), (SystemExit, InvalidFile)):

        def fail(_: object, raised: type[BaseException] = raised) -> None:
            raise raised

        monkeypatch.setattr("competency.reading._workbook._rows", fail)
        with pytest.raises(expected):
            read_workbook(FORM, "x", ["Form"])
