"""Options: what may be said of a batch, the same for frames, files and clusters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypedDict, Unpack

from competency.batch.columns import Columns
from competency.batch.scorer import Scorer, plan_of
from competency.errors import InvalidValue
from competency.model import Framework, Profile
from competency.scoring import Plan

__all__ = ["Options", "scorer_of"]


class Options(TypedDict, total=False):
    """What may be said of a batch.

    Attributes:
        rollup: How areas become groups, `items` or `areas`; for a Framework, not for a Plan.
        min_coverage: The share of a node's applicable items that must be answered; likewise.
        figures: Which figures are given, by the names in `FIGURES`; else `mean`, `percent` and
            `answered`, and with a profile `gap`, `shortfall` and `surplus`.
        profile: What gaps are against.
        profile_by: Instead, the heading of a column, and a profile for each of its values.
        respondent: The column that names the respondent; `respondent` unless said.
        keep: Columns that are no items, and are passed through.
        rename: What columns mean, by their headings: an item's id, `respondent`, `subject`, ….
        allow_missing: Whether items may have no column.
        states: What stands for a state, such as `{99: "n/a", -1: "unknown"}`.
    """

    rollup: str
    min_coverage: float | Fraction
    figures: Sequence[str] | None
    profile: Profile | None
    profile_by: tuple[str, Mapping[str, Profile]] | None
    respondent: str
    keep: Collection[str]
    rename: Mapping[str, str]
    allow_missing: bool
    states: Mapping[object, str]


_OF_COLUMNS = ("respondent", "keep", "rename", "allow_missing", "states")


def scorer_of(plan: Plan | Framework, **options: Unpack[Options]) -> Scorer:
    """Make what scores batches.

    Raises:
        InvalidValue: for an option that does not fit.
        Mismatch: for a profile that is for another framework.

    >>> import competency
    >>> scorer = scorer_of(competency.load_framework("cto"), figures=["percent"])
    >>> len(scorer.schema), scorer.schema.names[0]
    (16, 'overall.percent')
    """
    unknown = set(options) - set(Options.__annotations__)
    if unknown:
        message = f"there is no option {min(unknown)!r}"
        raise InvalidValue(message, f"there are {', '.join(Options.__annotations__)}")
    by = options.get("profile_by")
    given: dict[str, Any] = {**options}
    return Scorer(
        plan=plan_of(plan, options.get("rollup"), options.get("min_coverage")),
        columns=Columns(**{name: given[name] for name in _OF_COLUMNS if name in given}),
        names=options.get("figures"),
        profile=options.get("profile"),
        profile_by=None if by is None else by[0],
        profiles={} if by is None else by[1],
    )
