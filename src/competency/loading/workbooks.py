"""A form filled in as a workbook: its cells become the tree of an assessment file.

The tree is then read as that of any assessment file is; only its places are cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from attrs import frozen

from competency.errors import InvalidFile, SheetCell, UnknownPlugin, quoted
from competency.loading.answer_files import FindFramework, assessment_of
from competency.loading.form_sheets import FormCells, FormRow, read_form
from competency.model import Assessment, Framework, Item
from competency.reading import Tree

__all__ = ["assessment_of_workbook"]

_STATES = {"Does not apply": "n/a", "Don't know": "?"}
_KEYS = {"Answer": "level", "Reason": "reason", "Comment": "comment", "Evidence": "evidence"}
_LINE_BREAK = re.compile("\r\n?")

_Path = tuple[str | int, ...]


def assessment_of_workbook(data: bytes, name: str, find: FindFramework) -> Assessment:
    """Make an assessment of a form that was filled in as a workbook.

    Args:
        data: The workbook.
        name: The name of the file, for messages.
        find: Gives the framework of an id.

    Raises:
        InvalidFile: with every problem of the workbook at its cell.
        MissingExtra: if python-calamine is not installed.
    """
    form = read_form(data, name)
    find = cache(find)
    framework = _found(find, form.about["Framework"])
    if framework is not None:
        _check_rows(form, framework)
    try:
        assessment = assessment_of(_filled(form, framework), find)
    except InvalidFile as error:
        form.problems.extend(error.problems)
    form.check()
    return assessment


def _found(find: FindFramework, id: str) -> Framework | None:
    """Find the framework; that there is none is told where the tree is read."""
    try:
        return find(id)
    except UnknownPlugin:
        return None


def _check_rows(form: FormCells, framework: Framework) -> None:
    """Check that each item of the framework has one row, with its own statement."""
    if form.about.get("Structure", "") not in ("", framework.structure_digest):
        return  # another structure has other rows, and is refused as such
    same_texts = form.about.get("Digest", "") in ("", framework.digest)
    texts = {item.id: _plain(item.text) for item in framework.items}
    seen = set()
    for row in form.rows:
        id = row.texts["Item"]
        if id in seen:
            message = f"the item {quoted(id)} has two rows"
            form.say(row.places["Item"], message, "remove one", "duplicate-row")
        seen.add(id)
        if same_texts and id in texts and _plain(row.texts["Statement"]) != texts[id]:
            message = f"this is not the statement of the item {quoted(id)}"
            remedy = f"it is {quoted(texts[id])}; answer that, in a new form"
            form.say(row.places["Statement"], message, remedy, "other-text")
    for id in texts:
        if id not in seen:
            message = f"the item {quoted(id)} has no row"
            remedy = "write the answers into a new form, and leave its rows as they are"
            form.say(SheetCell(form.name, "Form"), message, remedy, "missing-row")


def _plain(text: str) -> str:
    """Give a text with the line breaks that every program keeps."""
    return _LINE_BREAK.sub("\n", text)


@frozen(eq=False)
class _Filled:
    """A tree whose places are the cells of a form."""

    root: Tree
    places: Mapping[_Path, SheetCell]
    name: str

    def locate(self, path: _Path, _: bool = False, /) -> SheetCell:
        """Say in which cell the value at a path stands; it has one, but for the whole."""
        return self.places.get(path, SheetCell(self.name))


def _filled(form: FormCells, framework: Framework | None) -> _Filled:
    about = {label.lower(): text for label, text in form.about.items() if text}
    items = {} if framework is None else {item.id: item for item in framework.items}
    answers = {id: _answer(row, items.get(id)) for id, row in _by_item(form)}
    places: dict[_Path, SheetCell] = {
        (label.lower(),): place for label, place in form.places.items()
    }
    for id, row in _by_item(form):
        places["answers", id] = row.places["Item"]
        places.update({("answers", id, key): row.places[heading] for heading, key in _KEYS.items()})
    return _Filled({**about, "answers": answers}, places, form.name)


def _by_item(form: FormCells) -> Iterator[tuple[str, FormRow]]:
    return ((row.texts["Item"], row) for row in form.rows)


def _answer(row: FormRow, item: Item | None) -> dict[str, Any]:
    given = {key: row.texts[heading] for heading, key in _KEYS.items() if row.texts[heading]}
    state = _STATES.get(given.get("level", ""))
    if state is not None and not (item and _has_level(item, given["level"])):
        given["level"] = state
    return given


def _has_level(item: Item, name: str) -> bool:
    """Tell whether its scale has a level of this name; the form then offers another word."""
    return any(name in level.names for level in item.scale.levels)
