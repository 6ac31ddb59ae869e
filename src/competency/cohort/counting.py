"""Counting: what people said and have becomes the figures of each node."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from attrs import Factory, define

from competency.cohort.score import COUNTS, CohortScore, People
from competency.errors import InvalidValue, quoted
from competency.model import Framework, Item, Profile, State
from competency.rounding import Exact
from competency.scoring import OVERALL, Scores, turned_level

__all__ = ["Tally", "cohort_scores"]

_STATES = (State.UNKNOWN, State.MISSING, State.NOT_APPLICABLE)


@define
class Tally:
    """Counts people one by one.

    Attributes:
        size: How many there are.
        answers: How many gave which answer, by item id and level as it counts, or state.
        means: How many have which mean, by group id and for `overall`.
        percents: The same of percents.
    """

    size: int = 0
    answers: Counter[tuple[str, Exact | State]] = Factory(Counter)
    means: defaultdict[str, Counter[float]] = Factory(lambda: defaultdict(Counter))
    percents: defaultdict[str, Counter[float]] = Factory(lambda: defaultdict(Counter))

    def add(self, scores: Scores) -> None:
        """Count one more person."""
        self.size += 1
        assessment = scores.assessment
        for item in assessment.framework.items:
            answer = assessment.answer(item.id)
            level = answer.level
            self.answers[item.id, answer.state if level is None else turned_level(item, level)] += 1
        for score in scores:
            for found, figure in ((self.means, score.mean), (self.percents, score.percent)):
                if figure is not None:
                    found[score.id][figure] += 1

    def scores(self, framework: Framework, profile: Profile | None) -> dict[str, CohortScore]:
        """Give the figures of the people that were counted."""
        answers = {
            item.id: [self.answers[item.id, given] for given in (*_STATES, *item.scale.values)]
            for item in framework.items
        }
        return cohort_scores(framework, profile, self.size, answers, self.means, self.percents)


def cohort_scores(
    framework: Framework,
    profile: Profile | None,
    size: int,
    answers: Mapping[str, Sequence[int]],
    means: Mapping[str, People],
    percents: Mapping[str, People],
) -> dict[str, CohortScore]:
    """Make the figures of some people of what was counted; all else follows from that.

    Args:
        framework: What they answered.
        profile: What is required of them.
        size: How many people they are.
        answers: By item id, how many said don't know, nothing and not applicable, then how many
            gave each level, upwards and as it counts; nobody answered what is not there.
        means: By group id and for `overall`, how many people have which mean.
        percents: The same of their percents.

    Raises:
        InvalidValue: where an item has not one answer a person, or a figure has more than one.
    """
    items = {
        item.id: _item_score(item, profile, size, answers.get(item.id, (0, size, 0)))
        for item in framework.items
    }
    scores = {}
    for id in (OVERALL, *(node.id for node in framework.walk())):
        score = items.get(id)
        if score is None:
            figures = (means.get(id, {}), percents.get(id, {}))
            score = _group_score(framework, id, size, items, *figures)
        if not _is_sound(score):
            message = f"the counts of {quoted(id)} are not those of {size} people"
            raise InvalidValue(message, "count each person once", "counts", id)
        scores[id] = score
    return scores


def _is_sound(score: CohortScore) -> bool:
    """Tell whether counts can be those of as many people."""
    means, percents = score.means, score.percents
    if means is None or percents is None:
        stated = (score.unknown, score.missing, score.not_applicable, *score.histogram)
        return min(stated) >= 0 and sum(stated) == score.size
    with_mean = 0 if score.levels is None else score.people
    counts = (*means.values(), *percents.values(), score.withheld)
    return min(counts) >= 0 and sum(means.values()) == with_mean


def _item_score(
    item: Item, profile: Profile | None, size: int, counts: Sequence[int]
) -> CohortScore:
    levels = item.scale.values
    unknown, missing, not_applicable, *given = counts
    histogram = tuple(given) or (0,) * len(levels)
    answered = sum(histogram)
    states = (answered, unknown, missing, not_applicable)
    required = None if profile is None else profile.required_level(item.id)
    if required is None:
        return CohortScore(item.id, size, levels, histogram, *states)
    needed = turned_level(item, required)
    met = sum(times for level, times in zip(levels, histogram, strict=True) if level >= needed)
    return CohortScore(item.id, size, levels, histogram, *states, answered, met)


def _group_score(
    framework: Framework,
    id: str,
    size: int,
    items: Mapping[str, CohortScore],
    means: People,
    percents: People,
) -> CohortScore:
    """Put the counts of a group's items together; the people's own figures are as they are."""
    branch = framework.branch(id)
    scale = branch.scale_in_common
    below = [items[item.id] for item in branch.items]
    histograms = [] if scale is None else [each.histogram for each in below]
    return CohortScore(
        id=id,
        size=size,
        levels=None if scale is None else scale.values,
        histogram=tuple(map(sum, zip(*histograms, strict=True))),
        means=dict(means),
        percents=dict(percents),
        **{name: sum(getattr(each, name) for each in below) for name in COUNTS[1:]},
    )
