"""Fuzz the loaders: mutated files are accepted or refused, and nothing else may happen.

    python benchmarks/fuzz.py --executions 1000000 --seed 1

Real files and small hand-made ones are mutated by bytes and by tokens, and fed in memory to the
loaders of frameworks, assessments, profiles and responses. Whatever is accepted must come back
equal from what is dumped of it. An exception that is no `CompetencyError` is a fault: its input
is saved in the folder `--out`, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import copy
import csv
import hashlib
import io
import json
import multiprocessing
import random
import re
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from competency import (
    Assessment,
    CompetencyError,
    CompetencyWarning,
    Framework,
    dump_assessment,
    dump_framework,
    dump_profile,
    load_assessment,
    load_framework,
    load_profile,
)
from competency.loading import (
    assessment_of,
    assessment_tree,
    dump_responses,
    framework_of,
    framework_tree,
    framework_warnings,
    profile_of,
    profile_tree,
    responses_of,
)
from competency.reading import read_document, read_table

ROOT = Path(__file__).parent.parent
PROCESSES = 2
LARGE_SHARE = 0.01

SMALL_FRAMEWORK = """\
id: tea
version: "1.0"
title: Making tea  # a comment
published: 2026-02-28
language: en
licence: >-
  Folded
  text
scale: &five
  order: descending
  levels:
    - {value: 3, id: well, label: "Well\\u00e9"}
    - value: 2.5
      label: So-so
      description: |
        Lines
        of text
    - {value: 2, label: Not yet!}
scales:
  share: {minimum: 0, maximum: 100}
  pair: {levels: [{value: -1}, {value: 1}], order: ascending}
categories:
  - id: "AC-4(26)"
    title: 'It''s'
    scale: share
    areas:
      - id: pot
        weight: 0.25
        items:
          - {id: "1", text: Boils ~ water., tags: [a, "b"], weight: 3}
          - {id: 2, text: null and void, scale: pair, reverse: true}
    children:
      - {id: x, text: Mixed, descriptors: {0: none, "100": all}}
      - {id: y}
items:
  - id: '3'
    text: &long Pours.
    descriptors: {well: Every cup., 2.5: Some, Not yet!: None}
    references:
      - *long
      - "https://example.org/?a=b&c"
    guidance: *long
"""

SMALL_ASSESSMENT = """\
framework: tea
version: "1.0"
subject: Robin é
rater: 'R'
role: peer
round: 2026
date: 2026-11-24
answers:
  "1": 100
  2:
    level: -1
    comment: "a: b"
    evidence: |
      Seen.
  x: {level: n/a, reason: No pot}
  "3": So-so
"""

SMALL_PROFILE = """\
framework: tea
title: First year
default: none
levels: {pot: 1, "1": 50, AC-4(26): 7, x: "80", '3': well}
importance: {overall: 0.5, pot: 2}
"""

WIDE = """\
respondent,subject,role,round,date,1,2,x,3
robin,sam,peer,1,2026-11-24,100,-1,n/a,well
"o'neil, b",,,,,0,1,?,2.5
'=x,,,2,,unknown,,80,"Not yet!"
"""

LONG = """\
respondent;item;level;reason;comment;evidence;round;date;framework;version;text
robin;1;3;;"said ""no""
twice";;;2026-11-24;tea;1.0;x
robin;x;n/a;No pot;;;;2026-11-24;tea;;
sam;3;Not yet!;;'+1;;;;;;
"""

TOKENS = re.compile(r"[\w.]+|[ \t]+|\r?\n|.", re.DOTALL)
ODD = """
~ null true no n/a ? none unknown overall 0 -0 1_0 2.0 1e5 .inf 1e999 99 0.1234567 2026-02-30 12:30
010 id text title scale scales levels items children groups areas weight reverse tags descriptors
version structure digest answers default kept importance minimum maximum order value label level
reason respondent subject item { } [ ] : , ; | > # *a ' " @ + =1+1 '=1 １ ٢ \\ \\u0000 \\ud800
\\uFFFF \u200b \u202e \ufeff \U0001f9d1 \U0010ffff e\u0301 --- ... !x !!python/name:os.system
"""
BLANK = ["", ": ", "- ", "\t", "\n", "\r\n", "\r", "&a ", "<<: *a", "%YAML 1.1\n", "\u2028", "\x85"]
WORDS = [*ODD.split(), *BLANK, "9" * 40, "x" * 300, "  " * 40]
BYTES = b"\x00\x01\t\n\r\x1b \x7f\x80\x85\xbf\xc0\xc3\xe2\xed\xef\xf0\xff{}[]:,-\"'&*!|>%@`~#"


@frozen
class Seed:
    """A file to be mutated: what it is, its name, and what it holds."""

    kind: str
    name: str
    data: bytes


@frozen
class Target:
    """What reads the files of a kind, and what writes them again."""

    load: Callable[[bytes, str], Any]
    dump: Callable[[Any], str]
    name: str


def targets(framework: Framework) -> dict[str, Target]:
    """Give the loaders; assessments, profiles and responses are for this framework."""

    def load_one(data: bytes, name: str) -> Framework:
        document = read_document(data, name)
        loaded = framework_of(document)
        framework_warnings(document, loaded)
        return loaded

    def load_people(data: bytes, name: str) -> list[Assessment]:
        table = read_table([data], name, ("respondent",))
        return list(responses_of(table, framework, keep={"kept"}, allow_missing=True))

    def find(_: str) -> Framework:
        return framework

    def assessment(data: bytes, name: str) -> Assessment:
        return assessment_of(read_document(data, name), find)

    return {
        "framework": Target(load_one, dump_framework, "x.yaml"),
        "assessment": Target(assessment, dump_assessment, "x.yaml"),
        "profile": Target(
            lambda data, name: profile_of(read_document(data, name), find), dump_profile, "x.yaml"
        ),
        "responses": Target(load_people, dump_responses, "x.csv"),
    }


def seeds(folder: Path) -> tuple[Framework, list[Seed], list[Seed]]:
    """Give a small framework, the small seeds, and the large ones, which are real files."""
    tea = framework_of(read_document(SMALL_FRAMEWORK.encode(), "tea.yaml"))
    small = [
        Seed("framework", "x.yaml", SMALL_FRAMEWORK.encode()),
        Seed("assessment", "x.yaml", SMALL_ASSESSMENT.encode()),
        Seed("profile", "x.yaml", SMALL_PROFILE.encode()),
        Seed("responses", "x.csv", WIDE.encode()),
        Seed("responses", "x.csv", LONG.encode()),
    ]
    assessment = assessment_of(read_document(SMALL_ASSESSMENT.encode(), "x.yaml"), lambda _: tea)
    profile = profile_of(read_document(SMALL_PROFILE.encode(), "x.yaml"), lambda _: tea)
    trees = {
        "framework": framework_tree(tea),
        "assessment": assessment_tree(assessment),
        "profile": profile_tree(profile),
    }
    small += [Seed(kind, "x.json", json.dumps(tree).encode()) for kind, tree in trees.items()]
    examples = folder / "docs" / "examples"
    large = [
        Seed("framework", "x.yaml", (folder / "rubrics" / "cto.yaml").read_bytes()),
        Seed("assessment", "x.yaml", (examples / "cto-self.yaml").read_bytes()),
        Seed("profile", "x.yaml", (examples / "cto-profile.yaml").read_bytes()),
        Seed("responses", "x.csv", (examples / "team.csv").read_bytes()),
        Seed("responses", "x.csv", (examples / "team-long.csv").read_bytes()),
    ]
    cto = load_framework("cto")
    own = load_assessment(examples / "cto-self.yaml", cto)
    asked = load_profile(examples / "cto-profile.yaml", cto)
    trees = {
        "framework": framework_tree(cto),
        "assessment": assessment_tree(own),
        "profile": profile_tree(asked),
    }
    large += [Seed(kind, "x.json", json.dumps(tree).encode()) for kind, tree in trees.items()]
    return tea, small, large


def mutate_bytes(data: bytes, other: bytes, choice: random.Random) -> bytes:
    """Change a few bytes."""
    changed = bytearray(data)
    for _ in range(choice.choice((1, 1, 1, 2, 4))):
        at, end = sorted((choice.randint(0, len(changed)), choice.randint(0, len(changed))))
        end = min(end, at + 20)
        how = choice.randrange(5)
        if how == 0:
            changed[at : at + 1] = bytes([choice.choice(BYTES)])
        elif how == 1:
            changed[at:at] = bytes([choice.choice(BYTES)])
        elif how == 2:
            del changed[at:end]
        elif how == 3:
            changed[at:at] = changed[at:end]
        else:
            start = choice.randint(0, len(other))
            changed[at:end] = other[start : start + choice.randint(0, 30)]
    return bytes(changed)


def mutate_tokens(data: bytes, other: bytes, choice: random.Random) -> bytes:
    """Swap, delete, duplicate, replace or splice a few tokens."""
    tokens = TOKENS.findall(data.decode(errors="surrogateescape")) or [""]
    others = TOKENS.findall(other.decode(errors="surrogateescape")) or [""]
    for _ in range(choice.choice((1, 1, 1, 2, 3, 6))):
        at, to = choice.randrange(len(tokens)), choice.randrange(len(tokens))
        how = choice.randrange(6)
        if how == 0:
            tokens[at], tokens[to] = tokens[to], tokens[at]
        elif how == 1 and len(tokens) > 1:
            del tokens[at]
        elif how == 2:
            first, last = sorted((at, to))
            tokens[at:at] = tokens[first : min(last, first + 12)]
        elif how == 3:
            start = choice.randrange(len(others))
            tokens[at:at] = others[start : start + choice.randint(1, 12)]
        else:
            tokens[at] = choice.choice(WORDS)
    return "".join(tokens).encode(errors="surrogateescape")


def mutate_tree(seed: Seed, choice: random.Random) -> bytes:
    """Change a few values of a document, or cells of a table, and leave its grammar right."""
    if seed.kind == "responses":
        tree: Any = list(csv.reader(io.StringIO(seed.data.decode()), delimiter=delimiter(seed)))
    else:
        tree = read_document(seed.data, seed.name).root
    for _ in range(choice.choice((1, 1, 2, 3))):
        change(choice.choice(list(holders(tree))), list(holders(tree)), choice)
    if seed.kind != "responses":
        return json.dumps(tree).encode()
    stream = io.StringIO()
    rows = [row if isinstance(row, list) else [row] for row in tree]
    csv.writer(stream).writerows([str(cell) for cell in row] for row in rows)
    return stream.getvalue().encode(errors="replace")


def delimiter(seed: Seed) -> str:
    """Give the delimiter of a table."""
    return ";" if b";" in seed.data else ","


def holders(tree: Any) -> Iterator[Any]:
    """Give all mappings and lists of a tree that hold something."""
    if isinstance(tree, dict | list) and tree:
        yield tree
        for value in tree.values() if isinstance(tree, dict) else tree:
            yield from holders(value)


def change(holder: Any, others: list[Any], choice: random.Random) -> None:
    """Delete, replace, rename or copy one entry of a mapping or list."""
    keys = list(holder) if isinstance(holder, dict) else range(len(holder))
    key, other = choice.choice(keys), choice.choice(others)
    how = choice.randrange(4)
    if how == 0:
        del holder[key]
    elif how == 1:
        holder[key] = choice.choice([*WORDS, None, [], {}, ["a"], {"a": "b"}, True, 7, 2.5])
    elif how == 2:
        value = choice.choice(list(other.values()) if isinstance(other, dict) else other)
        holder[key] = copy.deepcopy(value)
    elif isinstance(holder, dict):
        holder[choice.choice(WORDS)] = holder.pop(key)
    else:
        holder.insert(key, copy.deepcopy(holder[key]))


def mutate(seed: Seed, other: Seed, choice: random.Random) -> tuple[str, bytes]:
    """Change a file in one of three ways; give its name, and what it holds then."""
    how = choice.randrange(3)
    if how == 0:
        return seed.name, mutate_bytes(seed.data, other.data, choice)
    if how == 1:
        return seed.name, mutate_tokens(seed.data, other.data, choice)
    name = seed.name if seed.kind == "responses" else "x.json"
    return name, mutate_tree(seed, choice)


def run_one(target: Target, name: str, data: bytes) -> str:
    """Load a mutated file: say `accepted` or `refused`, or raise what is a fault."""
    try:
        loaded = target.load(data, name)
    except CompetencyError as error:
        if not str(error):
            raise AssertionError("an error without a message") from error
        return "refused"
    if loaded and target.load(target.dump(loaded).encode(), target.name) != loaded:
        raise AssertionError("what is dumped does not come back equal")
    return "accepted"


def fuzz(executions: int, seed: int, out: Path) -> Counter[str]:
    """Run so many executions; what is a fault is saved."""
    warnings.simplefilter("ignore", CompetencyWarning)
    choice = random.Random(seed)
    tea, small, large = seeds(ROOT)
    of_tea, of_cto = targets(tea), targets(load_framework("cto"))
    counts: Counter[str] = Counter()
    for _ in range(executions):
        is_large = choice.random() < LARGE_SHARE
        pool = large if is_large else small
        chosen, other = choice.choice(pool), choice.choice(pool)
        target = (of_cto if is_large else of_tea)[chosen.kind]
        name, data = mutate(chosen, other, choice)
        try:
            counts[f"{chosen.kind} {run_one(target, name, data)}"] += 1
        except Exception as error:  # whatever it is: that is what is looked for
            counts["fault"] += 1
            save(out, chosen.kind, name, data, error)
    return counts


def save(out: Path, kind: str, name: str, data: bytes, error: Exception) -> None:
    """Keep the input of a fault, and its traceback."""
    out.mkdir(parents=True, exist_ok=True)
    stem = f"{type(error).__name__}-{hashlib.sha256(data).hexdigest()[:12]}"
    (out / f"{stem}-{kind}-{name}").write_bytes(data)
    (out / f"{stem}.txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8")


def main() -> int:
    """Run in several processes and print what happened."""
    parser = argparse.ArgumentParser(description="Fuzz the loaders.")
    parser.add_argument("--executions", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("fuzz-faults"))
    options = parser.parse_args()
    share = -(-options.executions // PROCESSES)
    started = time.perf_counter()
    with multiprocessing.Pool(PROCESSES) as pool:
        jobs = [(share, options.seed * 1_000 + number, options.out) for number in range(PROCESSES)]
        counts = sum(pool.starmap(fuzz, jobs, chunksize=1), Counter())
    seconds = time.perf_counter() - started
    for name, number in sorted(counts.items()):
        print(f"{number:>10,} {name}")
    total = counts.total()
    print(f"{total:>10,} executions in {seconds:,.0f} s: {total / seconds:,.0f} a second")
    if counts["fault"]:
        print(f"faults: see {options.out}")
    return int(counts["fault"] > 0)


if __name__ == "__main__":
    sys.exit(main())
