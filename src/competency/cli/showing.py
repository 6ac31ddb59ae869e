"""`show`: the whole text of a framework as an outline."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from competency.catalogue import load_framework
from competency.cli.options import complete_framework, examples
from competency.cli.terminal import give, give_document, printable_lines
from competency.cli.words import depths
from competency.loading import framework_tree
from competency.model import Framework, Group, Item, Scale
from competency.rounding import number_text

__all__ = ["show"]


@click.command(
    epilog=examples(
        "competency show cto",
        "competency show cto --json > cto.json",
    )
)
@click.argument("framework", shell_complete=complete_framework)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, which reads back as a file.")
def show(framework: str, as_json: bool) -> None:
    """Print the whole text of FRAMEWORK, an id or a file, as an outline."""
    shown = load_framework(framework)
    if as_json:
        give_document(json.dumps(framework_tree(shown), ensure_ascii=False, indent=1) + "\n")
    else:
        give("".join(f"{line}\n" for line in _outline(shown)))


def _outline(framework: Framework) -> Iterator[str]:
    yield from _text(framework.title, "")
    published = framework.published
    about = {
        "id": f"{framework.id} {framework.version}",
        "description": framework.description,
        "source": framework.source,
        "publisher": framework.publisher,
        "published": None if published is None else published.isoformat(),
        "licence": framework.licence,
        "language": framework.language,
        "notes": framework.notes,
    }
    yield from _named(about, "  ")
    yield from _scale(framework.scale, "  ")
    depth = depths(framework)
    for node in framework.walk():
        indent = "  " * depth[node.id]
        if isinstance(node, Group):
            yield ""
            yield from _group(node, indent)
        else:
            yield from _item(node, indent, framework.scale)


def _group(group: Group, indent: str) -> Iterator[str]:
    id = "" if group.title == group.id else f"  [{group.id}]"
    yield from _text(f"{group.title}{id}", indent)
    weight = None if group.weight == 1 else number_text(group.weight)
    yield from _named({"weight": weight}, f"{indent}  ")
    yield from _text(group.description, f"{indent}  ")


def _item(item: Item, indent: str, scale: Scale) -> Iterator[str]:
    more = f"{indent}{' ' * (len(item.id) + 2)}"
    title = "" if item.title is None else f"{item.title}: "
    text = list(_text(f"{title}{item.text}", more))
    yield f"{indent}{printable_lines(item.id)}  {text[0].lstrip(' ')}"
    yield from text[1:]
    about = {
        "weight": None if item.weight == 1 else number_text(item.weight),
        "reverse": "a low level is the good one" if item.reverse else None,
        "guidance": item.guidance,
        **{f"reference {at}": text for at, text in enumerate(item.references, 1)},
        "tags": ", ".join(item.tags) or None,
    }
    yield from _named(about, more)
    if item.scale != scale:
        yield from _scale(item.scale, more)
    for level, text_of_level in item.descriptors.items():
        yield from _named({item.scale.words(level): text_of_level}, more)


def _scale(scale: Scale, indent: str) -> Iterator[str]:
    yield f"{indent}scale:"
    for level in scale.listed:
        words = scale.words(level.value)
        id = "" if level.id is None else f"  [{level.id}]"
        text = "" if level.description is None else f": {level.description}"
        yield from _text(f"{words}{id}{text}", f"{indent}  ")


def _named(about: dict[str, str | None], indent: str) -> Iterator[str]:
    for name, text in about.items():
        if text is not None:
            yield from _text(f"{name}: {text}", indent)


def _text(text: str | None, indent: str) -> Iterator[str]:
    """Give the lines of a text, the second and later ones indented a little more."""
    first, *others = printable_lines(text or "").split("\n")
    yield from (f"{indent}{first}",) if first else ()
    yield from (f"{indent}  {line}".rstrip() for line in others)
