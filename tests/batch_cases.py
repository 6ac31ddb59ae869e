"""Cases for batches: people as rows, and the figures that `score` and `find_gaps` give them."""

from __future__ import annotations

import random
from fractions import Fraction

import pyarrow as pa

from competency import (
    Assessment,
    Framework,
    Group,
    Item,
    Level,
    Profile,
    Scale,
    State,
    find_gaps,
    number_text,
    score,
)
from competency.batch import FIGURES

EVERY_FIGURE = [*(each for each in FIGURES if not each.startswith("mastery")), "mastery:0.8"]

WORDS = {State.MISSING: None, State.UNKNOWN: "?", State.NOT_APPLICABLE: "n/a"}


def text_of(answer):
    """Give what stands in a cell."""
    return number_text(answer.level) if answer.state is State.ANSWERED else WORDS[answer.state]


def table_of(people, **columns):
    """Make a wide table of texts."""
    framework = people[0].framework
    answers = {
        item.id: pa.array([text_of(person.answer(item.id)) for person in people], pa.string())
        for item in framework.items
    }
    return pa.table({**columns, **answers})


def expected(person, profile, rollup, share, columns):
    """Give what `score` and `find_gaps` say, by the names of columns."""
    scores = score(person, rollup, share)
    gaps = find_gaps(scores, profile)
    figures = {}
    for each in scores:
        for name in ("mean", "percent", "median", "minimum", "maximum", "coverage"):
            figures[f"{each.id}.{name}"] = getattr(each, name)
        for name in ("answered", "unknown", "missing", "not_applicable"):
            figures[f"{each.id}.{name}"] = getattr(each, name)
        figures[f"{each.id}.mastery:0.8"] = each.mastery(Fraction(4, 5))
        figures[f"{each.id}.mastery:0"] = each.mastery(0)
        for level, count in (each.distribution or {}).items():
            figures[f"{each.id}.distribution.{number_text(level)}"] = count
    for gap in gaps:
        for name in ("gap", "shortfall", "surplus", "compared", "at_or_above"):
            figures[f"{gap.id}.{name}"] = getattr(gap, name)
    return {
        name: float(figures[name]) if isinstance(figures[name], Fraction) else figures[name]
        for name in columns
    }


def many_scales():
    """Give a framework with every kind of scale, weights, reverse items, and items in groups."""
    five = Scale.between(1, 5)
    scales = [
        five,
        Scale([*map(Level, (0, 1, 4, 5))]),
        Scale([*map(Level, ("0", "0.25", "0.5", "0.75", "1"))]),
        Scale.between(-2, 2),
        Scale([*map(Level, (1, 2, 5))]),
        Scale.between(0, 100),
    ]
    groups = []
    for place, scale in enumerate(scales):
        even = place != 4
        items = [
            Item(
                f"{place}-{number}",
                "Does it.",
                weight=(1, 2, 3, "0.5")[number % 4],
                scale=scale,
                reverse=even and number % 3 == 0,
            )
            for number in range(5)
        ]
        inner = Group(f"inner-{place}", children=items[3:], weight=2)
        groups.append(Group(f"group-{place}", children=[*items[:3], inner], weight=place + 1))
    empty = Group("empty")
    own = Item("own", "Stands alone.")
    return Framework(
        id="many", version="1", title="Many", scale=five, children=[*groups, empty, own]
    )


def random_people(framework, count, seed=7):
    """Give people with every state of answers, some of whom answered little."""
    chance = random.Random(seed)
    people = []
    for _ in range(count):
        silence = chance.choice((0, 0.2, 0.6, 1))
        answers = {}
        for item in framework.items:
            if chance.random() >= silence:
                answers[item.id] = chance.choice([*item.scale.values, "?", "n/a"])
        people.append(Assessment(framework, answers))
    return people


def some_profile(framework):
    """Give a profile that requires something of most items."""
    levels = {}
    for place, item in enumerate(framework.items):
        if place % 4:
            levels[item.id] = item.scale.values[place % len(item.scale.values)]
    return Profile(framework, levels)
