"""The kit for exporter authors: a contract for pytest, and reports to try an exporter on.

It takes three lines to hold an exporter to all that the library relies on:

    from competency.testing import ExporterContract

    class TestMyExporter(ExporterContract):
        exporter = MyExporter

The library itself does not need pytest; this module works with any version of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from competency.cohort import cohort_of
from competency.exporting import Exporter
from competency.gaps import find_gaps
from competency.model import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answer,
    Assessment,
    Framework,
    Group,
    Item,
    Level,
    Profile,
    Scale,
    State,
)
from competency.report import Report, dump_report
from competency.scoring import score

__all__ = ["ExporterContract", "sample_report", "sample_reports"]

_SHOWN = 200


class ExporterContract:
    """What the library relies on in an exporter, as tests that pytest collects.

    Subclass it in a test module, with a name that begins with `Test`, and set `exporter`. Each
    test that takes a report runs on each of `sample_reports()`.

    Attributes:
        exporter: The class of the exporter; it need not be installed as a plugin.
    """

    __test__: ClassVar[bool] = False  # the contract itself is no test; each subclass is one

    exporter: ClassVar[type[Exporter]]

    def __init_subclass__(cls) -> None:
        cls.__test__ = True

    def pytest_generate_tests(self, metafunc: Any) -> None:
        """Run each test that takes a report on all of them."""
        if "report" in metafunc.fixturenames:
            reports = sample_reports()
            metafunc.parametrize("report", reports.values(), ids=reports.keys())

    def test_media_type_is_a_text(self) -> None:
        """`media_type` says what the document is."""
        media_type = getattr(self.exporter, "media_type", None)
        whole = isinstance(media_type, str) and len([*filter(None, media_type.split("/"))]) > 1
        self._require(whole, f"media_type must be a text such as 'text/html', not {media_type!r}")

    def test_suffix_is_a_text(self) -> None:
        """`suffix` is what the names of such files end with."""
        suffix = getattr(self.exporter, "suffix", None)
        whole = isinstance(suffix, str) and suffix.startswith(".") and len(suffix) > 1
        self._require(whole, f"suffix must be a text such as '.html', not {suffix!r}")

    def test_every_option_has_a_default(self) -> None:
        """An exporter works without a word about its options."""
        self._made()

    def test_gives_text_or_bytes(self, report: Report) -> None:
        """What it gives can be written to a file."""
        document = self._document(report)
        kind = type(document).__name__
        whole = isinstance(document, str | bytes)
        self._require(whole, f"export must give a str or bytes, not {kind}")
        if isinstance(document, str):
            self._require(
                not any("\ud800" <= character <= "\udfff" for character in document),
                "export gave a text that UTF-8 cannot hold: it has a lone surrogate",
            )

    def test_gives_the_same_twice(self, report: Report) -> None:
        """One report makes one document: no clock, no chance, no memory of the last one."""
        same = self._document(report) == self._document(report)
        self._require(same, "export gave two different documents of one report")

    def test_does_not_print(self, report: Report, capfd: Any) -> None:
        """The standard output belongs to the document."""
        self._document(report)
        printed = capfd.readouterr().out[:_SHOWN]
        self._require(
            not printed, f"export printed {printed!r}; return the document, and print nothing"
        )

    def test_writes_no_file(self, report: Report, tmp_path: Path, monkeypatch: Any) -> None:
        """The library writes the file, whole or not at all."""
        monkeypatch.chdir(tmp_path)
        self._document(report)
        written = sorted(path.name for path in tmp_path.iterdir())
        self._require(
            not written, f"export wrote {written}; return the document, the library writes it"
        )

    def test_leaves_the_report_as_it_was(self, report: Report) -> None:
        """A report is a value: others look at it too."""
        before = dump_report(report)
        self._document(report)
        self._require(dump_report(report) == before, "export changed the report that it was given")

    def _require(self, condition: object, message: str) -> None:
        __tracebackhide__ = True
        if not condition:
            raise AssertionError(f"{self.exporter.__name__}: {message}")

    def _made(self) -> Exporter:
        __tracebackhide__ = True
        try:
            return self.exporter()
        except Exception as error:
            message = f"it cannot be made without arguments ({error}); give each option a default"
            raise AssertionError(f"{self.exporter.__name__}: {message}") from error

    def _document(self, report: Report) -> str | bytes:
        __tracebackhide__ = True
        exporter = self._made()
        try:
            return exporter.export(report)
        except (Exception, SystemExit) as error:
            message = f"export raised {type(error).__name__} on a good report: {error}"
            raise AssertionError(f"{self.exporter.__name__}: {message}") from error


def sample_report() -> Report:
    """Give a small report that has some of everything.

    There are answers in all four states, comments and evidence, an area with too few answers
    for a score, and a profile.

    >>> report = sample_report()
    >>> print(report.summary.result)
    1 of 4 rated items are at or above the required level; 3 are below.
    """
    framework = _bakery()
    answers = {
        "1": Answer(4, evidence="Every Friday's photographs."),
        "2": Answer(2, comment="The second oven is new to me.\nI shall ask Ana."),
        "3": 3,
        "4": UNKNOWN,
        "5": Answer(state=State.NOT_APPLICABLE, reason="We sell no cakes."),
        "6": 1,
        "7": None,
        "8": Answer(comment="Not yet; ask again in May."),
    }
    assessment = Assessment(
        framework, answers, subject="Ben", rater="Ana", role="manager", round="1", date="2026-05-04"
    )
    levels = {"overall": 3, "serving": 2, "3": 4, "7": "none"}
    profile = Profile(framework, levels, {"serving": 2}, title="Baker, first year")
    return _compared(assessment, profile)


def sample_reports() -> dict[str, Report]:
    """Give reports of all kinds that an exporter meets, by what is special about each.

    >>> [*sample_reports()][:3]
    ['sample', 'framework alone', 'nobody answered']
    """
    sample = sample_report()
    nobody = Assessment(sample.framework)
    return {
        "sample": sample,
        "framework alone": Report(sample.framework),
        "nobody answered": _compared(nobody, Profile(sample.framework, {"overall": 3})),
        "no profile": Report(sample.framework, sample.scores),
        "hostile strings": _of_strings(_HOSTILE),
        "non-ASCII": _of_strings(_FOREIGN),
        "several scales": _several_scales(),
        "one item": _one_item(),
        "deep groups": _deep_groups(),
        "cohort": _cohort(),
        "cohort of hostile strings": _cohort_of_strings(_HOSTILE),
    }


def _compared(assessment: Assessment, profile: Profile, rollup: str = "items") -> Report:
    scores = score(assessment, rollup)
    return Report(assessment.framework, scores, find_gaps(scores, profile))


def _bakery() -> Framework:
    levels = [
        Level(4, "teaches", "Teaches", "Shows others how it is done."),
        Level(3, "masters", "Masters", "Does it alone and well."),
        Level(2, "learns", "Learns", "Does it with help."),
        Level(1, "begins", "Begins"),
    ]
    baking = [
        Item("1", "Bakes bread.", descriptors={1: "From a mix.", 4: "From grain."}, weight=2),
        Item("2", "Keeps the oven.", guidance="Any oven will do.", tags=["safety"]),
        Item("3", "Plans the week.", title="Planning", references=["Handbook, page 12"]),
        Item("4", "Orders flour in time."),
        Item("5", "Decorates cakes."),
    ]
    serving = [
        Item("6", "Serves guests."),
        Item("7", "Counts the till."),
        Item("8", "Mends a quarrel."),
    ]
    return Framework(
        id="bakery",
        version="1.0",
        title="Work in a bakery",
        scale=Scale(levels),
        description="What a small bakery asks of those who work there.",
        source="Made for trying exporters.",
        language="en",
        notes="All of it is invented.",
        children=[
            Group("baking", "Baking", "What happens before the shop opens.", children=baking),
            Group("serving", "Serving", children=serving),
        ],
    )


_HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</title></style><!-- -->",
    "&lt;b&gt; &amp; & &#x41;",
    "{{ 7 * 7 }} {% include 'a' %} {# b #}",
    "[click](javascript:alert(1)) ![a](http://example.org/a.png)",
    "www.example.org, https://example.org, a@example.org",
    "# heading | cell | `code` *bold* ~~gone~~ $x^2$",
    '=HYPERLINK("http://example.org")',
    "+1;-1,@sum\ttab",
    "'=1+1",
    "../../etc/passwd",
    "C:\\temp\\%PATH%\\${HOME}\\$(id)",
    "%s %d {0} \\n \\x41 \\",
    "'; DROP TABLE items; --",
    "]]> <?xml?> <!DOCTYPE a>",
    "- list",
    "1. list",
    "    indented",
    "__proto__",
    "x" * 2_000,
)
_FOREIGN = (
    "Größe, naïve façade",
    "能力 フレームワーク 역량",
    "كفاءة التقنية",
    "כשירות",
    "दक्षता",
    "e\u0301 is not é",
    "👩🏽‍💻 🏳️‍🌈",
    "zero\u200bwidth, soft\u00adhyphen, private \ue000",
    "no\u00a0break, thin\u2009space, full\u3000width",
    "− – — … “quoted” ‹so› ½ ‰",
    "𝔐𝔞𝔱𝔥 𐍈",
)


def _of_strings(strings: tuple[str, ...]) -> Report:
    """Make a report that has these strings wherever a text can stand."""
    first, second = strings[0], strings[1]
    items = [
        Item(str(number), each, title=each, guidance=each, references=[each], tags=[each])
        for number, each in enumerate(strings)
    ]
    levels = [Level(1, label=first, description=first), Level(2, label=second), Level(3)]
    framework = Framework(
        id=first,
        version=second,
        title=first,
        scale=Scale(levels),
        description="\n\n".join(strings),
        source=second,
        publisher=first,
        licence=second,
        notes="\n".join(strings),
        children=[
            Group(f"group {number}", each, each, children=[item])
            for number, (each, item) in enumerate(zip(strings, items, strict=True))
        ],
    )
    answers = {str(number): _said(number, each) for number, each in enumerate(strings)}
    people = {"subject": first, "rater": second, "role": first, "round": second}
    return _compared(
        Assessment(framework, answers, **people), Profile(framework, {"overall": 2}, title=first)
    )


def _said(number: int, said: str) -> Answer:
    """Give an answer that says this wherever an answer can."""
    if number % 4:
        return Answer(1 + number % 3, comment=said, evidence=said)
    return Answer(state=State.NOT_APPLICABLE, reason=said, comment=said, evidence=said)


def _several_scales() -> Report:
    """Make a report over three scales, with weights, a reverse item, and areas rolled up."""
    quarters = Scale([Level(value) for value in (0, "0.25", "0.5", 1)])
    framework = Framework(
        id="scales",
        version="2",
        title="Several scales",
        scale=Scale.between(1, 5),
        children=[
            Group("marks", children=[Item("m1", "One."), Item("m2", "Two.", reverse=True)]),
            Group("shares", children=[Item("s1", "One.", scale=quarters, weight=0.5)], weight=3),
            Group(
                "mixed",
                children=[Item("x1", "One.", scale=Scale.between(0, 100)), Item("x2", "Two.")],
            ),
        ],
    )
    answers = {"m1": 2, "m2": 5, "s1": "0.25", "x1": 70, "x2": "?"}
    profile = Profile(framework, {"marks": 4, "shares": "0.5", "x1": 60}, {"s1": 2})
    return _compared(Assessment(framework, answers), profile, "areas")


def _one_item() -> Report:
    item = Item("only", "Ties a knot.")
    framework = Framework(
        id="knot", version="1", title="Knot", scale=Scale.between(0, 1), children=[item]
    )
    return _compared(Assessment(framework, {"only": 1}), Profile(framework, {"overall": 1}))


def _deep_groups() -> Report:
    """Make a report of groups in groups, with items at each depth, and a group of nothing."""
    group = Group("depth 8", children=[Item("item 8", "Deepest.")])
    for depth in range(7, 0, -1):
        item = Item(f"item {depth}", f"At depth {depth}.")
        group = Group(f"depth {depth}", f"Depth {depth}", children=[group, item])
    framework = Framework(
        id="deep",
        version="1",
        title="Deep",
        scale=Scale.between(1, 3),
        children=[Item("item 0", "In no group."), group, Group("empty", "Nothing")],
    )
    answers = {item.id: 1 + number % 3 for number, item in enumerate(framework.items)}
    return _compared(Assessment(framework, answers), Profile(framework, {"overall": 2}))


def _cohort() -> Report:
    """Make a report of six people by their role, one of whom has too few answers for a score."""
    framework = _bakery()
    given = ("43233124", "3223?212", "4444n412", "2122131?", "33n-3213", "1-------")
    states = {"?": UNKNOWN, "n": NOT_APPLICABLE, "-": None}
    people = [
        Assessment(
            framework,
            {
                item.id: states.get(each, each)
                for item, each in zip(framework.items, row, strict=True)
            },
            role="manager" if number % 3 else "self",
        )
        for number, row in enumerate(given)
    ]
    profile = Profile(framework, {"overall": 3, "serving": 2, "7": "none"}, title="Baker")
    by = {"role": lambda scores: scores.assessment.role}
    return Report(framework, cohort=cohort_of(map(score, people), profile, by=by))


def _cohort_of_strings(strings: tuple[str, ...]) -> Report:
    """Make a report of people who are told apart by such strings, in columns that have them too."""
    framework = _of_strings(strings).framework
    people = [
        Assessment(framework, {str(number): 1 + number % 3}, subject=each, round=each)
        for number, each in enumerate(strings)
    ]
    by = {
        strings[0]: lambda scores: scores.assessment.subject,
        strings[1]: lambda scores: scores.assessment.rater,
    }
    return Report(framework, cohort=cohort_of((score(each, "areas", 0) for each in people), by=by))
