"""The document: a report to JSON and back, nothing lost either way."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any

from competency import loading
from competency._version import __version__
from competency.errors import CompetencyError, InvalidFile, Problem
from competency.explanation import MASTERY_SHARE
from competency.files import read_bytes
from competency.gaps import Gap, Gaps, find_gaps
from competency.model import Framework
from competency.reading import Document, Limits, Tree, read_document
from competency.report.cohort_document import cohort_of_tree, cohort_tree
from competency.report.report import Report
from competency.rounding import number_text
from competency.scoring import Score, score

__all__ = ["dump_figures", "dump_report", "load_report"]

_FORMAT = "competency-report"
_REVISION = "1"
_LIMITS = Limits()
_SCORE = (
    *("mean", "percent", "median", "minimum", "maximum", "deviation", "answered", "unknown"),
    *("missing", "not_applicable", "coverage", "needed", "left_out"),
)
_GAP = (
    *("required", "current", "gap", "shortfall", "surplus", "required_lowest"),
    *("required_highest", "compared", "at_or_above", "importance", "rank", "reason"),
)


def dump_report(report: Report) -> str:
    """Write a report as JSON with all that it holds; `load_report` gives back an equal one.

    It is stamped with the library's version, the framework's digests and the options. The keys
    are stable: a later version may add some.
    """
    frameworks = {each.digest: loading.framework_tree(each) for each in _frameworks(report)}
    return _json({**_figures_of(report), "frameworks": frameworks}, 1) + "\n"


def dump_figures(report: Report) -> str:
    """Write what `dump_report` writes but the texts of the framework, on one line."""
    return _json(_figures_of(report), None) + "\n"


def _json(tree: dict[str, Any], indent: int | None) -> str:
    return json.dumps(tree, ensure_ascii=False, indent=indent, default=_number)


def _figures_of(report: Report) -> dict[str, Any]:
    scores, gaps, cohort = report.scores, report.gaps, report.cohort
    options = cohort if scores is None else scores.plan
    profile = cohort.profile if cohort is not None else gaps and gaps.profile
    return {
        "format": _FORMAT,
        "revision": _REVISION,
        "library": __version__,
        "framework": report.framework.id,
        "version": report.framework.version,
        "digest": report.framework.digest,
        "structure": report.framework.structure_digest,
        "rollup": options and options.rollup,
        "min_coverage": options and options.min_coverage,
        "assessment": scores and loading.assessment_tree(scores.assessment),
        "profile": profile and loading.profile_tree(profile),
        "scores": scores and [_score(each) for each in scores],
        "weakest": scores and scores.weakest and scores.weakest.id,
        "gaps": gaps and [_figures(each, _GAP) for each in gaps],
        "needs": gaps and _needs(gaps),
        "cohort": cohort and cohort_tree(cohort),
    }


def _number(value: Any) -> float | str:
    text = number_text(value)
    return float(text) if repr(float(text)) == text else text


def _frameworks(report: Report) -> Iterable[Framework]:
    """The frameworks that it holds: one, unless a translation shows the original's answers."""
    yield report.framework
    if report.scores is not None:
        yield report.scores.assessment.framework
    if report.gaps is not None:
        yield report.gaps.profile.framework
    if report.cohort is not None:
        yield report.cohort.framework
        if report.cohort.profile is not None:
            yield report.cohort.profile.framework


def _figures(of: Score | Gap, names: Iterable[str]) -> dict[str, Any]:
    return {"id": of.id, **{name: getattr(of, name) for name in names}}


def _score(each: Score) -> dict[str, Any]:
    distribution = each.distribution
    return {
        **_figures(each, _SCORE),
        "mastery": each.mastery(MASTERY_SHARE),
        "distribution": None
        if distribution is None
        else [list(pair) for pair in distribution.items()],
        "reasons": dict(each.reasons),
    }


def _needs(gaps: Gaps) -> dict[str, list[str]]:
    ranked = {"items": gaps.items, "areas": gaps.areas}
    return {name: [gap.id for gap in found if gap.rank] for name, found in ranked.items()}


def load_report(path: str | os.PathLike[str]) -> Report:
    """Load a report that `dump_report` or the exporter `json` wrote.

    The figures are made anew from the answers, or of a cohort from its counts; a file whose
    figures are others is refused.

    Raises:
        UnreadableFile: if the file cannot be read.
        InvalidFile: if it is no such report.
    """
    document = read_document(read_bytes(path, _LIMITS.bytes), os.fspath(path), _LIMITS)
    root = document.root
    if not isinstance(root, dict) or root.get("format") != _FORMAT:
        raise _refused(document, (), "this is no report", "give what the json exporter wrote")
    if root.get("revision") != _REVISION:
        remedy = "use the version of the library that wrote it"
        raise _refused(document, ("revision",), "this is a report of another revision", remedy)
    try:
        report = _report(document, root)
    except InvalidFile:
        raise
    except (CompetencyError, KeyError, TypeError, AttributeError, ValueError) as error:
        message = f"this is no whole report: {error}"
        raise _refused(document, (), message, "export it anew") from None
    _check_figures(document, root, report)
    return report


def _report(document: Document, root: dict[str, Any]) -> Report:
    frameworks = {digest: _framework(document, digest) for digest in root["frameworks"]}
    framework = frameworks[root["digest"]]
    profile = None
    if root["profile"] is not None:
        its = frameworks[root["profile"]["digest"]]
        profile = loading.profile_of(document, lambda _: its, ("profile",))
    if root.get("cohort") is not None:
        tree, options = root["cohort"], (root["rollup"], root["min_coverage"])
        cohort = cohort_of_tree(tree, frameworks[tree["digest"]], profile, *options)
        return Report(framework, cohort=cohort)
    if root["assessment"] is None:
        return Report(framework)
    own = frameworks[root["assessment"]["digest"]]
    assessment = loading.assessment_of(document, lambda _: own, ("assessment",))
    scores = score(assessment, root["rollup"], root["min_coverage"])
    if profile is None:
        return Report(framework, scores)
    return Report(framework, scores, find_gaps(scores, profile))


def _framework(document: Document, digest: str) -> Framework:
    path = ("frameworks", digest)
    framework = loading.framework_of(document, path)
    if framework.digest != digest:
        message = "the framework is another than the one of this digest"
        raise _refused(document, path, message, "export the report anew")
    return framework


def _check_figures(document: Document, root: dict[str, Any], report: Report) -> None:
    anew: Any = read_document(dump_report(report).encode(), "report.json", _LIMITS).root
    for name in ("framework", "version", "structure"):
        if root.get(name) != anew[name]:
            message = f"the {name} is not that of the framework in the file"
            raise _refused(document, (name,), message, "export the report anew")
    for name in ("scores", "gaps", "needs", "weakest"):
        if not _agree(root.get(name), anew[name]):
            message = f"the {name} are not those of the answers"
            raise _refused(document, (name,), message, "export the report anew")
    if not _agree(root.get("cohort"), anew["cohort"]):
        message = "the figures of the cohort are not those of its counts"
        raise _refused(document, ("cohort",), message, "export the report anew")


def _agree(written: Tree, made: Tree) -> bool:
    """Tell whether all that is written is what was made; a later version may make more."""
    if isinstance(written, dict) and isinstance(made, dict):
        return all(name in made and _agree(written[name], made[name]) for name in written)
    if isinstance(written, list) and isinstance(made, list):
        return len(written) == len(made) and all(map(_agree, written, made))
    return written == made


def _refused(
    document: Document, path: tuple[str | int, ...], message: str, remedy: str
) -> InvalidFile:
    return InvalidFile((Problem(message, remedy, "report", document.locate(path)),))
