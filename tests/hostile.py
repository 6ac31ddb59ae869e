"""Hostile texts of our own: each is allowed in every text of a framework and of answers.

No one of them may change what a document is made of, and each must come back as it went in.
"""

from __future__ import annotations

import itertools

import competency
from competency import (
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
)

__all__ = ["IDS", "LINES", "TEXTS", "assessment_of", "framework_of", "report_of"]

_SCRIPTS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>"]
_SCRIPTS += ["<iframe srcdoc='<p>x'>", "<style>*{display:none}</style>", "<base href=//evil.test>"]
_SCRIPTS += ["<meta http-equiv=refresh content=0>", "<a href='javascript:alert(1)'>x</a>"]
_BREAKS = ["", '"', "'", '">', "'>", "-->", "]]>", "</title>", "</style>", "</script>"]
_BREAKS += ["</textarea>", "</td></tr></table>", "</fieldset></details>", "{{", "{%", "`", "\\"]
_MARKUP = [before + script for before, script in itertools.product(_BREAKS, _SCRIPTS)]

_TAGS = ["<", ">", "&", "<>", "</", "<!", "<!--", "<!-- x", "--!>", "<![CDATA[x]]>", "<?php x ?>"]
_TAGS += ["<b", "<b>bold", "</p>", "</legend>", "</label>", "</option>", "</body></html>", "<br>"]
_TAGS += ["<plaintext>", "<noscript>", "<template>", "<!DOCTYPE html>", "<!ENTITY x 'y'>"]
_TAGS += ["<SCRIPT>", "</ScRiPt >", "<script\n>", "<input autofocus onfocus=x>", "<math><mi>"]
_TAGS += ["<form action=x>", "<object data=x>", "<link rel=stylesheet href=x>", "<t>x</t>"]

_ESCAPES = ["&lt;", "&amp;amp;", "&#60;b&#62;", "&#x3c;", "&nbsp;", "&notit;", "&", "&;", "&#0;"]
_ESCAPES += [r"\u003cb\u003e", r"\x3cb\x3e", "%3Cb%3E", "%00", r"\0", r"\\", "\\", r"\"", r"\'"]
_ESCAPES += ["\\n", "\\r\\n", "_x000D_", "_x0041_", "_x005F_x0041_", "_xFFFE_", "%s %d %(x)s", "{}"]

_QUOTES = ['"', "'", '""', "''", "`", '"""', "'''", "“ ”", "‘ ’", "« »", '"; x="', "' or 'a'='a"]
_QUOTES += [
    "x' onmouseover='y",
    'x" onmouseover="y',
    'x" style="y',
    "x autofocus=",
    "';",
    '",',
    "$",
]

_TEMPLATES = ["{{ 7*7 }}", "{% raw %}", "{# x #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{{x}}}"]
_TEMPLATES += [
    "{{ self.__init__ }}",
    "{% endblock %}",
    "%{x}",
    "$(x)",
    "`x`",
    "$x",
    "{0.__class__}",
]

_FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.test","x")',
    "+1",
    "-1",
    "@SUM(1)",
]
_FORMULAS += [
    "-",
    "+",
    "=",
    "@",
    "\t=1+1",
    " =1+1",
    "'=1+1",
    "''=1+1",
    "'",
    "{=A1}",
    "=A1",
    "\n=1+1",
]
_FORMULAS += ['=DDE("a";"b")', "＝1+1", "%=1", "|x", "=1+1;=2", '"=1+1"', "https://evil.test/"]
_FORMULAS += ["mailto:a@evil.test", "internal:Sheet1!A1", "external:c:\\x.xlsx", "ftp://evil.test"]
_FORMULAS += [
    "[Book]Sheet!A1",
    "Sheet1!A1",
    "#REF!",
    "#N/A",
    "#NAME?",
    "TRUE",
    "1E5",
    "00012",
    "1/2",
]

_TABLES = [
    "a,b",
    "a;b",
    "a\tb",
    "a|b",
    "|",
    "| a | b |\n| - | - |",
    ",,,",
    ";;;",
    "sep=;",
    "a\r\nb",
]
_TABLES += ['"a","b"', '"unclosed', 'x"y', "a\nb,c", "a\rb", "\r\n\r\nx", "x\n", "\nx", "x\r\n"]

_YAML = [
    "- x",
    "x: y",
    "? x",
    "# x",
    "x #y",
    "&a x",
    "*a",
    "!!python/object:x",
    "%TAG",
    "---",
    "...",
]
_YAML += ["|", ">", "| x", "[x", "{x", "]", "}", "~", "null", "no", "yes", "true", "12:30", "010"]
_YAML += [
    "0x1F",
    "1_000",
    ".inf",
    ".nan",
    "2026-11-24",
    "<<",
    "<<: *a",
    "x:",
    ": x",
    "'",
    "key: |\n  x",
]
_YAML += [
    "n/a ",
    "?!",
    "unknown.",
    "None",
    "none.",
    "__proto__",
    "constructor",
    "toString",
    "undefined",
]
_YAML += [
    "NaN",
    "Infinity",
    "[object Object]",
    '{"level":5}',
    '{"__proto__":{"x":1}}',
    "/* x */",
    "//x",
]

_MARKDOWN = [
    "*x*",
    "**x**",
    "_x_",
    "__x__",
    "~~x~~",
    "[x](javascript:y)",
    "![x](https://evil.test/y)",
]
_MARKDOWN += [
    "# x",
    "> x",
    "1. x",
    "1) x",
    "+ x",
    "```\nx",
    "~~~",
    "    x",
    "x  \ny",
    "x\n===",
    "---",
]
_MARKDOWN += [
    "<https://evil.test>",
    "www.evil.test",
    "a@evil.test",
    "[x]: y",
    "[^1]",
    "==x==",
    "$x$",
]

_DIRECTIONS = ["שלום עולם", "مرحبا بالعالم", "abc שלום def", "\u200fabc", "\u200eשלום", "\u061cabc"]
_DIRECTIONS += [
    "(שלום)",
    "שלום, 1-2",
    "ا\u200dب",
    "فارسی\u200cها",
    "نص <b>x</b>",
    "שלום\nabc",
    "١٢٣",
]

_SIGNS = [
    "😀",
    "👩🏽‍💻",
    "👨‍👩‍👧‍👦",
    "🏳️‍🌈",
    "🇩🇪",
    "1️⃣",
    "☺️",
    "𝔘𝔫𝔦",
    "𠜎𠜱",
    "\U0010fffd",
    "能力テスト",
    "कौशल",
]
_SIGNS += [
    "ไทย",
    "ẞß",
    "İı",
    "ﬁ",
    "e\u0301",
    "é",
    "Å\u030a",
    "Z" + "\u0335" * 60,
    "ﷺ",
    "꧅",
    "𒐫",
    "Ⅻ",
    "½",
]

_INVISIBLE = [
    "a\u200bb",
    "\u200b",
    "a\u00adb",
    "\u2060x",
    "\ufeffx",
    "x\ufeff",
    "a\u00a0b",
    "\u3000x",
]
_INVISIBLE += [
    "a\u2028b",
    "a\u2029b",
    "x\u2003",
    " x",
    "x ",
    "  x  ",
    "\tx",
    "x\t",
    "a\tb",
    "\u115fx",
]
_INVISIBLE += [
    "\ue000",
    "\uf8ff",
    "\u034fx",
    "\ufffd",
    "\u180ex",
    "\U000e0041x",
    "x\u0300",
    "\ufe0fx",
]

_PATHS = [
    "../../etc/passwd",
    "/etc/passwd",
    "C:\\x",
    "\\\\host\\x",
    "CON",
    "NUL.txt",
    "a/b",
    "..",
    ".",
]
_PATHS += [
    "file:///etc/passwd",
    "data:text/html,<b>x",
    "javascript:alert(1)",
    "vbscript:x",
    "//evil.test",
]

_LONG = [
    "x" * 30_000,
    "lang " * 6_000,
    "<" * 30_000,
    '"' * 30_000,
    "😀" * 15_000,
    "=" + "1" * 30_000,
]
_LONG += ["a\n" * 15_000, "&" * 30_000, "שלום " * 6_000, "'" * 30_000, "\\" * 30_000]

TEXTS = tuple(
    dict.fromkeys(
        itertools.chain(
            *(_MARKUP, _TAGS, _ESCAPES, _QUOTES, _TEMPLATES, _FORMULAS, _TABLES, _YAML, _MARKDOWN),
            *(_DIRECTIONS, _SIGNS, _INVISIBLE, _PATHS, _LONG),
        )
    )
)
"""All of them."""

LINES = tuple(text for text in TEXTS if not set(text) & set("\n\r\u2028\u2029"))
"""Those of one line: for titles, labels, names."""


def _is_id(text: str) -> bool:
    try:
        Item(text, "x")
    except competency.InvalidValue:
        return False
    return len(text) <= 180  # room for what makes it another one


IDS = tuple(text for text in LINES if _is_id(text))
"""Those that are good ids."""


def framework_of(text: str) -> Framework:
    """Make a framework that holds a text in each of its texts: of one line where it must be."""
    line = _line(text)
    levels = [Level(n, label=f"{n} {line}", description=text) for n in (3, 2, 1)]
    item = Item(
        f"i{line}" if _is_id(f"i{line}") else "i",
        text,
        title=line,
        descriptors={1: text, 3: text},
        guidance=text,
        references=[text],
        tags=[text],
    )
    others = [Item(f"n{number}", text) for number in range(1, 5)]
    return Framework(
        id=f"f{line}" if _is_id(f"f{line}") else "f",
        version=line,
        title=line,
        scale=Scale(levels),
        description=text,
        source=text,
        publisher=text,
        licence=text,
        notes=text,
        children=[
            Group("g", line, text, children=[item, *others]),
            Group("k", line, text, children=[Group("s", line, text, children=[Item("z", text)])]),
        ],
    )


def assessment_of(framework: Framework, text: str) -> Assessment:
    """Answer such a framework, with the text in each text of the answers, in every state."""
    line = _line(text)
    first, *_ = framework.items
    answers = {
        first.id: Answer(3, comment=text, evidence=text),
        "n1": Answer(state=State.NOT_APPLICABLE, reason=text, comment=text),
        "n2": Answer(state=State.UNKNOWN, comment=text),
        "n3": Answer(comment=text),
        "z": Answer(1, evidence=text),
    }
    return Assessment(framework, answers, subject=line, rater=line, role=line, round=line)


def report_of(text: str) -> Report:
    """Report such answers, against a profile that is called by the text."""
    framework = framework_of(text)
    scores = competency.score(assessment_of(framework, text))
    profile = Profile(framework, {"overall": 2}, title=_line(text))
    return Report(framework, gaps=competency.find_gaps(scores, profile))


def _line(text: str) -> str:
    return text if text in _KNOWN_LINES else " ".join(text.split())


_KNOWN_LINES = frozenset(LINES)
