"""Reports of every case that a page must serve, for the tests of the exporter `html`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import competency
from competency import Answer, Assessment, Framework, Group, Item, Level, Profile, Report, Scale
from competency.testing import sample_reports

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
FIVE = Scale([Level(value, label=f"Level {value}") for value in range(1, 6)])


def report_of(
    framework: Framework,
    answers: Mapping[str, Any] | None = None,
    levels: Mapping[str, Any] | None = None,
    rollup: str = "items",
    importance: Mapping[str, Any] | None = None,
    **about: Any,
) -> Report:
    """Make a report: of a framework alone without answers, without gaps without levels."""
    if answers is None:
        return Report(framework)
    scores = competency.score(Assessment(framework, answers, **about), rollup)
    if levels is None:
        return Report(framework, scores)
    profile = Profile(framework, levels, importance or {})
    return Report(framework, gaps=competency.find_gaps(scores, profile))


def framework_of(*children: Group | Item, scale: Scale = FIVE, **texts: Any) -> Framework:
    """Make a framework."""
    return Framework(id="tea", version="1", title="Tea", scale=scale, children=children, **texts)


def items(prefix: str, number: int, **more: Any) -> list[Item]:
    """Make items named by a prefix and a number."""
    return [Item(f"{prefix}{n}", f"Statement {prefix}{n}.", **more) for n in range(1, number + 1)]


def cto() -> Report:
    """The example of the documentation: 63 items, a profile, every state of an answer."""
    assessment = competency.load_assessment(EXAMPLES / "cto-self.yaml")
    profile = competency.load_profile(EXAMPLES / "cto-profile.yaml")
    return Report(
        assessment.framework, gaps=competency.find_gaps(competency.score(assessment), profile)
    )


def rich() -> Framework:
    """A framework with a text in every field."""
    item = Item(
        "1",
        "Boils water.",
        title="Boiling",
        weight=2,
        reverse=True,
        descriptors={1: "Cold.", 5: "Hot."},
        guidance="Use a kettle.",
        references=["ISO 3103"],
        tags=["heat", "safe"],
    )
    levels = [
        Level(value, label=f"Step {value}", description=f"Means {value}.") for value in (5, 1)
    ]
    return framework_of(
        Group("pot", "The pot", "All about pots.", children=[item]),
        Group("empty", "Nothing yet", "To be written."),
        scale=Scale([*levels[:1], Level(3), *levels[1:]]),
        description="How tea is made.",
        source="https://tea.example",
        publisher="Tea board",
        published="2026-01-02",
        licence="CC0",
        language="en-GB",
        notes="First line.\nSecond line.",
    )


def several_scales() -> Report:
    """Areas on two scales, an area of both, and one that is too little answered."""
    ten = Scale.between(0, 10)
    framework = framework_of(
        Group("a", "Alpha", children=items("a", 3)),
        Group("b", "Beta", children=items("b", 3, scale=ten)),
        Group("m", "Mixed", children=[*items("m", 1), *items("n", 1, scale=ten)]),
        Group("w", "Withheld", children=[*items("w", 3), *items("v", 1, scale=ten)]),
    )
    answers = {"a1": 2, "a2": 5, "a3": 4, "b1": 3, "b2": 9, "b3": 10, "m1": 3, "n1": 5, "w1": 1}
    return report_of(framework, answers, {"a": 4, "b": 6, "m1": 4, "n1": 5})


def one_level() -> Report:
    """Ten areas without groups above them."""
    groups = [Group(f"g{n}", f"Area {n}", children=items(f"g{n}-", 2)) for n in range(1, 11)]
    answers = {f"g{n}-{m}": 1 + (n + m) % 5 for n in range(1, 11) for m in (1, 2)}
    return report_of(framework_of(*groups), answers, {"overall": 3})


def four_levels() -> Report:
    """Groups four deep, and items that follow a group inside of theirs."""
    deepest = Group("d", "Delta", children=items("d", 2))
    third = Group("c", "Gamma", children=[deepest])
    second = Group("b", "Beta", children=[*items("b", 1), third, Item("late", "A late one.")])
    framework = framework_of(Group("a", "Alpha", children=[second]), Item("top", "At the top."))
    answers = {"d1": 4, "d2": 2, "b1": 3, "late": 5, "top": 1}
    return report_of(framework, answers, {"overall": 3})


def no_areas() -> Report:
    """Items directly in the framework."""
    return report_of(framework_of(*items("", 4)), {"1": 2, "2": 4, "3": 5}, {"overall": 4})


def large() -> Report:
    """300 items in 20 areas, on a scale of 101 levels."""
    groups = [Group(f"g{n}", f"Area {n}", children=items(f"g{n}-", 15)) for n in range(1, 21)]
    framework = framework_of(*groups, scale=Scale.between(0, 100))
    answers = {item.id: (index * 37) % 101 for index, item in enumerate(framework.items)}
    return report_of(framework, answers, {"overall": 60, "g3": 80})


def quarters() -> Report:
    """Levels less than 1 apart, one of them not as far from the next as the others."""
    values = ["0", "0.25", "0.5", "1"]
    scale = Scale([Level(value) for value in values])
    groups = [Group("g", "Governance", children=items("g", 4)), Group("h", children=items("h", 2))]
    answers = {"g1": Fraction(1, 4), "g2": 1, "g3": 0, "g4": "0.5", "h1": 0, "h2": 1}
    return report_of(framework_of(*groups, scale=scale), answers, {"g": "0.5"})


def remarks() -> Report:
    """An item that is not applicable with its reason, a comment alone, a rater, a round."""
    framework = framework_of(Group("pot", "The pot", children=items("", 4)))
    answers = {
        "1": Answer(state=competency.State.NOT_APPLICABLE, reason="No pot here."),
        "2": Answer(comment="Ask again."),
        "3": Answer(4, evidence="A photograph."),
        "4": 5,
    }
    about = {"subject": "Ann", "rater": "Bob", "role": "manager", "round": "Spring"}
    return report_of(framework, answers, **about)


def cohort_report(
    framework: Framework,
    people: Iterable[Mapping[str, Any]],
    levels: Mapping[str, Any] | None = None,
    rollup: str = "items",
    shops: Sequence[str | None] = (),
) -> Report:
    """Make a report of people by their answers, and by their shops where they have any."""
    scores = [
        competency.score(Assessment(framework, answers, subject=shop), rollup)
        for answers, shop in zip_longest(people, shops)
    ]
    profile = None if levels is None else Profile(framework, levels)
    by = {"shop": lambda scores: scores.assessment.subject} if shops else {}
    return Report(framework, cohort=competency.cohort_of(scores, profile, by=by))


def cohort_of_several_scales() -> Report:
    """Two people over the scales above, rolled up by areas, one of them turned."""
    framework = several_scales().framework
    turned = framework_of(*framework.children, Item("r", "Reverse.", reverse=True))
    one = {"a1": 2, "a2": 5, "b1": 3, "b2": 9, "m1": 3, "n1": 5, "w1": 1, "r": 1}
    two = {"a1": 4, "a2": 4, "b1": 5, "b2": 7, "m1": 5, "n1": 5, "r": 2}
    return cohort_report(turned, [one, two], {"a": 4, "m1": 4, "r": 2}, "areas")


def large_cohort() -> Report:
    """1,234 people in ten shops, and 130 items, some of them in groups in groups."""
    deep = Group("deep", "Deep", children=[Group("deeper", "Deeper", children=items("d", 5))])
    framework = framework_of(*items("x", 5), deep, Group("wide", "Wide", children=items("w", 120)))
    answers = [
        {item.id: 1 + (place * number) % 5 for place, item in enumerate(framework.items)}
        for number in range(5)
    ]
    people = [answers[number % 5] for number in range(1_234)]
    return cohort_report(
        framework, people, None, "items", [f"Shop {number % 10}" for number in range(1_234)]
    )


CASES = {
    "cto": cto,
    "framework": lambda: Report(competency.load_framework("cto")),
    "rich": lambda: Report(rich()),
    "no-profile": lambda: Report(cto().framework, cto().scores),
    "no-answers": lambda: report_of(competency.load_framework("cto"), {}, {"overall": 4}),
    "partly": lambda: report_of(competency.load_framework("cto"), {"53": 2, "54": 5, "1": 3}),
    "one-item": lambda: report_of(framework_of(Item("1", "Boils water.")), {"1": 2}, {"1": 4}),
    "large": large,
    "several-scales": several_scales,
    "one-level": one_level,
    "four-levels": four_levels,
    "no-areas": no_areas,
    "quarters": quarters,
    "remarks": remarks,
    "by-areas": lambda: report_of(
        several_scales().framework, several_scales().scores.assessment.answers, None, "areas"
    ),
    "cohort": lambda: sample_reports()["cohort"],
    "cohort-several-scales": cohort_of_several_scales,
    "cohort-large": large_cohort,
    "cohort-unanswered": lambda: cohort_report(rich(), [{}], {"1": 3}, "items", [None]),
    "cohort-of-nobody": lambda: Report(rich(), cohort=competency.Cohort(rich())),
}
CASES = {name: cache(make) for name, make in CASES.items()}  # reports are values
