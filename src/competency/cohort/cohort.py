"""The cohort: the figures of many people, in groups where they are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property, reduce

from attrs import evolve, field, frozen
from attrs.validators import instance_of, optional

from competency.cohort.counting import cohort_scores
from competency.cohort.score import CohortScore
from competency.errors import InvalidValue, Mismatch, UnknownId, closest, quoted
from competency.model import Branch, Framework, Profile, check_fits
from competency.model.texts import check_line, distinct_id
from competency.rounding import Exact, exact
from competency.scoring import OVERALL, ROLLUPS, turned_level
from competency.scoring.plan import share_of

__all__ = ["Cohort"]

Key = tuple[str, ...]
"""What the people of one group have in common: a text for each column they are grouped by."""

_Groups = Mapping[Key, Mapping[str, CohortScore]]


def _in_order(groups: _Groups) -> _Groups:
    """Put groups in an order that does not depend on who came first."""
    return {key: groups[key] for key in sorted(groups)}


def _names(by: Iterable[str]) -> tuple[str, ...]:
    return tuple(by)


def _minimum(share: object) -> Exact:
    share_of(share, "min_coverage")
    return exact(share)


@frozen
class Cohort:
    """The figures of many people: of all of them, and of each group of them, by id.

    Cohorts of the same framework, options, profile and columns are added up: shards of one
    population in any order give the figures of the whole, in every bit.

    Args:
        framework: What they answered.
        rollup: How areas become groups, in each person's scores.
        min_coverage: The share of a node's items that a person must have answered.
        profile: What is required of them.
        by: The columns that they are grouped by.
        groups: The figures by node id, by what the people of the group have in common.

    Raises:
        Mismatch: if the profile is for another framework, version or structure.
        InvalidValue: for other options, or keys that are not texts, one a column.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> people = [competency.Assessment(framework, {"1": level}) for level in (2, 4, 5)]
    >>> first, *others = map(competency.score, people)
    >>> cohort = competency.cohort_of([first]) + competency.cohort_of(others)
    >>> cohort.size, cohort["1"].mean, cohort.overall.withheld
    (3, 3.6666666666666665, 3)
    """

    framework: Framework = field(validator=instance_of(Framework))
    rollup: str = "items"
    min_coverage: Exact = field(default=Fraction(1, 2), converter=_minimum)
    profile: Profile | None = field(default=None, validator=optional(instance_of(Profile)))
    by: tuple[str, ...] = field(default=(), converter=_names)
    groups: _Groups = field(factory=dict, converter=_in_order)

    def __attrs_post_init__(self) -> None:
        if self.rollup not in ROLLUPS:
            message = f"{quoted(self.rollup)} is no roll-up"
            raise InvalidValue(message, "use items or areas", field="rollup")
        if self.profile is not None:
            _check_fits(self.framework, self.profile.framework)
        self._check_texts()

    def _check_texts(self) -> None:
        for name in self.by:
            check_line(name, "by")
        if len(set(map(distinct_id, self.by))) < len(self.by):
            raise InvalidValue("two columns have one name", "rename one of them", field="by")
        for key in self.groups:
            if len(key) != len(self.by):
                message = f"{len(key)} texts for {len(self.by)} columns"
                raise InvalidValue(message, "give one a column", field="groups")
            for name, text in zip(self.by, key, strict=True):
                if text != "":
                    check_line(text, name)

    def __add__(self, other: Cohort) -> Cohort:
        """Give the cohort of the people of both; its texts are those of the first.

        Raises:
            Mismatch: if they are of other frameworks, options, profiles or columns.
        """
        if not isinstance(other, Cohort):
            return NotImplemented
        _check_fits(self.framework, other.framework)
        for name, words in _ALIKE.items():
            if getattr(self, name) != getattr(other, name):
                message = f"the cohorts differ in {words}"
                raise Mismatch(message, "add cohorts that were made alike")
        groups = dict(self.groups)
        for key, scores in other.groups.items():
            groups[key] = _added(groups[key], scores) if key in groups else scores
        return evolve(self, groups=groups)

    @cached_property
    def everyone(self) -> Mapping[str, CohortScore]:
        """The figures of all people, whatever their group, by node id."""
        nobody = cohort_scores(self.framework, self.profile, 0, {}, {}, {})
        return reduce(_added, self.groups.values(), nobody)

    def __getitem__(self, id: str) -> CohortScore:
        score = self.everyone.get(id)
        if score is None:
            where = f"the framework {self.framework.id}"
            raise UnknownId("item or group", id, closest(id, self.everyone), where)
        return score

    def __iter__(self) -> Iterator[CohortScore]:
        return iter(self.everyone.values())

    def __len__(self) -> int:
        return len(self.everyone)

    @property
    def overall(self) -> CohortScore:
        """The figures of all people for the whole framework."""
        return self.everyone[OVERALL]

    @property
    def size(self) -> int:
        """How many people there are."""
        return self.overall.size

    def required(self, id: str) -> tuple[Exact, Exact] | None:
        """Give the lowest and the highest level, as they count, that is required in a node.

        Raises:
            UnknownId: if the framework has no such node.
        """
        node, profile = self.framework.node(id), self.profile
        if profile is None or (isinstance(node, Branch) and node.scale_in_common is None):
            return None
        items = node.items if isinstance(node, Branch) else (node,)
        found = ((item, profile.required_level(item.id)) for item in items)
        levels = [turned_level(item, level) for item, level in found if level is not None]
        return (min(levels), max(levels)) if levels else None


_ALIKE = {
    "rollup": "their roll-up",
    "min_coverage": "their minimum coverage",
    "profile": "what is required",
    "by": "the columns that they are grouped by",
}


def _check_fits(framework: Framework, other: Framework) -> None:
    if other is not framework:
        check_fits(framework, other.id, other.version, other.structure_digest)


def _added(
    ours: Mapping[str, CohortScore], theirs: Mapping[str, CohortScore]
) -> Mapping[str, CohortScore]:
    return {id: score + theirs[id] for id, score in ours.items()}
