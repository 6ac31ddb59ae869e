"""The report: whose it is, the result, where, what first, what is not known, all of it, and how."""

from __future__ import annotations

from collections.abc import Iterator

from competency import Gap, Gaps, Group, Item, Report, Row, Scores, State, display
from competency_exporters.markdown._areas import areas, distances
from competency_exporters.markdown._facts import Facts, required_words
from competency_exporters.markdown._method import method
from competency_exporters.markdown._nodes import group_heading, item_words, marks
from competency_exporters.markdown._text import blocks, bullet, heading, prose, table, text

__all__ = ["report_document"]


def report_document(report: Report, scores: Scores) -> str:
    """Give a report in the order in which its readers ask."""
    return blocks(_parts(Facts(report, scores))) + "\n"


def _parts(facts: Facts) -> Iterator[str]:
    yield "Competency report"
    yield heading(1, text(facts.framework.title))
    yield _whose(facts)
    yield from _result(facts)
    if facts.scores.overall.answered:
        if len(facts.framework.items) > 1:
            yield from areas(facts)
        if facts.gaps is not None:
            yield from distances(facts, facts.gaps)
            yield from _items_below(facts, facts.gaps)
        yield from _no_level(facts)
    yield from _every_item(facts)
    yield from method(facts)


def _whose(facts: Facts) -> str:
    assessment, gaps = facts.scores.assessment, facts.gaps
    profile = None if gaps is None else gaps.profile.title or "the required levels of a profile"
    rater = f"{assessment.rater} ({assessment.role})" if assessment.rater else assessment.role
    said = {
        "Subject": assessment.subject,
        "Rated by": rater,
        "Round": assessment.round,
        "Date": assessment.date and assessment.date.isoformat(),
        "Compared with": profile,
    }
    return "\n".join(bullet(f"{name}: {text(value)}") for name, value in said.items() if value)


def _result(facts: Facts) -> Iterator[str]:
    first, *others = facts.report.summary.sentences
    yield f"**{text(first)}**"
    yield "\n".join(map(text, others))
    if not facts.scores.overall.answered:
        yield f"{facts.top.completeness}."
    if facts.gaps is None:
        yield "No required levels were given: this report cannot say what is enough."


def _items_below(facts: Facts, gaps: Gaps) -> Iterator[str]:
    below = [gap for gap in gaps.items if gap.shortfall]
    yield heading(2, "Items below the required level")
    if not below:
        yield "No rated item is below its required level."
        return
    yield table(
        ("Rank", "Short", "Level given", "Required", "Area", "Item"),
        [_below(facts, gap) for gap in below],
        "rr",
    )


def _below(facts: Facts, gap: Gap) -> tuple[str, ...]:
    row, item = facts.row(gap.id), facts.framework.item(gap.id)
    return (
        facts.rank(row),
        display(gap.shortfall or 0, "level"),
        text(row.answer_words),
        required_words(row, item),
        facts.area_of(item),
        item_words(item),
    )


def _no_level(facts: Facts) -> Iterator[str]:
    """List what is not known by its state, with the reasons."""
    rows = [row for row in facts.report.rows() if row.kind == "item"]
    if all(row.level is not None for row in rows):
        return
    yield heading(2, "No level given")
    for state in (State.UNKNOWN, State.MISSING, State.NOT_APPLICABLE):
        found = [row for row in rows if row.state == state]
        if found:
            yield heading(3, f"{state.words.capitalize()}: {len(found)}")
            yield "\n".join(bullet(_unknown(facts, row)) for row in found)


def _unknown(facts: Facts, row: Row) -> str:
    reason = f" ({text(row.reason)})" if row.reason else ""
    return item_words(facts.framework.item(row.id)) + reason


def _every_item(facts: Facts) -> Iterator[str]:
    framework = facts.framework
    yield heading(2, "Every item")
    yield _entries(facts, framework.own_items)
    for node in framework.walk():
        if isinstance(node, Group):
            yield group_heading(framework, node)
            yield prose(node.description or "")
            yield f"{facts.row(node.id).completeness.capitalize()}." if node.items else "No items."
            yield _entries(facts, node.own_items)


def _entries(facts: Facts, items: tuple[Item, ...]) -> str:
    return "\n".join(bullet(item_words(item), *_answer(facts, item)) for item in items)


def _answer(facts: Facts, item: Item) -> Iterator[str]:
    row = facts.row(item.id)
    level = f"**{text(row.answer_words)}**" if row.state == State.ANSWERED else row.answer_words
    is_needed = row.required is not None and row.state != State.NOT_APPLICABLE
    needs = f"needs {required_words(row, item)}" if is_needed else ""
    yield " · ".join(filter(None, (level, row.gap_words, needs)))
    for name, said in (
        ("Reason", row.reason),
        ("Comment", row.comment),
        ("Evidence", row.evidence),
    ):
        if said:
            yield f"{name}: {text(said)}"
    yield marks(item)
