"""HTML to be filled in: one page that works without a network, and prints as the sheet does.

The page's policy allows its one style sheet and its one script, by their hashes, and no more. What
the script needs to know stands beside it as JSON.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar

from attrs import field, frozen
from markupsafe import Markup

from competency import Answer, Assessment, Framework, Report, Scale
from competency_exporters._answers import answers_of
from competency_exporters._page import check_title, environment_of, source_of
from competency_exporters.forms._questions import (
    blocks_of,
    chosen,
    has_descriptions,
    scale_words,
    statements,
)

__all__ = ["HtmlFormExporter"]

_ENVIRONMENT = environment_of("competency_exporters.forms")


@cache
def _source(name: str) -> str:
    path = files("competency_exporters.forms") / name
    return path.read_text(encoding="utf-8")


@cache
def _style() -> str:
    dark = "@media screen and (prefers-color-scheme:dark)"
    screen, night, paper = (
        _source(f"styles/{name}.css") for name in ("form", "form-dark", "form-paper")
    )
    return f"{screen}{dark}{{\n{night}}}\n@media print{{\n{paper}}}\n"


@cache
def _script() -> str:
    """Put the script together; nothing of it can be reached from outside."""
    parts = "\n".join(_source(f"script/{name}.js") for name in ("answers", "form"))
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


@frozen
class HtmlFormExporter:
    """Writes a form as one page of HTML, to be filled in by a browser without a network.

    Attributes:
        title: The heading; the framework's title, unless given.
    """

    media_type: ClassVar[str] = "text/html"
    suffix: ClassVar[str] = ".html"

    title: str = field(default="", validator=check_title)

    def export(self, report: Report) -> str:
        """Give the page as text; half filled, where the report has answers."""
        framework, assessment = report.framework, answers_of(report)
        style, script = _style(), _script()
        return _ENVIRONMENT.get_template("form.html.jinja").render(
            title=self.title or framework.title,
            framework=framework,
            count=statements(len(framework.items)),
            blocks=blocks_of(framework, assessment),
            described=[scale for scale in framework.scales if has_descriptions(scale)],
            scale_words=scale_words,
            data=_data(framework, assessment),
            style=Markup(style),  # noqa: S704  # ours, and allowed by its hash only
            script=Markup(script),  # noqa: S704
            style_source=source_of(style),
            script_source=source_of(script),
        )


def _data(framework: Framework, assessment: Assessment) -> dict[str, Any]:
    """Tell the script which framework this is, what its levels are called, and what is given."""
    scales = {scale.listed: place for place, scale in enumerate(framework.scales)}
    given = _given(assessment)
    return {
        "fits": _fits(framework),
        "scales": [_names(scale) for scale in framework.scales],
        "items": [[item.id, scales[item.scale.listed]] for item in framework.items],
        "given": given,
        # Each half-filled form is kept apart from the blank one, and from one filled otherwise.
        "drawer": _digest(given) if given else "",
    }


def _fits(framework: Framework) -> dict[str, str]:
    return {
        "framework": framework.id,
        "version": framework.version,
        "structure": framework.structure_digest,
        "digest": framework.digest,
    }


def _names(scale: Scale) -> list[list[str]]:
    """Pair each name of a level with its value."""
    return [[name, level.names[0]] for level in scale.levels for name in level.names]


def _given(assessment: Assessment) -> dict[str, Any] | None:
    """Give what was answered in the shape of the file that the form saves."""
    answers = {id: _answer(answer) for id, answer in assessment.answers.items()}
    about = {
        "subject": assessment.subject,
        "rater": assessment.rater,
        "role": assessment.role,
        "round": assessment.round,
        "date": assessment.date and assessment.date.isoformat(),
    }
    told = {name: text for name, text in about.items() if text}
    if not answers and told == {"role": "self"}:
        return None
    return {**_fits(assessment.framework), **told, "answers": answers}


def _answer(answer: Answer) -> dict[str, str]:
    texts = {
        "level": chosen(answer),
        "reason": answer.reason,
        "comment": answer.comment,
        "evidence": answer.evidence,
    }
    return {name: text for name, text in texts.items() if text}


def _digest(tree: object) -> str:
    return hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()[:16]
