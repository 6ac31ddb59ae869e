"""The sheet: a page to be printed and filled in with a pen, on A4 or Letter, in black and white."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import ClassVar

from attrs import field, frozen
from markupsafe import Markup

from competency import Report
from competency_exporters._answers import answers_of
from competency_exporters._page import check_title, environment_of, source_of
from competency_exporters.forms._questions import (
    blocks_of,
    has_descriptions,
    scale_words,
    statements,
)

__all__ = ["PrintFormExporter"]

_ENVIRONMENT = environment_of("competency_exporters.forms")


@cache
def _style() -> str:
    path = files("competency_exporters.forms") / "styles" / "sheet.css"
    return path.read_text(encoding="utf-8")


@frozen
class PrintFormExporter:
    """Writes a form as a page of HTML that is printed and filled in by hand.

    Attributes:
        title: The heading; the framework's title, unless given.
    """

    media_type: ClassVar[str] = "text/html"
    suffix: ClassVar[str] = ".html"

    title: str = field(default="", validator=check_title)

    def export(self, report: Report) -> str:
        """Give the page as text; what the report has answered is ticked already."""
        framework, assessment = report.framework, answers_of(report)
        return _ENVIRONMENT.get_template("sheet.html.jinja").render(
            title=self.title or framework.title,
            framework=framework,
            assessment=assessment,
            count=statements(len(framework.items)),
            blocks=blocks_of(framework, assessment),
            described=[scale for scale in framework.scales if has_descriptions(scale)],
            scale_words=scale_words,
            style=Markup(_style()),  # noqa: S704  # ours, and allowed by its hash only
            style_source=source_of(_style()),
        )
