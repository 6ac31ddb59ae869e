"""Rows: what a report says of each node, one frozen row each, all that a table needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve, frozen

from competency.cohort import Cohort, CohortScore
from competency.explanation import MASTERY_SHARE
from competency.gaps import Gap, Gaps
from competency.model import Framework, Group, Item, State
from competency.rounding import Exact, display
from competency.scoring import OVERALL, Scores

__all__ = ["Row", "cohort_rows_of", "rows_of"]


@frozen(kw_only=True)
class Row:
    """What a report says of one node; a thing that it does not say is None.

    Of a cohort there is one row a node and group of people. Its mean, percent, median and
    deviation are then over people, its counts over the answers of all of them.

    Attributes:
        kind: `framework`, `group` or `item`.
        id: Its id.
        parent: The id of the node that holds it; None for the framework.
        title: Its title; an item may have none.
        text: The statement of an item, the description of anything else.
        weight: Its weight.
        level: The level of an item as it was answered.
        label: The label of that level.
        state: `answered`, `unknown`, `missing` or `not_applicable`.
        reason: Why an item is not applicable; why the figures of anything else are None.
        mean: The weighted mean of the levels.
        percent: Where the mean lies in the possible range.
        median: The middle level.
        minimum: The lowest level.
        maximum: The highest level.
        deviation: The sample standard deviation.
        mastery: The highest level that, with each below, 80 % of the answers are at or above.
        answered: How many items are answered with a level.
        unknown: How many are answered with don't know.
        missing: How many have no answer.
        not_applicable: How many are said not to apply.
        coverage: The share of the applicable items that are answered.
        required: The level that is required of an item, as the profile says it.
        required_lowest: The lowest required level in a group.
        required_highest: The highest.
        compared: How many items have a level and a required level.
        at_or_above: How many of these are at or above it.
        importance: How much it matters, by the profile.
        gap: Shortfall minus surplus.
        shortfall: How far it is below what is required, in levels.
        surplus: How far it is above.
        rank: Its place among the items, or the areas, by priority.
        comment: What the rater remarked.
        evidence: What bears the answer out.
        people: Of a cohort, how many people the figures are over.
        withheld: How many people have no figure.
        share: The share of the compared answers that are at or above the required level.
        key: What its people have in common, where they are grouped: pairs of a column and a text.
    """

    kind: str
    id: str
    parent: str | None = None
    title: str | None = None
    text: str | None = None
    weight: Exact | None = None
    level: Exact | None = None
    label: str | None = None
    state: str | None = None
    reason: str | None = None
    mean: float | None = None
    percent: float | None = None
    median: float | Exact | None = None
    minimum: Exact | None = None
    maximum: Exact | None = None
    deviation: float | None = None
    mastery: Exact | None = None
    answered: int | None = None
    unknown: int | None = None
    missing: int | None = None
    not_applicable: int | None = None
    coverage: float | None = None
    required: Exact | None = None
    required_lowest: Exact | None = None
    required_highest: Exact | None = None
    compared: int | None = None
    at_or_above: int | None = None
    importance: Exact | None = None
    gap: float | Exact | None = None
    shortfall: float | Exact | None = None
    surplus: float | Exact | None = None
    rank: int | None = None
    comment: str | None = None
    evidence: str | None = None
    people: int | None = None
    withheld: int | None = None
    share: float | None = None
    key: tuple[tuple[str, str], ...] | None = None

    @property
    def completeness(self) -> str:
        """How completely a group is answered, in words, without zeros.

        >>> Row(kind="group", id="a", answered=5, unknown=1).completeness
        "5 of 6 answered · 1 don't know"
        """
        answered, others = self.answered or 0, self._others()
        if answered and not others:
            return f"all {answered} answered" if answered > 1 else "answered"
        applicable = answered + (self.unknown or 0) + (self.missing or 0)
        return " · ".join((f"{answered} of {applicable} answered", *others))

    def _others(self) -> list[str]:
        states = (State.UNKNOWN, State.MISSING, State.NOT_APPLICABLE)
        counts = ((getattr(self, state), state.words) for state in states)
        return [f"{count} {words}" for count, words in counts if count]

    @property
    def answer_words(self) -> str:
        """What an item was answered with: `3 Intermediate`, `Don't know`, and so on.

        >>> Row(kind="item", id="1", level=3, label="Intermediate").answer_words
        '3 Intermediate'
        """
        if self.level is None:
            return State(self.state or State.MISSING).words.capitalize()
        return " ".join(filter(None, (display(self.level, "level"), self.label)))

    @property
    def gap_words(self) -> str:
        """How far an item is from what is required: `1 short`, `meets`, `2 above`; or nothing.

        >>> Row(kind="item", id="1", gap=2, shortfall=2, surplus=0).gap_words
        '2 short'
        """
        if self.gap is None:
            return ""
        if self.shortfall:
            return f"{display(self.shortfall, 'level')} short"
        return f"{display(self.surplus, 'level')} above" if self.surplus else "meets"


def rows_of(framework: Framework, scores: Scores | None, gaps: Gaps | None) -> Iterator[Row]:
    """Give one row a node, in document order: the framework, groups and items."""
    top = Row(kind="framework", id=framework.id, title=framework.title, text=framework.description)
    yield _scored(top, OVERALL, scores, gaps)
    for node in framework.walk():
        holder = framework.parents[node.id]
        row = Row(
            kind="group" if isinstance(node, Group) else "item",
            id=node.id,
            parent=framework.id if holder is None else holder.id,
            title=node.title,
            text=node.description if isinstance(node, Group) else node.text,
            weight=node.weight,
        )
        if isinstance(node, Group):
            yield _scored(row, node.id, scores, gaps)
        else:
            yield _answered(row, node, scores, gaps)


def cohort_rows_of(framework: Framework, cohort: Cohort) -> Iterator[Row]:
    """Give one row a node and group of people; without groups, of all people."""
    rows = [*rows_of(framework, None, None)]
    groups = cohort.groups if cohort.by else {(): cohort.everyone}
    for key, scores in groups.items():
        for row in rows:
            id = OVERALL if row.kind == "framework" else row.id
            yield evolve(
                _of_people(row, scores[id]),
                **_required(cohort, scores[id]),
                key=tuple(zip(cohort.by, key, strict=True)) or None,
            )


def _of_people(row: Row, score: CohortScore) -> Row:
    return evolve(
        row,
        reason=score.reasons.get("mean"),
        **{name: getattr(score, name) for name in _OF_PEOPLE},
    )


_OF_PEOPLE = (
    *("mean", "percent", "median", "deviation", "answered", "unknown", "missing"),
    *("not_applicable", "coverage", "people", "withheld"),
)


def _required(cohort: Cohort, score: CohortScore) -> dict[str, Any]:
    """Give what is required, as the profile says it, and how many answers are at or above it."""
    profile, id = cohort.profile, score.id
    if profile is None:
        return {}
    required = cohort.required(id)
    is_item = score.means is None
    lowest, highest = (None, None) if required is None or is_item else required
    return {
        "required": profile.required_level(id) if is_item else None,
        "required_lowest": lowest,
        "required_highest": highest,
        "importance": profile.importance_of(id),
        "compared": score.compared,
        "at_or_above": score.at_or_above,
        "share": score.share,
    }


def _scored(row: Row, id: str, scores: Scores | None, gaps: Gaps | None) -> Row:
    if scores is None:
        return row
    score = scores[id]
    reason = score.reasons.get("mean")
    row = evolve(
        row,
        reason=reason,
        mean=score.mean,
        percent=score.percent,
        median=score.median,
        minimum=score.minimum,
        maximum=score.maximum,
        deviation=score.deviation,
        mastery=score.mastery(MASTERY_SHARE),
        answered=score.answered,
        unknown=score.unknown,
        missing=score.missing,
        not_applicable=score.not_applicable,
        coverage=score.coverage,
    )
    if gaps is None:
        return row
    gap = gaps[id]
    return evolve(
        _compared(row, gap),
        reason=reason or gap.reason,
        required_lowest=gap.required_lowest,
        required_highest=gap.required_highest,
    )


def _answered(row: Row, item: Item, scores: Scores | None, gaps: Gaps | None) -> Row:
    if scores is not None:
        answer = scores.assessment.answer(item.id)
        row = evolve(
            row,
            level=answer.level,
            label=None if answer.level is None else item.scale.level(answer.level).label,
            state=answer.state.value,
            reason=answer.reason,
            comment=answer.comment,
            evidence=answer.evidence,
        )
    if gaps is None:
        return row
    return _compared(evolve(row, required=gaps.profile.required_level(item.id)), gaps[item.id])


def _compared(row: Row, gap: Gap) -> Row:
    return evolve(
        row,
        compared=gap.compared,
        at_or_above=gap.at_or_above,
        importance=gap.importance,
        gap=gap.gap,
        shortfall=gap.shortfall,
        surplus=gap.surplus,
        rank=gap.rank,
    )
