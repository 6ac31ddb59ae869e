"""Cohorts: many people's figures as one value, exact, and added up in any order. Pure.

A `Cohort` has a `CohortScore` an item, a group and the framework: whole counts, and of a group how
many people have which mean and which percent. Every figure is made of these exactly and rounded
once. `cohort_of` makes one of scores; whoever counts in another way makes its parts by
`cohort_scores`. The rules are numbered in `docs/scoring.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from attrs import evolve

from competency.cohort.cohort import Cohort, Key
from competency.cohort.counting import Tally, cohort_scores
from competency.cohort.score import CohortScore, People
from competency.errors import InvalidValue, Mismatch
from competency.model import Profile, check_fits
from competency.scoring import Scores

__all__ = ["Cohort", "CohortScore", "Key", "People", "cohort_of", "cohort_scores"]

By = Mapping[str, Callable[[Scores], str | None]]


def cohort_of(
    scores: Iterable[Scores], profile: Profile | None = None, *, by: By | None = None
) -> Cohort:
    """Put the scores of many people together; each assessment counts as one person.

    Args:
        scores: Theirs, by the same options and for one framework; translations may be mixed.
        profile: What is required of them.
        by: The columns that they are grouped by: a name, and what gives its text for a
            person; None is an empty text.

    Raises:
        InvalidValue: if there are no scores.
        Mismatch: if scores or profile are for other frameworks, or scores by other options.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> people = [
    ...     competency.Assessment(framework, {"1": level}, role=role)
    ...     for level, role in ((2, "self"), (4, "peer"), (5, "peer"))
    ... ]
    >>> cohort = cohort_of(
    ...     map(competency.score, people), by={"role": lambda scores: scores.assessment.role}
    ... )
    >>> {key: scores["1"].mean for key, scores in cohort.groups.items()}
    {('peer',): 4.5, ('self',): 2.0}
    """
    by = by or {}
    tallies: defaultdict[Key, Tally] = defaultdict(Tally)
    first: Scores | None = None
    for each in scores:
        first = first or each
        _check_alike(first, each)
        texts = (text_of(each) for text_of in by.values())
        tallies[tuple("" if text is None else text for text in texts)].add(each)
    if first is None:
        raise InvalidValue("there are no scores", "give those of at least one person")
    framework, plan = first.assessment.framework, first.plan
    nobody = Cohort(framework, plan.rollup, plan.min_coverage, profile, tuple(by))
    groups = {key: tally.scores(framework, profile) for key, tally in tallies.items()}
    return evolve(nobody, groups=groups)


def _check_alike(first: Scores, each: Scores) -> None:
    if each.plan is first.plan:
        return
    ours, theirs = first.plan, each.plan
    origin = theirs.origin
    check_fits(first.assessment.framework, origin.id, origin.version, origin.structure_digest)
    if (ours.rollup, ours.min_coverage) != (theirs.rollup, theirs.min_coverage):
        raise Mismatch("the scores were made by other options", "score all people alike")
