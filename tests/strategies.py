"""Strategies that make any valid framework, assessment, profile and report."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from competency import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answer,
    Assessment,
    Framework,
    Group,
    Item,
    Level,
    Profile,
    Report,
    Scale,
    State,
    find_gaps,
    score,
)
from competency.model.texts import distinct_id

_ODD_IDS = [
    *["1", "2", "3", "01", "1.0", "1e5", "0x1F", "-1", "+x", "=1+1", "@SUM", "12:30", "2026-11-24"],
    *["no", "yes", "true", "null", "~", "n/a", "?", "-x", "- x", "a:b", "a: b", "#7", "x #y"],
    *["*", "&", "!", "|", ">", "%", "@", "`", "[a]", "{b}", ",", "a, b", "'q'", '"d"', "\\"],
    *["AC-4(26)", "§", "ü", "ß", "é", "Ω", "能力", "कौशल", "مهارة", "שלום", "🧭", "two words"],
    *["..", "../x", "a/b", ".", "CON", "<b>", "&amp;", "$x", "{{x}}", "%s", "n" * 200],
    *["framework", "level", "item", "respondent_1"],
]
_ODD_LINES = [
    *_ODD_IDS,
    " padded ",
    "tab\there",
    "zero\u200bwidth",
    "private\ue000use",
    "e\u0301",
    "👩🏽‍💻",
    "שלום עולם",
    "| a | b |",
    "[link](x)",
    "*bold* _it_",
    "<script>alert(1)</script>",
    "none",
    "unknown",
    "overall",
]
_ODD_TEXTS = [
    *_ODD_LINES,
    "one\ntwo",
    "trailing  \nspaces \n",
    "\n\nleading",
    "  indented\n    more",
    "carriage\r\nreturn",
    "a\n\n\nb\n\n",
    "# heading\n- list\n---\n...",
    "line\u2028separator",
    "long " * 60,
]
_CHARACTERS = st.characters(
    exclude_categories=("Cc", "Cs", "Cn"),
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029",
)
_ID_CHARACTERS = st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Po", "Sm"), max_codepoint=0x24F)
_NAMES_OF_NO_LEVEL = {"n/a", "?", "unknown", "none"}

LINES = st.one_of(
    st.sampled_from(_ODD_LINES),
    st.text(_CHARACTERS, min_size=1, max_size=12).filter(lambda text: bool(text.strip())),
)
"""Texts of one line, odd ones among them."""

TEXTS = st.one_of(
    st.sampled_from(_ODD_TEXTS),
    st.text(st.one_of(_CHARACTERS, st.just("\n")), min_size=1, max_size=20).filter(
        lambda text: bool(text.strip())
    ),
)
"""Texts of any number of lines."""

IDS = st.one_of(
    st.sampled_from(_ODD_IDS),
    st.text(_ID_CHARACTERS, min_size=1, max_size=6).filter(lambda text: text != "overall"),
)
"""Ids of nodes and frameworks."""

DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
LANGUAGES = st.sampled_from(["en", "de", "pt-BR", "zh-Hant", "ar"])
WEIGHTS = st.sampled_from(
    [1, 1, 2, 3, 10, 0.5, 0.3, 0.25, "0.01", Decimal("1.5"), Fraction(3, 4), 0.125]
)
"""Weights and importances in every type that they may be given in."""

SHARES = st.sampled_from([0, 0.1, 0.3, Fraction(1, 2), 0.5, "0.7", 0.8, 0.999, 1])
"""Shares such as the minimum coverage."""

_EVEN = [
    (1, 2, 3, 4, 5),
    (0, 1),
    (0, 1, 2, 3),
    (-2, -1, 0, 1, 2),
    ("0", "0.25", "0.5", "0.75", "1"),
    (1.5, 2, 2.5),
    (-10, 0, 10),
    (0, 1, 4, 5),
]
_UNEVEN = [
    (0, "0.25", 0.5, 1),
    (1, 2, 5),
    (-3, 0, 1),
    (0.1, 0.2, 0.4),
    (*range(-1, 10), 20),
]


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def scales(draw: Callable[..., Any], *, even: bool = False, words: bool = True) -> Scale:
    """Make a scale: whole or decimal, also below 0, listed up or down, with or without words.

    An even one lies symmetrically about its middle, as reverse items need it.
    """
    values = draw(st.sampled_from(_EVEN if even else _EVEN + _UNEVEN))
    names: list[tuple[str | None, str | None]] = [(None, None)] * len(values)
    if words and draw(st.booleans()):
        taken = {name for value in values for name in Level(value).names} | _NAMES_OF_NO_LEVEL
        fresh = LINES.filter(lambda text: text not in taken)
        labels = draw(st.lists(fresh, unique=True, min_size=len(values), max_size=len(values)))
        ids = [f"level-{index}" for index in range(len(values))]
        with_ids = draw(st.booleans()) and not set(ids) & set(labels)
        names = [
            (id if with_ids else None, label if draw(st.booleans()) else None)
            for id, label in zip(ids, labels, strict=True)
        ]
    description = draw(_maybe(TEXTS)) if words else None
    levels = [
        Level(value, id, label, description)
        for value, (id, label) in zip(values, names, strict=True)
    ]
    descending = draw(st.booleans())
    return Scale(levels[::-1] if descending else levels)


@st.composite
def _items(
    draw: Callable[..., Any],
    id: str,
    scale: Scale,
    own: Scale | None,
    *,
    reverse: bool,
    weights: bool,
    words: bool,
) -> Item:
    used = own or scale
    even = [used.turned(value) for value in reversed(used.values)] == list(used.values)
    weight = draw(WEIGHTS) if weights else 1
    turned = reverse and even and draw(st.booleans())
    if not words:
        return Item(id, f"Statement {id}", weight=weight, reverse=turned, scale=own)
    names = [draw(st.sampled_from(level.names)) for level in used.levels]
    described = draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
    return Item(
        id,
        draw(TEXTS),
        title=draw(_maybe(LINES)),
        weight=weight,
        reverse=turned,
        scale=own,
        descriptors={name: draw(TEXTS) for name in described},
        guidance=draw(_maybe(TEXTS)),
        references=draw(st.lists(TEXTS, max_size=2)),
        tags=draw(st.lists(LINES, max_size=2)),
    )


_PLAIN = {"id": "framework", "version": "1.0", "title": "A framework"}
_DETAILS = st.fixed_dictionaries(
    {"id": IDS, "version": LINES, "title": LINES},
    optional={
        "description": TEXTS,
        "source": TEXTS,
        "publisher": TEXTS,
        "published": DATES,
        "licence": TEXTS,
        "language": LANGUAGES,
        "notes": TEXTS,
    },
)


@st.composite
def frameworks(
    draw: Callable[..., Any],
    *,
    max_items: int = 8,
    max_groups: int = 6,
    single_scale: bool = False,
    reverse: bool = True,
    weights: bool = True,
    words: bool = True,
) -> Framework:
    """Make a framework: any depth, items and groups mixed, empty groups, one or more scales.

    Without `words`, ids and texts are plain, which is faster.
    """
    counts = draw(st.integers(1, max_items)), draw(st.integers(0, max_groups))
    kinds = draw(st.permutations(["item"] * counts[0] + ["group"] * counts[1]))
    if words:
        count = len(kinds)
        ids = draw(st.lists(IDS, unique_by=distinct_id, min_size=count, max_size=count))
    else:
        ids = [f"{kind}-{index}" for index, kind in enumerate(kinds)]
    scale = draw(scales(words=words))
    others = [] if single_scale else draw(st.lists(scales(words=words), max_size=2))
    held: list[list[Item | int]] = [[]]  # in the framework, then in each group; groups by place
    groups: list[str] = []
    for id, kind in zip(ids, kinds, strict=True):
        # The newest group is the likeliest, so that deep trees are as common as broad ones.
        parent = draw(st.sampled_from([*range(len(groups) + 1), len(groups), len(groups)]))
        if kind == "item":
            own = draw(st.sampled_from([None, *others]))
            options = {"reverse": reverse, "weights": weights, "words": words}
            held[parent].append(draw(_items(id, scale, own, **options)))
        else:
            groups.append(id)
            held[parent].append(len(groups))
            held.append([])

    def children(place: int) -> list[Group | Item]:
        return [node if isinstance(node, Item) else group(node) for node in held[place]]

    def group(place: int) -> Group:
        title, description = (draw(_maybe(LINES)), draw(_maybe(TEXTS))) if words else (None, None)
        weight = draw(WEIGHTS) if weights else 1
        return Group(groups[place - 1], title, description, weight, children=children(place))

    details = draw(_DETAILS) if words else _PLAIN
    return Framework(scale=scale, children=children(0), **details)


@st.composite
def assessments(
    draw: Callable[..., Any], framework: Framework, *, words: bool = True
) -> Assessment:
    """Make an assessment of a framework: every state of an answer, in every way to give it."""
    answers: dict[str, Any] = {}
    for item in framework.items:
        values = [*item.scale.values] * 2
        given = draw(st.sampled_from([*values, NOT_APPLICABLE, UNKNOWN, None]))
        if words and draw(st.booleans()):
            remarks = {"comment": draw(_maybe(TEXTS)), "evidence": draw(_maybe(TEXTS))}
            if isinstance(given, Answer):
                reason = draw(_maybe(TEXTS)) if given is NOT_APPLICABLE else None
                given = Answer(state=given.state, reason=reason, **remarks)
            elif given is not None:
                level = item.scale.level(given)
                given = Answer(draw(st.sampled_from([given, *level.names])), **remarks)
            else:
                given = Answer(state=State.MISSING, **remarks)
        answers[item.id] = given
    if not words:
        return Assessment(framework, answers)
    return Assessment(
        framework,
        answers,
        subject=draw(_maybe(LINES)),
        rater=draw(_maybe(LINES)),
        role=draw(st.sampled_from(["self", "manager", "peer", "report", "other", "coach"])),
        round=draw(_maybe(LINES)),
        date=draw(_maybe(DATES)),
    )


@st.composite
def profiles(draw: Callable[..., Any], framework: Framework, *, words: bool = True) -> Profile:
    """Make a profile of a framework: levels and importance of items, groups and the whole."""
    nodes = [("overall", framework.items)]
    nodes += [(node.id, node.items) for node in framework.walk() if isinstance(node, Group)]
    nodes += [(item.id, (item,)) for item in framework.items]
    levels: dict[str, Any] = {}
    importance = {}
    for id, items in nodes:
        if draw(st.booleans()):
            common = set(items[0].scale.values) if items else set()
            common = common.intersection(*(item.scale.values for item in items))
            levels[id] = draw(st.sampled_from([*sorted(common), "none"]))
        if draw(st.integers(0, 3)) == 0:
            importance[id] = draw(WEIGHTS)
    return Profile(framework, levels, importance, title=draw(_maybe(LINES)) if words else None)


@st.composite
def framework_and_assessment(draw: Callable[..., Any], **options: Any) -> Assessment:
    """Make an assessment of a framework of its own; `options` are those of `frameworks`."""
    framework = draw(frameworks(**options))
    return draw(assessments(framework, words=options.get("words", True)))


@st.composite
def reports(draw: Callable[..., Any], **options: Any) -> Report:
    """Make a report: of a framework alone, with scores, or with gaps too."""
    framework = draw(frameworks(**options))
    parts = draw(st.sampled_from(["framework", "scores", "gaps"]))
    if parts == "framework":
        return Report(framework)
    words = options.get("words", True)
    assessment = draw(assessments(framework, words=words))
    rollup = draw(st.sampled_from(["items", "areas"]))
    scores = score(assessment, rollup, draw(SHARES))
    if parts == "scores":
        return Report(framework, scores=scores)
    return Report(framework, gaps=find_gaps(scores, draw(profiles(framework, words=words))))
