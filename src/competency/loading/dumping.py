"""Values of the model back to trees and texts that load back equal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import chain
from typing import Any

import yaml

from competency.errors import InvalidValue
from competency.loading.responses import FORM, LONG
from competency.model import (
    Answer,
    Assessment,
    Branch,
    Framework,
    Group,
    Item,
    Level,
    Profile,
    Scale,
)
from competency.reading import guard
from competency.rounding import Exact, number_text

__all__ = [
    "assessment_tree",
    "dump_assessment",
    "dump_form",
    "dump_framework",
    "dump_profile",
    "dump_responses",
    "framework_tree",
    "level_name",
    "profile_tree",
]

_Tree = dict[str, Any]
_Names = Mapping[int, str | None]
# PyYAML's C emitter where it is there; the pure one writes the same.
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def dump_framework(framework: Framework) -> str:
    """Write a framework as YAML; it loads back equal.

    >>> import competency
    >>> dump_framework(competency.load_framework("cto")).splitlines()[0]
    'id: cto'
    """
    return _yaml(framework_tree(framework))


def dump_assessment(assessment: Assessment) -> str:
    """Write an assessment as YAML; it loads back equal."""
    return _yaml(assessment_tree(assessment))


def dump_profile(profile: Profile) -> str:
    """Write a profile as YAML; it loads back equal."""
    return _yaml(profile_tree(profile))


def _yaml(tree: _Tree) -> str:
    text: str = yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


def _given(**keys: Any) -> _Tree:
    """Give the keys that have something to say."""
    return {name: value for name, value in keys.items() if value not in (None, [], {}, ())}


def _number(value: Exact) -> int | float | str:
    if not isinstance(value, Fraction):
        return value
    return float(value) if repr(float(value)) == number_text(value) else number_text(value)


def _weight(value: Exact) -> int | float | str | None:
    return None if value == 1 else _number(value)


def framework_tree(framework: Framework) -> _Tree:
    """Give a framework as the tree of its file."""
    published = framework.published
    scales, names = _named_scales(framework)
    return _given(
        id=framework.id,
        version=framework.version,
        title=framework.title,
        description=framework.description,
        source=framework.source,
        publisher=framework.publisher,
        published=published and published.isoformat(),
        licence=framework.licence,
        language=framework.language,
        notes=framework.notes,
        scale=_scale(framework.scale),
        scales=scales,
        **_children(framework, names),
    )


def _named_scales(framework: Framework) -> tuple[_Tree, _Names]:
    """Give the other scales by name, and the name of each item's scale by the scale's identity."""
    by_scale: dict[Scale, str | None] = {framework.scale: None}
    names: dict[int, str | None] = {}
    for item in framework.items:
        if id(item.scale) not in names:
            names[id(item.scale)] = by_scale.setdefault(item.scale, f"scale-{len(by_scale)}")
    return {name: _scale(scale) for scale, name in by_scale.items() if name}, names


def _children(branch: Branch, names: _Names) -> _Tree:
    """Give children under one key: `items` or `groups` where they are of one kind."""
    if not branch.children:
        return {}
    trees = [
        _group(node, names) if isinstance(node, Group) else _item(node, names)
        for node in branch.children
    ]
    if branch.groups and branch.own_items:
        return {"children": trees}
    return {"items" if branch.own_items else "groups": trees}


def _group(group: Group, names: _Names) -> _Tree:
    return _given(
        id=group.id,
        title=group._title,
        description=group.description,
        weight=_weight(group.weight),
        **_children(group, names),
    )


def _item(item: Item, names: _Names) -> _Tree:
    return _given(
        id=item.id,
        text=item.text,
        title=item.title,
        weight=_weight(item.weight),
        reverse=item.reverse or None,
        scale=names[id(item.scale)],
        descriptors={number_text(level): text for level, text in item.descriptors.items()},
        guidance=item.guidance,
        references=list(item.references),
        tags=list(item.tags),
    )


def _scale(scale: Scale) -> _Tree:
    order = "descending" if scale.descending else "ascending"
    if _is_range(scale):
        return {"order": order, "minimum": scale.lowest, "maximum": scale.highest}
    levels = [
        _given(
            value=_number(level.value),
            id=level.id,
            label=level.label,
            description=level.description,
        )
        for level in scale.listed
    ]
    return {"order": order, "levels": levels}


def _is_range(scale: Scale) -> bool:
    values = range(int(scale.lowest), int(scale.lowest) + len(scale.levels))
    return scale.levels == tuple(map(Level, values))


def assessment_tree(assessment: Assessment) -> _Tree:
    """Give an assessment as the tree of its file."""
    return {
        **_fitting(assessment.framework),
        **_given(
            subject=assessment.subject,
            rater=assessment.rater,
            role=assessment.role,
            round=assessment.round,
            date=assessment.date and assessment.date.isoformat(),
        ),
        "answers": {id: _answer(answer) for id, answer in assessment.answers.items()},
    }


def _fitting(framework: Framework) -> _Tree:
    return {
        "framework": framework.id,
        "version": framework.version,
        "structure": framework.structure_digest,
        "digest": framework.digest,
    }


def _answer(answer: Answer) -> object:
    level = level_name(answer) if answer.level is None else _number(answer.level)
    remarks = _given(reason=answer.reason, comment=answer.comment, evidence=answer.evidence)
    if not remarks:
        return level
    return {**({} if level == "" else {"level": level}), **remarks}


def profile_tree(profile: Profile) -> _Tree:
    """Give a profile as the tree of its file."""
    levels = {id: _required(level) for id, level in profile.levels.items()}
    return {
        **_fitting(profile.framework),
        **_given(
            title=profile.title,
            levels=levels,
            importance={id: _number(value) for id, value in profile.importance.items()},
        ),
    }


def _required(level: Exact | str | None) -> int | float | str:
    if level is None:
        return "none"
    return level if isinstance(level, str) else _number(level)


def dump_responses(assessments: Iterable[Assessment]) -> str:
    """Write assessments as a long responses file, CSV; it loads back equal.

    Every item has a row, also one without an answer, so that nobody is lost.

    Raises:
        InvalidValue: for an assessment without a rater, who is the respondent.
    """
    return _csv(LONG, chain.from_iterable(map(_response, assessments)))


def _response(assessment: Assessment) -> Iterator[list[str]]:
    if assessment.rater is None:
        raise InvalidValue("an assessment without a rater is no response", "name the rater")
    return _rows(assessment)


def dump_form(assessment: Assessment, *, delimiter: str = ",", bom: bool = False) -> str:
    """Write an assessment as a form to go on with: a long CSV that has the items' texts, too.

    `load_assessment` reads it back. Nobody needs to be named in it: then the cells are empty, and
    so are those of the role `self`, which is meant where none is given.

    Args:
        assessment: The assessment; one without answers gives an empty form.
        delimiter: What separates cells: `,`, `;` or a tab.
        bom: Whether a byte order mark comes first, by which Excel knows UTF-8.

    >>> import competency
    >>> dump_form(competency.Assessment(competency.load_framework("cto"))).splitlines()[1][:18]
    '"","","","","","1"'
    """
    at, role = FORM.index("text"), FORM.index("role")
    rows = []
    for item, row in zip(assessment.framework.items, _rows(assessment), strict=True):
        row[role] = "" if row[role] == "self" else row[role]
        rows.append([*row[:at], item.text, *row[at:]])
    return ("\ufeff" if bom else "") + _csv(FORM, rows, delimiter)


def _csv(headings: Iterable[str], rows: Iterable[list[str]], delimiter: str = ",") -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return stream.getvalue()


def _rows(assessment: Assessment) -> Iterator[list[str]]:
    framework = assessment.framework
    date = "" if assessment.date is None else assessment.date.isoformat()
    person = [assessment.rater, assessment.subject, assessment.role, assessment.round, date]
    fitting = [framework.id, framework.version, framework.structure_digest, framework.digest]
    for item in framework.items:
        answer = assessment.answer(item.id)
        given = [item.id, level_name(answer), answer.reason, answer.comment, answer.evidence]
        yield [cell or "" for cell in (*person, *given, *fitting)]


_STATES = {"unknown": "?", "missing": "", "not_applicable": "n/a"}


def level_name(answer: Answer) -> str:
    """Name a level, or the state that stands for one, as files do."""
    return _STATES[answer.state] if answer.level is None else number_text(answer.level)
