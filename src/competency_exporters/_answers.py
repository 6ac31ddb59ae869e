"""The answers that a form begins with."""

from __future__ import annotations

from attrs import evolve

from competency import Assessment, Report

__all__ = ["answers_of"]


def answers_of(report: Report) -> Assessment:
    """Give the report's assessment, to the texts of its framework, or one without answers."""
    if report.scores is None:
        return Assessment(report.framework)
    return evolve(report.scores.assessment, framework=report.framework)
